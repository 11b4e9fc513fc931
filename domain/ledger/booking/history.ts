/**
 * What a customer did before, kept on his row: the invoices that he paid last.
 * 1. An invoice is remembered when money settles it, by that money's value date; what a credit note settles tells nothing of how he pays.
 * 2. What we did wrong counts nothing against him: an invoice is late up to the day on which a fault of ours kept it from being paid, and no later.
 * 3. One that was paid before delivery tells nothing of it either.
 * 4. One that is open again is not remembered: what is told of him is told of what is over.
 */
import { daysBetween, type LocalDate } from '../../calendar.js';
import type { Report } from '../../facts.js';
import { sorted } from '../../order.js';
import type { Change, ItemRow, PaidBy, PastItem, PostingRow } from '../../rows.js';
import type { BookingRows } from '../book.js';

/** So many invoices are remembered of each customer. */
export const PAST_ITEMS = 24;

interface RememberInput {
  report: Report;
  rows: BookingRows;
  changes: Change[];
  postings: PostingRow[];
}

/** The changes of a booking, and that of the customer's history where it settles or reopens an invoice. */
export function rememberPaid({ report, rows, changes, postings }: RememberInput): Change[] {
  const moved = movedItems({ rows, changes, postings });
  const reopened = moved.filter(({ before, after }) => before <= 0 && after > 0);
  const settled = moved.filter(({ before, after }) => before > 0 && after <= 0);
  if (reopened.length + settled.length === 0) return changes;
  let history = rows.customer.history;
  if (reopened.length > 0) history = history.filter((past) => !reopened.some(({ item }) => item.id === past.item));
  const paid = settled.length > 0 ? paidWith({ report, rows, changes }) : undefined;
  if (paid)
    for (const { item } of settled)
      if (item.kind !== 'prepaid')
        history = [
          ...history.filter((past) => past.item !== item.id),
          { item: item.id, paidOn: paid.on, daysLate: daysBetween(item.dueOn, countedOn({ item, paidOn: paid.on })), by: paid.by },
        ];
  const again = reopened.filter(({ item }) => item.excusedOn !== null);
  const all = [...changes, ...again.map(({ item }): Change => ({ update: 'item', id: item.id, set: { excusedOn: null } }))];
  if (history === rows.customer.history) return all;
  const newestLast = sorted([...history], byPayment).slice(-PAST_ITEMS);
  return [...all, { update: 'customer', id: rows.customer.id, set: { history: newestLast } }];
}

/** Up to which day it counts as late. */
const countedOn = ({ item: { excusedOn }, paidOn }: { item: ItemRow; paidOn: LocalDate }): LocalDate =>
  excusedOn !== null && excusedOn < paidOn ? excusedOn : paidOn;

/** By day, then by id: the same whatever order the facts came in. */
const byPayment = (a: PastItem, b: PastItem): number =>
  a.paidOn < b.paidOn ? -1 : a.paidOn > b.paidOn ? 1 : a.item < b.item ? -1 : a.item > b.item ? 1 : 0;

/** The items on which something was posted, with what was open on each before and is after; one that is new counts as opened by its invoice. */
export function movedItems({ rows, changes, postings }: Omit<RememberInput, 'report'>): { item: ItemRow; before: number; after: number }[] {
  const moved: { item: ItemRow; before: number; after: number }[] = [];
  for (const { book, itemId, amount } of postings) {
    if (book !== 'receivable' || itemId === null) continue;
    const known = moved.find(({ item }) => item.id === itemId);
    if (known) {
      known.after += amount;
      continue;
    }
    const issued = changes.find((change) => 'insert' in change && change.insert === 'item' && change.row.id === itemId);
    const item = issued && 'row' in issued ? (issued.row as ItemRow) : rows.items.find(({ id }) => id === itemId);
    if (item) moved.push({ item, before: issued ? amount : item.open, after: issued ? amount : item.open + amount });
  }
  return moved;
}

/** The money that settles items by this report; undefined: none, or what was left of a credit note. */
function paidWith({
  report: { type, data, effectiveOn },
  rows,
  changes,
}: Omit<RememberInput, 'postings'>): { on: LocalDate; by: PaidBy } | undefined {
  if (type === 'payment.received') return { on: effectiveOn, by: data.chargeId === null ? (data.paidBy ?? 'unknown') : 'collected' };
  if (type === 'cheque.cleared') return { on: effectiveOn, by: 'cheque' };
  if (type !== 'payment.applied' && type !== 'invoice.issued') return undefined;
  const ids =
    type === 'payment.applied'
      ? [data.paymentId]
      : changes.flatMap((change) => ('insert' in change && change.insert === 'allocation' ? [change.row.paymentId] : []));
  const last = rows.payments.filter(({ id }) => ids.includes(id)).sort((a, b) => (a.receivedOn < b.receivedOn ? 1 : -1))[0];
  return last && last.paidBy !== 'credit' ? { on: last.receivedOn, by: last.paidBy } : undefined;
}
