/** One simulated customer before any journey: his invoices, and what he would do about each if nobody ever wrote to him. */
import { addDays, addMonths, dateOfEpochDay, epochDay, type LocalDate } from '../calendar.js';
import type { ToldPaidBy } from '../facts.js';
import type { CustomerSketch, Drawn, InvoiceSketch, Population } from './population.js';
import { chosen, draw, quantile } from './random.js';

export interface PlannedCustomer extends Pick<CustomerSketch, 'segment' | 'currency' | 'deliverBy' | 'autopay' | 'declined'> {
  /** From 0. */
  number: number;
  timeZone: string;
  /** In order of issue. */
  invoices: PlannedInvoice[];
}

export interface PlannedInvoice {
  issuedOn: LocalDate;
  dueOn: LocalDate;
  /** Minor units. */
  amount: number;
  /** Null: never by himself. */
  paysOn: LocalDate | null;
  /** How his money comes; null: nobody says. */
  paidBy: ToldPaidBy | null;
  /** Paid in two parts: the first in minor units, and the days until the rest. */
  parts: { first: number; restAfter: number } | null;
  /** `credited`: it ends with a credit note. It is over before he pays. */
  dispute: { on: LocalDate; until: LocalDate; amount: number; credited: boolean } | null;
}

interface PlanInput {
  population: Population;
  seed: string;
  number: number;
  start: LocalDate;
  years: number;
}

/** The same customer for the same seed and number. */
export function planCustomer({ population, seed, number, start, years }: PlanInput): PlannedCustomer {
  const drawn: Drawn = (purpose) => draw({ seed, customer: number, invoice: -1, purpose });
  const sketch = population.customer(drawn);
  const zones = Object.entries(population.profile.zones);
  const [timeZone] = zones[
    chosen(
      zones.map(([, weight]) => weight),
      drawn('zone'),
    )
  ] as [string, number];
  const { segment, currency, deliverBy, autopay, declined } = sketch;
  const planned: PlannedCustomer = { number, segment, currency, deliverBy, autopay, declined, timeZone, invoices: [] };
  const first = epochDay(start);
  const end = epochDay(addMonths(start, 12 * years));
  const gap = 365 / sketch.invoicesAYear;
  for (let invoice = 0; ; invoice += 1) {
    const of: Drawn = (purpose) => draw({ seed, customer: number, invoice, purpose });
    const day = weekday(first + Math.floor((invoice + of('issue')) * gap));
    if (day >= end) return planned;
    planned.invoices.push(planInvoice({ day, sketch: sketch.invoice(of), customer: sketch, population, of }));
  }
}

function planInvoice({
  day,
  sketch: { amount, netDays, daysLate, disputed, partly, paidBy },
  customer: { autopay, credited },
  population,
  of,
}: {
  day: number;
  sketch: InvoiceSketch;
  customer: CustomerSketch;
  population: Population;
  of: Drawn;
}): PlannedInvoice {
  const { parts, disputes } = population.profile;
  const issuedOn = dateOfEpochDay(day);
  const due = day + netDays;
  // Who lets us collect does not pay before we could have.
  const pays = daysLate === null ? null : Math.max(day + 1, due + (autopay ? Math.max(1, daysLate) : daysLate));
  const from = day + disputes.opensAfter;
  const until = Math.min(from + disputes.lasts, pays === null ? Number.POSITIVE_INFINITY : pays - 1);
  const part = quantile(disputes.part, of('disputed part')) / 100;
  return {
    issuedOn,
    dueOn: dateOfEpochDay(due),
    amount,
    paysOn: pays === null ? null : dateOfEpochDay(pays),
    paidBy,
    parts:
      partly && amount > 1
        ? {
            first: within(1, amount - 1, Math.round((amount * quantile(parts.first, of('first part'))) / 100)),
            restAfter: Math.max(1, Math.round(quantile(parts.restAfter, of('rest after')))),
          }
        : null,
    dispute:
      disputed && until > from
        ? {
            on: addDays(issuedOn, disputes.opensAfter),
            until: dateOfEpochDay(until),
            amount: within(1, amount, Math.round(amount * part)),
            credited: of('credited') < credited,
          }
        : null,
  };
}

/** The day itself, or the Monday after it, in days since 1970-01-01, which was a Thursday. */
export function weekday(day: number): number {
  const ofWeek = (day + 3) % 7;
  return ofWeek === 5 ? day + 2 : ofWeek === 6 ? day + 1 : day;
}

const within = (least: number, most: number, value: number): number => Math.min(most, Math.max(least, value));
