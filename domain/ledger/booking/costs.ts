import { DulyError } from '../../errors.js';
import type { BookingRule } from './booking-rule.js';
import { needItem } from './refusals.js';

/** Interest and fees open on the item beside what it was issued over; what is settled bears none. */
export const bookCosts: BookingRule<'costs.claimed'> = ({ data, rows }) => {
  const { itemId, interest, fee } = data;
  const { accountId, currency } = needItem({ rows, id: itemId });
  if (![interest, fee].every((amount) => Number.isSafeInteger(amount) && amount >= 0) || interest + fee === 0)
    throw new DulyError({
      code: 'invalid_amount',
      message: `Interest and fees are whole minor units and one of them is above zero; ${interest} and ${fee} are not.`,
    });
  return {
    postings: [
      { book: 'receivable' as const, accountId, itemId, amount: interest + fee, currency },
      { book: 'interest' as const, accountId, amount: -interest, currency },
      { book: 'fees' as const, accountId, amount: -fee, currency },
    ].filter(({ amount }) => amount !== 0),
  };
};
