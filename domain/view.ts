/**
 * Questions that rules ask of the records of one customer. Pure reading; nothing here changes anything.
 * Money that was recorded, in whatever state, is never chased: what is owed for reminders leaves out disputed, pending and unapplied money.
 */
import type { Instant, LocalDate } from './calendar.js';
import { findInstalment, instalmentItem, openAt } from './plans/instalments.js';
import {
  type AccountRow,
  type AttemptRow,
  byDueDate,
  type ChargeRow,
  type ChequeRow,
  type CustomerRow,
  type DecisionRows,
  type DisputeRow,
  type HoldName,
  type HoldRow,
  type ItemRow,
  isInForce,
  type MethodRow,
  type OrderRow,
  type PlanRow,
  type PromiseRow,
  type Stoppable,
  type SurveyRow,
  type TaskRow,
} from './rows.js';

/** The records that the questions need: a decision has them all, a claim those of its items. */
export type ViewRows = Pick<
  DecisionRows,
  | 'customer'
  | 'items'
  | 'accounts'
  | 'shielded'
  | 'accountItems'
  | 'holds'
  | 'promises'
  | 'cheques'
  | 'plans'
  | 'disputes'
  | 'charges'
  | 'attempts'
  | 'methods'
  | 'consents'
  | 'tasks'
  | 'surveys'
  | 'orders'
>;

/** The same with some of them changed: named one by one, as in `copies.ts`. */
export function rowsWith(rows: ViewRows, changed: Partial<ViewRows>): ViewRows {
  const copy: ViewRows = {
    customer: rows.customer,
    items: rows.items,
    accounts: rows.accounts,
    shielded: rows.shielded,
    holds: rows.holds,
    promises: rows.promises,
    cheques: rows.cheques,
    plans: rows.plans,
    disputes: rows.disputes,
    charges: rows.charges,
    attempts: rows.attempts,
    methods: rows.methods,
    consents: rows.consents,
    tasks: rows.tasks,
    surveys: rows.surveys,
    orders: rows.orders,
  };
  if (rows.accountItems) copy.accountItems = rows.accountItems;
  return Object.assign(copy, changed);
}

export const viewOf = ({ rows, now }: { rows: ViewRows; now: Instant }): View => new View(rows, now);

/** So few rows are searched faster than indexed. */
const FEW = 8;

export type { View };

/** Made several times in each decision: its questions are methods, so that making it costs nothing, and indexes are built when they are asked for. */
class View {
  private readonly rows: ViewRows;
  private indexed: Map<string, ItemRow> | undefined;
  private shields: ReadonlyMap<string, number> | undefined;
  readonly customer: CustomerRow;
  readonly accounts: AccountRow[];
  readonly orders: OrderRow[];
  readonly surveys: SurveyRow[];
  readonly tasks: TaskRow[];
  readonly promises: PromiseRow[];
  readonly cheques: ChequeRow[];
  readonly plans: PlanRow[];
  readonly now: Instant;

  constructor(rows: ViewRows, now: Instant) {
    this.rows = rows;
    this.customer = rows.customer;
    this.accounts = rows.accounts;
    this.orders = rows.orders;
    this.surveys = rows.surveys;
    this.tasks = rows.tasks;
    this.promises = rows.promises;
    this.cheques = rows.cheques;
    this.plans = rows.plans;
    this.now = now;
  }

  item(id: string): ItemRow | undefined {
    const { items } = this.rows;
    if (items.length > FEW) this.indexed ??= new Map(items.map((item) => [item.id, item]));
    else for (const item of items) if (item.id === id) return item;
    const found = this.indexed?.get(id);
    return found ?? (this.plans.length === 0 ? undefined : this.instalment(id));
  }

  private instalment(id: string): ItemRow | undefined {
    const found = findInstalment({ plans: this.plans, id });
    return found && instalmentItem({ ...found, rest: this.restOf(found.plan) });
  }

  /** What is open on the invoices of a plan, minor units. */
  restOf({ itemIds }: Pick<PlanRow, 'itemIds'>): number {
    let rest = 0;
    for (const id of itemIds) rest += Math.max(0, this.item(id)?.open ?? 0);
    return rest;
  }

  /** The plan of which this is an instalment. */
  planOf(id: string): PlanRow | undefined {
    return this.plans.length === 0 ? undefined : findInstalment({ plans: this.plans, id })?.plan;
  }

  /** When the customer heard that the plan ends by which the invoice was paid before; null: it is in no plan that was broken. */
  planNoticeAt(itemId: string): Instant | null {
    let latest: Instant | null = null;
    for (const { itemIds, noticedAt } of this.plans)
      if (noticedAt !== null && itemIds.includes(itemId)) latest = Math.max(latest ?? 0, noticedAt);
    return latest;
  }

  /** Whether a plan of the invoice has ended, since that moment, before it was paid. */
  planOverSince(itemId: string, since: Instant): boolean {
    return this.plans.some(
      ({ itemIds, status, endedAt }) =>
        itemIds.includes(itemId) && (status === 'broken' || status === 'cancelled') && endedAt !== null && endedAt >= since,
    );
  }

  account(id: string): AccountRow | undefined {
    return this.accounts.find((account) => account.id === id);
  }

  /** What of the account's open items was read, oldest due date first; undefined where none was though some are open. */
  openItemsOf(accountId: string): ItemRow[] | undefined {
    const found = (this.rows.accountItems ?? []).filter((item) => item.accountId === accountId && item.open > 0);
    if (found.length === 0 && (this.account(accountId)?.openItems ?? 0) > 0) return undefined;
    return found.sort(byDueDate);
  }

  /** The same as they are asked for: the instalments of plans that run in place of their invoices. */
  openAskedOf(accountId: string): ItemRow[] | undefined {
    const open = this.openItemsOf(accountId);
    const plans = this.plans.filter((plan) => plan.status === 'running' && plan.accountId === accountId);
    if (!open || plans.length === 0) return open;
    const planned = new Set(plans.flatMap(({ itemIds }) => itemIds));
    const instalments = plans.flatMap((plan) => plan.instalments.flatMap(({ id }) => this.instalment(id) ?? []));
    return [...open.filter(({ id }) => !planned.has(id)), ...instalments.filter(({ open: rest }) => rest > 0)].sort(byDueDate);
  }

  /** The next moment at which a hold of whatever subject that stops this ends by itself. */
  nextHoldEnd(what: Stoppable): Instant | undefined {
    let soonest: Instant | undefined;
    for (const hold of this.rows.holds)
      if (hold.endsAt !== null && hold.stops.includes(what) && isInForce(hold, this.now))
        soonest = soonest === undefined ? hold.endsAt : Math.min(soonest, hold.endsAt);
    return soonest;
  }

  task(id: string): TaskRow | undefined {
    return this.tasks.find((task) => task.id === id);
  }

  hold(id: string): HoldRow | undefined {
    return this.rows.holds.find((hold) => hold.id === id);
  }

  /** The holds of a kind that the subject has had, as they began. */
  holdsOf(subject: string, kind: HoldName): HoldRow[] {
    return this.rows.holds
      .filter((hold) => hold.kind === kind && hold.subject === subject)
      .sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
  }

  /** Holds that are in force on any subject that the records know. */
  holdsInForce(): HoldRow[] {
    if (this.rows.holds.length === 0) return this.rows.holds;
    return this.rows.holds.filter((hold) => isInForce(hold, this.now));
  }

  /** In the order in which they were started. */
  chargesOf(itemId: string): ChargeRow[] {
    const { charges } = this.rows;
    if (charges.length === 0) return NO_CHARGES;
    return charges.filter((charge) => charge.itemIds.includes(itemId)).sort((a, b) => a.startedAt - b.startedAt);
  }

  charge(id: string): ChargeRow | undefined {
    return this.rows.charges.find((charge) => charge.id === id);
  }

  /** In the order in which they were made. */
  attemptsOf(chargeId: string): AttemptRow[] {
    return this.rows.attempts.filter((attempt) => attempt.chargeId === chargeId).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  }

  /** Newest first. */
  methods(): MethodRow[] {
    return [...this.rows.methods].sort(newestFirst);
  }

  /** The newest active method on which the customer agreed that we collect. */
  autopayMethod(): MethodRow | undefined {
    return this.collectable()[0];
  }

  /** Active methods on which the customer agreed that we collect, newest first. */
  collectable(): MethodRow[] {
    const { methods, consents } = this.rows;
    if (methods.length === 0) return methods;
    return methods
      .filter(
        (method) =>
          method.status === 'active' && consents.some((consent) => consent.methodId === method.id && consent.withdrawnAt === null),
      )
      .sort(newestFirst);
  }

  openDisputes(): DisputeRow[] {
    return this.rows.disputes.filter((dispute) => dispute.status === 'open');
  }

  activeHolds(subject: string, what: Stoppable): HoldRow[] {
    if (this.rows.holds.length === 0) return this.rows.holds;
    return this.rows.holds.filter((hold) => this.stops(hold, subject, what) && isInForce(hold, this.now));
  }

  /** When the last hold that stopped this ended, or null. */
  lastHoldEnd(subject: string, what: Stoppable): Instant | null {
    let latest: Instant | null = null;
    for (const hold of this.rows.holds)
      if (this.stops(hold, subject, what) && !isInForce(hold, this.now) && hold.startedAt <= this.now)
        latest = Math.max(latest ?? 0, Math.min(hold.endedAt ?? this.now, hold.endsAt ?? this.now));
    return latest;
  }

  /** Minor units on the way: an attempt is under way or its outcome is unknown. */
  pendingOf(itemId: string): number {
    return this.isPending(itemId) ? (this.item(itemId)?.open ?? 0) : 0;
  }

  /** Whether a collection of the item may have happened, or happens now. */
  isPending(itemId: string): boolean {
    if (this.rows.attempts.length === 0) return false;
    return this.chargesOf(itemId).some(
      (charge) => charge.status === 'open' && this.attemptsOf(charge.id).some((a) => a.outcome === 'under way' || a.outcome === 'unknown'),
    );
  }

  /** Cheques that were sent for the item, in the order in which the bank got them last. */
  chequesOf(itemId: string): ChequeRow[] {
    if (this.cheques.length === 0) return NO_CHEQUES;
    return this.cheques
      .filter((cheque) => cheque.itemIds.includes(itemId))
      .sort((a, b) => a.depositedAt - b.depositedAt || (a.id < b.id ? -1 : 1));
  }

  /** How much of the item unapplied money covers, minor units. */
  shieldOf(itemId: string): number {
    this.shields ??= this.accounts.some(isCovering) ? shieldedAmounts(this.rows) : NO_SHIELDS;
    if (this.plans.length === 0) return this.shields.get(itemId) ?? 0;
    const found = findInstalment({ plans: this.plans, id: itemId });
    if (!found) return this.shields.get(itemId) ?? 0;
    // What covers the invoices of a plan covers its instalments from the first on.
    const { plan, index } = found;
    const rest = this.restOf(plan);
    const covered = plan.itemIds.reduce((sum, id) => sum + (this.shields?.get(id) ?? 0), 0);
    return openAt({ plan, index, rest }) - openAt({ plan, index, rest: rest - covered });
  }

  /** The item's open promise to pay. */
  promiseOf(itemId: string): PromiseRow | undefined {
    return this.promises.length === 0 ? undefined : this.promises.find((promise) => promise.itemId === itemId && promise.status === 'open');
  }

  /** What of an item holds stop, all or those of some kinds: all of it, or the held part. */
  heldOf(item: ItemRow, what: Stoppable, kinds?: (kind: HoldName) => boolean): number {
    let held = item.kind === 'instalment' ? this.heldOfPlan(item, what, kinds) : 0;
    for (const hold of this.rows.holds) {
      if (!this.stops(hold, item.id, what, item) || !isInForce(hold, this.now) || kinds?.(hold.kind) === false) continue;
      if (hold.amount === null) return item.open;
      held += hold.amount;
    }
    return Math.min(item.open, held);
  }

  /** What of an instalment is held because that much of its plan's invoices is, by something else than the plan: the last instalments are. */
  private heldOfPlan({ id }: ItemRow, what: Stoppable, kinds: ((kind: HoldName) => boolean) | undefined): number {
    const found = findInstalment({ plans: this.plans, id });
    if (!found) return 0;
    const { plan, index } = found;
    const rest = this.restOf(plan);
    let held = 0;
    for (const itemId of plan.itemIds) {
      const invoice = this.item(itemId);
      if (invoice) held += this.heldOf(invoice, what, (kind) => kind !== 'plan' && kinds?.(kind) !== false);
    }
    if (held === 0) return 0;
    let before = 0;
    for (let earlier = 0; earlier < index; earlier += 1) before += openAt({ plan, index: earlier, rest });
    const open = openAt({ plan, index, rest });
    return open - Math.max(0, Math.min(open, rest - held - before));
  }

  /** What active holds stop of each subject, minor units; infinite: all of it. What holds only the items from before a cut-off is not among them. */
  heldBySubject(what: Stoppable): Map<string, number> {
    const held = new Map<string, number>();
    for (const hold of this.rows.holds)
      if (hold.cutOffOn === null && hold.stops.includes(what) && isInForce(hold, this.now))
        held.set(hold.subject, (held.get(hold.subject) ?? 0) + (hold.amount ?? Number.POSITIVE_INFINITY));
    return held;
  }

  /** The cut-off of an insolvency: what was issued before this day is held; undefined: there is none. */
  cutOff(): LocalDate | undefined {
    for (const hold of this.rows.holds) if (hold.cutOffOn !== null && isInForce(hold, this.now)) return hold.cutOffOn;
    return undefined;
  }

  /** Handed over to others, or a claim against an estate: nothing of ours is said to the customer about it. */
  isOutOfOurHands(item: ItemRow): boolean {
    const cutOff = this.cutOff();
    if (cutOff !== undefined && item.issuedOn < cutOff) return true;
    return this.heldOf(item, 'reminders', (kind) => kind === 'agency' || kind === 'legal') >= item.open;
  }

  /** `item` is the subject, where it is one that whoever asks has read. */
  private stops(hold: HoldRow, subject: string, what: Stoppable, item?: ItemRow): boolean {
    if (!hold.stops.includes(what)) return false;
    if (hold.cutOffOn !== null && subject !== this.customer.id) {
      const issuedOn = (item ?? this.item(subject))?.issuedOn;
      return issuedOn !== undefined && issuedOn < hold.cutOffOn;
    }
    if (hold.subject === subject || hold.subject === this.customer.id) return true;
    return hold.scope === 'account' && (item ?? this.item(subject))?.accountId === hold.subject;
  }
}

const NO_CHARGES: ChargeRow[] = [];
const NO_CHEQUES: ChequeRow[] = [];
const NO_SHIELDS: ReadonlyMap<string, number> = new Map();
const isCovering = ({ unapplied }: AccountRow): boolean => unapplied > 0;

const newestFirst = (a: MethodRow, b: MethodRow): number => b.addedAt - a.addedAt;

/** How much of each item unapplied money of its account covers, oldest due date first. */
function shieldedAmounts(rows: ViewRows): Map<string, number> {
  const shields = new Map<string, number>();
  for (const account of rows.accounts) {
    let left = account.unapplied;
    if (left <= 0) continue;
    const open = new Map(
      [...rows.shielded, ...rows.items].filter((item) => item.accountId === account.id && item.open > 0).map((item) => [item.id, item]),
    );
    for (const item of [...open.values()].sort(byDueDate)) {
      if (left <= 0) break;
      const covered = Math.min(left, item.open);
      shields.set(item.id, covered);
      left -= covered;
    }
  }
  return shields;
}
