import { z } from 'zod';
import { isoInstant } from '../../domain/calendar.js';
import { DulyError } from '../../domain/errors.js';
import { parseTimeSpan, SPAN_HINT } from '../../domain/time-span.js';
import { body, date } from '../fields.js';
import type { Intake } from '../intake.js';
import type { Advance, StoryEntry } from '../ports.js';
import { type Route, route } from '../route.js';
import { CUSTOMER_ID } from './shown-customer.js';

const error = `For "by", ${SPAN_HINT}.`;
const span = z.string({ error }).transform((text, context) => {
  const parsed = parseTimeSpan(text);
  if (parsed) return parsed;
  context.addIssue({ code: 'custom', message: error });
  return z.NEVER;
});

const advanced = z.object({
  object: z.literal('advance'),
  customer: z.string(),
  from: z.string(),
  to: z.string(),
  entries: z.array(z.object({ at: z.string(), kind: z.string(), text: z.string() })),
});

/** `POST /v1/customers/{id}/advance`, in the sandbox only: answers when the customer's time has passed, with what happened on the way. */
export const advanceCustomer = ({ intake, advance }: { intake: Intake; advance: Advance }): Route =>
  route({
    method: 'post',
    path: '/v1/customers/{id}/advance',
    name: 'advanceCustomer',
    summary: 'In the sandbox only: let a customer’s time pass, through every timer of his workflow',
    idIs: CUSTOMER_ID,
    body: body({ by: span.optional(), to: date.optional() }),
    answers: { 200: { schema: advanced, says: 'The time has passed; this is what happened on the way.' } },
    example: {
      body: { by: '30d' },
      answer: {
        object: 'advance',
        customer: 'cus_1',
        from: '2026-04-07T08:00:00Z',
        to: '2026-05-07T08:00:00Z',
        entries: [{ at: '2026-04-10T07:00:01Z', kind: 'effect', text: 'message overdue for R-1001: sent' }],
      },
    },
    handle: async ({ id, body: { by, to } }) => {
      const howFar = by && !to ? { by } : to && !by ? { to } : undefined;
      if (!howFar)
        throw new DulyError({
          code: 'invalid_request',
          at: by ? 'to' : 'by',
          message: 'Send either how far as {"by": "30d"}, or until which date as {"to": "2027-01-31"}.',
        });
      const customer = await intake.named(id);
      const entries: StoryEntry[] = [];
      const went = await advance({ customerId: customer, howFar, onEntry: (entry) => void entries.push(entry) });
      const told = entries.map(({ at, kind, text }) => ({ at, kind, text }));
      return { status: 200, body: { object: 'advance', customer, from: isoInstant(went.from), to: isoInstant(went.to), entries: told } };
    },
  });
