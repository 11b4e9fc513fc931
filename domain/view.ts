/**
 * Questions that rules ask of the records of one customer. Pure reading; nothing here changes anything.
 * Money that was recorded, in whatever state, is never chased: what is owed for reminders leaves out disputed, pending and unapplied money.
 */
import type { Instant } from './calendar.js';
import { byDueDate, type ChargeRow, type DecisionRows, type HoldRow, type ItemRow, type Stoppable } from './rows.js';

/** The records that the questions need: a decision has them all, a claim those of its items. */
export type ViewRows = Pick<
  DecisionRows,
  | 'customer'
  | 'items'
  | 'accounts'
  | 'shielded'
  | 'holds'
  | 'disputes'
  | 'charges'
  | 'attempts'
  | 'methods'
  | 'consents'
  | 'tasks'
  | 'surveys'
  | 'orders'
>;

export type View = ReturnType<typeof viewOf>;

export function viewOf({ rows, now }: { rows: ViewRows; now: Instant }) {
  const items = new Map(rows.items.map((item) => [item.id, item]));
  const heldSubjects = new Set(rows.holds.map((hold) => hold.subject));
  const shields = shieldedAmounts(rows);
  const isActive = (hold: HoldRow) => hold.endedAt === null && hold.startedAt <= now && (hold.endsAt === null || hold.endsAt > now);
  const holdsOn = (subject: string) =>
    heldSubjects.size === 0 ? [] : rows.holds.filter((hold) => hold.subject === subject || hold.subject === rows.customer.id);
  const chargesOf = (itemId: string): ChargeRow[] =>
    rows.charges.filter((charge) => charge.itemIds.includes(itemId)).sort((a, b) => a.startedAt - b.startedAt);
  const attemptsOf = (chargeId: string) =>
    rows.attempts.filter((attempt) => attempt.chargeId === chargeId).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  const collectable = () =>
    rows.methods
      .filter(
        (method) =>
          method.status === 'active' && rows.consents.some((consent) => consent.methodId === method.id && consent.withdrawnAt === null),
      )
      .sort((a, b) => b.addedAt - a.addedAt);

  return {
    customer: rows.customer,
    accounts: rows.accounts,
    orders: rows.orders,
    surveys: rows.surveys,
    tasks: rows.tasks,
    now,
    item: (id: string): ItemRow | undefined => items.get(id),
    task: (id: string) => rows.tasks.find((task) => task.id === id),
    chargesOf,
    charge: (id: string) => rows.charges.find((charge) => charge.id === id),
    attemptsOf,
    /** Newest first. */
    methods: () => [...rows.methods].sort((a, b) => b.addedAt - a.addedAt),
    /** The newest active method on which the customer agreed that we collect. */
    autopayMethod: () => collectable()[0],
    /** Active methods on which the customer agreed that we collect, newest first. */
    collectable,
    openDisputes: () => rows.disputes.filter((dispute) => dispute.status === 'open'),
    activeHolds: (subject: string, what: Stoppable) => holdsOn(subject).filter((hold) => isActive(hold) && hold.stops.includes(what)),
    /** When the last hold that stopped this ended, or null. */
    lastHoldEnd: (subject: string, what: Stoppable): Instant | null =>
      holdsOn(subject)
        .filter((hold) => hold.stops.includes(what) && !isActive(hold) && hold.startedAt <= now)
        .reduce<Instant | null>((latest, hold) => Math.max(latest ?? 0, Math.min(hold.endedAt ?? now, hold.endsAt ?? now)), null),
    /** Minor units on the way: an attempt is under way or its outcome is unknown. */
    pendingOf: (itemId: string): number =>
      chargesOf(itemId).some(
        (charge) => charge.status === 'open' && attemptsOf(charge.id).some((a) => a.outcome === 'under way' || a.outcome === 'unknown'),
      )
        ? (items.get(itemId)?.open ?? 0)
        : 0,
    shieldOf: (itemId: string): number => shields.get(itemId) ?? 0,
    /** What of an item a hold stops: all of it, or the held part. */
    heldOf: (item: ItemRow, what: Stoppable): number => {
      const active = holdsOn(item.id).filter((hold) => isActive(hold) && hold.stops.includes(what));
      return active.some((hold) => hold.amount === null)
        ? item.open
        : Math.min(
            item.open,
            active.reduce((sum, hold) => sum + (hold.amount ?? 0), 0),
          );
    },
  };
}

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
