import type { RequestHandler } from 'express';
import { z } from 'zod';
import { isoInstant } from '../../domain/calendar.js';
import { DulyError } from '../../domain/errors.js';
import { parseTimeSpan, SPAN_HINT } from '../../domain/time-span.js';
import { body, date, read } from '../fields.js';
import type { Intake } from '../intake.js';
import type { Advance, StoryEntry } from '../ports.js';

const error = `For "by", ${SPAN_HINT}.`;
const span = z.string({ error }).transform((text, context) => {
  const parsed = parseTimeSpan(text);
  if (parsed) return parsed;
  context.addIssue({ code: 'custom', message: error });
  return z.NEVER;
});

const advanceSchema = body({ by: span.optional(), to: date.optional() });

/** `POST /v1/customers/{id}/advance`, in the sandbox only: answers when the customer's time has passed, with what happened on the way. */
export function advanceCustomer({ intake, advance }: { intake: Intake; advance: Advance }): RequestHandler<{ id: string }> {
  return async (request, response) => {
    const { by, to } = read({ schema: advanceSchema, given: request.body });
    const howFar = by && !to ? { by } : to && !by ? { to } : undefined;
    if (!howFar)
      throw new DulyError({
        code: 'invalid_request',
        at: by ? 'to' : 'by',
        message: 'Send either how far as {"by": "30d"}, or until which date as {"to": "2027-01-31"}.',
      });
    const customerId = await intake.customer(request.params.id);
    const entries: StoryEntry[] = [];
    const went = await advance({ customerId, howFar, onEntry: (entry) => void entries.push(entry) });
    response.json({
      object: 'advance',
      customer: customerId,
      from: isoInstant(went.from),
      to: isoInstant(went.to),
      entries: entries.map(({ at, kind, text }) => ({ at, kind, text })),
    });
  };
}
