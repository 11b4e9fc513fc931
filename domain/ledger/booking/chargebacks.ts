/**
 * Money that the bank took back. What it had paid reopens with the steps it had. Until a person or the bank has answered, each such part is disputed:
 * it is left in peace, and a person is asked. A journey whose chargebacks are simply unpaid takes the dispute away with its next decision
 * (`domain/decision/follow-chargebacks.ts`): until then nobody is chased for it.
 */
import { DulyError } from '../../errors.js';
import type { Share } from '../../facts.js';
import { formatMoney } from '../../money.js';
import { openedTask } from '../../opened-task.js';
import type { AllocationRow, Change, ChargebackRow, PaymentRow } from '../../rows.js';
import type { BookingRows } from '../book.js';
import { applyShares } from './apply-shares.js';
import { forgetAwaited } from './awaited-invoices.js';
import type { BookingRule, PostingLine } from './booking-rule.js';
import { disputedPart, endDispute } from './disputes-and-holds.js';
import { uncountForPromises } from './promises.js';
import { appliedByItem } from './refunds.js';
import { need, needItem, positive } from './refusals.js';
import { askCashDesk, closeTasks } from './unapplied-money.js';

/** The dispute that a chargeback opens about an item. */
export const chargebackDispute = ({ chargebackId, itemId }: { chargebackId: string; itemId: string }): string =>
  `${chargebackId}/${itemId}`;

/** Takes unapplied money first, then what the payment was applied to last. Throws `invalid_amount` for more than is left of the payment. */
export const bookChargeback: BookingRule<'payment.chargedBack'> = ({ data, rows, customerId, number, recordedAt }) => {
  const { chargebackId, paymentId, code } = data;
  const amount = positive(data.amount);
  const payment = need({ rows: rows.payments, id: paymentId, code: 'unknown_payment', noun: 'payment' });
  const { currency, unapplied, accountId } = payment;
  const applied = appliedByItem(rows.allocations.filter((row) => row.paymentId === paymentId).sort((a, b) => a.factNumber - b.factNumber));
  const left = unapplied + applied.reduce((sum, share) => sum + share.amount, 0);
  if (left === 0)
    throw new DulyError({
      code: 'already_ended',
      message: `Nothing is left of payment ${paymentId}: it was given back or taken back already.`,
    });
  if (amount > left)
    throw new DulyError({
      code: 'invalid_amount',
      at: 'amount',
      message: `Only ${formatMoney({ amount: left, currency })} is left of payment ${paymentId}: no more than that can be charged back.`,
    });
  const fromUnapplied = Math.min(unapplied, amount);
  const shares = lastFirst({ applied, amount: amount - fromUnapplied });
  const changes: Change[] = [
    {
      insert: 'chargeback',
      row: { id: chargebackId, customerId, paymentId, factNumber: number, amount, code, status: 'open', at: recordedAt },
    },
  ];
  const postings: PostingLine[] = [];
  for (const share of shares) {
    const { itemId } = share;
    postings.push(
      { book: 'receivable', accountId: needItem({ rows, id: itemId }).accountId, itemId, amount: share.amount, currency },
      { book: 'cash', accountId, amount: -share.amount, currency },
    );
    changes.push(
      {
        insert: 'allocation',
        row: { id: `${paymentId}/${number}/${itemId}`, customerId, paymentId, itemId, amount: -share.amount, factNumber: number },
      },
      { update: 'item', id: itemId, set: { settledAt: null } },
      ...uncountForPromises({ rows, paymentId, itemId, amount: share.amount }),
      ...disputedShare({ chargebackId, share, rows, customerId, recordedAt }),
    );
  }
  if (fromUnapplied > 0) {
    postings.push(
      { book: 'unapplied', accountId, amount: fromUnapplied, currency },
      { book: 'cash', accountId, amount: -fromUnapplied, currency },
    );
    changes.push({ update: 'payment', id: paymentId, set: { unapplied: unapplied - fromUnapplied } });
    if (fromUnapplied === unapplied)
      changes.push(
        ...closeTasks({ rows, subject: paymentId, at: recordedAt, outcome: 'charged back' }),
        ...forgetAwaited({ rows, paymentId }),
      );
  }
  return { changes, postings, data: { ...data, itemIds: shares.map(({ itemId }) => itemId) }, wakeAll: fromUnapplied > 0 };
};

/**
 * Won: the money goes back to the items, as far as they are open, and what it disputed is over. Lost: the money stays away; whether it is still owed is
 * the person's answer who is asked. Throws `already_ended` for one that is resolved.
 */
export const bookChargebackResult: BookingRule<'chargeback.resolved'> = ({ data, rows, number, recordedAt }) => {
  const chargeback = need({ rows: rows.chargebacks, id: data.chargebackId, code: 'unknown_chargeback', noun: 'chargeback' });
  if (chargeback.status !== 'open')
    throw new DulyError({ code: 'already_ended', message: `Chargeback ${chargeback.id} is already ${chargeback.status}.` });
  const payment = need({ rows: rows.payments, id: chargeback.paymentId, code: 'unknown_payment', noun: 'payment' });
  const taken = takenShares({ chargeback, allocations: rows.allocations });
  const itemIds = taken.map(({ itemId }) => itemId);
  const changes: Change[] = [{ update: 'chargeback', id: chargeback.id, set: { status: data.outcome } }];
  if (data.outcome === 'lost') return { changes, data: { ...data, itemIds } };
  const shares = taken
    .map(({ itemId, amount }) => ({ itemId, amount: Math.min(amount, needItem({ rows, id: itemId }).open) }))
    .filter(({ amount }) => amount > 0);
  const applied = applyShares({ payment, shares, from: 'cash', rows, number, recordedAt });
  const rest = chargeback.amount - shares.reduce((sum, { amount }) => sum + amount, 0);
  changes.push(...applied.changes);
  for (const itemId of itemIds)
    changes.push(...endDispute({ rows, id: chargebackDispute({ chargebackId: chargeback.id, itemId }), at: recordedAt }));
  const postings: PostingLine[] = [...applied.postings];
  if (rest > 0) {
    const { accountId, currency } = payment;
    postings.push({ book: 'cash', accountId, amount: rest, currency }, { book: 'unapplied', accountId, amount: -rest, currency });
    changes.push(...keepUnapplied({ payment, rest, rows, at: recordedAt }));
  }
  return { changes, postings, data: { ...data, itemIds }, wakeAll: rest > 0 };
};

/** So much of what a payment was applied to, the last first. */
function lastFirst({ applied, amount }: { applied: Share[]; amount: number }): Share[] {
  const shares: Share[] = [];
  let left = amount;
  for (const { itemId, amount: most } of applied.toReversed()) {
    if (left <= 0) break;
    shares.push({ itemId, amount: Math.min(most, left) });
    left -= most;
  }
  return shares;
}

/** What the chargeback took from items. */
const takenShares = ({ chargeback, allocations }: { chargeback: ChargebackRow; allocations: AllocationRow[] }): Share[] =>
  allocations
    .filter(({ paymentId, factNumber, amount }) => paymentId === chargeback.paymentId && factNumber === chargeback.factNumber && amount < 0)
    .map(({ itemId, amount }) => ({ itemId, amount: -amount }));

function disputedShare({
  chargebackId,
  share: { itemId, amount },
  rows,
  customerId,
  recordedAt,
}: {
  chargebackId: string;
  share: Share;
  rows: BookingRows;
  customerId: string;
  recordedAt: number;
}): Change[] {
  const id = chargebackDispute({ chargebackId, itemId });
  return [
    ...disputedPart({ id, item: needItem({ rows, id: itemId }), amount, reasonCode: 'chargeback', customerId, at: recordedAt }),
    {
      insert: 'task',
      row: openedTask({
        id: `task/${id}`,
        customerId,
        subject: itemId,
        kind: 'chargeback',
        owner: 'ar-desk',
        openedAt: recordedAt,
        dueAt: null,
      }),
    },
  ];
}

/** The rest lies unapplied again, and the cash desk is asked (again) about the payment. */
function keepUnapplied({ payment, rest, rows, at }: { payment: PaymentRow; rest: number; rows: BookingRows; at: number }): Change[] {
  const ask = askCashDesk({ subject: payment.id, customerId: payment.customerId, at });
  const asked = 'row' in ask ? rows.tasks.find(({ id }) => id === ask.row.id) : undefined;
  return [
    { update: 'payment', id: payment.id, set: { unapplied: payment.unapplied + rest } },
    asked ? { update: 'task', id: asked.id, set: { status: 'open', openedAt: at, outcome: null, endedAt: null } } : ask,
  ];
}
