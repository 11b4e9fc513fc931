/**
 * One customer's books in memory: the same records, selection and bookkeeping as the database's, for the simulator and for tests of rules.
 * A contract test holds this and the database's form together. Like there, what a decision costs grows with what is due or touched.
 */

import type { Decision } from '../advance.js';
import { DAY, type Instant } from '../calendar.js';
import { accountWith, customerWith, effectWith, itemWith } from '../copies.js';
import type { Claim, ClaimInput } from '../effects/claim.js';
import type { Effect } from '../effects/effect.js';
import { type Fact, type FactData, itemsTouchedBy, type Report, touchesCustomer } from '../facts.js';
import type { Journey } from '../journey/journey.js';
import { outlineOf } from '../journey/outline.js';
import type { JourneyRules } from '../journey-rules/journey-rules.js';
import { accountId } from '../ledger/account-id.js';
import { type BookingRows, book } from '../ledger/book.js';
import type { LaneBeginning } from '../ledger/booking/booking-rule.js';
import { tableOf } from '../ledger/change-rows.js';
import { inOrder } from '../order.js';
import {
  type AccountRow,
  type AllocationRow,
  type AwaitedRow,
  byDueDate,
  type Change,
  type CustomerRow,
  type DecisionRows,
  type EffectRow,
  type ItemRow,
  type MoveRow,
  type PostingRow,
  type StepRow,
  type TableName,
  type Tables,
  type TokenRow,
} from '../rows.js';
import { totalsDay, totalsOf } from '../segments/totals.js';
import { hasCaps, isCall, isCounted } from '../steps/caps.js';
import { isLetter } from '../steps/letters.js';
import type { KeptBook, OwnTable } from './kept-book.js';
import { createMemoryContacts } from './memory-contacts.js';
import { createMemorySteps } from './memory-steps.js';
import { createMemoryTable, type MemoryTable } from './memory-table.js';
import { createMemoryTokens } from './memory-tokens.js';
import { createSortedRows } from './sorted-rows.js';

/** One decision takes at most so many facts and tokens. */
export const TAKEN_AT_ONCE = 500;

/** So many of an account's open items are looked at by due date, and as many by issue. */
export const ACCOUNT_ITEMS = 250;

/** How long a survey is remembered, counted back from the newest. */
export const SURVEY_MEMORY_DAYS = 400;

export type MemoryBook = ReturnType<typeof createMemoryBook>;

/** The books of a new customer, or those of `kept`, gone on with. What is kept is not changed. */
export function createMemoryBook(customer: CustomerRow, kept?: KeptBook) {
  const openItems = createSortedRows<ItemRow>(byDueDate);
  const openOrders = createSortedRows<Tables['order']>(byPlacing);
  const allocations = createSortedRows<AllocationRow>(byId);
  const awaited = createSortedRows<AwaitedRow>(byId);
  const contacts = createMemoryContacts();
  const tables: { [T in OwnTable]: MemoryTable<Tables[T]> } = {
    item: createMemoryTable({
      name: 'item',
      changed(from, to) {
        if (from && from.open > 0) openItems.remove(from);
        if (to && to.open > 0) openItems.add(to);
      },
    }),
    order: createMemoryTable({
      name: 'order',
      changed(from, to) {
        if (from && !isOver(from)) openOrders.remove(from);
        if (to && !isOver(to)) openOrders.add(to);
      },
    }),
    payment: createMemoryTable({ name: 'payment' }),
    allocation: createMemoryTable({
      name: 'allocation',
      changed(from, to) {
        if (from) allocations.remove(from);
        if (to) allocations.add(to);
      },
    }),
    awaited: createMemoryTable({
      name: 'awaited',
      changed(from, to) {
        if (from) awaited.remove(from);
        if (to) awaited.add(to);
      },
    }),
    writeOff: createMemoryTable({ name: 'writeOff' }),
    chargeback: createMemoryTable({ name: 'chargeback' }),
    cheque: createMemoryTable({ name: 'cheque' }),
    charge: createMemoryTable({ name: 'charge' }),
    attempt: createMemoryTable({ name: 'attempt' }),
    dispute: createMemoryTable({ name: 'dispute' }),
    hold: createMemoryTable({ name: 'hold' }),
    paymentPromise: createMemoryTable({ name: 'paymentPromise' }),
    paymentPlan: createMemoryTable({ name: 'paymentPlan' }),
    task: createMemoryTable({
      name: 'task',
      changed(from, to) {
        if (!from && to && isCall(to)) contacts.put({ id: to.id, at: to.openedAt });
      },
    }),
    survey: createMemoryTable({ name: 'survey' }),
    method: createMemoryTable({ name: 'method' }),
    consent: createMemoryTable({ name: 'consent' }),
  };
  const accounts = createMemoryTable<AccountRow>({ name: 'account' });
  const facts: Fact[] = [];
  /** The number of the last fact that is not among `facts`. */
  const base = kept?.applied ?? 0;
  /** The numbers of facts by who reported them under which id. */
  const known = new Map<string, number>();
  const postings: PostingRow[] = [];
  const tokens = createMemoryTokens();
  const steps = createMemorySteps();
  const effects = new Map<string, EffectRow>();
  const underWay = new Map<string, EffectRow>();
  let self = customer;
  let seq = kept?.seq ?? 0;
  let applied = base;
  let wakeAt: Instant | null = kept?.wakeAt ?? null;
  let invoices = 0;

  /** Of the accounts: as many of the open items as a decision may look at, the oldest by due date and by issue, and those on which a hold lies. */
  function accountItems(asked: ReadonlySet<string>): ItemRow[] {
    const open = openItems.all.filter((item) => asked.has(item.accountId));
    const found = new Set<ItemRow>();
    for (const id of asked) {
      const own = open.filter((item) => item.accountId === id);
      const held = new Set(every(tables.hold).flatMap(({ endedAt, subject }) => (endedAt === null ? [subject] : [])));
      const lists = [own, [...own].sort(byIssue), own.filter((item) => held.has(item.id))];
      for (const list of lists) for (const item of list.slice(0, ACCOUNT_ITEMS)) found.add(item);
    }
    return inOrder([...found]);
  }

  /** The states of the accounts that are not asked. */
  function statesBut(asked: ReadonlySet<string>): DecisionRows['restStates'] {
    const rest: DecisionRows['restStates'] = [];
    for (const { id: subject } of accounts.all)
      if (!asked.has(subject))
        for (const { lane, stage, data } of tokens.of(subject))
          if (stage !== null && typeof data.state === 'string') rest.push({ lane, subject, state: data.state });
    return rest;
  }

  /** As many of the oldest open items of accounts with unapplied money as one decision may look at. */
  function shielded(): ItemRow[] {
    for (const account of accounts.all)
      if (account.unapplied > 0)
        return openItems.all.filter((item) => (accounts.get(item.accountId)?.unapplied ?? 0) > 0).slice(0, TAKEN_AT_ONCE);
    return [];
  }

  function change(changes: Change[]): void {
    for (const one of changes) {
      if ('update' in one && one.update === 'customer') self = customerWith(self, one.set);
      else if ('update' in one && one.update === 'item') updateItem(one.id, one.set);
      else changeTable(one);
    }
  }

  function changeTable(one: Change): void {
    const table = tables[tableOf(one) as OwnTable] as MemoryTable<{ id: string }>;
    if ('row' in one) table.insert(one.row);
    else if ('set' in one) table.update(one.id, one.set);
    else table.remove(one.id);
  }

  function updateItem(id: string, set: Partial<ItemRow>): void {
    const item = tables.item.get(id);
    if (item) tables.item.replace(itemWith(item, set));
  }

  function post(lines: PostingRow[]): void {
    for (const line of lines) {
      postings.push(line);
      const account = accounts.get(line.accountId) ?? newAccount(line);
      const { balance, unapplied, openItems: open } = account;
      if (line.book === 'receivable') {
        const item = line.itemId ? tables.item.get(line.itemId) : undefined;
        const left = (item?.open ?? 0) + line.amount;
        if (item) tables.item.replace(itemWith(item, { open: left }));
        const opened = Number(left > 0) - Number((item?.open ?? 0) > 0);
        accounts.replace(accountWith(account, { balance: balance + line.amount, openItems: open + opened }));
      } else if (line.book === 'unapplied') accounts.replace(accountWith(account, { unapplied: unapplied - line.amount }));
    }
  }

  function newAccount({ accountId: id, currency }: PostingRow): AccountRow {
    const { id: customerId, legalEntityId } = self;
    const account = { id, customerId, legalEntityId, currency, balance: 0, unapplied: 0, openItems: 0 };
    accounts.insert(account);
    return account;
  }

  function keepEffect(row: EffectRow): void {
    effects.set(row.id, row);
    if (row.status === 'planned' || row.status === 'claimed') underWay.set(row.id, row);
    else if (underWay.size > 0) underWay.delete(row.id);
  }

  if (kept) goOnWith(kept);

  return {
    facts,
    postings,
    effects,
    customer: () => self,
    item: (id: string): ItemRow | undefined => tables.item.get(id),
    list: <T extends Exclude<TableName, 'customer'>>(table: T): Tables[T][] => [...tables[table].all],
    steps: (): StepRow[] => steps.all(),
    tokens: (): TokenRow[] => tokens.all(),
    /** What moved the balances of these items, fact by fact. */
    moves,
    /** The contacts that caps count at this moment, in the order of time. */
    contacts: contacts.at,
    accountFor: (currency: string) => accountId({ customerId: self.id, legalEntityId: self.legalEntityId, currency }),

    /** Books a report; the same source and external id again changes nothing. Returns the fact's number. */
    record({ report, recordedAt }: { report: Report; recordedAt: Instant }): number {
      const key = `${report.source} ${report.externalId}`;
      const before = known.get(key);
      if (before !== undefined) return before;
      const booking = book({ report: numbered(report), rows: bookingRows(), number: base + facts.length + 1, recordedAt });
      facts.push(booking.fact);
      known.set(key, base + facts.length);
      change(booking.changes);
      post(booking.postings);
      for (const step of booking.steps) if (!steps.wasTaken(step)) steps.put(step);
      if (booking.wakeAll) tokens.wakeAll(recordedAt);
      for (const lane of booking.begins) begin(lane, recordedAt);
      return base + facts.length;
    },

    hasNews: () => base + facts.length > applied,
    /** How many decisions were made. */
    decided: () => seq,
    /** What the last decision asked for, or a token's that was woken since. */
    nextWake(): Instant | null {
      const soonest = tokens.soonest();
      return soonest === null || (wakeAt !== null && wakeAt < soonest) ? wakeAt : soonest;
    },
    now: (workflowTime: Instant): Instant => Math.max(workflowTime, facts.at(-1)?.recordedAt ?? 0),

    /** What a decision by this journey, and by these rules, rests on at `now`; without one, all but what caps and segments are judged by. */
    select(
      now: Instant,
      journey?: Pick<Journey, 'contact' | 'segments' | 'lanes'>,
      rules?: JourneyRules | null,
      itemJourneys?: ReadonlyMap<string, Pick<Journey, 'segments'>>,
    ): DecisionRows {
      const waiting = base + facts.length > applied ? facts.slice(applied - base, applied - base + TAKEN_AT_ONCE) : NO_FACTS;
      const touched = new Set<string>();
      for (const fact of waiting) {
        for (const id of itemsTouchedBy(fact)) touched.add(id);
        if (touchesCustomer(fact)) touched.add(self.id);
      }
      if (touched.has(self.id)) for (const { id } of accounts.all) if (tokens.has(id)) touched.add(id);
      const found = tokens.select({ touched, now, room: Math.max(0, TAKEN_AT_ONCE - waiting.length) });
      const asked = new Set<string>();
      for (const { subject } of found.tokens) {
        touched.add(subject);
        if (accounts.has(subject)) asked.add(subject);
      }
      const about = recordsAbout(touched, asked.size > 0);
      // Named one by one: to copy so many by `...` takes as long as a tenth of the decision.
      const rows: DecisionRows = {
        seq,
        applied,
        facts: waiting,
        tokens: found.tokens,
        restWakeAt: found.restWakeAt,
        restStages: found.restStages,
        restStates: statesBut(asked),
        more: base + facts.length > applied + waiting.length || found.more,
        oldestDueOn: openItems.all[0]?.dueOn ?? null,
        underWay: underWay.size === 0 ? [] : [...underWay.values()],
        customer: about.customer,
        accounts: about.accounts,
        items: about.items,
        shielded: about.shielded,
        steps: about.steps,
        methods: about.methods,
        consents: about.consents,
        charges: about.charges,
        attempts: about.attempts,
        disputes: about.disputes,
        holds: about.holds,
        promises: about.promises,
        cheques: about.cheques,
        plans: about.plans,
        orders: about.orders,
        tasks: about.tasks,
        surveys: about.surveys,
      };
      if (asked.size > 0) rows.accountItems = accountItems(asked);
      if (!journey) return rows;
      const totalsOn = totalsDay({ journey, itemJourneys, customer: self, now, rules, heard: waiting.length > 0 });
      if (totalsOn !== undefined) rows.totals = totalsOf({ items: openItems.all, currency: self.currency, on: totalsOn });
      const watched = touched.has(self.id) ? outlineOf(journey).watched : NOTHING;
      if (watched.length > 0) rows.noticed = noticed(watched);
      if (hasCaps(journey.contact)) rows.contacts = inOrder(contacts.at(now));
      return rows;
    },

    /** What the claim of an effect under way rests on; undefined for one that nobody knows. */
    claimInput({ effectId, now }: { effectId: string; now: Instant }): ClaimInput | undefined {
      const effect = effects.get(effectId);
      if (!effect) return undefined;
      const subjects = new Set<string>();
      for (const { subject } of effect.effect.steps) subjects.add(subject);
      if ('itemIds' in effect.effect) for (const id of effect.effect.itemIds) subjects.add(id);
      const rows = recordsAbout(subjects);
      const input: ClaimInput = { effect, rows, steps: rows.steps, moves: movesOf(effect.effect), now };
      if (effect.effect.cap) input.contacts = inOrder(contacts.at(now));
      const never = effect.effect.kind === 'survey' ? (effect.effect.never ?? NOTHING) : NOTHING;
      if (never.length > 0) input.noticed = noticed([...never].sort());
      return input;
    },

    /** Keeps a decision: position, effects, own changes and reports. */
    store({ decision, now }: { decision: Decision; now: Instant }): void {
      seq = decision.seq;
      applied = decision.applied;
      wakeAt = decision.wakeAt;
      for (const token of decision.tokens) tokens.put(token);
      for (const step of decision.steps) steps.put(step);
      for (const effect of decision.effects) {
        const earlier = effects.get(effect.id)?.status ?? 'suppressed';
        if (earlier !== 'suppressed' && earlier !== 'given-back')
          throw new Error(`Decision ${seq} plans ${effect.id}, which is ${earlier} already.`);
        keepEffect({
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
        keepEffect(effectWith(row, { status: claim.did, endedAt: now, outcome: claim.reason.code }));
        return;
      }
      for (const step of claim.steps) steps.put(step);
      change(claim.changes);
      keepEffect(effectWith(row, { status: 'claimed', claimedAt: now, asked: claim.asked }));
      if (isCounted(row.effect)) contacts.put(isLetter(row.effect) ? { id: effectId, at: now, letter: true } : { id: effectId, at: now });
      if ('itemIds' in row.effect) for (const subject of row.effect.itemIds) tokens.wakeWaiting(subject, now);
      if (row.effect.kind === 'message' && row.effect.accountId) tokens.wakeWaiting(row.effect.accountId, now);
    },

    /** Surely this attempt handed nothing over; where none did, the steps and the attempt are free again. */
    releaseClaim({ effectId }: { effectId: string }): void {
      const row = effects.get(effectId);
      const asked = (row?.asked ?? 1) - 1;
      if (row) keepEffect({ ...row, asked, ...(asked > 0 ? {} : { status: 'planned', claimedAt: null }) });
      if (asked > 0) return;
      contacts.forget(effectId);
      steps.free(effectId);
      tables.attempt.remove(effectId);
      tables.survey.remove(effectId);
    },

    /** A notice that never reached anybody was not given. */
    leaveOutSteps({ effectId }: { effectId: string }): void {
      steps.leaveOut(effectId);
    },

    endEffect({ effectId, outcome, now }: { effectId: string; outcome: string; now: Instant }): void {
      const row = effects.get(effectId);
      if (row) keepEffect(effectWith(row, { status: 'done', endedAt: now, outcome }));
    },
  };

  /** Of each of these steps, which come in order, one open item that has had it, the first by id. */
  function noticed(names: readonly string[]): { subject: string; step: string }[] {
    const found: { subject: string; step: string }[] = [];
    for (const step of names) {
      let first: string | undefined;
      for (const { id } of openItems.all) if ((first === undefined || id < first) && steps.had({ subject: id, step })) first = id;
      if (first !== undefined) found.push({ subject: first, step });
    }
    return found;
  }

  function begin({ lane, for: kind, stage }: LaneBeginning, at: Instant): void {
    const running = every(tables.paymentPlan).filter(({ status }) => status === 'running');
    const items = () => [...openItems.all, ...running.flatMap(({ instalments }) => instalments)].map(({ id }) => id);
    for (const subject of kind === 'customer' ? [self.id] : items())
      tokens.putNew({ customerId: self.id, lane, subject, stage, enteredAt: at, wakeAt: at, leftStage: null, data: {} });
  }

  function goOnWith({
    facts: waiting,
    accounts: ownAccounts,
    tokens: ownTokens,
    steps: over,
    effects: running,
    contacts: ownContacts,
    tables: rows,
  }: KeptBook): void {
    for (const fact of waiting) {
      facts.push(fact);
      known.set(`${fact.source} ${fact.externalId}`, fact.number);
    }
    for (const account of ownAccounts) accounts.insert(account);
    for (const name of Object.keys(tables) as OwnTable[]) {
      const table = tables[name] as MemoryTable<{ id: string }>;
      for (const row of rows[name]) table.insert(row);
    }
    for (const token of ownTokens) tokens.put({ ...token });
    for (const step of over) steps.put(step);
    for (const effect of running) keepEffect(effect);
    for (const contact of ownContacts) contacts.put(contact);
  }

  function numbered(report: Report): Report {
    if (report.type !== 'invoice.issued' || report.data.number !== '') return report;
    invoices += 1;
    return { ...report, data: { ...report.data, number: String(invoices) } };
  }

  function bookingRows(): BookingRows {
    return {
      customer: self,
      accounts: every(accounts),
      items: every(tables.item),
      charges: every(tables.charge),
      attempts: every(tables.attempt),
      disputes: every(tables.dispute),
      holds: every(tables.hold),
      promises: every(tables.paymentPromise),
      plans: every(tables.paymentPlan),
      tasks: every(tables.task),
      orders: every(tables.order),
      surveys: every(tables.survey),
      methods: every(tables.method),
      payments: every(tables.payment),
      allocations: allocations.all as AllocationRow[],
      awaited: awaited.all as AwaitedRow[],
      writeOffs: every(tables.writeOff),
      chargebacks: every(tables.chargeback),
      cheques: every(tables.cheque),
    };
  }

  /** The table's own list: whoever gets it only reads it, and only at once. */
  function every<Row>(table: MemoryTable<Row>): Row[] {
    return table.all as Row[];
  }

  /** The rows of a table that are wanted, in order. Most tables of most customers are empty. */
  function some<Row extends { id: string }>(
    { all }: MemoryTable<Row>,
    isWanted: (row: Row, subjects: ReadonlySet<string>) => boolean,
    subjects: ReadonlySet<string>,
  ): Row[] {
    return all.length === 0 ? [] : inOrder(all.filter((row) => isWanted(row, subjects)));
  }

  /** The records that are about these subjects or about everything; with `allHolds` whatever holds are not ended. */
  function recordsAbout(subjects: ReadonlySet<string>, allHolds = false) {
    const charges = some(tables.charge, isForOneOf, subjects);
    const chargeIds: string[] = [];
    for (const { id } of charges) chargeIds.push(id);
    const items: ItemRow[] = [];
    for (const id of subjects) addItem(items, id);
    const plans = some(tables.paymentPlan, isAbout, subjects);
    for (const plan of plans)
      for (const id of plan.itemIds) if (!subjects.has(id) && !items.some((item) => item.id === id)) addItem(items, id);
    const chargedWith: string[] = [];
    for (const { itemIds } of charges)
      for (const id of itemIds)
        if (!subjects.has(id) && !chargedWith.includes(id)) {
          chargedWith.push(id);
          if (!items.some((item) => item.id === id)) addItem(items, id);
        }
    const cheques = some(tables.cheque, isWatchedCheque, subjects);
    const chequeIds: string[] = [];
    for (const { id, itemIds } of cheques) {
      if (!subjects.has(id) && !itemIds.some((item) => subjects.has(item))) continue;
      chequeIds.push(id);
      for (const item of itemIds) if (!subjects.has(item) && !items.some((known) => known.id === item)) addItem(items, item);
    }
    const orders = [...openOrders.all];
    return {
      customer: self,
      accounts: inOrder([...accounts.all]),
      items: inOrder(items),
      shielded: inOrder(shielded()),
      steps: steps.about({ subjects, customerId: self.id, chargeIds: chequeIds.length > 0 ? [...chargeIds, ...chequeIds] : chargeIds }),
      methods: some(tables.method, isThere, subjects),
      consents: some(tables.consent, isThere, subjects),
      charges,
      attempts: charges.length === 0 ? [] : some(tables.attempt, ({ chargeId }) => chargeIds.includes(chargeId), subjects),
      disputes: some(tables.dispute, isOpenOrAsked, subjects),
      holds: holdsAbout(subjects, plans, allHolds),
      cheques,
      promises: some(tables.paymentPromise, isOpenOrAsked, subjects),
      plans,
      orders,
      tasks: tasksAbout(subjects, chargedWith, orders),
      surveys: rememberedSurveys(),
    };
  }

  function holdsAbout(subjects: ReadonlySet<string>, plans: readonly Tables['paymentPlan'][], all: boolean): Tables['hold'][] {
    if (tables.hold.all.length === 0) return [];
    const isWanted = (hold: Tables['hold']) =>
      subjects.has(hold.subject) ||
      plans.some(({ itemIds }) => itemIds.includes(hold.subject)) ||
      hold.subject === self.id ||
      accounts.has(hold.subject) ||
      stopsCustomer(hold) ||
      (all && hold.endedAt === null);
    return some(tables.hold, isWanted, subjects);
  }

  function tasksAbout(subjects: ReadonlySet<string>, chargedWith: readonly string[], orders: readonly Tables['order'][]): Tables['task'][] {
    if (tables.task.all.length === 0) return [];
    const isWanted = ({ status, subject }: Tables['task']) =>
      status === 'open' ||
      subjects.has(subject) ||
      subject === self.id ||
      chargedWith.includes(subject) ||
      orders.some((order) => order.id === subject && order.status === 'held');
    return some(tables.task, isWanted, subjects);
  }

  /** What moved the balances of the items on which the effect claims interest and fees. */
  function movesOf(effect: Effect): MoveRow[] {
    const claimed = effect.kind === 'message' ? (effect.costs ?? []).map(({ itemId }) => itemId) : [];
    return claimed.length === 0 ? [] : moves(claimed);
  }

  function moves(itemIds: readonly string[]): MoveRow[] {
    const found = new Map<string, MoveRow>();
    for (const move of kept?.moves ?? []) if (itemIds.includes(move.itemId)) found.set(`${move.itemId} ${move.number}`, move);
    for (const { book: name, itemId, factNumber: number, amount } of postings) {
      const fact = facts[number - 1 - base];
      if (name !== 'receivable' || itemId === null || !fact || !itemIds.includes(itemId)) continue;
      const key = `${itemId} ${number}`;
      const costs = fact.type === 'costs.claimed' ? costsIn(fact.data) : null;
      found.set(key, { itemId, number, on: fact.effectiveOn, amount: (found.get(key)?.amount ?? 0) + amount, costs });
    }
    return [...found.values()];
  }

  function addItem(items: ItemRow[], id: string): void {
    const item = tables.item.get(id);
    if (item) items.push(item);
  }

  function rememberedSurveys(): Tables['survey'][] {
    const surveys = every(tables.survey);
    if (surveys.length === 0) return [];
    let lastAskedAt = Number.NEGATIVE_INFINITY;
    for (const { askedAt } of surveys) lastAskedAt = Math.max(lastAskedAt, askedAt);
    return inOrder(surveys.filter(({ askedAt }) => askedAt > lastAskedAt - SURVEY_MEMORY_DAYS * DAY));
  }
}

const costsIn = ({ effectId, interest, fee, to }: FactData['costs.claimed']): MoveRow['costs'] => ({ effectId, interest, fee, to });

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

type Asked = ReadonlySet<string>;

const isThere = (): boolean => true;
const isForOneOf = ({ itemIds }: { itemIds: string[] }, subjects: Asked): boolean => itemIds.some((id) => subjects.has(id));
const isWatchedCheque = (cheque: Tables['cheque'], subjects: Asked): boolean =>
  cheque.status === 'clearing' || subjects.has(cheque.id) || isForOneOf(cheque, subjects);
const isOpenOrAsked = ({ status, itemId }: { status: string; itemId: string }, subjects: Asked): boolean =>
  status === 'open' || subjects.has(itemId);

/** Plans that run, and those of which an invoice or an instalment is asked about. */
const isAbout = ({ id, status, itemIds, instalments }: Tables['paymentPlan'], subjects: ReadonlySet<string>): boolean =>
  status === 'running' ||
  subjects.has(id) ||
  itemIds.some((itemId) => subjects.has(itemId)) ||
  instalments.some((instalment) => subjects.has(instalment.id));

/** Holds of whatever item or account that stop the orders of the customer. */
const stopsCustomer = ({ kind, endedAt }: Tables['hold']): boolean => (kind === 'overdue' || kind === 'agency') && endedAt === null;

const NOTHING: readonly string[] = [];
const NO_FACTS: Fact[] = [];

const isOver = ({ status }: Tables['order']): boolean => status === 'invoiced' || status === 'lapsed';
const byPlacing = (a: Tables['order'], b: Tables['order']): number =>
  a.placedOn < b.placedOn ? -1 : a.placedOn > b.placedOn ? 1 : byId(a, b);

const byIssue = (a: ItemRow, b: ItemRow): number => (a.issuedOn < b.issuedOn ? -1 : a.issuedOn > b.issuedOn ? 1 : byId(a, b));
