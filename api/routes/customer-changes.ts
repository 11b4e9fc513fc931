import { z } from 'zod';
import { DulyError } from '../../domain/errors.js';
import type { CustomerRow } from '../../domain/rows.js';
import { body, country, dayOfMonth, externalId, industry, locale, netDays, oneOf, timeZone } from '../fields.js';
import { firstFact, type Intake, knownAs } from '../intake.js';
import { type Route, route } from '../route.js';
import { factNumber, recordedAs } from '../shown.js';
import { CUSTOMER_ID } from './shown-customer.js';

/** By the names of the request, with the record's own. */
const COLUMNS = {
  country: 'country',
  time_zone: 'timeZone',
  locale: 'locale',
  net_days: 'netDays',
  due_day: 'dueDay',
  payment_run: 'paymentRun',
  billing_cycle: 'billingCycle',
  billing_day: 'billingDay',
  deliver_by: 'deliverBy',
  risk_class: 'riskClass',
  kind: 'kind',
  industry: 'industry',
  size: 'size',
  pays_by: 'paysBy',
  journey_pinned: 'journeyPinned',
} as const satisfies Record<string, keyof CustomerRow>;

const changeSchema = body({
  external_id: externalId,
  country: country.optional(),
  time_zone: timeZone.optional(),
  locale: locale.optional(),
  net_days: netDays.optional(),
  due_day: dayOfMonth.nullable().optional(),
  payment_run: dayOfMonth.nullable().optional(),
  billing_cycle: oneOf(['order', 'monthly']).optional(),
  billing_day: dayOfMonth.nullable().optional(),
  deliver_by: oneOf(['email', 'paper', 'outside']).optional(),
  risk_class: oneOf(['low', 'normal', 'high']).optional(),
  kind: oneOf(['business', 'consumer']).nullable().optional(),
  industry: industry.nullable().optional(),
  size: oneOf(['small', 'medium', 'large']).nullable().optional(),
  pays_by: oneOf(['transfer', 'online', 'cheque', 'debit', 'cash']).nullable().optional(),
  journey_pinned: z.boolean({ error: 'Send true or false: whether he keeps his journey whatever rules say.' }).optional(),
});

const changeAnswer = z.object({
  object: z.literal('customer_change'),
  customer: z.string(),
  external_id: z.string(),
  fact_number: factNumber,
  /** As it is from now on. */
  changed: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

/** `POST /v1/customers/{id}/changes`: what of the customer is otherwise from now on; what is left out stays. */
export const changeCustomer = (intake: Intake): Route =>
  route({
    method: 'post',
    path: '/v1/customers/{id}/changes',
    name: 'changeCustomer',
    summary: 'Report that something of the customer is otherwise from now on',
    idIs: CUSTOMER_ID,
    body: changeSchema,
    answers: recordedAs(changeAnswer),
    example: {
      body: { external_id: 'CRM-77', risk_class: 'high', due_day: 15 },
      answer: {
        object: 'customer_change',
        customer: 'cus_1',
        external_id: 'CRM-77',
        fact_number: 9,
        changed: { risk_class: 'high', due_day: 15 },
      },
    },
    handle: async ({ id, body: given, keep }) => {
      const { external_id: external, ...said } = given;
      const fields = (Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]).filter((field) => said[field] !== undefined);
      if (fields.length === 0)
        throw new DulyError({ code: 'invalid_request', message: `Nothing changes. Send one of ${Object.keys(COLUMNS).join(', ')}.` });
      const set: Record<string, unknown> = Object.fromEntries(fields.map((field) => [COLUMNS[field], said[field]]));
      return intake.record({
        customerId: await intake.named(id),
        keep,
        draft: async ({ books, now, dateOf }) => {
          const known = await knownAs({ books, type: 'customer.changed', externalId: external });
          return [
            {
              type: 'customer.changed',
              source: 'api',
              externalId: external,
              effectiveOn: known?.effectiveOn ?? dateOf(now),
              data: { set },
            },
          ];
        },
        answer: (recorded) => {
          const fact = firstFact(recorded, 'customer.changed');
          return {
            object: 'customer_change',
            customer: fact.customerId,
            external_id: fact.externalId,
            fact_number: fact.number,
            changed: Object.fromEntries(fields.map((field) => [field, said[field]])),
          };
        },
      });
    },
  });
