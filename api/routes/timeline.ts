import { z } from 'zod';
import { isoInstant } from '../../domain/calendar.js';
import { type Timeline, timelineOf } from '../../domain/timeline.js';
import { workflowIdOf } from '../../workflows/contract.js';
import { body, instant } from '../fields.js';
import type { Intake } from '../intake.js';
import type { Reads } from '../ports.js';
import { type Route, route } from '../route.js';
import { factNumber, found, money } from '../shown.js';
import { CUSTOMER_ID } from './shown-customer.js';

const said = { at: z.string(), text: z.string() };
const entry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fact'), ...said, number: factNumber, type: z.string(), effective_on: z.string() }),
  z.object({ kind: z.literal('decision'), ...said, seq: z.int(), about: z.string(), code: z.string() }),
  z.object({
    kind: z.literal('effect'),
    ...said,
    id: z.string(),
    what: z.string(),
    status: z.string(),
    delivery: z.string().nullable(),
    /** What became of the letter that went beside a mail, or in place of one that came back (`delivery` is `bounced` then). */
    letter: z.string().nullable(),
    message_id: z.string().nullable(),
    /** What the contacts are for that got it, where it was meant for certain ones; and who of ours got a copy, by role. */
    reached: z.array(z.string()),
    copied: z.array(z.string()),
    outcome: z.string().nullable(),
  }),
]);
const timelineAnswer = z.object({
  object: z.literal('timeline'),
  customer: z.string(),
  external_id: z.string(),
  /** Of his run in Temporal. */
  workflow_id: z.string(),
  stage: z.string().nullable(),
  balance: z.array(money),
  next: z.object({ what: z.string(), at: z.string(), why: z.string() }).nullable(),
  entries: z.array(entry),
});

/** `GET /v1/customers/{id}/timeline`: ids, numbers, codes and amounts; no personal data. */
export const showTimeline = ({ intake, reads }: { intake: Intake; reads: Reads }): Route =>
  route({
    method: 'get',
    path: '/v1/customers/{id}/timeline',
    name: 'getTimeline',
    summary: 'What happened to a customer and why, in order of time, and what comes next',
    idIs: CUSTOMER_ID,
    query: body({ since: instant.optional() }),
    answers: found(timelineAnswer),
    example: {
      answer: {
        object: 'timeline',
        customer: 'cus_1',
        external_id: 'ERP-1001',
        workflow_id: 'customer/cus_1',
        stage: 'reminders',
        balance: [{ amount: 124_995, currency: 'EUR' }],
        next: { what: 'overdue-2', at: '2026-04-17T07:00:00Z', why: '10 days after the due date' },
        entries: [
          {
            kind: 'fact',
            at: '2026-03-08T09:00:00Z',
            text: 'invoice.issued: R-1001, 1249.95 EUR, due 2026-04-07 (2026-03-08)',
            number: 2,
            type: 'invoice.issued',
            effective_on: '2026-03-08',
          },
          {
            kind: 'decision',
            at: '2026-04-10T07:00:00Z',
            text: 'R-1001: Step overdue-1 is due: 3 days after the due date.',
            seq: 4,
            about: 'inv_1',
            code: 'step-due',
          },
          {
            kind: 'effect',
            at: '2026-04-10T07:00:01Z',
            text: 'message overdue for R-1001: sent',
            id: 'cus_1/inv_1/overdue-1/0',
            what: 'message overdue',
            status: 'done',
            delivery: 'sent',
            letter: null,
            message_id: '<1@northwind.example>',
            reached: [],
            copied: [],
            outcome: 'sent',
          },
        ],
      },
    },
    handle: async ({ id, query: { since } }) => {
      const timeline = timelineOf(await reads.history(await intake.named(id)));
      return { status: 200, body: shown({ timeline, from: since === undefined ? '' : isoInstant(since) }) };
    },
  });

function shown({ timeline: { customer, stage, balance, next, entries }, from }: { timeline: Timeline; from: string }): object {
  return {
    object: 'timeline',
    customer: customer.id,
    external_id: customer.externalId,
    workflow_id: workflowIdOf(customer.id),
    stage,
    balance,
    next,
    entries: entries.filter(({ at }) => at >= from).map(showEntry),
  };
}

function showEntry(one: Timeline['entries'][number]): object {
  if (one.kind === 'decision') return one;
  if (one.kind === 'effect') {
    const { messageId, ...rest } = one;
    return { ...rest, message_id: messageId };
  }
  const { effectiveOn, ...rest } = one;
  return { ...rest, effective_on: effectiveOn };
}
