import { DulyError } from '../../errors.js';
import type { Share } from '../../facts.js';
import type { AllocationRow, Change } from '../../rows.js';
import { forgetAwaited } from './awaited-invoices.js';
import type { BookingRule, PostingLine } from './booking-rule.js';
import { uncountForPromises } from './promises.js';
import { need } from './refusals.js';
import { closeTasks } from './unapplied-money.js';

/** Takes back all that is left of a payment: what it was applied to reopens, the rest goes. Throws `already_ended` where nothing is left. */
export const bookRefund: BookingRule<'payment.refunded'> = ({ data, rows, customerId, number, recordedAt }) => {
  const payment = need({ rows: rows.payments, id: data.paymentId, code: 'unknown_payment', noun: 'payment' });
  const { id: paymentId, currency, unapplied } = payment;
  const applied = appliedByItem(rows.allocations.filter((row) => row.paymentId === paymentId));
  if (applied.length === 0 && unapplied === 0)
    throw new DulyError({ code: 'already_ended', message: `Payment ${paymentId} is already refunded: nothing of it is left.` });
  const changes: Change[] = [];
  const postings: PostingLine[] = [];
  for (const { itemId, amount } of applied) {
    const accountId = rows.items.find((item) => item.id === itemId)?.accountId ?? payment.accountId;
    postings.push(
      { book: 'receivable', accountId, itemId, amount, currency },
      { book: 'cash', accountId: payment.accountId, amount: -amount, currency },
    );
    changes.push(
      {
        insert: 'allocation',
        row: { id: `${paymentId}/${number}/${itemId}`, customerId, paymentId, itemId, amount: -amount, factNumber: number },
      },
      { update: 'item', id: itemId, set: { settledAt: null } },
      ...uncountForPromises({ rows, paymentId, itemId, amount }),
    );
  }
  if (unapplied > 0) {
    postings.push(
      { book: 'unapplied', accountId: payment.accountId, amount: unapplied, currency },
      { book: 'cash', accountId: payment.accountId, amount: -unapplied, currency },
    );
    changes.push(
      { update: 'payment', id: paymentId, set: { unapplied: 0 } },
      ...closeTasks({ rows, subject: paymentId, at: recordedAt, outcome: 'refunded' }),
      ...forgetAwaited({ rows, paymentId }),
    );
  }
  return { changes, postings, data: { ...data, itemIds: applied.map(({ itemId }) => itemId) }, wakeAll: unapplied > 0 };
};

/** What of a payment still stands on each item: a refund is an allocation of the same amount below zero. */
export function appliedByItem(allocations: AllocationRow[]): Share[] {
  const sums = new Map<string, number>();
  for (const { itemId, amount } of allocations) sums.set(itemId, (sums.get(itemId) ?? 0) + amount);
  return [...sums].filter(([, amount]) => amount > 0).map(([itemId, amount]) => ({ itemId, amount }));
}
