import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { isoInstant, MINUTE } from '../../domain/calendar.js';
import { DulyError } from '../../domain/errors.js';
import { classify } from '../../domain/retries/reason-classes.js';
import { body, code, customer, externalId, instant, invoiceName } from '../fields.js';
import { firstFact, type Intake, knownAs } from '../intake.js';
import { type Route, route } from '../route.js';
import { factNumber, recordedAs } from '../shown.js';
import { neededItem } from './needed-item.js';

const list = 'Send a list of 1 to 500 invoices, each by our id or its number.';
const failureSchema = body({
  external_id: externalId,
  customer,
  invoices: z.array(invoiceName, { error: list }).min(1, { error: list }).max(500, { error: list }),
  code,
  advice: code.optional(),
  attempted_at: instant.optional(),
});

const failureAnswer = z.object({
  object: z.literal('payment_failure'),
  id: z.string(),
  external_id: z.string(),
  customer: z.string(),
  fact_number: factNumber,
  charge: z.string(),
  invoices: z.array(z.string()),
  code: z.string(),
  reason_class: z.string(),
  attempted_at: z.string(),
});

/** Clocks differ a little. */
const AHEAD_MS = 5 * MINUTE;

/** `POST /v1/payment-failures`: an attempt that somebody else made and that failed. The raw code is kept beside its class. */
export const receiveFailure = (intake: Intake): Route =>
  route({
    method: 'post',
    path: '/v1/payment-failures',
    name: 'receivePaymentFailure',
    summary: 'Report a payment attempt of another system that failed',
    body: failureSchema,
    answers: recordedAs(failureAnswer),
    example: {
      body: { external_id: 'PSP-77', customer: 'cus_1', invoices: ['R-1001'], code: 'insufficient_funds' },
      answer: {
        object: 'payment_failure',
        id: 'charge/PSP-77/1',
        external_id: 'PSP-77',
        customer: 'cus_1',
        fact_number: 5,
        charge: 'charge/PSP-77',
        invoices: ['inv_1'],
        code: 'insufficient_funds',
        reason_class: 'soft_funds',
        attempted_at: '2026-03-09T10:00:00Z',
      },
    },
    handle: async ({ body: given, keep }) => {
      const customerId = await intake.customer(given.customer);
      const itemNamed = await intake.items({ customerId, names: given.invoices });
      const items = given.invoices.map((name, index) => neededItem({ item: itemNamed(name), name, at: `invoices.${index}` }));
      const other = items.findIndex((item) => item.currency !== items[0]?.currency);
      if (other >= 0) {
        throw new DulyError({
          code: 'currency_mismatch',
          at: `invoices.${other}`,
          message: `Invoice ${given.invoices[other]} is in another currency than ${given.invoices[0]}. One attempt is in one currency: report them apart.`,
        });
      }
      const itemIds = [...new Set(items.map((item) => item.id))];
      const chargeId = `charge/${given.external_id}`;
      return intake.record({
        customerId,
        keep,
        draft: async ({ books, now, dateOf }) => {
          const known = await knownAs({ books, type: 'payment.failed', externalId: given.external_id });
          if (known && !isDeepStrictEqual([...known.data.itemIds].sort(), [...itemIds].sort())) {
            throw new DulyError({
              code: 'external_id_conflict',
              at: 'external_id',
              message: `${given.external_id} was already reported for other invoices. Use a new external id, or send what was sent then.`,
            });
          }
          const attemptedAt = given.attempted_at ?? known?.data.attemptedAt ?? now;
          if (attemptedAt > now + AHEAD_MS) {
            throw new DulyError({
              code: 'invalid_request',
              at: 'attempted_at',
              message: `attempted_at lies ahead: it is ${isoInstant(now)} for this customer. Send when the attempt was made.`,
            });
          }
          return [
            {
              type: 'payment.failed',
              source: 'api',
              externalId: given.external_id,
              effectiveOn: dateOf(attemptedAt),
              data: {
                chargeId,
                attemptId: `${chargeId}/1`,
                itemIds,
                methodId: null,
                code: given.code,
                reasonClass: classify({ code: given.code, advice: given.advice }),
                attemptedAt,
              },
            },
          ];
        },
        answer: (recorded) => {
          const fact = firstFact(recorded, 'payment.failed');
          return {
            object: 'payment_failure',
            id: fact.data.attemptId,
            external_id: fact.externalId,
            customer: customerId,
            fact_number: fact.number,
            charge: fact.data.chargeId,
            invoices: fact.data.itemIds,
            code: fact.data.code,
            reason_class: fact.data.reasonClass,
            attempted_at: isoInstant(fact.data.attemptedAt),
          };
        },
      });
    },
  });
