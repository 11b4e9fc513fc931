import type { Instant } from '../../calendar.js';
import type { Share } from '../../facts.js';
import type { Change, PaymentRow } from '../../rows.js';
import type { BookingRows } from '../book.js';
import type { PostingLine } from './booking-rule.js';
import { countTowardsPromises } from './promises.js';
import { needItem } from './refusals.js';

interface ApplySharesInput {
  payment: PaymentRow;
  shares: Share[];
  /** Where the money comes from: just received, or lying unapplied. */
  from: 'cash' | 'unapplied';
  rows: BookingRows;
  number: number;
  recordedAt: Instant;
}

/** Applies parts of a payment to items: an allocation and two postings each; an item of which nothing stays open is settled. */
export function applyShares({ payment, shares, from, rows, number, recordedAt }: ApplySharesInput): {
  changes: Change[];
  postings: PostingLine[];
} {
  const changes: Change[] = [];
  const postings: PostingLine[] = [];
  for (const { itemId, amount } of shares) {
    const item = needItem({ rows, id: itemId });
    changes.push({
      insert: 'allocation',
      row: {
        id: `${payment.id}/${number}/${itemId}`,
        customerId: payment.customerId,
        paymentId: payment.id,
        itemId,
        amount,
        factNumber: number,
      },
    });
    postings.push(
      { book: from, accountId: payment.accountId, amount, currency: payment.currency },
      { book: 'receivable', accountId: item.accountId, itemId, amount: -amount, currency: item.currency },
    );
    changes.push(...countTowardsPromises({ rows, payment, itemId, amount }));
    if (item.open === amount) changes.push({ update: 'item', id: itemId, set: { settledAt: recordedAt } });
  }
  return { changes, postings };
}
