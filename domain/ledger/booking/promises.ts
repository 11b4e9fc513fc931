/** Promises to pay: made once at a time for an item, kept by money as it is applied, and judged. */
import type { LocalDate } from '../../calendar.js';
import { DulyError } from '../../errors.js';
import { formatMoney } from '../../money.js';
import type { Change, PaymentRow, PromiseRow, Stoppable } from '../../rows.js';
import type { BookingRows } from '../book.js';
import type { BookingRule } from './booking-rule.js';
import { need, needItem, positive } from './refusals.js';

/** What a promise stops: what was promised is not asked for, by whatever means the journey would ask. */
const PROMISE_STOPS: Stoppable[] = ['reminders', 'escalation'];

/** The hold that stands for a promise. */
export const promiseHoldId = (promiseId: string): string => `hold/${promiseId}`;

/**
 * Holds the promised amount until the promise is judged. Throws `invalid_amount` for more than is open, `invalid_date` for a day that is over, and
 * `already_promised` while another promise for the item is open.
 */
export const bookPromise: BookingRule<'promise.made'> = ({ data, effectiveOn, rows, customerId, recordedAt }) => {
  const { promiseId, itemId, amount, by } = data;
  const item = needItem({ rows, id: itemId });
  const earlier = rows.promises.filter((promise) => promise.itemId === itemId);
  refuseUnlessPromisable({ item, amount: positive(amount), by, today: effectiveOn, open: earlier.find(({ status }) => status === 'open') });
  return {
    changes: [
      {
        insert: 'paymentPromise',
        row: {
          id: promiseId,
          customerId,
          itemId,
          ordinal: earlier.length,
          amount,
          byOn: by,
          untilOn: null,
          status: 'open',
          madeAt: recordedAt,
          judgedAt: null,
          paid: [],
        },
      },
      {
        insert: 'hold',
        row: {
          id: promiseHoldId(promiseId),
          customerId,
          kind: 'promise',
          scope: 'item',
          subject: itemId,
          amount,
          stops: PROMISE_STOPS,
          startedAt: recordedAt,
          endsAt: null,
          endedAt: null,
          cutOffOn: null,
        },
      },
    ],
  };
};

function refuseUnlessPromisable({
  item,
  amount,
  by,
  today,
  open,
}: {
  item: BookingRows['items'][number];
  amount: number;
  by: LocalDate;
  today: LocalDate;
  open: PromiseRow | undefined;
}): void {
  const said = (minor: number) => formatMoney({ amount: minor, currency: item.currency });
  if (open)
    throw new DulyError({
      code: 'already_promised',
      at: 'invoice',
      message: `${said(open.amount)} of invoice ${item.number} are promised by ${open.byOn} already. An invoice has one open promise: wait until it is kept or broken.`,
    });
  if (amount > item.open)
    throw new DulyError({
      code: 'invalid_amount',
      at: 'amount',
      message: `Only ${said(item.open)} of invoice ${item.number} are open: no more than that can be promised.`,
    });
  if (by < today)
    throw new DulyError({ code: 'invalid_date', at: 'by', message: `${by} is over: a promise is about ${today} or a later day.` });
}

/** The promise is judged, its hold is over. What comes later may raise the judgement, never lower it: then it is said again. */
export const bookJudgement: BookingRule<'promise.judged'> = ({ data, rows, recordedAt }) => {
  const promise = need({ rows: rows.promises, id: data.promiseId, code: 'unknown_promise', noun: 'promise' });
  return {
    changes: [
      { update: 'paymentPromise', id: promise.id, set: { status: data.outcome, judgedAt: recordedAt } },
      ...(promise.status === 'open' ? [{ update: 'hold' as const, id: promiseHoldId(promise.id), set: { endedAt: recordedAt } }] : []),
    ],
  };
};

/** Money that goes to an item is noted for its promises with its value date, and is not held any more. */
export function countTowardsPromises({
  rows,
  payment,
  itemId,
  amount,
}: {
  rows: BookingRows;
  payment: Pick<PaymentRow, 'id' | 'receivedOn'>;
  itemId: string;
  amount: number;
}): Change[] {
  if (rows.promises.length === 0) return NONE;
  return changesOf(rows, itemId, (paid) => [...paid, { paymentId: payment.id, on: payment.receivedOn, amount }]);
}

/** Money that was taken back never came. */
export function uncountForPromises({
  rows,
  paymentId,
  itemId,
  amount,
}: {
  rows: BookingRows;
  paymentId: string;
  itemId: string;
  amount: number;
}): Change[] {
  if (rows.promises.length === 0) return NONE;
  return changesOf(rows, itemId, (paid) => {
    let left = amount;
    return paid.flatMap((part) => {
      if (part.paymentId !== paymentId || left === 0) return [part];
      const taken = Math.min(left, part.amount);
      left -= taken;
      return part.amount > taken ? [{ ...part, amount: part.amount - taken }] : [];
    });
  });
}

function changesOf(rows: BookingRows, itemId: string, counted: (paid: PromiseRow['paid']) => PromiseRow['paid']): Change[] {
  return rows.promises
    .filter((promise) => promise.itemId === itemId && promise.status !== 'kept')
    .flatMap((promise): Change[] => {
      const paid = counted(promise.paid);
      const changed: Change = { update: 'paymentPromise', id: promise.id, set: { paid } };
      if (promise.status !== 'open') return [changed];
      const held = Math.max(0, promise.amount - paid.reduce((sum, part) => sum + part.amount, 0));
      return [changed, { update: 'hold', id: promiseHoldId(promise.id), set: { amount: held } }];
    });
}

const NONE: Change[] = [];
