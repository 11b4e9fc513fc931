/** What is given up of an item, and its undoing: the item settles and reopens with the steps it had. */
import { DulyError } from '../../errors.js';
import { formatMoney } from '../../money.js';
import type { BookingRule } from './booking-rule.js';
import { need, needItem, positive } from './refusals.js';

/** Throws `invalid_amount` for more than is open. */
export const bookWriteOff: BookingRule<'invoice.writtenOff'> = ({ data, rows, customerId, recordedAt }) => {
  const { writeOffId, itemId, amount, code } = data;
  const { accountId, currency, open, number } = needItem({ rows, id: itemId });
  if (positive(amount) > open)
    throw new DulyError({
      code: 'invalid_amount',
      at: 'amount',
      message: `Only ${formatMoney({ amount: open, currency })} of invoice ${number} is open: no more than that can be written off.`,
    });
  return {
    changes: [
      { insert: 'writeOff', row: { id: writeOffId, customerId, itemId, amount, code, status: 'standing', at: recordedAt } },
      ...(amount === open ? [{ update: 'item' as const, id: itemId, set: { settledAt: recordedAt } }] : []),
    ],
    postings: [
      { book: 'write-offs', accountId, amount, currency },
      { book: 'receivable', accountId, itemId, amount: -amount, currency },
    ],
  };
};

/** A write-off is undone once: again throws `already_ended`. */
export const bookUndoneWriteOff: BookingRule<'writeOff.undone'> = ({ data, rows }) => {
  const { id, itemId, amount, status } = need({ rows: rows.writeOffs, id: data.writeOffId, code: 'unknown_write_off', noun: 'write-off' });
  if (status === 'undone') throw new DulyError({ code: 'already_ended', message: `Write-off ${id} is already undone.` });
  const { accountId, currency } = needItem({ rows, id: itemId });
  return {
    changes: [
      { update: 'writeOff', id, set: { status: 'undone' } },
      { update: 'item', id: itemId, set: { settledAt: null } },
    ],
    postings: [
      { book: 'receivable', accountId, itemId, amount, currency },
      { book: 'write-offs', accountId, amount: -amount, currency },
    ],
  };
};
