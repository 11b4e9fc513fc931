import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { addDays, instantAt } from '../../domain/calendar.js';
import { DulyError } from '../../domain/errors.js';
import type { Stoppable } from '../../domain/rows.js';
import { body, customer, date, externalId, invoiceName, oneOf } from '../fields.js';
import { firstFact, type Intake, knownAs } from '../intake.js';
import { type Route, route } from '../route.js';
import { factNumber, recordedAs } from '../shown.js';
import { neededItem } from './needed-item.js';

const KINDS = ['said_to_be_paid', 'reply_waiting', 'cheque_in_the_post', 'manual'] as const;
const STOPS: Stoppable[] = ['reminders', 'escalation'];
const MANUAL_STOPS: Stoppable[] = [...STOPS, 'collecting', 'interest', 'surveys'];

const holdSchema = body({ external_id: externalId, customer, invoice: invoiceName, kind: oneOf(KINDS), ends_on: date.optional() });
const releaseSchema = body({ external_id: externalId.optional(), customer });
const shared = { object: z.literal('hold'), id: z.string(), customer: z.string(), fact_number: factNumber };
const holdAnswer = z.object({
  ...shared,
  external_id: z.string(),
  invoice: z.string(),
  kind: z.string(),
  ends_on: z.string().nullable(),
});
const releaseAnswer = z.object({ ...shared, status: z.literal('released') });

/** `POST /v1/holds`. A manual hold has to end some day; of the others the journey says how long they last. */
export const placeHold = (intake: Intake): Route =>
  route({
    method: 'post',
    path: '/v1/holds',
    name: 'placeHold',
    summary: 'Leave an invoice in peace: the customer says that it is paid, has written, has sent a cheque, or somebody wants it so',
    body: holdSchema,
    answers: recordedAs(holdAnswer),
    example: {
      body: { external_id: 'CRM-4714', customer: 'cus_1', invoice: 'R-1001', kind: 'said_to_be_paid' },
      answer: {
        object: 'hold',
        id: 'hold_1',
        external_id: 'CRM-4714',
        customer: 'cus_1',
        fact_number: 6,
        invoice: 'inv_1',
        kind: 'said_to_be_paid',
        ends_on: null,
      },
    },
    handle: async ({ body: given, keep }) => {
      const isManual = given.kind === 'manual';
      if (isManual !== (given.ends_on !== undefined))
        throw new DulyError({
          code: 'invalid_request',
          at: 'ends_on',
          message: isManual
            ? 'A manual hold has to end: send ends_on, its last day.'
            : 'How long such a hold lasts is the journey’s to say: leave ends_on out.',
        });
      const customerId = await intake.customer(given.customer);
      const itemNamed = await intake.items({ customerId, names: [given.invoice] });
      const { id: itemId } = neededItem({ item: itemNamed(given.invoice), name: given.invoice, at: 'invoice' });
      return intake.record({
        customerId,
        keep,
        draft: async ({ books, now, dateOf }) => {
          const known = await knownAs({ books, type: 'hold.placed', externalId: given.external_id });
          const today = dateOf(now);
          if (!known && given.ends_on !== undefined && given.ends_on < today)
            throw new DulyError({
              code: 'invalid_date',
              at: 'ends_on',
              message: `${given.ends_on} is over: send ${today} or a later day.`,
            });
          const zone = books.customer().timeZone;
          const endsAt = given.ends_on === undefined ? null : instantAt({ date: addDays(given.ends_on, 1), time: '00:00', zone });
          return [
            {
              type: 'hold.placed',
              source: 'api',
              externalId: given.external_id,
              effectiveOn: known?.effectiveOn ?? today,
              data: {
                holdId: known?.data.holdId ?? `hold_${uuid()}`,
                kind: given.kind.replaceAll('_', '-') as 'manual',
                scope: 'item',
                subject: itemId,
                stops: isManual ? MANUAL_STOPS : STOPS,
                endsAt,
              },
            },
          ];
        },
        answer: (recorded) => {
          const fact = firstFact(recorded, 'hold.placed');
          return {
            object: 'hold',
            id: fact.data.holdId,
            external_id: fact.externalId,
            customer: customerId,
            fact_number: fact.number,
            invoice: fact.data.subject,
            kind: given.kind,
            ends_on: given.ends_on ?? null,
          };
        },
      });
    },
  });

/** `POST /v1/holds/{id}/release`. Throws `unknown_hold` for one that the customer does not have. */
export const releaseHold = (intake: Intake): Route =>
  route({
    method: 'post',
    path: '/v1/holds/{id}/release',
    name: 'releaseHold',
    summary: 'End a hold',
    idIs: 'The hold’s id, as placing it was answered.',
    body: releaseSchema,
    answers: recordedAs(releaseAnswer),
    example: {
      body: { customer: 'cus_1' },
      answer: { object: 'hold', id: 'hold_1', customer: 'cus_1', fact_number: 7, status: 'released' },
    },
    handle: async ({ id, body: given, keep }) => {
      const customerId = await intake.customer(given.customer);
      const holdId = id ?? '';
      const source = given.external_id === undefined ? 'duly' : 'api';
      const externalId = given.external_id ?? `hold.released/${holdId}`;
      return intake.record({
        customerId,
        keep,
        draft: async ({ books, now, dateOf }) => {
          const known = await knownAs({ books, type: 'hold.released', source, externalId });
          return [{ type: 'hold.released', source, externalId, effectiveOn: known?.effectiveOn ?? dateOf(now), data: { holdId } }];
        },
        answer: (recorded) => {
          const fact = firstFact(recorded, 'hold.released');
          return { object: 'hold', id: fact.data.holdId, customer: customerId, fact_number: fact.number, status: 'released' };
        },
      });
    },
  });
