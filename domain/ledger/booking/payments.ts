/** Money that comes in and what it is applied to. */
import { DulyError } from '../../errors.js';
import type { FactData, Share } from '../../facts.js';
import { findInstalment, instalmentItem, sharesOfInvoices } from '../../plans/instalments.js';
import type { AttemptRow, Change, PaymentRow } from '../../rows.js';
import { allocate } from '../allocate.js';
import type { BookingRows } from '../book.js';
import { applyShares } from './apply-shares.js';
import { awaitInvoices, forgetAwaited, sortNames } from './awaited-invoices.js';
import type { BookingRule } from './booking-rule.js';
import { closeQuestion } from './charges.js';
import { chequePaidBy, clearedBy } from './cheques.js';
import { isWithheld } from './insolvency.js';
import { need, positive } from './refusals.js';
import { askCashDesk, closeTasks } from './unapplied-money.js';

/**
 * What cannot be applied stays unapplied, with a task for the cash desk; what names an invoice that nobody knows waits for it. What comes after the cut-off of an
 * insolvency goes to nothing from before it by itself: a person applies it (`bookApplication`). The fact keeps the shares given beside those asked for. Throws
 * `already_booked` for the money of a charge of ours that was booked when it was collected.
 */
export const bookPayment: BookingRule<'payment.received'> = ({ data, effectiveOn, rows, customerId, number, recordedAt }) => {
  const { paymentId, accountId, amount, currency, apply, chargeId, attemptId, reference, paidBy } = data;
  positive(amount);
  const drawn = drawnBefore({ data, rows });
  if (drawn)
    throw new DulyError({
      code: 'already_booked',
      at: 'reference',
      message: `The payment ${reference} is already booked: it is what was collected by the charge ${drawn.chargeId}. Leave it out, or correct the reference.`,
    });
  const { requested } = sortNames({ data, rows });
  const { known, unknown } = sortNames({ data: withoutInstalments({ data, rows }), rows });
  const mayGoTo = rows.items.filter((item) => item.accountId === accountId || known.some((share) => share.itemId === item.id));
  const free = mayGoTo.filter((item) => !isWithheld({ rows, receivedOn: effectiveOn, item }));
  const { disputes } = rows;
  const given = allocate({ amount, currency, shares: known, apply, items: free, disputes });
  const withheld =
    free.length === mayGoTo.length
      ? 0
      : sumOf(allocate({ amount, currency, shares: known, apply, items: mayGoTo, disputes })) - sumOf(given);
  const unapplied = amount - sumOf(given);
  const payment: PaymentRow = {
    id: paymentId,
    customerId,
    accountId,
    amount,
    unapplied,
    currency,
    receivedOn: effectiveOn,
    chargeId,
    paidBy: chargeId === null ? (paidBy ?? 'unknown') : 'collected',
  };
  const applied = applyShares({ payment, shares: given, from: 'cash', rows, number, recordedAt });
  const changes: Change[] = [{ insert: 'payment', row: payment }, ...applied.changes];
  const { postings } = applied;
  if (unapplied > 0) {
    postings.push({ book: 'cash', accountId, amount: unapplied, currency }, { book: 'unapplied', accountId, amount: -unapplied, currency });
    changes.push(askCashDesk({ subject: paymentId, customerId, at: recordedAt }), ...awaitInvoices({ payment, unknown }));
  }
  const cheque = chequePaidBy({ data, rows });
  if (cheque) changes.push(...clearedBy({ cheque, rows, paymentId, at: recordedAt }));
  if (chargeId) changes.push({ update: 'charge', id: chargeId, set: { status: 'collected' } });
  if (attemptId)
    changes.push(
      { update: 'attempt', id: attemptId, set: { outcome: 'collected', reference } },
      ...closeQuestion({ rows, attemptId, at: recordedAt, outcome: 'collected' }),
    );
  const kept: typeof data = { paymentId, accountId, amount, currency, shares: given, requested, apply, chargeId, attemptId, reference };
  if (paidBy !== undefined) kept.paidBy = paidBy;
  if (withheld > 0) kept.withheld = withheld;
  return { changes, postings, data: kept, wakeAll: unapplied > 0 };
};

/** What names instalments names their invoices. */
function withoutInstalments({ data, rows }: { data: FactData['payment.received']; rows: BookingRows }): FactData['payment.received'] {
  const { plans, items } = rows;
  if (plans.length === 0) return data;
  const idOf = (invoice: string) =>
    plans
      .flatMap((plan) => plan.instalments.map(({ id }, index) => ({ id, item: instalmentItem({ plan, index, rest: 0 }) })))
      .find(({ id, item }) => id === invoice || item?.number === invoice)?.id;
  const named = (data.requested ?? []).filter(({ invoice }) => idOf(invoice) !== undefined);
  if (named.length === 0 && !data.shares.some(({ itemId }) => findInstalment({ plans, id: itemId }))) return data;
  const asked = named.map(({ invoice, amount }) => ({ itemId: idOf(invoice) as string, amount }));
  const shares = sharesOfInvoices({ shares: [...data.shares, ...asked], plans, items });
  const requested = (data.requested ?? []).filter((one) => !named.includes(one));
  return { ...data, shares, requested: [...requested, ...shares.map(({ itemId, amount }) => ({ invoice: itemId, amount }))] };
}

const sumOf = (shares: Share[]): number => shares.reduce((sum, share) => sum + share.amount, 0);

/** The attempt by which we drew this very money from the items that it names; a report that comes from outside names no charge. */
function drawnBefore({ data, rows }: { data: FactData['payment.received']; rows: BookingRows }): AttemptRow | undefined {
  const { chargeId, reference, shares } = data;
  if (chargeId !== null || reference === null) return undefined;
  const charges = rows.charges.filter(({ itemIds }) => shares.some(({ itemId }) => itemIds.includes(itemId))).map(({ id }) => id);
  return rows.attempts.find((attempt) => attempt.reference === reference && charges.includes(attempt.chargeId));
}

/** Gives unapplied money out, never beyond itself; the cash desk's task closes with the last of it. */
export const bookApplication: BookingRule<'payment.applied'> = ({ data, rows, number, recordedAt }) => {
  const payment = need({ rows: rows.payments, id: data.paymentId, code: 'unknown_payment', noun: 'payment' });
  const given = allocate({
    amount: payment.unapplied,
    currency: payment.currency,
    shares: data.shares,
    apply: 'named',
    items: rows.items,
    disputes: rows.disputes,
  });
  const sum = sumOf(given);
  const applied = applyShares({ payment, shares: given, from: 'unapplied', rows, number, recordedAt });
  const done = payment.unapplied === sum;
  return {
    changes: [
      { update: 'payment', id: payment.id, set: { unapplied: payment.unapplied - sum } },
      ...applied.changes,
      ...(done ? closeTasks({ rows, subject: payment.id, at: recordedAt, outcome: 'applied' }) : []),
      ...(done ? forgetAwaited({ rows, paymentId: payment.id }) : []),
    ],
    postings: applied.postings,
    data: { ...data, shares: given },
  };
};
