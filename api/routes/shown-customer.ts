import { z } from 'zod';
import type { ShownCustomer } from '../ports.js';
import { money } from '../shown.js';

/** What names a customer in a path. */
export const CUSTOMER_ID = 'Our id of the customer, or yours as `external_id:ERP-1001`.';

/** A customer as he is shown. Personal data. */
export const customerAnswer = z.object({
  object: z.literal('customer'),
  id: z.string(),
  external_id: z.string(),
  legal_entity: z.string(),
  name: z.string(),
  country: z.string(),
  currency: z.string(),
  time_zone: z.string(),
  locale: z.string(),
  net_days: z.int(),
  due_day: z.int().nullable(),
  billing_cycle: z.string(),
  billing_day: z.int().nullable(),
  deliver_by: z.string(),
  risk_class: z.string(),
  known_since: z.string(),
  journey: z.string(),
  credit: z.object({ status: z.string(), limit: z.int().nullable() }),
  contacts: z.array(z.object({ purpose: z.string(), name: z.string(), email: z.string().nullable() })),
  balance: z.array(money),
  unapplied: z.array(money),
  stage: z.string().nullable(),
  next: z.object({ what: z.string(), at: z.string(), why: z.string() }).nullable(),
});
export const CUSTOMER_EXAMPLE = {
  object: 'customer',
  id: 'cus_1',
  external_id: 'ERP-1001',
  legal_entity: 'le_main',
  name: 'Blue Harbour Ltd',
  country: 'DE',
  currency: 'EUR',
  time_zone: 'Europe/Berlin',
  locale: 'en',
  net_days: 30,
  due_day: null,
  billing_cycle: 'order',
  billing_day: null,
  deliver_by: 'email',
  risk_class: 'normal',
  known_since: '2026-03-01',
  journey: 'jrn_1',
  credit: { status: 'unknown', limit: null },
  contacts: [{ purpose: 'all', name: 'Accounts Payable', email: 'ap@blue-harbour.example' }],
  balance: [{ amount: 124_995, currency: 'EUR' }],
  unapplied: [],
  stage: 'reminders',
  next: { what: 'overdue-1', at: '2026-04-10T07:00:00Z', why: '3 days after the due date' },
};

/** The customer as `customerAnswer` says. */
export const showCustomer = ({
  headline,
  ...customer
}: ShownCustomer | (Omit<ShownCustomer, 'headline'> & { headline: null })): object => ({
  object: 'customer',
  id: customer.id,
  external_id: customer.externalId,
  legal_entity: customer.legalEntityId,
  name: customer.name,
  country: customer.country,
  currency: customer.currency,
  time_zone: customer.timeZone,
  locale: customer.locale,
  net_days: customer.netDays,
  due_day: customer.dueDay,
  billing_cycle: customer.billingCycle,
  billing_day: customer.billingDay,
  deliver_by: customer.deliverBy,
  risk_class: customer.riskClass,
  known_since: customer.knownSince,
  journey: customer.journeyId,
  credit: { status: customer.creditStatus, limit: customer.creditLimit },
  contacts: customer.contacts.map(({ purpose, name, email: address }) => ({ purpose, name, email: address })),
  balance: customer.balance,
  unapplied: customer.unapplied,
  stage: headline?.stage ?? null,
  next: headline?.next ?? null,
});
