/**
 * Cheques: money on its way. Until the bank has paid one, nothing of it is received: what it is meant for stays open, and is held so that nobody asks for it.
 * 1. Each part is held on its item as long as the cheque clears: no reminder, no escalation, no second collecting of that amount.
 * 2. Cleared, it is a payment like any other, its money given to the items as far as they are open then. Returned after that, the payment is taken back.
 * 3. A payment that is reported with the cheque's number, or as paid by cheque over exactly its amount, is the cheque: it is not booked twice.
 */
import { dateAt, type Instant } from '../../calendar.js';
import { DulyError } from '../../errors.js';
import type { FactData } from '../../facts.js';
import type { Change, ChequeRow, Stoppable } from '../../rows.js';
import { allocate } from '../allocate.js';
import type { BookingRows } from '../book.js';
import type { BookingRule } from './booking-rule.js';
import { excuse } from './charges.js';
import { bookPayment } from './payments.js';
import { bookRefund } from './refunds.js';
import { need, positive } from './refusals.js';

/** What money on its way stops: it is not asked for and not drawn by whatever other means. */
const ON_ITS_WAY_STOPS: Stoppable[] = ['reminders', 'collecting', 'escalation'];

/** In which a person is asked what became of the cheque; each time that the bank has it anew. */
export const chequeTaskId = ({ id, deposits }: Pick<ChequeRow, 'id' | 'deposits'>): string => `task/${id}/${deposits}`;

/** Named items first, else the oldest due; what no item takes is unapplied money once the cheque is cleared. */
export const bookCheque: BookingRule<'cheque.received'> = ({ data, rows, customerId, recordedAt }) => {
  const { chequeId: id, accountId, amount, currency, number, requested, apply } = data;
  positive(amount);
  const shares = allocate({
    amount,
    currency,
    shares: requested,
    apply,
    items: rows.items.filter((item) => item.accountId === accountId || requested.some(({ itemId }) => itemId === item.id)),
    disputes: rows.disputes,
  });
  const cheque: ChequeRow = {
    id,
    customerId,
    accountId,
    number,
    amount,
    currency,
    itemIds: shares.map(({ itemId }) => itemId),
    parts: shares,
    status: 'clearing',
    reason: null,
    deposits: 1,
    depositedAt: recordedAt,
    askAt: null,
    asks: null,
    endedAt: null,
    paymentId: null,
  };
  return {
    changes: [
      { insert: 'cheque', row: cheque },
      ...arrived({ rows, itemIds: requested.map(({ itemId }) => itemId), at: recordedAt }),
      ...holdParts({ cheque, rows, at: recordedAt }),
    ],
    data: { ...data, shares },
  };
};

/** What was said to be in the post has come: nobody waits for it any more. */
const arrived = ({ rows, itemIds, at }: { rows: BookingRows; itemIds: readonly string[]; at: Instant }): Change[] =>
  rows.holds
    .filter(({ kind, subject, endedAt }) => kind === 'cheque-in-the-post' && endedAt === null && itemIds.includes(subject))
    .flatMap(({ id }): Change[] => [
      { update: 'hold', id, set: { endedAt: at } },
      ...rows.tasks
        .filter((task) => task.status === 'open' && (task.id === `task/${id}` || task.id === `task/${id}/superior`))
        .map((task): Change => ({ update: 'task', id: task.id, set: { status: 'closed', outcome: 'arrived', endedAt: at } })),
    ]);

/** Throws `already_ended` for one that is cleared or returned. */
export const bookClearedCheque: BookingRule<'cheque.cleared'> = (input) => {
  const { data, rows, recordedAt } = input;
  const cheque = needCheque(rows, data.chequeId);
  refuseUnless(cheque, 'clearing');
  const payment = bookPayment({ ...input, rows: { ...rows, cheques: [] }, data: paymentOf({ cheque, paymentId: data.paymentId }) });
  return {
    ...payment,
    changes: [
      ...(payment.changes ?? []),
      ...endClearing({ cheque, rows, at: recordedAt, set: { status: 'cleared', paymentId: data.paymentId } }),
    ],
    data: { ...data, itemIds: cheque.itemIds, shares: payment.data?.shares ?? [] },
  };
};

/** What it had paid is open again; what follows is the journey's to say. Throws `already_ended` for one that is returned. */
export const bookReturnedCheque: BookingRule<'cheque.returned'> = (input) => {
  const { data, rows, recordedAt } = input;
  const cheque = needCheque(rows, data.chequeId);
  const { reason } = data;
  if (cheque.status === 'returned') refuseUnless(cheque, 'clearing');
  const set = { status: 'returned', reason, paymentId: null } as const;
  const chequed = rows.items.filter(({ id }) => cheque.itemIds.includes(id));
  const excused = reason === 'our-fault' ? excuse({ items: chequed, on: dateAt(cheque.depositedAt, rows.customer.timeZone) }) : [];
  if (cheque.paymentId === null)
    return { changes: [...endClearing({ cheque, rows, at: recordedAt, set }), ...excused], data: { ...data, itemIds: cheque.itemIds } };
  const taken = bookRefund({ ...input, data: { paymentId: cheque.paymentId, itemIds: [] } });
  return {
    ...taken,
    changes: [...(taken.changes ?? []), { update: 'cheque', id: cheque.id, set: { ...set, endedAt: recordedAt } }, ...excused],
    data: { ...data, itemIds: [...new Set([...cheque.itemIds, ...(taken.data?.itemIds ?? [])])] },
  };
};

/** The bank has it again: its parts are held anew, as far as they are open. Throws `already_ended` unless it was returned. */
export const bookDepositedCheque: BookingRule<'cheque.deposited'> = ({ data, rows, recordedAt }) => {
  const before = needCheque(rows, data.chequeId);
  refuseUnless(before, 'returned');
  const set = {
    status: 'clearing' as const,
    deposits: before.deposits + 1,
    depositedAt: recordedAt,
    askAt: null,
    asks: null,
    endedAt: null,
  };
  const cheque = { ...before, ...set };
  return {
    changes: [{ update: 'cheque', id: cheque.id, set }, ...holdParts({ cheque, rows, at: recordedAt })],
    data: { ...data, itemIds: cheque.itemIds },
  };
};

/** The cheque of which a payment that comes from outside is the money; undefined: of none. */
export function chequePaidBy({ data, rows }: { data: FactData['payment.received']; rows: BookingRows }): ChequeRow | undefined {
  const { accountId, amount, reference, shares, paidBy, chargeId } = data;
  if (rows.cheques.length === 0 || chargeId !== null) return undefined;
  const clearing = rows.cheques.filter((cheque) => cheque.status === 'clearing' && cheque.accountId === accountId);
  return (
    clearing.find(({ number }) => number === reference) ??
    clearing.find(
      (cheque) =>
        paidBy === 'cheque' &&
        reference === null &&
        cheque.amount === amount &&
        shares.every(({ itemId }) => cheque.itemIds.length === 0 || cheque.itemIds.includes(itemId)),
    )
  );
}

/** Its money came by the payment. */
export const clearedBy = ({
  cheque,
  rows,
  paymentId,
  at,
}: {
  cheque: ChequeRow;
  rows: BookingRows;
  paymentId: string;
  at: Instant;
}): Change[] => endClearing({ cheque, rows, at, set: { status: 'cleared', paymentId } });

const needCheque = (rows: BookingRows, id: string): ChequeRow => need({ rows: rows.cheques, id, code: 'unknown_cheque', noun: 'cheque' });

function refuseUnless({ id, status }: ChequeRow, wanted: ChequeRow['status']): void {
  if (status !== wanted) throw new DulyError({ code: 'already_ended', message: `Cheque ${id} is ${status} already.` });
}

const holdId = ({ id, deposits }: ChequeRow, itemId: string): string => `hold/${id}/${deposits}/${itemId}`;

function holdParts({ cheque, rows, at }: { cheque: ChequeRow; rows: BookingRows; at: Instant }): Change[] {
  return cheque.parts.flatMap(({ itemId, amount }): Change[] => {
    const open = rows.items.find(({ id }) => id === itemId)?.open ?? 0;
    if (open <= 0) return [];
    return [
      {
        insert: 'hold',
        row: {
          id: holdId(cheque, itemId),
          customerId: cheque.customerId,
          kind: 'money-on-its-way',
          scope: 'item',
          subject: itemId,
          amount: Math.min(amount, open),
          stops: ON_ITS_WAY_STOPS,
          startedAt: at,
          endsAt: null,
          endedAt: null,
          cutOffOn: null,
        },
      },
    ];
  });
}

/** The bank has answered: nothing of it is on its way any more, and nobody needs to ask. */
function endClearing({
  cheque,
  rows,
  at,
  set,
}: {
  cheque: ChequeRow;
  rows: BookingRows;
  at: Instant;
  set: Pick<ChequeRow, 'paymentId'> & Partial<ChequeRow>;
}): Change[] {
  const task = rows.tasks.find(({ id, status }) => id === chequeTaskId(cheque) && status === 'open');
  return [
    { update: 'cheque', id: cheque.id, set: { ...set, endedAt: at } },
    ...cheque.itemIds.map((itemId): Change => ({ update: 'hold', id: holdId(cheque, itemId), set: { endedAt: at } })),
    ...(task
      ? [{ update: 'task' as const, id: task.id, set: { status: 'closed' as const, outcome: set.status ?? null, endedAt: at } }]
      : []),
  ];
}

/** The money of the cheque as if it had been reported. */
const paymentOf = ({ cheque, paymentId }: { cheque: ChequeRow; paymentId: string }): FactData['payment.received'] => ({
  paymentId,
  accountId: cheque.accountId,
  amount: cheque.amount,
  currency: cheque.currency,
  shares: cheque.parts,
  apply: 'named',
  chargeId: null,
  attemptId: null,
  reference: null,
  paidBy: 'cheque',
});
