import { isInForce } from '../../rows.js';
import { creditCheck, stopsOrders } from '../credit-check.js';
import type { BookingRule } from './booking-rule.js';
import { positive } from './refusals.js';

/** The order is placed or held as the credit check answers; the fact keeps the answer. */
export const bookOrder: BookingRule<'order.placed'> = ({ data, effectiveOn, rows, customerId, recordedAt }) => {
  const { orderId, accountId, amount, currency } = data;
  positive(amount);
  const stoppedBy = rows.holds.find((hold) => stopsOrders(hold, customerId) && isInForce(hold, recordedAt));
  const { answer } = creditCheck({ customer: rows.customer, accounts: rows.accounts, orders: rows.orders, amount, currency, stoppedBy });
  return {
    changes: [
      {
        insert: 'order',
        row: {
          id: orderId,
          customerId,
          accountId,
          amount,
          currency,
          placedOn: effectiveOn,
          status: answer === 'passed' ? 'placed' : 'held',
          itemId: null,
        },
      },
    ],
    data: { ...data, credit: answer },
  };
};
