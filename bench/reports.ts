import type { LocalDate } from '../domain/calendar.js';
import type { Report } from '../domain/facts.js';

/** One invoice of a bench; `amount` in minor units. */
export interface BenchInvoice {
  itemId: string;
  accountId: string;
  number: string;
  amount: number;
  currency: string;
}

/** The invoice issued and delivered on one day. */
export const issued = ({ invoice, on, dueOn }: { invoice: BenchInvoice; on: LocalDate; dueOn: LocalDate }): Report => ({
  type: 'invoice.issued',
  source: 'bench',
  externalId: `${invoice.itemId}/issued`,
  effectiveOn: on,
  data: {
    itemId: invoice.itemId,
    accountId: invoice.accountId,
    number: invoice.number,
    amount: invoice.amount,
    currency: invoice.currency,
    dueOn,
    delivery: 'delivered',
    orderIds: [],
  },
});

/** The invoice paid in full by a payment that names it. */
export const paid = ({ invoice: { itemId, accountId, amount, currency }, on }: { invoice: BenchInvoice; on: LocalDate }): Report => ({
  type: 'payment.received',
  source: 'bench',
  externalId: `${itemId}/paid`,
  effectiveOn: on,
  data: {
    paymentId: `pay_${itemId}`,
    accountId,
    amount,
    currency,
    shares: [{ itemId, amount }],
    apply: 'named',
    chargeId: null,
    attemptId: null,
    reference: null,
  },
});
