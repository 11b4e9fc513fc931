/**
 * Invoices that are to be paid before delivery.
 * 1. Until one is settled a hold keeps everybody from asking for it, drawing it or reckoning interest on it.
 * 2. Paid, in whole or with a credit note for the rest, it releases its orders. Settled without any money, or lapsed, it takes them along.
 * 3. Open again after that it is owed like any other: what was ordered may have been delivered.
 */
import type { Instant } from '../../calendar.js';
import { DulyError } from '../../errors.js';
import type { Change, HoldRow, PostingRow } from '../../rows.js';
import type { BookingRows } from '../book.js';
import type { BookingRule } from './booking-rule.js';
import { movedItems } from './history.js';
import { needItem } from './refusals.js';

export const prepaidHoldId = (itemId: string): string => `hold/${itemId}/prepaid`;

export const prepaidHold = ({ itemId, customerId, startedAt }: { itemId: string; customerId: string; startedAt: Instant }): HoldRow => ({
  id: prepaidHoldId(itemId),
  customerId,
  kind: 'prepaid',
  scope: 'item',
  subject: itemId,
  amount: null,
  stops: ['reminders', 'collecting', 'interest', 'escalation'],
  startedAt,
  endsAt: null,
  endedAt: null,
  cutOffOn: null,
});

/** Takes the whole invoice back. Throws `invalid_amount` where something of it was paid or credited, or it is no prepaid one. */
export const bookLapse: BookingRule<'invoice.lapsed'> = ({ data, rows, recordedAt }) => {
  const { id, accountId, amount, open, currency, number, kind } = needItem({ rows, id: data.itemId });
  if (kind !== 'prepaid' || open !== amount)
    throw new DulyError({
      code: 'invalid_amount',
      message: `Invoice ${number || id} cannot lapse: ${kind === 'prepaid' ? 'something of it is paid' : 'it is not to be paid before delivery'}.`,
    });
  return {
    changes: [{ update: 'item', id, set: { settledAt: recordedAt } }],
    postings: [
      { book: 'revenue', accountId, amount, currency },
      { book: 'receivable', accountId, itemId: id, amount: -amount, currency },
    ],
  };
};

/** The changes of a booking, and what becomes of the orders of prepaid invoices that it settles. */
export function endPrepayment({
  rows,
  changes,
  postings,
  recordedAt,
}: {
  rows: BookingRows;
  changes: Change[];
  postings: PostingRow[];
  recordedAt: Instant;
}): Change[] {
  const ended = movedItems({ rows, changes, postings }).filter(
    ({ item, before, after }) => item.kind === 'prepaid' && before > 0 && after <= 0,
  );
  if (ended.length === 0) return changes;
  const isMoney = postings.some(({ book, amount }) => amount > 0 && (book === 'cash' || book === 'unapplied'));
  return [
    ...changes,
    ...ended.flatMap(({ item: { id, amount }, before }): Change[] => {
      const status = isMoney || before < amount ? 'invoiced' : 'lapsed';
      // Those of an invoice that is paid as soon as it is issued are its own since this booking.
      const issued = changes.some((change) => 'insert' in change && change.insert === 'item' && change.row.id === id);
      const billed = changes.flatMap((change) =>
        'set' in change && change.update === 'order' && change.set.itemId === id ? [change.id] : [],
      );
      const orders = issued
        ? billed.map((order) => ({ id: order }))
        : rows.orders.filter((order) => order.itemId === id && order.status === 'prepaid');
      return [
        { update: 'hold', id: prepaidHoldId(id), set: { endedAt: recordedAt } },
        ...orders.map((order): Change => ({ update: 'order', id: order.id, set: { status } })),
      ];
    }),
  ];
}
