import { z } from 'zod';
import { moveInvoice } from '../../activities/move-invoice.js';
import { DulyError } from '../../domain/errors.js';
import { body, externalId } from '../fields.js';
import { firstFact, type Intake, knownAs } from '../intake.js';
import { type Route, route } from '../route.js';
import { factNumber, recordedAs } from '../shown.js';
import { itemOfPath } from './needed-item.js';

const stage = z.string().min(1).max(100);
const journeySchema = body({
  external_id: externalId,
  journey: z.string({ error: 'Send the name of a published journey, or null for that of its customer.' }).min(1).max(100).nullable(),
  stages: z.record(stage, stage, { error: 'Send new stages by the names of the old ones, like {"chasing": "reminders"}.' }).optional(),
});
const journeyAnswer = z.object({
  object: z.literal('invoice_journey'),
  external_id: z.string(),
  customer: z.string(),
  fact_number: factNumber,
  invoice: z.string(),
  journey: z.string().nullable(),
  before: z.string().nullable(),
});

/** `POST /v1/invoices/{id}/journey`. Steps that the invoice has had are not repeated. */
export const giveInvoiceJourney = (intake: Intake): Route =>
  route({
    method: 'post',
    path: '/v1/invoices/{id}/journey',
    name: 'giveInvoiceJourney',
    summary: 'Let an invoice walk another journey than its customer’s',
    idIs: 'Our id of the invoice.',
    body: journeySchema,
    answers: recordedAs(journeyAnswer),
    example: {
      body: { external_id: 'CRM-4731', journey: 'Collection problem' },
      answer: {
        object: 'invoice_journey',
        external_id: 'CRM-4731',
        customer: 'cus_1',
        fact_number: 7,
        invoice: 'inv_1',
        journey: 'jrn_2',
        before: null,
      },
    },
    handle: async ({ id, body: given, keep }) => {
      const { id: itemId, customerId } = await itemOfPath({ lookup: intake.lookup, id });
      const to = given.journey === null ? null : (await intake.lookup.journey(given.journey))?.id;
      if (to === undefined)
        throw new DulyError({
          code: 'unknown_journey',
          at: 'journey',
          message: `No journey is published under the name ${given.journey}. Publish it first, or send null for that of its customer.`,
        });
      return intake.record({
        customerId,
        keep,
        draft: async ({ books, now, dateOf }) => {
          const known = await knownAs({ books, type: 'invoice.moved', externalId: given.external_id });
          // A newer version of the name changes nothing of what was reported before.
          const again = known && (known.data.to === null ? null : (await books.version(known.data.to)).name) === given.journey;
          if (known && again && known.data.itemId === itemId) return [known];
          const report = { source: 'api', externalId: given.external_id, effectiveOn: known?.effectiveOn ?? dateOf(now) };
          const moved = await moveInvoice({ books, report, itemId, to, stages: new Map(Object.entries(given.stages ?? {})), by: 'api' });
          if (moved) return [moved];
          throw new DulyError({
            code: 'already_ended',
            at: 'journey',
            message: `This invoice walks ${given.journey === null ? "its customer's journey" : `the newest version of ${given.journey}`} already: nothing is to be done.`,
          });
        },
        answer: (recorded) => {
          const fact = firstFact(recorded, 'invoice.moved');
          return {
            object: 'invoice_journey',
            external_id: fact.externalId,
            customer: customerId,
            fact_number: fact.number,
            invoice: itemId,
            journey: fact.data.to,
            before: fact.data.from,
          };
        },
      });
    },
  });
