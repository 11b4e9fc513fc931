import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { body, customer, externalId, oneOf, reference } from '../fields.js';
import { firstFact, type Intake, knownAs } from '../intake.js';
import { type Route, route } from '../route.js';
import { factNumber, recordedAs } from '../shown.js';

const KINDS = ['card', 'bank-debit'] as const;
const methodSchema = body({
  external_id: externalId,
  customer,
  kind: oneOf(KINDS),
  provider_ref: reference.meta({ description: 'The payment provider’s own id of the method, never a card number.' }),
  autopay: z
    .boolean({ error: 'Send true where the customer agreed that you collect by it, else false.' })
    .meta({ description: 'The customer agreed that we collect by it what is due.' }),
});

const methodAnswer = z.object({
  object: z.literal('payment_method'),
  id: z.string(),
  external_id: z.string(),
  customer: z.string(),
  fact_number: factNumber,
  kind: z.enum(KINDS),
  autopay: z.boolean(),
});

/** `POST /v1/payment-methods`: a card or mandate that the payment provider keeps, and whether the customer agreed to be collected from by it. */
export const addPaymentMethod = (intake: Intake): Route =>
  route({
    method: 'post',
    path: '/v1/payment-methods',
    name: 'addPaymentMethod',
    summary: 'Add a card or mandate that the payment provider keeps; with autopay what is due is collected by it',
    body: methodSchema,
    answers: recordedAs(methodAnswer),
    example: {
      body: { external_id: 'PSP-card-9', customer: 'cus_1', kind: 'card', provider_ref: 'pm_1QxYz', autopay: true },
      answer: {
        object: 'payment_method',
        id: 'method_1',
        external_id: 'PSP-card-9',
        customer: 'cus_1',
        fact_number: 3,
        kind: 'card',
        autopay: true,
      },
    },
    handle: async ({ body: given, keep }) => {
      const customerId = await intake.customer(given.customer);
      return intake.record({
        customerId,
        keep,
        draft: async ({ books, now, dateOf }) => {
          const known = await knownAs({ books, type: 'method.added', externalId: given.external_id });
          return [
            {
              type: 'method.added',
              source: 'api',
              externalId: given.external_id,
              effectiveOn: known?.effectiveOn ?? dateOf(now),
              data: {
                methodId: known?.data.methodId ?? `method_${uuid()}`,
                kind: given.kind,
                providerRef: given.provider_ref,
                autopay: given.autopay,
              },
            },
          ];
        },
        answer: (recorded) => {
          const fact = firstFact(recorded, 'method.added');
          return {
            object: 'payment_method',
            id: fact.data.methodId,
            external_id: fact.externalId,
            customer: customerId,
            fact_number: fact.number,
            kind: fact.data.kind,
            autopay: fact.data.autopay,
          };
        },
      });
    },
  });
