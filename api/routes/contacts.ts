import { z } from 'zod';
import { reachOf } from '../../domain/contacts/purposes.js';
import { body, email, externalId, personName, postal, purpose } from '../fields.js';
import { firstFact, type Intake, knownAs } from '../intake.js';
import { type Route, route } from '../route.js';
import { factNumber, recordedAs } from '../shown.js';
import { CUSTOMER_ID } from './shown-customer.js';

const contactSchema = body({
  external_id: externalId,
  purpose,
  /** Null: nobody is there for it any more. */
  contact: body({ name: personName, email: email.nullable(), postal: postal.optional() }).nullable(),
});
const contactAnswer = z.object({
  object: z.literal('contact'),
  id: z.string(),
  customer: z.string(),
  external_id: z.string(),
  fact_number: factNumber,
  purpose: z.string(),
});

/** `POST /v1/customers/{id}/contacts`: whoever is written to for the purpose from now on. The fact says the purpose and by what he can be reached, not who he is. */
export const keepContact = (intake: Intake): Route =>
  route({
    method: 'post',
    path: '/v1/customers/{id}/contacts',
    name: 'keepContact',
    summary: 'Say who is written to for a purpose from now on, in place of whoever was; null: nobody',
    idIs: CUSTOMER_ID,
    body: contactSchema,
    answers: recordedAs(contactAnswer),
    example: {
      body: {
        external_id: 'CRM-4715',
        purpose: 'finance_director',
        contact: { name: 'The Finance Director', email: 'finance.director@blue-harbour.example' },
      },
      answer: {
        object: 'contact',
        id: 'cus_1/contact/finance-director',
        customer: 'cus_1',
        external_id: 'CRM-4715',
        fact_number: 10,
        purpose: 'finance_director',
      },
    },
    handle: async ({ id, body: given, keep }) =>
      intake.record({
        customerId: await intake.named(id),
        keep,
        draft: async ({ books, now, dateOf }) => {
          const common = { type: 'contact.changed', source: 'api', externalId: given.external_id } as const;
          const known = await knownAs({ books, ...common });
          const { contact } = given;
          const by = contact ? (reachOf([{ ...contact, purpose: given.purpose }])[0]?.by ?? []) : [];
          if (known)
            return [{ ...common, effectiveOn: known.effectiveOn, data: { contactId: known.data.contactId, purpose: given.purpose, by } }];
          const contactId = await books.keepContact({
            purpose: given.purpose,
            contact: contact && { name: contact.name, email: contact.email, ...(contact.postal && { postal: [...contact.postal] }) },
          });
          return [{ ...common, effectiveOn: dateOf(now), data: { contactId, purpose: given.purpose, by } }];
        },
        answer: (recorded) => {
          const fact = firstFact(recorded, 'contact.changed');
          return {
            object: 'contact',
            id: fact.data.contactId,
            customer: fact.customerId,
            external_id: fact.externalId,
            fact_number: fact.number,
            purpose: String(fact.data.purpose).replaceAll('-', '_'),
          };
        },
      }),
  });
