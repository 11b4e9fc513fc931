import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { DulyError } from '../../domain/errors.js';
import type { Report } from '../../domain/facts.js';
import { refuseFarPromise } from '../../domain/holds/promise/far-ahead.js';
import { amount, body, customer, date, externalId, invoiceName } from '../fields.js';
import { firstFact, type Intake, knownAs } from '../intake.js';
import { type Route, route } from '../route.js';
import { factNumber, recordedAs } from '../shown.js';
import { neededItem } from './needed-item.js';
import { itemUnderLock } from './under-lock.js';

const promiseSchema = body({ external_id: externalId, customer, invoice: invoiceName, amount: amount.optional(), by: date });
const promiseAnswer = z.object({
  object: z.literal('promise'),
  id: z.string(),
  external_id: z.string(),
  customer: z.string(),
  fact_number: factNumber,
  invoice: z.string(),
  amount: z.int(),
  by: z.string(),
});

/** `POST /v1/promises`. Without an amount all that is open is promised. How far ahead it may lie says the customer's journey. */
export const makePromise = (intake: Intake): Route =>
  route({
    method: 'post',
    path: '/v1/promises',
    name: 'makePromise',
    summary: 'The customer promises to pay so much of an invoice by a day: nobody reminds him of that until it is over',
    body: promiseSchema,
    answers: recordedAs(promiseAnswer),
    example: {
      body: { external_id: 'CRM-4712', customer: 'cus_1', invoice: 'R-1001', amount: 80_000, by: '2026-04-24' },
      answer: {
        object: 'promise',
        id: 'pro_1',
        external_id: 'CRM-4712',
        customer: 'cus_1',
        fact_number: 6,
        invoice: 'inv_1',
        amount: 80_000,
        by: '2026-04-24',
      },
    },
    handle: async ({ body: given, keep }) => {
      const customerId = await intake.customer(given.customer);
      const itemNamed = await intake.items({ customerId, names: [given.invoice] });
      const { id: itemId } = neededItem({ item: itemNamed(given.invoice), name: given.invoice, at: 'invoice' });
      return intake.record({
        customerId,
        keep,
        draft: async ({ books, now, dateOf }) => {
          const known = await knownAs({ books, type: 'promise.made', externalId: given.external_id });
          const today = dateOf(now);
          const report = (promised: number): Report => ({
            type: 'promise.made',
            source: 'api',
            externalId: given.external_id,
            effectiveOn: known?.effectiveOn ?? today,
            data: { promiseId: known?.data.promiseId ?? `pro_${uuid()}`, itemId, amount: promised, by: given.by },
          });
          if (known) return [report(given.amount ?? known.data.amount)];
          refuseFarPromise({ journey: await books.journey(), by: given.by, today });
          const { open } = await itemUnderLock({ books, report: report(1), itemId });
          if (open === 0)
            throw new DulyError({
              code: 'invalid_amount',
              at: 'invoice',
              message: `Nothing of invoice ${given.invoice} is open: there is nothing to promise.`,
            });
          return [report(given.amount ?? open)];
        },
        answer: (recorded) => {
          const fact = firstFact(recorded, 'promise.made');
          return {
            object: 'promise',
            id: fact.data.promiseId,
            external_id: fact.externalId,
            customer: customerId,
            fact_number: fact.number,
            invoice: fact.data.itemId,
            amount: fact.data.amount,
            by: fact.data.by,
          };
        },
      });
    },
  });
