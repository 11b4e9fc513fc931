/**
 * One customer's books in memory: the same records, selection and bookkeeping as the database's, for the simulator and for tests of rules.
 * A contract test holds this and the database's form together.
 */

import type { Decision } from '../advance.js';
import type { Instant } from '../calendar.js';
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

export type MemoryBook = ReturnType<typeof createMemoryBook>;

export function createMemoryBook(customer: CustomerRow) {
  const tables = {
    item: new Map(),
    order: new Map(),
    payment: new Map(),
    allocation: new Map(),
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
  let invoices = 0;
  const nextInvoice = () => {
    invoices += 1;
    return String(invoices);
  };

  const list = <T extends Exclude<TableName, 'customer'>>(table: T): Tables[T][] => [...tables[table].values()];
  const openItems = () => list('item').filter((item) => item.open > 0);

  function change(changes: Change[]): void {
    for (const one of changes) {
      const table = tableOf(one);
      if (table === 'customer') {
        if ('set' in one) self = { ...self, ...(one.set as Partial<CustomerRow>) };
        continue;
      }
      const rows = tables[table] as Map<string, { id: string }>;
      if ('row' in one) rows.set(one.row.id, one.row);
      else if ('set' in one) {
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
        allocations: list('allocation'),
      };
      const booking = book({ report: numbered, rows, number: facts.length + 1, recordedAt });
      known.add(key);
      facts.push(booking.fact);
      change(booking.changes);
      post(booking.postings);
      if (booking.wakeAll)
        for (const token of tokens.values())
          if (token.stage !== null || token.leftStage !== null) token.wakeAt = Math.min(token.wakeAt ?? recordedAt, recordedAt);
      return facts.length;
    },

    hasNews: () => facts.length > applied,
    nextWake: (): Instant | null =>
      [...tokens.values()].reduce<Instant | null>(
        (soonest, { wakeAt }) => (wakeAt === null ? soonest : Math.min(soonest ?? wakeAt, wakeAt)),
        null,
      ),
    now: (workflowTime: Instant): Instant => Math.max(workflowTime, facts.at(-1)?.recordedAt ?? 0),

    /** What a decision at `now` rests on. */
    select(now: Instant): DecisionRows {
      const waiting = facts.slice(applied, applied + TAKEN_AT_ONCE);
      const touched = new Set(waiting.flatMap((fact) => touchedBy(fact).itemIds));
      if (waiting.some((fact) => touchedBy(fact).customer)) touched.add(self.id);
      const wanted = [...tokens.values()].filter((token) => touched.has(token.subject) || (token.wakeAt !== null && token.wakeAt <= now));
      const isTouched = (token: TokenRow) => touched.has(token.subject);
      const due = wanted.filter((token) => !isTouched(token)).slice(0, Math.max(0, TAKEN_AT_ONCE - waiting.length));
      const taken = [...wanted.filter(isTouched), ...due];
      const takenKeys = new Set(taken);
      const rest = [...tokens.values()].filter((token) => !takenKeys.has(token));
      const subjects = new Set([...taken.map((token) => token.subject), ...touched]);
      const items = [...subjects].map((id) => tables.item.get(id)).filter((item) => item !== undefined);
      const charges = list('charge').filter((charge) => charge.itemIds.some((id) => subjects.has(id)));
      for (const id of charges.flatMap((charge) => charge.itemIds))
        if (!subjects.has(id) && tables.item.has(id)) items.push(tables.item.get(id) as ItemRow);
      const chargeIds = new Set(charges.map((charge) => charge.id));
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
        accounts: [...accounts.values()],
        oldestDueOn: openItems().reduce<string | null>((oldest, { dueOn }) => (oldest === null || dueOn < oldest ? dueOn : oldest), null),
        items,
        shielded: [...accounts.values()].some((account) => account.unapplied > 0) ? openItems() : [],
        steps: [...steps.values()].filter(
          (step) => subjects.has(step.subject) || chargeIds.has(step.subject) || step.subject === self.id || isSurvey(step),
        ),
        underWay: [...effects.values()].filter((effect) => effect.status === 'planned' || effect.status === 'claimed'),
        methods: list('method'),
        consents: list('consent'),
        charges,
        attempts: list('attempt').filter((attempt) => chargeIds.has(attempt.chargeId)),
        disputes: list('dispute').filter((dispute) => dispute.status === 'open' || subjects.has(dispute.itemId)),
        holds: list('hold').filter((hold) => subjects.has(hold.subject) || hold.subject === self.id),
        orders: list('order').filter((order) => order.status !== 'invoiced'),
        tasks: list('task').filter((task) => task.status === 'open' || subjects.has(task.subject) || task.subject === self.id),
        surveys: list('survey'),
      };
    },

    /** Keeps a decision: position, effects, own changes and reports. */
    store({ decision, now }: { decision: Decision; now: Instant }): void {
      seq = decision.seq;
      applied = decision.applied;
      for (const token of decision.tokens) tokens.set(`${token.lane} ${token.subject}`, token);
      for (const step of decision.steps) steps.set(`${step.subject} ${step.step} ${step.occurrence}`, step);
      for (const effect of decision.effects)
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
        });
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
      effects.set(effectId, { ...row, status: 'claimed', claimedAt: now });
      const subjects = 'itemIds' in row.effect ? row.effect.itemIds : [];
      for (const token of tokens.values())
        if (subjects.includes(token.subject) && token.stage !== null && token.wakeAt === null) token.wakeAt = now;
    },

    endEffect({ effectId, outcome, now }: { effectId: string; outcome: string; now: Instant }): void {
      const row = effects.get(effectId);
      if (row) effects.set(effectId, { ...row, status: 'done', endedAt: now, outcome });
    },
  };
}

/** Surveys are remembered for the customer whatever they were about. */
const isSurvey = (step: StepRow): boolean => step.step === 'csat' || step.step === 'nps';
