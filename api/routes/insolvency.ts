import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { DulyError } from '../../domain/errors.js';
import { body, date, externalId } from '../fields.js';
import { firstFact, type Intake, knownAs } from '../intake.js';
import { type Route, route } from '../route.js';
import { factNumber, recordedAs } from '../shown.js';
import { CUSTOMER_ID } from './shown-customer.js';

const insolvencySchema = body({ external_id: externalId, cut_off: date });
const insolvencyAnswer = z.object({
  object: z.literal('insolvency'),
  customer: z.string(),
  external_id: z.string(),
  fact_number: factNumber,
  /** What ends it when it is released. */
  hold: z.string(),
  cut_off: z.string(),
});

/** `POST /v1/customers/{id}/insolvency`. Only a person ends it: by releasing the hold, or by the answer that it never was so. */
export const reportInsolvency = (intake: Intake): Route =>
  route({
    method: 'post',
    path: '/v1/customers/{id}/insolvency',
    name: 'reportInsolvency',
    summary:
      'The customer is insolvent: nobody asks him any more for what was issued before the cut-off, and a person is to file the claim',
    idIs: CUSTOMER_ID,
    body: insolvencySchema,
    answers: recordedAs(insolvencyAnswer),
    example: {
      body: { external_id: 'LEGAL-12', cut_off: '2026-04-01' },
      answer: {
        object: 'insolvency',
        customer: 'cus_1',
        external_id: 'LEGAL-12',
        fact_number: 9,
        hold: 'hold_1',
        cut_off: '2026-04-01',
      },
    },
    handle: async ({ id, body: given, keep }) =>
      intake.record({
        customerId: await intake.named(id),
        keep,
        draft: async ({ books, now, dateOf }) => {
          const known = await knownAs({ books, type: 'customer.insolvent', externalId: given.external_id });
          const today = dateOf(now);
          if (!known && given.cut_off > today)
            throw new DulyError({
              code: 'invalid_date',
              at: 'cut_off',
              message: `${given.cut_off} is still to come: report an insolvency when it is there, with ${today} or an earlier day.`,
            });
          return [
            {
              type: 'customer.insolvent',
              source: 'api',
              externalId: given.external_id,
              effectiveOn: known?.effectiveOn ?? today,
              data: { holdId: known?.data.holdId ?? `hold_${uuid()}`, cutOff: given.cut_off },
            },
          ];
        },
        answer: (recorded) => {
          const fact = firstFact(recorded, 'customer.insolvent');
          return {
            object: 'insolvency',
            customer: fact.customerId,
            external_id: fact.externalId,
            fact_number: fact.number,
            hold: fact.data.holdId,
            cut_off: fact.data.cutOff,
          };
        },
      }),
  });
