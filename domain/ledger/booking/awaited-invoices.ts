/**
 * Money that names an invoice which nobody knows yet. It lies unapplied, so it holds reminders up to its amount, and goes to the invoice when that
 * comes: to the next one of the customer with that number or id in the payment's currency, the oldest money first, never beyond what is asked or left.
 */
import type { Instant } from '../../calendar.js';
import type { FactData, Share } from '../../facts.js';
import type { AwaitedRow, Change, ItemRow, PaymentRow } from '../../rows.js';
import type { BookingRows } from '../book.js';
import { applyShares } from './apply-shares.js';
import type { PostingLine } from './booking-rule.js';
import { isWithheld } from './insolvency.js';
import { closeTasks } from './unapplied-money.js';

type Requested = NonNullable<FactData['payment.received']['requested']>;

/** What a payment is for: by invoices that are known, those included that came after they were looked up, and by names that nobody knows. */
export function sortNames({ data, rows }: { data: FactData['payment.received']; rows: BookingRows }): {
  requested: Requested;
  known: Share[];
  unknown: Requested;
} {
  const requested = data.requested ?? data.shares.map((share) => ({ invoice: share.itemId, amount: share.amount }));
  const known = [...data.shares];
  const unknown: Requested = [];
  for (const one of requested) {
    // What names its invoices by their ids, as they were looked up, says nothing new.
    if (isIn(data.shares, one.invoice) && rows.items.some(({ id }) => id === one.invoice)) continue;
    const item = itemNamed(rows.items, one.invoice);
    if (item && !isIn(data.shares, item.id)) known.push({ itemId: item.id, amount: one.amount });
    if (!rows.items.some((candidate) => isNameOf(one.invoice, candidate))) unknown.push(one);
  }
  return { requested, known, unknown };
}

const isIn = (shares: readonly Share[], itemId: string): boolean => shares.some((share) => share.itemId === itemId);

/** The item of that id, or the only one of that number. */
function itemNamed(items: ItemRow[], name: string): ItemRow | undefined {
  const byNumber = items.filter((item) => item.number === name);
  return items.find((item) => item.id === name) ?? (byNumber.length === 1 ? byNumber[0] : undefined);
}

const isNameOf = (name: string, { id, number }: Pick<ItemRow, 'id' | 'number'>): boolean => name === id || name === number;

/** Remembers what the rest of a payment is meant for. */
export const awaitInvoices = ({ payment, unknown }: { payment: PaymentRow; unknown: Requested }): Change[] =>
  unknown.map(({ invoice, amount }, index) => ({
    insert: 'awaited',
    row: { id: `${payment.id}/${index}`, customerId: payment.customerId, paymentId: payment.id, invoice, amount },
  }));

/** Nothing of the payment waits any more. */
export const forgetAwaited = ({ rows, paymentId }: { rows: BookingRows; paymentId: string }): Change[] =>
  rows.awaited.filter((row) => row.paymentId === paymentId).map(({ id }) => ({ remove: 'awaited', id }));

interface TakeInput {
  /** As it is inserted. */
  item: ItemRow;
  rows: BookingRows;
  number: number;
  recordedAt: Instant;
}

/** Gives a new invoice the money that waits for it. Money in another currency goes on waiting. */
export function takeAwaited({ item, rows, number, recordedAt }: TakeInput): {
  changes: Change[];
  postings: PostingLine[];
  taken: { paymentId: string; amount: number }[];
} {
  if (rows.awaited.length === 0) return NOTHING_WAITED;
  const answered = rows.awaited.filter((row) => isNameOf(row.invoice, item));
  const payments = rows.payments
    .filter((payment) => payment.currency === item.currency && answered.some((row) => row.paymentId === payment.id))
    .filter(({ receivedOn }) => !isWithheld({ rows, receivedOn, item }))
    .sort((a, b) => compare(a.receivedOn, b.receivedOn) || compare(a.id, b.id));
  const changes: Change[] = [];
  const postings: PostingLine[] = [];
  const taken: { paymentId: string; amount: number }[] = [];
  let open = item.amount;
  for (const payment of payments) {
    const asked = answered.filter((row) => row.paymentId === payment.id);
    changes.push(...asked.map(({ id }): Change => ({ remove: 'awaited', id })));
    const amount = Math.min(open, payment.unapplied, sum(asked));
    if (amount <= 0) continue;
    const shares = [{ itemId: item.id, amount }];
    const applied = applyShares({ payment, shares, from: 'unapplied', rows: { ...rows, items: [{ ...item, open }] }, number, recordedAt });
    changes.push({ update: 'payment', id: payment.id, set: { unapplied: payment.unapplied - amount } }, ...applied.changes);
    if (payment.unapplied === amount)
      changes.push(
        ...closeTasks({ rows, subject: payment.id, at: recordedAt, outcome: 'applied' }),
        ...forgetAwaited({ rows: { ...rows, awaited: rows.awaited.filter((row) => !answered.includes(row)) }, paymentId: payment.id }),
      );
    postings.push(...applied.postings);
    taken.push({ paymentId: payment.id, amount });
    open -= amount;
  }
  return { changes, postings, taken };
}

const NOTHING_WAITED = { changes: [], postings: [], taken: [] };

const sum = (rows: AwaitedRow[]): number => rows.reduce((total, { amount }) => total + amount, 0);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
