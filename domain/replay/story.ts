/** A receivables export as dated facts: what each customer lived through, in the file's own dates. */
import { addDays, type Instant, instantAt, type LocalDate } from '../calendar.js';
import type { Report } from '../facts.js';
import type { CustomerRow } from '../rows.js';
import { stranger } from '../stranger.js';
import type { ImportedInvoice } from './invoices.js';

export interface Story {
  customer: string;
  invoices: ImportedInvoice[];
  /** In order of their dates; all at 00:00 UTC of their day. */
  days: { on: LocalDate; events: StoryEvent[] }[];
}
export type StoryEvent = { what: 'issued' | 'settled'; invoice: ImportedInvoice } | { what: 'paperless' };

/** The stories of the customers with most invoices (ties by customer id). */
export function storiesOf({ invoices, customers }: { invoices: ImportedInvoice[]; customers: number }): Story[] {
  const byCustomer = new Map<string, ImportedInvoice[]>();
  for (const invoice of invoices) byCustomer.set(invoice.customer, [...(byCustomer.get(invoice.customer) ?? []), invoice]);
  return [...byCustomer]
    .sort(([a, left], [b, right]) => right.length - left.length || (a < b ? -1 : 1))
    .slice(0, customers)
    .map(([customer, own]) => ({ customer, invoices: own, days: daysOf(own) }));
}

function daysOf(invoices: ImportedInvoice[]): Story['days'] {
  const days = new Map<LocalDate, StoryEvent[]>();
  const add = (on: LocalDate, event: StoryEvent) => days.set(on, [...(days.get(on) ?? []), event]);
  const first = invoices.map(({ issuedOn }) => issuedOn).sort()[0] ?? '';
  const paperless = invoices[0]?.paperlessOn;
  if (paperless && addDays(paperless, 1) > first) add(addDays(paperless, 1), { what: 'paperless' });
  for (const invoice of invoices) add(invoice.issuedOn, { what: 'issued', invoice });
  for (const invoice of invoices) if (invoice.settledOn) add(invoice.settledOn, { what: 'settled', invoice });
  return [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([on, events]) => ({ on, events }));
}

/** Whole weeks that bring the story's first day to `today` or later: weekdays stay what they were. */
export function weeksAhead({ first, today }: { first: LocalDate; today: LocalDate }): number {
  return Math.max(0, Math.ceil((Date.parse(today) - Date.parse(first)) / (7 * 86_400_000)));
}

/** What a customer of the story is before its first day. */
export function customerOf({
  id,
  story,
  currency,
  journeyId,
  legalEntityId,
  shift,
}: {
  id: string;
  story: Story;
  currency: string;
  journeyId: string;
  legalEntityId: string;
  shift: number;
}): CustomerRow {
  const paperless = story.invoices[0]?.paperlessOn;
  const firstDay = story.days[0]?.on ?? '';
  return {
    id,
    legalEntityId,
    timeZone: 'UTC',
    locale: 'en',
    country: 'US',
    currency,
    netDays: 30,
    dueDay: null,
    billingCycle: 'order',
    billingDay: null,
    deliverBy: paperless && addDays(paperless, 1) <= firstDay ? 'email' : 'paper',
    riskClass: 'normal',
    knownSince: addDays(firstDay, shift),
    creditStatus: 'unknown',
    creditLimit: null,
    creditDecidedAt: null,
    journeyId,
    ...stranger(),
  };
}

/** The reports of one day, `shift` days later than in the file. Each invoice counts as delivered on its date. */
export function reportsOfDay({
  day,
  customerId,
  accountId,
  currency,
  shift,
}: {
  day: Story['days'][number];
  customerId: string;
  accountId: string;
  currency: string;
  shift: number;
}): Report[] {
  const effectiveOn = addDays(day.on, shift);
  return day.events.map((event): Report => {
    if (event.what === 'paperless') {
      return {
        type: 'customer.changed',
        source: 'import',
        externalId: `${customerId}/paperless`,
        effectiveOn,
        data: { set: { deliverBy: 'email' } },
      };
    }
    const { invoice } = event;
    const itemId = itemIdOf({ customerId, invoice: invoice.invoice });
    if (event.what === 'issued') {
      return {
        type: 'invoice.issued',
        source: 'import',
        externalId: `${itemId}/issued`,
        effectiveOn,
        data: {
          itemId,
          accountId,
          number: invoice.invoice,
          amount: invoice.amount,
          currency,
          dueOn: addDays(invoice.dueOn, shift),
          delivery: 'delivered',
          orderIds: [],
        },
      };
    }
    return {
      type: 'payment.received',
      source: 'import',
      externalId: `${itemId}/settled`,
      effectiveOn,
      data: {
        paymentId: `pay_${itemId}`,
        accountId,
        amount: invoice.amount,
        currency,
        shares: [{ itemId, amount: invoice.amount }],
        apply: 'named',
        chargeId: null,
        attemptId: null,
        reference: null,
        ...(invoice.paidBy !== undefined && { paidBy: invoice.paidBy }),
      },
    };
  });
}

/** An item's id within its customer; the number is the outside system's and stays out of Temporal. */
export const itemIdOf = ({ customerId, invoice }: { customerId: string; invoice: string }): string => `${customerId}-${invoice}`;

export const midnight = (date: LocalDate): Instant => instantAt({ date, time: '00:00', zone: 'UTC' });

/** Days after the last fact for which the journey is still watched: the longest ladder is over by then. */
export const WATCHED_DAYS = 400;
