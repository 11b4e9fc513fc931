import { z } from 'zod';
import { body, date, externalId } from '../fields.js';
import { firstFact, type Intake, knownAs } from '../intake.js';
import { type Route, route } from '../route.js';
import { factNumber, recordedAs } from '../shown.js';
import { itemOfPath } from './needed-item.js';

const dueDateSchema = body({ external_id: externalId, due_on: date });
const dueDateAnswer = z.object({
  object: z.literal('due_date'),
  external_id: z.string(),
  customer: z.string(),
  fact_number: factNumber,
  invoice: z.string(),
  due_on: z.string(),
  before: z.string(),
});

/** `POST /v1/invoices/{id}/due-date`. Steps that the invoice has had are not repeated; what is left counts from the new day. */
export const changeDueDate = (intake: Intake): Route =>
  route({
    method: 'post',
    path: '/v1/invoices/{id}/due-date',
    name: 'changeDueDate',
    summary: 'Give an invoice another due date after it was issued',
    idIs: 'Our id of the invoice.',
    body: dueDateSchema,
    answers: recordedAs(dueDateAnswer),
    example: {
      body: { external_id: 'CRM-4720', due_on: '2026-05-15' },
      answer: {
        object: 'due_date',
        external_id: 'CRM-4720',
        customer: 'cus_1',
        fact_number: 6,
        invoice: 'inv_1',
        due_on: '2026-05-15',
        before: '2026-04-07',
      },
    },
    handle: async ({ id, body: given, keep }) => {
      const { id: itemId, customerId } = await itemOfPath({ lookup: intake.lookup, id });
      return intake.record({
        customerId,
        keep,
        draft: async ({ books, now, dateOf }) => {
          const known = await knownAs({ books, type: 'invoice.dueChanged', externalId: given.external_id });
          return [
            {
              type: 'invoice.dueChanged',
              source: 'api',
              externalId: given.external_id,
              effectiveOn: known?.effectiveOn ?? dateOf(now),
              data: { itemId, dueOn: given.due_on },
            },
          ];
        },
        answer: (recorded) => {
          const fact = firstFact(recorded, 'invoice.dueChanged');
          return {
            object: 'due_date',
            external_id: fact.externalId,
            customer: customerId,
            fact_number: fact.number,
            invoice: itemId,
            due_on: fact.data.dueOn,
            before: fact.data.before ?? fact.data.dueOn,
          };
        },
      });
    },
  });
