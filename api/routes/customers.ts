import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import type { Books, NewCustomer } from '../../activities/ports/books.js';
import { dateAt } from '../../domain/calendar.js';
import { DulyError } from '../../domain/errors.js';
import type { CustomerRow } from '../../domain/rows.js';
import { stranger } from '../../domain/stranger.js';
import {
  body,
  country,
  currency,
  customerName,
  date,
  dayOfMonth,
  email,
  externalId,
  industry,
  locale,
  netDays,
  oneOf,
  personName,
  postal,
  purpose,
  timeZone,
} from '../fields.js';
import type { Intake } from '../intake.js';
import type { Reads, ShownCustomer } from '../ports.js';
import { type Answer, type Route, route } from '../route.js';
import { answerList, cursor, found, listOf, recordedAs } from '../shown.js';
import { keepContact } from './contacts.js';
import { changeCustomer } from './customer-changes.js';
import { CUSTOMER_EXAMPLE, CUSTOMER_ID, customerAnswer, showCustomer } from './shown-customer.js';

const contacts = 'Send a list of at most 20 {"purpose": …, "name": …, "email": …, "postal": [lines of the postal address]}.';
const customerSchema = body({
  external_id: externalId,
  name: customerName,
  currency,
  legal_entity: externalId.optional(),
  journey: externalId.optional(),
  country: country.optional(),
  time_zone: timeZone.optional(),
  locale: locale.optional(),
  net_days: netDays.optional(),
  due_day: dayOfMonth.optional(),
  payment_run: dayOfMonth.optional(),
  billing_cycle: oneOf(['order', 'monthly']).optional(),
  billing_day: dayOfMonth.optional(),
  deliver_by: oneOf(['email', 'paper', 'outside']).optional(),
  risk_class: oneOf(['low', 'normal', 'high']).optional(),
  kind: oneOf(['business', 'consumer']).optional(),
  industry: industry.optional(),
  size: oneOf(['small', 'medium', 'large']).optional(),
  pays_by: oneOf(['transfer', 'online', 'cheque', 'debit', 'cash']).optional(),
  known_since: date.optional(),
  contacts: z
    .array(body({ purpose: purpose.default('all'), name: personName, email: email.nullable(), postal: postal.optional() }), {
      error: contacts,
    })
    .max(20, { error: contacts })
    .optional(),
});
type GivenCustomer = z.output<typeof customerSchema>;

/** `POST /v1/customers`: once by its external id in its legal entity. The same again is answered with the customer as he is now. */
const createCustomer = ({ intake, books, reads }: { intake: Intake; books: Books; reads: Reads }): Route =>
  route({
    method: 'post',
    path: '/v1/customers',
    name: 'createCustomer',
    summary: 'Add a customer; his journey begins at once',
    body: customerSchema,
    answers: recordedAs(customerAnswer),
    example: {
      body: {
        external_id: 'ERP-1001',
        name: 'Blue Harbour Ltd',
        currency: 'EUR',
        country: 'DE',
        time_zone: 'Europe/Berlin',
        contacts: [
          { purpose: 'all', name: 'Accounts Payable', email: 'ap@blue-harbour.example', postal: ['1 Quay Street', '20457 Hamburg'] },
        ],
      },
      answer: { ...CUSTOMER_EXAMPLE, balance: [], stage: null, next: null },
    },
    handle: async ({ body: given, keep }) => {
      const entity = await legalEntityOf({ intake, given });
      const journey = await intake.lookup.journey(given.journey);
      if (!journey)
        throw new DulyError({
          code: 'unknown_journey',
          at: 'journey',
          message: given.journey
            ? `No journey is published under the name ${given.journey}. Publish it first, or leave the field out for the default.`
            : 'No journey is published as the default. Name one with journey.',
        });
      const again = async (): Promise<Answer | undefined> => {
        const known = await knownCustomer({ reads, externalId: given.external_id, legalEntityId: entity.id });
        if (!known) return undefined;
        const other = differs({ given, known, journeyId: journey.id });
        if (other)
          throw new DulyError({
            code: 'external_id_conflict',
            at: other,
            message: `The customer ${given.external_id} is there already, as ${known.id}, and with another ${other}. Use a new external id, or send what he has.`,
          });
        return { status: 200, body: showCustomer(known), replayed: true };
      };
      const known = await again();
      if (known) return known;
      const now = intake.clock.now();
      const asked = newCustomer({ given, entity, journeyId: journey.id, now });
      const ruled = given.journey === undefined ? await intake.lookup.journeyByRules({ customer: asked.customer, now }) : undefined;
      const made = ruled === undefined ? asked : { ...asked, customer: { ...asked.customer, journeyId: ruled } };
      const shown = showCustomer({ ...made.customer, ...made, balance: [], unapplied: [], headline: null });
      try {
        await books.createCustomer({ ...made, keep: keep && { ...keep, status: 201, body: shown } });
      } catch (error) {
        const raced = await again();
        if (raced) return raced;
        throw error;
      }
      intake.tell({ customerId: made.customer.id, upTo: 1 });
      return { status: 201, body: shown, kept: keep !== undefined };
    },
  });

const getCustomer = ({ intake, reads }: { intake: Intake; reads: Reads }): Route =>
  route({
    method: 'get',
    path: '/v1/customers/{id}',
    name: 'getCustomer',
    summary: 'A customer, what he owes, where he stands and what comes next',
    idIs: CUSTOMER_ID,
    answers: found(customerAnswer),
    example: { answer: CUSTOMER_EXAMPLE },
    handle: async ({ id }) => {
      const customer = await reads.customer(await intake.named(id));
      if (!customer) throw new DulyError({ code: 'unknown_customer', message: `There is no customer ${id}.` });
      return { status: 200, body: showCustomer(customer) };
    },
  });

const listCustomers = ({ reads }: { reads: Reads }): Route =>
  route({
    method: 'get',
    path: '/v1/customers',
    name: 'listCustomers',
    summary: 'Customers in order of our ids',
    query: body({ ...cursor, external_id: externalId.optional() }),
    answers: found(listOf(customerAnswer)),
    example: { answer: { object: 'list', data: [CUSTOMER_EXAMPLE], has_more: false, next_cursor: null } },
    handle: async ({ query: { limit, starting_after, external_id } }) =>
      answerList(await reads.customers({ limit, after: starting_after, externalId: external_id }), showCustomer),
  });

/** Customers: added, read, listed. */
export const customerRoutes = (parts: { intake: Intake; books: Books; reads: Reads }): Route[] => [
  createCustomer(parts),
  changeCustomer(parts.intake),
  keepContact(parts.intake),
  listCustomers(parts),
  getCustomer(parts),
];

async function legalEntityOf({ intake, given }: { intake: Intake; given: GivenCustomer }): Promise<{ id: string; country: string }> {
  const all = await intake.lookup.legalEntities();
  const [entity, another] = given.legal_entity === undefined ? all : all.filter(({ id }) => id === given.legal_entity);
  if (entity && !another) return entity;
  const there = all.map(({ id }) => id).join(', ');
  throw new DulyError({
    code: 'invalid_request',
    at: 'legal_entity',
    message: given.legal_entity
      ? `There is no legal entity ${given.legal_entity}. Send one of: ${there}.`
      : `Whose customer he is does not follow from the request. Send legal_entity, one of: ${there}.`,
  });
}

async function knownCustomer({
  reads,
  externalId: external,
  legalEntityId,
}: {
  reads: Reads;
  externalId: string;
  legalEntityId: string;
}): Promise<ShownCustomer | undefined> {
  const { rows } = await reads.customers({ limit: 100, after: undefined, externalId: external });
  return rows.find((customer) => customer.legalEntityId === legalEntityId);
}

function newCustomer({
  given,
  entity,
  journeyId,
  now,
}: {
  given: GivenCustomer;
  entity: { id: string; country: string };
  journeyId: string;
  now: number;
}): NewCustomer {
  const zone = given.time_zone ?? 'UTC';
  const customer: CustomerRow = {
    id: `cus_${uuid()}`,
    legalEntityId: entity.id,
    timeZone: zone,
    locale: given.locale ?? 'en',
    country: given.country ?? entity.country,
    currency: given.currency,
    netDays: given.net_days ?? 30,
    dueDay: given.due_day ?? null,
    billingCycle: given.billing_cycle ?? 'order',
    billingDay: given.billing_day ?? null,
    deliverBy: given.deliver_by ?? 'email',
    riskClass: given.risk_class ?? 'normal',
    knownSince: given.known_since ?? dateAt(now, zone),
    creditStatus: 'unknown',
    creditLimit: null,
    creditDecidedAt: null,
    journeyId,
    ...stranger(),
    paymentRun: given.payment_run ?? null,
    kind: given.kind ?? null,
    industry: given.industry ?? null,
    size: given.size ?? null,
    paysBy: given.pays_by ?? null,
    journeyPinned: given.journey !== undefined,
  };
  return {
    customer,
    externalId: given.external_id,
    name: given.name,
    contacts: (given.contacts ?? []).map(({ postal: lines, ...contact }) => ({ ...contact, ...(lines && { postal: lines }) })),
    recordedAt: now,
  };
}

/** The first field that was sent and that the customer has otherwise. */
function differs({ given, known, journeyId }: { given: GivenCustomer; known: ShownCustomer; journeyId: string }): string | undefined {
  const shown = showCustomer(known) as Record<string, unknown>;
  const sent = { ...given, ...(given.journey !== undefined && { journey: journeyId }) } as Record<string, unknown>;
  return Object.keys(sent).find((field) => sent[field] !== undefined && textOf(sent[field]) !== textOf(shown[field]));
}
const textOf = (value: unknown): string =>
  Array.isArray(value)
    ? value
        .map(({ purpose: kept, name, email: address, postal: lines = [] }) =>
          JSON.stringify([kept.replaceAll('_', '-'), name, address, lines]),
        )
        .sort()
        .join()
    : String(value);
