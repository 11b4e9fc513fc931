/**
 * One customer's books in memory: the same records, selection and bookkeeping as the database's, for the simulator and for tests of rules.
 * A contract test holds this and the database's form together. Like there, what a decision costs grows with what is due or touched.
 */

import { stateOf } from '../account-state.js';
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
import type {
  AccountRow,
  AllocationRow,
  AwaitedRow,
  Change,
  ContactRow,
  CustomerRow,
  DecisionRows,
  EffectRow,
  ItemRow,
  MoveRow,
  PostingRow,
  StepRow,
  Tables,
  TokenRow,
} from '../rows.js';
import { totalsDay, totalsOf } from '../segments/totals.js';
import { hasCaps, isCounted } from '../steps/caps.js';
import { isLetter } from '../steps/letters.js';
import type { KeptBook, OwnTable } from './kept-book.js';
import { MemoryContacts } from './memory-contacts.js';
import { MemorySteps } from './memory-steps.js';
import { MemoryTable } from './memory-table.js';
import { MemoryTables } from './memory-tables.js';
import { MemoryTokens } from './memory-tokens.js';

/** One decision takes at most so many facts and tokens. */
export const TAKEN_AT_ONCE = 500;

/** So many of an account's open items are looked at by due date, and as many by issue. */
export const ACCOUNT_ITEMS = 250;

/** How long a survey is remembered, counted back from the newest. */
export const SURVEY_MEMORY_DAYS = 400;

/** A simulation makes one for each of its customers: a class, so that making it costs no more than what it holds. */
export class MemoryBook {
  readonly facts: Fact[] = [];
  readonly postings: PostingRow[] = [];
  readonly effects = new Map<string, EffectRow>();
  private readonly underWay = new Map<string, EffectRow>();
  private readonly accounts = new MemoryTable<AccountRow>('account');
  private readonly ownContacts = new MemoryContacts();
  private readonly ownTokens = new MemoryTokens();
  private readonly ownSteps = new MemorySteps();
  private readonly tables = new MemoryTables(this.ownContacts);
  /** The numbers of facts by who reported them under which id. */
  private readonly known = new Map<string, number>();
  /** What was moved before, for books that are gone on with. */
  private readonly movedBefore: readonly MoveRow[];
  /** The number of the last fact that is not among `facts`. */
  private readonly base: number;
  private self: CustomerRow;
  private seq: number;
  private applied: number;
  private wakeAt: Instant | null;
  private invoices = 0;

  /** The books of a new customer, or those of `kept`, gone on with. What is kept is not changed. */
  constructor(customer: CustomerRow, kept?: KeptBook) {
    this.movedBefore = kept?.moves ?? [];
    this.base = kept?.applied ?? 0;
    this.self = customer;
    this.seq = kept?.seq ?? 0;
    this.applied = this.base;
    this.wakeAt = kept?.wakeAt ?? null;
    if (kept) this.goOnWith(kept);
  }

  customer(): CustomerRow {
    return this.self;
  }

  item(id: string): ItemRow | undefined {
    return this.tables.item.get(id);
  }

  list<T extends OwnTable>(table: T): Tables[T][] {
    return [...this.tables.of(table).all];
  }

  steps(): StepRow[] {
    return this.ownSteps.all();
  }

  tokens(): TokenRow[] {
    return this.ownTokens.all();
  }

  /** The contacts that caps count at this moment, in the order of time. */
  contacts(now: Instant): ContactRow[] {
    return this.ownContacts.at(now);
  }

  /** What moved the balances of these items, fact by fact. */
  moves(itemIds: readonly string[]): MoveRow[] {
    const found = new Map<string, MoveRow>();
    for (const move of this.movedBefore) if (itemIds.includes(move.itemId)) found.set(`${move.itemId} ${move.number}`, move);
    for (const { book: name, itemId, factNumber: number, amount } of this.postings) {
      const fact = this.facts[number - 1 - this.base];
      if (name !== 'receivable' || itemId === null || !fact || !itemIds.includes(itemId)) continue;
      const key = `${itemId} ${number}`;
      const costs = fact.type === 'costs.claimed' ? costsIn(fact.data) : null;
      found.set(key, { itemId, number, on: fact.effectiveOn, amount: (found.get(key)?.amount ?? 0) + amount, costs });
    }
    return [...found.values()];
  }

  accountFor(currency: string): string {
    return accountId({ customerId: this.self.id, legalEntityId: this.self.legalEntityId, currency });
  }

  /** Books a report; the same source and external id again changes nothing. Returns the fact's number. */
  record({ report, recordedAt }: { report: Report; recordedAt: Instant }): number {
    const key = `${report.source} ${report.externalId}`;
    const before = this.known.get(key);
    if (before !== undefined) return before;
    const booking = book({
      report: this.numbered(report),
      rows: this.bookingRows(),
      number: this.base + this.facts.length + 1,
      recordedAt,
    });
    this.facts.push(booking.fact);
    this.known.set(key, this.base + this.facts.length);
    this.change(booking.changes);
    this.post(booking.postings);
    for (const step of booking.steps) if (!this.ownSteps.wasTaken(step)) this.ownSteps.put(step);
    if (booking.wakeAll) this.ownTokens.wakeAll(recordedAt);
    for (const lane of booking.begins) this.begin(lane, recordedAt);
    return this.base + this.facts.length;
  }

  hasNews(): boolean {
    return this.base + this.facts.length > this.applied;
  }

  /** How many decisions were made. */
  decided(): number {
    return this.seq;
  }

  /** What the last decision asked for, or a token's that was woken since. */
  nextWake(): Instant | null {
    const soonest = this.ownTokens.soonest();
    return soonest === null || (this.wakeAt !== null && this.wakeAt < soonest) ? this.wakeAt : soonest;
  }

  now(workflowTime: Instant): Instant {
    return Math.max(workflowTime, this.facts.at(-1)?.recordedAt ?? 0);
  }

  /** What a decision by this journey, and by these rules, rests on at `now`; without one, all but what caps and segments are judged by. */
  select(
    now: Instant,
    journey?: Pick<Journey, 'contact' | 'segments' | 'lanes'>,
    rules?: JourneyRules | null,
    itemJourneys?: ReadonlyMap<string, Pick<Journey, 'segments'>>,
  ): DecisionRows {
    const known = this.applied - this.base;
    const waiting = this.hasNews() ? this.facts.slice(known, known + TAKEN_AT_ONCE) : NO_FACTS;
    const touched = new Set<string>();
    for (const fact of waiting) {
      for (const id of itemsTouchedBy(fact)) touched.add(id);
      if (touchesCustomer(fact)) touched.add(this.self.id);
    }
    if (touched.has(this.self.id)) for (const { id } of this.accounts.all) if (this.ownTokens.has(id)) touched.add(id);
    const found = this.ownTokens.select({ touched, now, room: Math.max(0, TAKEN_AT_ONCE - waiting.length) });
    const asked = new Set<string>();
    for (const { subject } of found.tokens) {
      touched.add(subject);
      if (this.accounts.has(subject)) asked.add(subject);
    }
    const about = this.recordsAbout(touched, asked.size > 0);
    // Named one by one: to copy so many by `...` takes as long as a tenth of the decision.
    const rows: DecisionRows = {
      seq: this.seq,
      applied: this.applied,
      facts: waiting,
      tokens: found.tokens,
      restWakeAt: found.restWakeAt,
      restStages: found.restStages,
      restStates: this.statesBut(asked),
      more: this.facts.length > known + waiting.length || found.more,
      oldestDueOn: this.tables.openItems.all[0]?.dueOn ?? null,
      underWay: this.underWay.size === 0 ? NO_ROWS : [...this.underWay.values()],
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
    if (asked.size > 0) rows.accountItems = this.accountItems(asked);
    if (!journey) return rows;
    const totalsOn = totalsDay({ journey, itemJourneys, customer: this.self, now, rules, heard: waiting.length > 0 });
    if (totalsOn !== undefined) rows.totals = totalsOf({ items: this.tables.openItems.all, currency: this.self.currency, on: totalsOn });
    const watched = touched.has(this.self.id) ? outlineOf(journey).watched : NOTHING;
    if (watched.length > 0) rows.noticed = this.noticed(watched);
    if (hasCaps(journey.contact)) rows.contacts = inOrder(this.ownContacts.at(now));
    return rows;
  }

  /** What the claim of an effect under way rests on; undefined for one that nobody knows. */
  claimInput({ effectId, now }: { effectId: string; now: Instant }): ClaimInput | undefined {
    const effect = this.effects.get(effectId);
    if (!effect) return undefined;
    const subjects = new Set<string>();
    for (const { subject } of effect.effect.steps) subjects.add(subject);
    if ('itemIds' in effect.effect) for (const id of effect.effect.itemIds) subjects.add(id);
    const rows = this.recordsAbout(subjects);
    const input: ClaimInput = { effect, rows, steps: rows.steps, moves: this.movesOf(effect.effect), now };
    if (effect.effect.cap) input.contacts = inOrder(this.ownContacts.at(now));
    const never = effect.effect.kind === 'survey' ? (effect.effect.never ?? NOTHING) : NOTHING;
    if (never.length > 0) input.noticed = this.noticed([...never].sort());
    const speaksOf = effect.effect.kind === 'message' ? effect.effect.state : undefined;
    if (speaksOf) {
      const token = this.ownTokens.of(effect.effect.steps[0]?.subject ?? '').find(({ lane }) => lane === speaksOf.lane);
      const state = stateOf(token);
      if (state !== undefined) input.state = state;
    }
    return input;
  }

  /** Keeps a decision: position, effects, own changes and reports. */
  store({ decision, now }: { decision: Decision; now: Instant }): void {
    this.seq = decision.seq;
    this.applied = decision.applied;
    this.wakeAt = decision.wakeAt;
    for (const token of decision.tokens) this.ownTokens.put(token);
    for (const step of decision.steps) this.ownSteps.put(step);
    for (const effect of decision.effects) {
      const earlier = this.effects.get(effect.id)?.status ?? 'suppressed';
      if (earlier !== 'suppressed' && earlier !== 'given-back')
        throw new Error(`Decision ${this.seq} plans ${effect.id}, which is ${earlier} already.`);
      this.keepEffect({
        id: effect.id,
        customerId: this.self.id,
        seq: this.seq,
        effect,
        status: 'planned',
        at: now,
        claimedAt: null,
        endedAt: null,
        outcome: null,
        asked: 0,
      });
    }
    this.change(decision.changes);
    for (const report of decision.reports) this.record({ report, recordedAt: now });
  }

  /** Keeps a claim; the tokens that wait for it are due. */
  storeClaim({ effectId, claim, now }: { effectId: string; claim: Claim; now: Instant }): void {
    const row = this.effects.get(effectId);
    if (!row) return;
    if (claim.asks) {
      const { of, others } = claim.asks;
      for (const subject of of) this.ownTokens.wake(subject, now);
      if (others) this.ownTokens.wakeAll(now, others.but);
    }
    if (claim.did !== 'claimed') {
      this.keepEffect(effectWith(row, { status: claim.did, endedAt: now, outcome: claim.reason.code }));
      return;
    }
    for (const step of claim.steps) this.ownSteps.put(step);
    this.change(claim.changes);
    this.keepEffect(effectWith(row, { status: 'claimed', claimedAt: now, asked: claim.asked }));
    if (isCounted(row.effect))
      this.ownContacts.put(isLetter(row.effect) ? { id: effectId, at: now, letter: true } : { id: effectId, at: now });
    if ('itemIds' in row.effect) for (const subject of row.effect.itemIds) this.ownTokens.wakeWaiting(subject, now);
    if (row.effect.kind === 'message' && row.effect.accountId) this.ownTokens.wakeWaiting(row.effect.accountId, now);
  }

  /** Surely this attempt handed nothing over; where none did, the steps and the attempt are free again. */
  releaseClaim({ effectId }: { effectId: string }): void {
    const row = this.effects.get(effectId);
    const asked = (row?.asked ?? 1) - 1;
    if (row) this.keepEffect({ ...row, asked, ...(asked > 0 ? {} : { status: 'planned', claimedAt: null }) });
    if (asked > 0) return;
    this.ownContacts.forget(effectId);
    this.ownSteps.free(effectId);
    this.tables.attempt.remove(effectId);
    this.tables.survey.remove(effectId);
  }

  /** A notice that never reached anybody was not given. */
  leaveOutSteps({ effectId }: { effectId: string }): void {
    this.ownSteps.leaveOut(effectId);
  }

  endEffect({ effectId, outcome, now }: { effectId: string; outcome: string; now: Instant }): void {
    const row = this.effects.get(effectId);
    if (row) this.keepEffect(effectWith(row, { status: 'done', endedAt: now, outcome }));
  }

  /** Of the accounts: as many of the open items as a decision may look at, the oldest by due date and by issue, and those on which a hold lies. */
  private accountItems(asked: ReadonlySet<string>): ItemRow[] {
    const open = this.tables.openItems.all.filter((item) => asked.has(item.accountId));
    const found = new Set<ItemRow>();
    for (const id of asked) {
      const own = open.filter((item) => item.accountId === id);
      const held = new Set(every(this.tables.hold).flatMap(({ endedAt, subject }) => (endedAt === null ? [subject] : [])));
      const lists = [own, [...own].sort(byIssue), own.filter((item) => held.has(item.id))];
      for (const list of lists) for (const item of list.slice(0, ACCOUNT_ITEMS)) found.add(item);
    }
    return inOrder([...found]);
  }

  /** The states of the accounts that are not asked. */
  private statesBut(asked: ReadonlySet<string>): DecisionRows['restStates'] {
    const rest: DecisionRows['restStates'] = [];
    for (const { id: subject } of this.accounts.all)
      if (!asked.has(subject))
        for (const token of this.ownTokens.of(subject)) {
          const state = stateOf(token);
          if (state !== undefined) rest.push({ lane: token.lane, subject, state });
        }
    return rest;
  }

  /** As many of the oldest open items of accounts with unapplied money as one decision may look at. */
  private shielded(): ItemRow[] {
    for (const account of this.accounts.all)
      if (account.unapplied > 0)
        return inOrder(
          this.tables.openItems.all.filter((item) => (this.accounts.get(item.accountId)?.unapplied ?? 0) > 0).slice(0, TAKEN_AT_ONCE),
        );
    return NO_ROWS;
  }

  private change(changes: Change[]): void {
    for (const one of changes) {
      if ('update' in one && one.update === 'customer') this.self = customerWith(this.self, one.set);
      else if ('update' in one && one.update === 'item') this.updateItem(one.id, one.set);
      else this.changeTable(one);
    }
  }

  private changeTable(one: Change): void {
    const table = this.tables.named(tableOf(one) as OwnTable);
    if ('row' in one) table.insert(one.row);
    else if ('set' in one) table.update(one.id, one.set);
    else table.remove(one.id);
  }

  private updateItem(id: string, set: Partial<ItemRow>): void {
    const item = this.tables.item.get(id);
    if (item) this.tables.item.replace(itemWith(item, set));
  }

  private post(lines: PostingRow[]): void {
    for (const line of lines) {
      this.postings.push(line);
      const account = this.accounts.get(line.accountId) ?? this.newAccount(line);
      const { balance, unapplied, openItems: open } = account;
      if (line.book === 'receivable') {
        const item = line.itemId ? this.tables.item.get(line.itemId) : undefined;
        const left = (item?.open ?? 0) + line.amount;
        if (item) this.tables.item.replace(itemWith(item, { open: left }));
        const opened = Number(left > 0) - Number((item?.open ?? 0) > 0);
        this.accounts.replace(accountWith(account, { balance: balance + line.amount, openItems: open + opened }));
      } else if (line.book === 'unapplied') this.accounts.replace(accountWith(account, { unapplied: unapplied - line.amount }));
    }
  }

  private newAccount({ accountId: id, currency }: PostingRow): AccountRow {
    const { id: customerId, legalEntityId } = this.self;
    const account = { id, customerId, legalEntityId, currency, balance: 0, unapplied: 0, openItems: 0 };
    this.accounts.insert(account);
    return account;
  }

  private keepEffect(row: EffectRow): void {
    this.effects.set(row.id, row);
    if (row.status === 'planned' || row.status === 'claimed') this.underWay.set(row.id, row);
    else if (this.underWay.size > 0) this.underWay.delete(row.id);
  }

  /** Of each of these steps, which come in order, one open item that has had it, the first by id. */
  private noticed(names: readonly string[]): { subject: string; step: string }[] {
    const found: { subject: string; step: string }[] = [];
    for (const step of names) {
      let first: string | undefined;
      for (const { id } of this.tables.openItems.all)
        if ((first === undefined || id < first) && this.ownSteps.had({ subject: id, step })) first = id;
      if (first !== undefined) found.push({ subject: first, step });
    }
    return found;
  }

  private begin({ lane, for: kind, stage }: LaneBeginning, at: Instant): void {
    const running = every(this.tables.paymentPlan).filter(({ status }) => status === 'running');
    const items = () => [...this.tables.openItems.all, ...running.flatMap(({ instalments }) => instalments)].map(({ id }) => id);
    for (const subject of kind === 'customer' ? [this.self.id] : items())
      this.ownTokens.putNew({ customerId: this.self.id, lane, subject, stage, enteredAt: at, wakeAt: at, leftStage: null, data: {} });
  }

  private goOnWith({
    facts: waiting,
    accounts: ownAccounts,
    tokens: ownTokens,
    steps: over,
    effects: running,
    contacts: ownContacts,
    tables: rows,
  }: KeptBook): void {
    for (const fact of waiting) {
      this.facts.push(fact);
      this.known.set(`${fact.source} ${fact.externalId}`, fact.number);
    }
    for (const account of ownAccounts) this.accounts.insert(account);
    for (const name of Object.keys(rows) as OwnTable[]) {
      const table = this.tables.named(name);
      for (const row of rows[name]) table.insert(row);
    }
    for (const token of ownTokens) this.ownTokens.put({ ...token });
    for (const step of over) this.ownSteps.put(step);
    for (const effect of running) this.keepEffect(effect);
    for (const contact of ownContacts) this.ownContacts.put(contact);
  }

  private numbered(report: Report): Report {
    if (report.type !== 'invoice.issued' || report.data.number !== '') return report;
    this.invoices += 1;
    return { ...report, data: { ...report.data, number: String(this.invoices) } };
  }

  private bookingRows(): BookingRows {
    return {
      decided: this.seq,
      customer: this.self,
      accounts: every(this.accounts),
      items: every(this.tables.item),
      charges: every(this.tables.charge),
      attempts: every(this.tables.attempt),
      disputes: every(this.tables.dispute),
      holds: every(this.tables.hold),
      promises: every(this.tables.paymentPromise),
      plans: every(this.tables.paymentPlan),
      tasks: every(this.tables.task),
      orders: every(this.tables.order),
      surveys: every(this.tables.survey),
      methods: every(this.tables.method),
      payments: every(this.tables.payment),
      allocations: this.tables.allocationsById.all as AllocationRow[],
      awaited: this.tables.awaitedById.all as AwaitedRow[],
      writeOffs: every(this.tables.writeOff),
      chargebacks: every(this.tables.chargeback),
      cheques: every(this.tables.cheque),
    };
  }

  /** The records that are about these subjects or about everything; `ofAccounts`: and all holds that are not ended, all charges that are open. */
  private recordsAbout(subjects: ReadonlySet<string>, ofAccounts = false) {
    const charges = some(this.tables.charge, isForOneOf, subjects);
    const chargeIds: string[] = [];
    for (const { id } of charges) chargeIds.push(id);
    const items: ItemRow[] = [];
    for (const id of subjects) this.addItem(items, id);
    const plans = some(this.tables.paymentPlan, isAbout, subjects);
    for (const plan of plans)
      for (const id of plan.itemIds) if (!subjects.has(id) && !items.some((item) => item.id === id)) this.addItem(items, id);
    const chargedWith: string[] = [];
    for (const { itemIds } of charges)
      for (const id of itemIds)
        if (!subjects.has(id) && !chargedWith.includes(id)) {
          chargedWith.push(id);
          if (!items.some((item) => item.id === id)) this.addItem(items, id);
        }
    const cheques = some(this.tables.cheque, isWatchedCheque, subjects);
    const chequeIds: string[] = [];
    for (const { id, itemIds } of cheques) {
      if (!subjects.has(id) && !itemIds.some((item) => subjects.has(item))) continue;
      chequeIds.push(id);
      for (const item of itemIds) if (!subjects.has(item) && !items.some((known) => known.id === item)) this.addItem(items, item);
    }
    const collecting = ofAccounts ? some(this.tables.charge, isOpenOrForOneOf, subjects) : charges;
    const { all: open } = this.tables.openOrders;
    const orders = open.length === 0 ? NO_ROWS : [...open];
    return {
      customer: this.self,
      accounts: inOrder([...this.accounts.all]),
      items: inOrder(items),
      shielded: this.shielded(),
      steps: this.ownSteps.about({
        subjects,
        customerId: this.self.id,
        chargeIds: chequeIds.length > 0 ? [...chargeIds, ...chequeIds] : chargeIds,
      }),
      methods: some(this.tables.method, isThere, subjects),
      consents: some(this.tables.consent, isThere, subjects),
      charges: collecting,
      attempts:
        collecting.length === 0
          ? NO_ROWS
          : some(this.tables.attempt, ({ chargeId }) => collecting.some(({ id }) => id === chargeId), subjects),
      disputes: some(this.tables.dispute, isOpenOrAsked, subjects),
      holds: this.holdsAbout(subjects, plans, ofAccounts),
      cheques,
      promises: some(this.tables.paymentPromise, isOpenOrAsked, subjects),
      plans,
      orders,
      tasks: this.tasksAbout(subjects, chargedWith, orders),
      surveys: this.rememberedSurveys(),
    };
  }

  private holdsAbout(subjects: ReadonlySet<string>, plans: readonly Tables['paymentPlan'][], all: boolean): Tables['hold'][] {
    if (this.tables.hold.all.length === 0) return NO_ROWS;
    const isWanted = (hold: Tables['hold']) =>
      subjects.has(hold.subject) ||
      plans.some(({ itemIds }) => itemIds.includes(hold.subject)) ||
      hold.subject === this.self.id ||
      this.accounts.has(hold.subject) ||
      stopsCustomer(hold) ||
      (all && hold.endedAt === null);
    return some(this.tables.hold, isWanted, subjects);
  }

  private tasksAbout(subjects: ReadonlySet<string>, chargedWith: readonly string[], orders: readonly Tables['order'][]): Tables['task'][] {
    if (this.tables.task.all.length === 0) return NO_ROWS;
    const isWanted = ({ status, subject }: Tables['task']) =>
      status === 'open' ||
      subjects.has(subject) ||
      subject === this.self.id ||
      chargedWith.includes(subject) ||
      orders.some((order) => order.id === subject && order.status === 'held');
    return some(this.tables.task, isWanted, subjects);
  }

  /** What moved the balances of the items on which the effect claims interest and fees. */
  private movesOf(effect: Effect): MoveRow[] {
    const claimed = effect.kind === 'message' ? (effect.costs ?? []).map(({ itemId }) => itemId) : [];
    return claimed.length === 0 ? [] : this.moves(claimed);
  }

  private addItem(items: ItemRow[], id: string): void {
    const item = this.tables.item.get(id);
    if (item) items.push(item);
  }

  private rememberedSurveys(): Tables['survey'][] {
    const surveys = every(this.tables.survey);
    if (surveys.length === 0) return NO_ROWS;
    let lastAskedAt = Number.NEGATIVE_INFINITY;
    for (const { askedAt } of surveys) lastAskedAt = Math.max(lastAskedAt, askedAt);
    return inOrder(surveys.filter(({ askedAt }) => askedAt > lastAskedAt - SURVEY_MEMORY_DAYS * DAY));
  }
}

/** The table's own list: whoever gets it only reads it, and only at once. */
function every<Row extends { id: string }>(table: MemoryTable<Row>): Row[] {
  return table.all as Row[];
}

/** The rows of a table that are wanted, in order. Most tables of most customers are empty. */
function some<Row extends { id: string }>(
  { all }: MemoryTable<Row>,
  isWanted: (row: Row, subjects: ReadonlySet<string>) => boolean,
  subjects: ReadonlySet<string>,
): Row[] {
  return all.length === 0 ? NO_ROWS : inOrder(all.filter((row) => isWanted(row, subjects)));
}

const costsIn = ({ effectId, interest, fee, to }: FactData['costs.claimed']): MoveRow['costs'] => ({ effectId, interest, fee, to });

type Asked = ReadonlySet<string>;

const isThere = (): boolean => true;
const isForOneOf = ({ itemIds }: { itemIds: string[] }, subjects: Asked): boolean => itemIds.some((id) => subjects.has(id));
const isOpenOrForOneOf = (charge: Tables['charge'], subjects: Asked): boolean => charge.status === 'open' || isForOneOf(charge, subjects);
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
/** Of the many tables that are empty or of which nothing is asked; whoever gets it only reads it. */
const NO_ROWS: never[] = [];

const byIssue = (a: ItemRow, b: ItemRow): number => (a.issuedOn < b.issuedOn ? -1 : a.issuedOn > b.issuedOn ? 1 : a.id < b.id ? -1 : 1);
