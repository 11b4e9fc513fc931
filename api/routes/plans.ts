import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import type { Report } from '../../domain/facts.js';
import { amount, body, customer, date, externalId, invoiceName } from '../fields.js';
import { firstFact, type Intake, knownAs } from '../intake.js';
import { type Route, route } from '../route.js';
import { factNumber, recordedAs } from '../shown.js';
import { neededItem } from './needed-item.js';

const invoicesError = 'Send a list of 1 to 50 invoices, each by our id or its number.';
const instalmentsError = 'Send a list of 1 to 60 {"due_on": …, "amount": …}, by their days.';
const planSchema = body({
  external_id: externalId,
  customer,
  invoices: z.array(invoiceName, { error: invoicesError }).min(1, { error: invoicesError }).max(50, { error: invoicesError }),
  instalments: z
    .array(body({ due_on: date, amount }), { error: instalmentsError })
    .min(1, { error: instalmentsError })
    .max(60, { error: instalmentsError }),
});
const cancelSchema = body({ external_id: externalId.optional(), customer });
const shared = { object: z.literal('plan'), id: z.string(), customer: z.string(), fact_number: factNumber };
const planAnswer = z.object({
  ...shared,
  external_id: z.string(),
  invoices: z.array(z.string()),
  instalments: z.array(z.object({ id: z.string(), due_on: z.string(), amount: z.int() })),
});
const cancelAnswer = z.object({ ...shared, status: z.literal('cancelled') });

/** `POST /v1/plans`. The instalments come to what is open on the invoices, and are asked for in their place until the plan is over. */
export const makePlan = (intake: Intake): Route =>
  route({
    method: 'post',
    path: '/v1/plans',
    name: 'makePlan',
    summary: 'What is open on invoices is paid in instalments: these are asked for in their place',
    body: planSchema,
    answers: recordedAs(planAnswer),
    example: {
      body: {
        external_id: 'CRM-4720',
        customer: 'cus_1',
        invoices: ['R-1001'],
        instalments: [
          { due_on: '2026-05-01', amount: 62_500 },
          { due_on: '2026-06-01', amount: 62_495 },
        ],
      },
      answer: {
        object: 'plan',
        id: 'plan_1',
        external_id: 'CRM-4720',
        customer: 'cus_1',
        fact_number: 6,
        invoices: ['inv_1'],
        instalments: [
          { id: 'plan_1/1', due_on: '2026-05-01', amount: 62_500 },
          { id: 'plan_1/2', due_on: '2026-06-01', amount: 62_495 },
        ],
      },
    },
    handle: async ({ body: given, keep }) => {
      const customerId = await intake.customer(given.customer);
      const itemNamed = await intake.items({ customerId, names: given.invoices });
      const named = given.invoices.map((name, index) => neededItem({ item: itemNamed(name), name, at: `invoices.${index}` }).id);
      const itemIds = [...new Set(named)];
      return intake.record({
        customerId,
        keep,
        draft: async ({ books, now, dateOf }) => {
          const known = await knownAs({ books, type: 'plan.made', externalId: given.external_id });
          const planId = known?.data.planId ?? `plan_${uuid()}`;
          const report: Report = {
            type: 'plan.made',
            source: 'api',
            externalId: given.external_id,
            effectiveOn: known?.effectiveOn ?? dateOf(now),
            data: {
              planId,
              itemIds,
              instalments: given.instalments.map(({ due_on: dueOn, amount: part }, index) => ({
                itemId: `${planId}/${index + 1}`,
                dueOn,
                amount: part,
              })),
            },
          };
          return [report];
        },
        answer: (recorded) => {
          const fact = firstFact(recorded, 'plan.made');
          return {
            object: 'plan',
            id: fact.data.planId,
            external_id: fact.externalId,
            customer: customerId,
            fact_number: fact.number,
            invoices: fact.data.itemIds,
            instalments: fact.data.instalments.map(({ itemId, dueOn, amount: part }) => ({ id: itemId, due_on: dueOn, amount: part })),
          };
        },
      });
    },
  });

/** `POST /v1/plans/{id}/cancel`. Throws `unknown_plan`, and `already_ended` for one that does not run any more. */
export const cancelPlan = (intake: Intake): Route =>
  route({
    method: 'post',
    path: '/v1/plans/{id}/cancel',
    name: 'cancelPlan',
    summary: 'End a payment plan: what is left is asked for by the due dates of its invoices again',
    idIs: 'The plan’s id, as making it was answered.',
    body: cancelSchema,
    answers: recordedAs(cancelAnswer),
    example: {
      body: { customer: 'cus_1' },
      answer: { object: 'plan', id: 'plan_1', customer: 'cus_1', fact_number: 7, status: 'cancelled' },
    },
    handle: async ({ id, body: given, keep }) => {
      const customerId = await intake.customer(given.customer);
      const planId = id ?? '';
      const source = given.external_id === undefined ? 'duly' : 'api';
      const externalId = given.external_id ?? `plan.cancelled/${planId}`;
      return intake.record({
        customerId,
        keep,
        draft: async ({ books, now, dateOf }) => {
          const known = await knownAs({ books, type: 'plan.judged', source, externalId });
          const data = { planId, outcome: 'cancelled' as const, itemIds: [] };
          return [{ type: 'plan.judged', source, externalId, effectiveOn: known?.effectiveOn ?? dateOf(now), data }];
        },
        answer: (recorded) => {
          const fact = firstFact(recorded, 'plan.judged');
          return { object: 'plan', id: fact.data.planId, customer: customerId, fact_number: fact.number, status: 'cancelled' };
        },
      });
    },
  });
