/** What `duly simulate` reports. The same input gives the same report, to the last byte: no clock, no machine. */
import type { LocalDate } from '../calendar.js';
import type { Money } from '../money.js';
import { type DifferenceReport, differencesOf } from './compare.js';
import type { Population } from './population.js';
import { minorOf } from './profile.js';
import { cei, dsoCountback, dsoSimple, rounded } from './ratios.js';
import { AGES, type CustomerTally, type MoneyTally, type MonthTally, type Tally } from './tally.js';

export interface SimulationReport {
  customers: number;
  years: number;
  seed: string;
  start: LocalDate;
  /** The last day. */
  end: LocalDate;
  behaviour: { from: 'profile' | 'history'; name: string; notes: string[]; assumed: Record<string, number>; costs: Record<string, Money> };
  /** Customers by segment. */
  segments: { name: string; customers: number }[];
  /** One journey, or that and the one it is held against. */
  journeys: JourneyReport[];
  /** First journey less second, by customer. Empty for one journey. */
  differences: DifferenceReport[];
}

export interface JourneyReport {
  name: string;
  /** How many customers each journey has in the end, most first: those who became another one’s are in that one. */
  endsIn: { kind: string; count: number }[];
  decisions: number;
  /** By template, most first. */
  messages: { kind: string; count: number }[];
  surveys: number;
  tasks: { kind: string; count: number }[];
  charges: { tried: number; collected: number };
  cost: Money;
  money: MoneyReport[];
}

/** All amounts in minor units of `currency`; days and percents rounded to two digits, null where there is nothing to divide by. */
export interface MoneyReport {
  currency: string;
  invoiced: number;
  received: number;
  credited: number;
  /** At the end. */
  receivables: number;
  overdue: { days: string; amount: number }[];
  dsoSimple: number | null;
  dsoCountback: number | null;
  /** Of the last twelve months, or of all where there are fewer. */
  cei: number | null;
  /** Days for which the average unit of money was open, and overdue, within the time simulated. */
  daysOpen: number | null;
  daysOverdue: number | null;
  months: MonthReport[];
}

export interface MonthReport {
  /** Its last day. */
  to: LocalDate;
  invoiced: number;
  received: number;
  receivables: number;
  current: number;
  /** By the ages of `MoneyReport.overdue`. */
  overdue: number[];
  dsoSimple: number | null;
  dsoCountback: number | null;
  cei: number | null;
}

interface ReportInput {
  population: Population;
  customers: number;
  years: number;
  seed: string;
  start: LocalDate;
  end: LocalDate;
  segments: Map<string, number>;
  journeys: { name: string; tally: Tally }[];
}

export function reportOf({ population, customers, years, seed, start, end, segments, journeys }: ReportInput): SimulationReport {
  const { profile, from, name, notes } = population;
  const { currency } = profile;
  const money = (amount: number): Money => ({ amount: minorOf(amount, currency), currency });
  return {
    customers,
    years,
    seed,
    start,
    end,
    behaviour: {
      from,
      name,
      notes: [...notes, ...apartFrom({ currency, journeys })],
      assumed: profile.response,
      costs: { message: money(profile.costs.message), task: money(profile.costs.task), charge: money(profile.costs.charge) },
    },
    segments: [...segments].sort(([a], [b]) => (a < b ? -1 : 1)).map(([segment, count]) => ({ name: segment, customers: count })),
    journeys: journeys.map(({ name: journey, tally }) => journeyReport({ name: journey, tally, currency })),
    differences: differencesOf({ journeys, currency, years }),
  };
}

/** What our own work costs is not converted into the currencies in which customers pay. */
function apartFrom({ currency, journeys }: { currency: string; journeys: ReportInput['journeys'] }): string[] {
  const others = [...new Set(journeys.flatMap(({ tally }) => tally.money.map((money) => money.currency)))]
    .sort()
    .filter((code) => code !== currency);
  return others.length === 0
    ? []
    : [
        `Our own costs are the profile’s, in ${currency}, and are not converted into ${others.join(', ')}: take them by themselves, or name a profile of your own with "currency: ${others[0]}" and your costs.`,
      ];
}

function journeyReport({ name, tally, currency }: { name: string; tally: Tally; currency: string }): JourneyReport {
  const { endsIn, messages, surveys, tasks, charges, decisions, cost, money } = tally;
  return {
    name,
    endsIn: ranked(endsIn),
    decisions,
    messages: ranked(messages),
    surveys,
    tasks: ranked(tasks),
    charges,
    cost: { amount: cost, currency },
    money: money
      .toSorted((a, b) => (a.currency < b.currency ? -1 : 1))
      .map((one) => moneyReport({ money: one, customers: tally.customers.filter((own) => own.currency === one.currency) })),
  };
}

/** Sales of so many of the newest months are what the simple DSO divides by. */
const DSO_MONTHS = 3;
const CEI_MONTHS = 12;

function moneyReport({ money: { currency, months }, customers }: { money: MoneyTally; customers: CustomerTally[] }): MoneyReport {
  const told = months.map((_, at) => monthReport(months, at));
  const last = months.at(-1) as MonthTally;
  const total = (of: (own: CustomerTally) => number) => customers.reduce((sum, own) => sum + of(own), 0);
  const invoiced = total((own) => own.invoiced);
  const perInvoiced = (of: (own: CustomerTally) => number) => (invoiced > 0 ? rounded(total(of) / invoiced) : null);
  return {
    currency,
    invoiced,
    received: total((own) => own.received),
    credited: months.reduce((sum, month) => sum + month.credited, 0),
    receivables: receivablesOf(last),
    overdue: AGES.map((days, age) => ({ days, amount: last.overdue[age] ?? 0 })),
    dsoSimple: told.at(-1)?.dsoSimple ?? null,
    dsoCountback: told.at(-1)?.dsoCountback ?? null,
    cei: ceiOf(months, Math.max(0, months.length - CEI_MONTHS), months.length - 1),
    daysOpen: perInvoiced((own) => own.openDays),
    daysOverdue: perInvoiced((own) => own.overdueDays),
    months: told,
  };
}

function monthReport(months: readonly MonthTally[], at: number): MonthReport {
  const { to, invoiced, received, current, overdue } = months[at] as MonthTally;
  const receivables = receivablesOf(months[at] as MonthTally);
  const newest = months.slice(0, at + 1).reverse();
  const divided = newest.slice(0, DSO_MONTHS);
  const days = divided.reduce((sum, month) => sum + month.days, 0);
  return {
    to,
    invoiced,
    received,
    receivables,
    current,
    overdue,
    dsoSimple: rounded(dsoSimple({ receivables, sales: divided.reduce((sum, month) => sum + month.invoiced, 0), days })),
    dsoCountback: rounded(dsoCountback({ receivables, months: newest.map((month) => ({ sales: month.invoiced, days: month.days })) })),
    cei: ceiOf(months, at, at),
  };
}

/** Of the months from one to another; credit notes lower what was to be collected. */
function ceiOf(months: readonly MonthTally[], from: number, to: number): number | null {
  const before = months[from - 1];
  const last = months[to] as MonthTally;
  const sales = months.slice(from, to + 1).reduce((sum, { invoiced, credited }) => sum + invoiced - credited, 0);
  return rounded(cei({ opening: before ? receivablesOf(before) : 0, sales, closing: receivablesOf(last), closingCurrent: last.current }));
}

const receivablesOf = ({ current, overdue }: Pick<MonthTally, 'current' | 'overdue'>): number =>
  overdue.reduce((sum, amount) => sum + amount, current);

const ranked = (counts: Record<string, number>): { kind: string; count: number }[] =>
  Object.entries(counts)
    .map(([kind, count]) => ({ kind, count }))
    .sort((a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1));
