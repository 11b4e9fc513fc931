import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { DulyError } from '../../domain/errors.js';
import { endOfHold, MANUAL_STOPS } from '../../domain/holds/manual.js';
import { accountId } from '../../domain/ledger/account-id.js';
import type { HoldRow, Stoppable } from '../../domain/rows.js';
import { body, currency, customer, date, externalId, invoiceName, oneOf } from '../fields.js';
import { firstFact, type Intake, knownAs } from '../intake.js';
import { type Route, route } from '../route.js';
import { factNumber, recordedAs } from '../shown.js';
import { neededItem } from './needed-item.js';

const KINDS = ['said_to_be_paid', 'reply_waiting', 'cheque_in_the_post', 'manual'] as const;
const STOPS: Stoppable[] = ['reminders', 'escalation'];

const holdSchema = body({
  external_id: externalId,
  customer,
  invoice: invoiceName.optional(),
  currency: currency.optional(),
  kind: oneOf(KINDS),
  ends_on: date.optional(),
  for_good: z.literal(true, { error: 'Send true, or leave it out.' }).optional(),
});
type Given = z.output<typeof holdSchema>;
const releaseSchema = body({ external_id: externalId.optional(), customer });
const shared = { object: z.literal('hold'), id: z.string(), customer: z.string(), fact_number: factNumber };
const holdAnswer = z.object({
  ...shared,
  external_id: z.string(),
  scope: z.enum(['invoice', 'account', 'customer']),
  invoice: z.string().nullable(),
  kind: z.string(),
  ends_on: z.string().nullable(),
});
const releaseAnswer = z.object({ ...shared, status: z.literal('released') });

/**
 * `POST /v1/holds`. A manual hold has to end some day, unless it is said to be for good, of one invoice; of the others the journey says how long they last.
 * It holds one invoice, or, where it is manual, all that the customer owes in one currency, or him as a whole.
 */
export const placeHold = (intake: Intake): Route =>
  route({
    method: 'post',
    path: '/v1/holds',
    name: 'placeHold',
    summary:
      'Leave an invoice in peace: the customer says that it is paid, has written, has sent a cheque; or somebody wants peace for it, an account or a customer',
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
        scope: 'invoice',
        invoice: 'inv_1',
        kind: 'said_to_be_paid',
        ends_on: null,
      },
    },
    handle: async ({ body: given, keep }) => {
      const isManual = given.kind === 'manual';
      refuseWhatDoesNotFit(given);
      const customerId = await intake.customer(given.customer);
      const itemId = given.invoice === undefined ? undefined : await itemIdOf({ intake, customerId, name: given.invoice });
      return intake.record({
        customerId,
        keep,
        draft: async ({ books, now, dateOf }) => {
          const known = await knownAs({ books, type: 'hold.placed', externalId: given.external_id });
          const today = dateOf(now);
          const { timeZone: zone, legalEntityId } = books.customer();
          const until = given.ends_on;
          const endsAt = until === undefined ? null : endOfHold({ until, today: known ? until : today, zone, at: 'ends_on' });
          const held: Pick<HoldRow, 'scope' | 'subject'> =
            itemId !== undefined
              ? { scope: 'item', subject: itemId }
              : given.currency === undefined
                ? { scope: 'customer', subject: customerId }
                : { scope: 'account', subject: accountId({ customerId, legalEntityId, currency: given.currency }) };
          return [
            {
              type: 'hold.placed',
              source: 'api',
              externalId: given.external_id,
              effectiveOn: known?.effectiveOn ?? today,
              data: {
                holdId: known?.data.holdId ?? `hold_${uuid()}`,
                kind: given.kind.replaceAll('_', '-') as 'manual',
                ...held,
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
            scope: fact.data.scope === 'item' ? 'invoice' : fact.data.scope,
            invoice: fact.data.scope === 'item' ? fact.data.subject : null,
            kind: given.kind,
            ends_on: given.ends_on ?? null,
          };
        },
      });
    },
  });

/** Throws `invalid_request` for what does not go together. */
function refuseWhatDoesNotFit({ kind, ends_on, for_good, invoice, currency: money }: Given): void {
  const isManual = kind === 'manual';
  if (for_good && (!isManual || invoice === undefined || ends_on !== undefined))
    throw new DulyError({
      code: 'invalid_request',
      at: 'for_good',
      message: 'Only a manual hold on one invoice may be for good, and then it has no last day: leave for_good or the rest out.',
    });
  if (isManual !== (ends_on !== undefined) && !for_good)
    throw new DulyError({
      code: 'invalid_request',
      at: 'ends_on',
      message: isManual
        ? 'A manual hold has to end: send ends_on, its last day. Only one invoice may be left in peace for_good.'
        : 'How long such a hold lasts is the journey’s to say: leave ends_on out.',
    });
  if (!isManual && invoice === undefined)
    throw new DulyError({
      code: 'invalid_request',
      at: 'invoice',
      message: `What the customer says is about an invoice: send invoice. Only a manual hold may stop an account or a customer.`,
    });
  if (invoice !== undefined && money !== undefined)
    throw new DulyError({
      code: 'invalid_request',
      at: 'currency',
      message:
        'A hold is on an invoice, or on all that is owed in a currency. Send invoice or currency, or neither for the whole customer.',
    });
}

async function itemIdOf({ intake, customerId, name }: { intake: Intake; customerId: string; name: string }): Promise<string> {
  const itemNamed = await intake.items({ customerId, names: [name] });
  return neededItem({ item: itemNamed(name), name, at: 'invoice' }).id;
}

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
