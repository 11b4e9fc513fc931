/**
 * One customer's books in memory: the same records, selection and bookkeeping as the database's, for the simulator and for tests of rules.
 * A contract test holds this and the database's form together.
 */

import type { Decision } from '../advance.js';
import { DAY, type Instant } from '../calendar.js';
import type { Claim } from '../effects/claim.js';
import { type Fact, type Report, touchedBy } from '../facts.js';
import { accountId } from '../ledger/account-id.js';
import { book } from '../ledger/book.js';
import { tableOf } from '../ledger/change-rows.js';
import type {
  AccountRow,
  Change,
  CustomerRow,
  DecisionRows,
  EffectRow,
  ItemRow,
  PostingRow,
  StepRow,
  TableName,
  Tables,
  TokenRow,
} from '../rows.js';

/** One decision takes at most so many facts and tokens. */
export const TAKEN_AT_ONCE = 500;

/** How long a survey is remembered, counted back from the newest. */
export const SURVEY_MEMORY_DAYS = 400;

/** The order in which both forms give records to the rules: orders as they were placed, everything else by id. */
export const inOrder = <Row extends { id: string; placedOn?: string }>(rows: Row[]): Row[] =>
  rows.sort((a, b) => compare(a.placedOn ?? '', b.placedOn ?? '') || compare(a.id, b.id));
/** The order in which both forms ask touched tokens; those that are due come after them, the longest due first. */
export const byPlace = (a: Pick<TokenRow, 'lane' | 'subject'>, b: Pick<TokenRow, 'lane' | 'subject'>): number =>
  compare(a.lane, b.lane) || compare(a.subject, b.subject);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export type MemoryBook = ReturnType<typeof createMemoryBook>;

export function createMemoryBook(customer: CustomerRow) {
  const tables = {
    item: new Map(),
    order: new Map(),
    payment: new Map(),
    allocation: new Map(),
    awaited: new Map(),
    charge: new Map(),
    attempt: new Map(),
    dispute: new Map(),
    hold: new Map(),
    task: new Map(),
    survey: new Map(),
    method: new Map(),
    consent: new Map(),
  } as {
    [T in Exclude<TableName, 'customer'>]: Map<string, Tables[T]>;
  };
  const accounts = new Map<string, AccountRow>();
  const facts: Fact[] = [];
  const known = new Set<string>();
  const postings: PostingRow[] = [];
  const tokens = new Map<string, TokenRow>();
  const steps = new Map<string, StepRow>();
  const effects = new Map<string, EffectRow>();
  let self = customer;
  let seq = 0;
  let applied = 0;
  let wakeAt: Instant | null = null;
  let invoices = 0;
  const nextInvoice = () => {
    invoices += 1;
    return String(invoices);
  };

  const list = <T extends Exclude<TableName, 'customer'>>(table: T): Tables[T][] => [...tables[table].values()];
  const openItems = () => list('item').filter((item) => item.open > 0);

  /** As many of the oldest open items of accounts with unapplied money as one decision may look at. */
  function shielded(): ItemRow[] {
    if (![...accounts.values()].some((account) => account.unapplied > 0)) return [];
    return openItems()
      .filter((item) => (accounts.get(item.accountId)?.unapplied ?? 0) > 0)
      .sort((a, b) => compare(a.dueOn, b.dueOn) || compare(a.id, b.id))
      .slice(0, TAKEN_AT_ONCE);
  }

  function change(changes: Change[]): void {
    for (const one of changes) {
      const table = tableOf(one);
      if (table === 'customer') {
        if ('set' in one) self = { ...self, ...(one.set as Partial<CustomerRow>) };
        continue;
      }
      const rows = tables[table] as Map<string, { id: string }>;
      if ('row' in one) {
        if (rows.has(one.row.id)) throw new Error(`There is a ${table} ${one.row.id} already.`);
        rows.set(one.row.id, one.row);
      } else if ('set' in one) {
        const row = rows.get(one.id);
        if (row) rows.set(one.id, { ...row, ...one.set });
      } else rows.delete(one.id);
    }
  }

  function post(lines: PostingRow[]): void {
    for (const line of lines) {
      postings.push(line);
      const account = accounts.get(line.accountId) ?? {
        id: line.accountId,
        customerId: self.id,
        legalEntityId: self.legalEntityId,
        currency: line.currency,
        balance: 0,
        unapplied: 0,
      };
      accounts.set(account.id, account);
      const item = line.itemId ? tables.item.get(line.itemId) : undefined;
      if (line.book === 'receivable') {
        if (item) tables.item.set(item.id, { ...item, open: item.open + line.amount });
        accounts.set(account.id, { ...account, balance: account.balance + line.amount });
      } else if (line.book === 'unapplied') accounts.set(account.id, { ...account, unapplied: account.unapplied - line.amount });
    }
  }

  return {
    facts,
    postings,
    effects,
    customer: () => self,
    item: (id: string): ItemRow | undefined => tables.item.get(id),
    list,
    steps: () => [...steps.values()],
    tokens: () => [...tokens.values()],
    accountFor: (currency: string) => accountId({ customerId: self.id, legalEntityId: self.legalEntityId, currency }),

    /** Books a report; the same source and external id again changes nothing. Returns the fact's number. */
    record({ report, recordedAt }: { report: Report; recordedAt: Instant }): number {
      const key = `${report.source} ${report.externalId}`;
      if (known.has(key)) return facts.findIndex((fact) => `${fact.source} ${fact.externalId}` === key) + 1;
      const numbered =
        report.type === 'invoice.issued' && report.data.number === ''
          ? { ...report, data: { ...report.data, number: nextInvoice() } }
          : report;
      const rows = {
        customer: self,
        accounts: [...accounts.values()],
        items: list('item'),
        charges: list('charge'),
        attempts: list('attempt'),
        disputes: list('dispute'),
        holds: list('hold'),
        tasks: list('task'),
        orders: list('order'),
        surveys: list('survey'),
        methods: list('method'),
        consents: list('consent'),
        payments: list('payment'),
        allocations: inOrder(list('allocation')),
        awaited: inOrder(list('awaited')),
      };
      const booking = book({ report: numbered, rows, number: facts.length + 1, recordedAt });
      known.add(key);
      facts.push(booking.fact);
      change(booking.changes);
      post(booking.postings);
      for (const step of booking.steps) {
        const over = `${step.subject} ${step.step} ${step.occurrence}`;
        if (!steps.has(over)) steps.set(over, step);
      }
      if (booking.wakeAll)
        for (const token of tokens.values()) if (token.stage !== null) token.wakeAt = Math.min(token.wakeAt ?? recordedAt, recordedAt);
      return facts.length;
    },

    hasNews: () => facts.length > applied,
    /** What the last decision asked for, or a token's that was woken since. */
    nextWake: (): Instant | null =>
      [...tokens.values()].reduce<Instant | null>(
        (soonest, token) => (token.wakeAt === null ? soonest : Math.min(soonest ?? token.wakeAt, token.wakeAt)),
        wakeAt,
      ),
    now: (workflowTime: Instant): Instant => Math.max(workflowTime, facts.at(-1)?.recordedAt ?? 0),

    /** What a decision at `now` rests on. */
    select(now: Instant): DecisionRows {
      const waiting = facts.slice(applied, applied + TAKEN_AT_ONCE);
      const touched = new Set(waiting.flatMap((fact) => touchedBy(fact).itemIds));
      if (waiting.some((fact) => touchedBy(fact).customer)) touched.add(self.id);
      const wanted = [...tokens.values()].filter((token) => touched.has(token.subject) || (token.wakeAt !== null && token.wakeAt <= now));
      const isTouched = (token: TokenRow) => touched.has(token.subject);
      const due = wanted
        .filter((token) => !isTouched(token))
        .sort((a, b) => (a.wakeAt ?? 0) - (b.wakeAt ?? 0) || byPlace(a, b))
        .slice(0, Math.max(0, TAKEN_AT_ONCE - waiting.length));
      const taken = [...wanted.filter(isTouched).sort(byPlace), ...due];
      const takenKeys = new Set(taken);
      const rest = [...tokens.values()].filter((token) => !takenKeys.has(token));
      const subjects = new Set([...taken.map((token) => token.subject), ...touched]);
      const items = [...subjects].map((id) => tables.item.get(id)).filter((item) => item !== undefined);
      const charges = inOrder(list('charge').filter((charge) => charge.itemIds.some((id) => subjects.has(id))));
      const chargedWith = new Set(charges.flatMap((charge) => charge.itemIds).filter((id) => !subjects.has(id)));
      for (const id of chargedWith) if (tables.item.has(id)) items.push(tables.item.get(id) as ItemRow);
      const chargeIds = new Set(charges.map((charge) => charge.id));
      const heldOrders = new Set(list('order').flatMap((order) => (order.status === 'held' ? [order.id] : [])));
      const lastAskedAt = Math.max(...list('survey').map((survey) => survey.askedAt));
      const restStages = [
        ...new Map(
          rest
            .filter((token) => token.stage !== null)
            .map((token) => [`${token.lane} ${token.stage}`, { lane: token.lane, stage: token.stage as string }]),
        ).values(),
      ];
      return {
        customer: self,
        seq,
        applied,
        facts: waiting,
        tokens: taken,
        restWakeAt: rest.reduce<Instant | null>(
          (soonest, { wakeAt }) => (wakeAt === null ? soonest : Math.min(soonest ?? wakeAt, wakeAt)),
          null,
        ),
        restStages,
        more: facts.length > applied + waiting.length || wanted.length > taken.length,
        accounts: inOrder([...accounts.values()]),
        oldestDueOn: openItems().reduce<string | null>((oldest, { dueOn }) => (oldest === null || dueOn < oldest ? dueOn : oldest), null),
        items: inOrder(items),
        shielded: inOrder(shielded()),
        steps: [...steps.values()].filter(
          (step) => subjects.has(step.subject) || chargeIds.has(step.subject) || step.subject === self.id || isSurvey(step),
        ),
        underWay: [...effects.values()].filter((effect) => effect.status === 'planned' || effect.status === 'claimed'),
        methods: inOrder(list('method')),
        consents: inOrder(list('consent')),
        charges,
        attempts: inOrder(list('attempt').filter((attempt) => chargeIds.has(attempt.chargeId))),
        disputes: inOrder(list('dispute').filter((dispute) => dispute.status === 'open' || subjects.has(dispute.itemId))),
        holds: inOrder(list('hold').filter((hold) => subjects.has(hold.subject) || hold.subject === self.id)),
        orders: inOrder(list('order').filter((order) => order.status !== 'invoiced')),
        tasks: inOrder(
          list('task').filter(
            ({ status, subject }) =>
              status === 'open' || subjects.has(subject) || chargedWith.has(subject) || heldOrders.has(subject) || subject === self.id,
          ),
        ),
        surveys: inOrder(list('survey').filter(({ askedAt }) => askedAt > lastAskedAt - SURVEY_MEMORY_DAYS * DAY)),
      };
    },

    /** Keeps a decision: position, effects, own changes and reports. */
    store({ decision, now }: { decision: Decision; now: Instant }): void {
      seq = decision.seq;
      applied = decision.applied;
      wakeAt = decision.wakeAt;
      for (const token of decision.tokens) tokens.set(`${token.lane} ${token.subject}`, token);
      for (const step of decision.steps) steps.set(`${step.subject} ${step.step} ${step.occurrence}`, step);
      for (const effect of decision.effects) {
        const earlier = effects.get(effect.id)?.status ?? 'suppressed';
        if (earlier !== 'suppressed' && earlier !== 'given-back')
          throw new Error(`Decision ${seq} plans ${effect.id}, which is ${earlier} already.`);
        effects.set(effect.id, {
          id: effect.id,
          customerId: self.id,
          seq,
          effect,
          status: 'planned',
          at: now,
          claimedAt: null,
          endedAt: null,
          outcome: null,
          asked: 0,
        });
      }
      change(decision.changes);
      for (const report of decision.reports) this.record({ report, recordedAt: now });
    },

    /** Keeps a claim; the tokens that wait for it are due. */
    storeClaim({ effectId, claim, now }: { effectId: string; claim: Claim; now: Instant }): void {
      const row = effects.get(effectId);
      if (!row) return;
      if (claim.did !== 'claimed') {
        effects.set(effectId, { ...row, status: claim.did, endedAt: now, outcome: claim.reason.code });
        return;
      }
      for (const step of claim.steps) steps.set(`${step.subject} ${step.step} ${step.occurrence}`, step);
      change(claim.changes);
      effects.set(effectId, { ...row, status: 'claimed', claimedAt: now, asked: claim.asked });
      const subjects = 'itemIds' in row.effect ? row.effect.itemIds : [];
      for (const token of tokens.values())
        if (subjects.includes(token.subject) && token.stage !== null && token.wakeAt === null) token.wakeAt = now;
    },

    /** Surely this attempt handed nothing over; where none did, the steps and the attempt are free again. */
    releaseClaim({ effectId }: { effectId: string }): void {
      const row = effects.get(effectId);
      const asked = (row?.asked ?? 1) - 1;
      if (row) effects.set(effectId, { ...row, asked, ...(asked > 0 ? {} : { status: 'planned', claimedAt: null }) });
      if (asked > 0) return;
      for (const [key, step] of steps) if (step.effectId === effectId && step.how === 'taken') steps.delete(key);
      tables.attempt.delete(effectId);
      tables.survey.delete(effectId);
    },

    endEffect({ effectId, outcome, now }: { effectId: string; outcome: string; now: Instant }): void {
      const row = effects.get(effectId);
      if (row) effects.set(effectId, { ...row, status: 'done', endedAt: now, outcome });
    },
  };
}

/** Surveys are remembered for the customer whatever they were about. */
const isSurvey = (step: StepRow): boolean => step.step === 'csat' || step.step === 'nps';
