import type { Change } from '../../rows.js';
import type { BookingRule, PostingLine } from './booking-rule.js';
import { needItem, positive } from './refusals.js';
import { askCashDesk } from './unapplied-money.js';

/** Lowers what is open on the item; what goes beyond is kept as unapplied money under the note's own id. */
export const bookCreditNote: BookingRule<'creditNote.issued'> = ({ data, effectiveOn, rows, customerId, recordedAt }) => {
  const { creditNoteId, itemId, amount } = data;
  const item = needItem({ rows, id: itemId });
  const { accountId, currency } = item;
  const used = Math.min(positive(amount), item.open);
  const unused = amount - used;
  const changes: Change[] = [];
  const postings: PostingLine[] = [];
  if (used > 0) {
    postings.push(
      { book: 'credit-notes', accountId, amount: used, currency },
      { book: 'receivable', accountId, itemId, amount: -used, currency },
    );
    if (used === item.open) changes.push({ update: 'item', id: itemId, set: { settledAt: recordedAt } });
  }
  if (unused > 0) {
    changes.push(
      {
        insert: 'payment',
        row: {
          id: creditNoteId,
          customerId,
          accountId,
          amount: unused,
          unapplied: unused,
          currency,
          receivedOn: effectiveOn,
          chargeId: null,
          paidBy: 'credit',
        },
      },
      askCashDesk({ subject: creditNoteId, customerId, at: recordedAt }),
    );
    postings.push(
      { book: 'credit-notes', accountId, amount: unused, currency },
      { book: 'unapplied', accountId, amount: -unused, currency },
    );
  }
  return { changes, postings, wakeAll: unused > 0 };
};
