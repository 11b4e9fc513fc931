import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { TOLD_PAID_BY } from '../../domain/facts.js';
import { accountId } from '../../domain/ledger/account-id.js';
import { amount, body, currency, customer, date, externalId, invoiceName, oneOf, reference } from '../fields.js';
import { firstFact, type Intake, knownAs } from '../intake.js';
import { type Route, route } from '../route.js';
import { factNumber, recordedAs } from '../shown.js';

const paymentSchema = body({
  external_id: externalId,
  customer,
  amount,
  currency,
  received_on: date.optional(),
  allocations: z
    .array(body({ invoice: invoiceName, amount }), { error: 'Send a list of {"invoice": …, "amount": …}.' })
    .max(1_000, { error: 'Send at most 1,000 allocations.' })
    .default([]),
  apply: oneOf(['named', 'oldest_first']).default('named'),
  reference: reference.optional(),
  paid_by: oneOf(TOLD_PAID_BY).optional(),
});

const paymentAnswer = z.object({
  object: z.literal('payment'),
  id: z.string(),
  external_id: z.string(),
  customer: z.string(),
  fact_number: factNumber,
  amount: z.int(),
  currency: z.string(),
  received_on: z.string(),
  /** By our ids of the invoices. */
  applied: z.array(z.object({ invoice: z.string(), amount: z.int() })),
  unapplied: z.int(),
});

/** `POST /v1/payments`. Money is never refused for what it was meant for: what cannot be applied, as an unknown invoice's part, stays unapplied and waits for it. */
export const receivePayment = (intake: Intake): Route =>
  route({
    method: 'post',
    path: '/v1/payments',
    name: 'receivePayment',
    summary: 'Report money that came in, and what it is for',
    body: paymentSchema,
    answers: recordedAs(paymentAnswer),
    example: {
      body: {
        external_id: 'BANK-2026-03-09-17',
        customer: { external_id: 'ERP-1001' },
        amount: 124_995,
        currency: 'EUR',
        received_on: '2026-03-09',
        allocations: [{ invoice: 'R-1001', amount: 124_995 }],
      },
      answer: {
        object: 'payment',
        id: 'pay_1',
        external_id: 'BANK-2026-03-09-17',
        customer: 'cus_1',
        fact_number: 4,
        amount: 124_995,
        currency: 'EUR',
        received_on: '2026-03-09',
        applied: [{ invoice: 'inv_1', amount: 124_995 }],
        unapplied: 0,
      },
    },
    handle: async ({ body: given, keep }) => {
      const customerId = await intake.customer(given.customer);
      const itemNamed = await intake.items({ customerId, names: given.allocations.map((allocation) => allocation.invoice) });
      const shares = given.allocations.flatMap((allocation) => {
        const item = itemNamed(allocation.invoice);
        return item ? [{ itemId: item.id, amount: allocation.amount }] : [];
      });
      return intake.record({
        customerId,
        keep,
        draft: async ({ books, now, dateOf }) => {
          const known = await knownAs({ books, type: 'payment.received', externalId: given.external_id });
          const { legalEntityId } = books.customer();
          const paidBy = given.paid_by ?? known?.data.paidBy;
          return [
            {
              type: 'payment.received',
              source: 'api',
              externalId: given.external_id,
              effectiveOn: given.received_on ?? known?.effectiveOn ?? dateOf(now),
              data: {
                paymentId: `pay_${uuid()}`,
                accountId: accountId({ customerId, legalEntityId, currency: given.currency }),
                amount: given.amount,
                currency: given.currency,
                shares,
                requested: given.allocations,
                apply: given.apply === 'named' ? 'named' : 'oldest-first',
                chargeId: null,
                attemptId: null,
                reference: given.reference ?? null,
                ...(paidBy !== undefined && { paidBy }),
              },
            },
          ];
        },
        answer: (recorded) => {
          const fact = firstFact(recorded, 'payment.received');
          const applied = fact.data.shares.map((share) => ({ invoice: share.itemId, amount: share.amount }));
          return {
            object: 'payment',
            id: fact.data.paymentId,
            external_id: fact.externalId,
            customer: customerId,
            fact_number: fact.number,
            amount: fact.data.amount,
            currency: fact.data.currency,
            received_on: fact.effectiveOn,
            applied,
            unapplied: fact.data.amount - applied.reduce((sum, share) => sum + share.amount, 0),
          };
        },
      });
    },
  });
