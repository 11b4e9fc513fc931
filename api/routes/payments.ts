import type { RequestHandler } from 'express';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { accountId } from '../../domain/ledger/account-id.js';
import { amount, body, currency, customer, date, externalId, invoiceName, oneOf, read, reference } from '../fields.js';
import { answerRecorded, firstFact, type Intake, knownAs } from '../intake.js';

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
});

/** `POST /v1/payments`. Money is never refused for what it was meant for: what cannot be applied, as an unknown invoice's part, stays unapplied. */
export function receivePayment(intake: Intake): RequestHandler {
  return async (request, response) => {
    const given = read({ schema: paymentSchema, given: request.body });
    const customerId = await intake.customer(given.customer);
    const itemNamed = await intake.items({ customerId, names: given.allocations.map((allocation) => allocation.invoice) });
    const shares = given.allocations.flatMap((allocation) => {
      const item = itemNamed(allocation.invoice);
      return item ? [{ itemId: item.id, amount: allocation.amount }] : [];
    });
    const recorded = await intake.record({
      customerId,
      draft: async ({ books, now, dateOf }) => {
        const known = await knownAs({ books, type: 'payment.received', externalId: given.external_id });
        const { legalEntityId } = books.customer();
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
            },
          },
        ];
      },
    });
    const fact = firstFact(recorded, 'payment.received');
    const applied = fact.data.shares.map((share) => ({ invoice: share.itemId, amount: share.amount }));
    answerRecorded({
      response,
      recorded,
      body: {
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
      },
    });
  };
}
