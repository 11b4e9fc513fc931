/**
 * Simulated customers drawn from what real ones did. Each takes after one customer of the history, and his invoices are that one's as they were: amount,
 * terms, days late, disputed or not, always together. Who has few takes them from all customers of his segment and currency.
 */
import { daysBetween, type LocalDate } from '../calendar.js';
import { DulyError } from '../errors.js';
import type { ToldPaidBy } from '../facts.js';
import { type CustomerSketch, type Drawn, isOf, type Population, paymentsBy } from './population.js';
import type { Profile } from './profile.js';

/** An invoice of the history. What the history does not say is left out, and comes from the profile. */
export interface PastInvoice {
  customer: string;
  currency: string;
  /** Minor units. */
  amount: number;
  issuedOn: LocalDate;
  dueOn: LocalDate;
  /** The day of its payment, of the first where there were several; null: it is not settled. */
  settledOn: LocalDate | null;
  /** The customer gets his invoices by email. */
  byEmail: boolean;
  disputed?: boolean | undefined;
  /** It was paid in several parts. */
  partly?: boolean | undefined;
  /** The customer agreed that we collect. */
  autopay?: boolean | undefined;
  /** How it was paid. */
  paidBy?: ToldPaidBy | undefined;
}

/** An invoice that is open so many days after its due date counts as never paid. */
const NEVER_AFTER_DAYS = 90;
/** With fewer invoices than these a customer is no measure of his own. */
const OWN_ENOUGH = 10;
/** Segments by the average of days late, where early is none. */
const SEGMENTS = ['good payer', 'in between', 'slow payer'] as const;
type Segment = (typeof SEGMENTS)[number];
const segmentOf = (averageDaysLate: number): Segment =>
  averageDaysLate <= 2 ? 'good payer' : averageDaysLate > 15 ? 'slow payer' : 'in between';

type Known = Pick<PastInvoice, 'amount' | 'disputed' | 'partly' | 'paidBy'> & { netDays: number; daysLate: number | null };
interface Model {
  segment: Segment;
  currency: string;
  byEmail: boolean;
  autopay: boolean | undefined;
  invoicesAYear: number;
  invoices: Known[];
}

interface HistoryInput {
  invoices: readonly PastInvoice[];
  /** The file, or what else it is. */
  name: string;
  profile: Profile;
}

/** Throws `file_invalid` where no invoice tells how it was paid. */
export function populationOfHistory({ invoices, name, profile }: HistoryInput): Population {
  const lastDay = invoices.reduce((last, { issuedOn, settledOn }) => later(last, later(issuedOn, settledOn ?? '')), '');
  const firstDay = invoices.reduce((first, { issuedOn }) => (first === '' || issuedOn < first ? issuedOn : first), '');
  const models = modelsOf({ invoices, firstDay, lastDay });
  if (models.length === 0)
    throw new DulyError({
      code: 'file_invalid',
      message: `${name} does not tell of any invoice when it was paid, so nothing can be sampled from it. Name the column with --map settled=COLUMN, or use --from profile.`,
    });
  const saysHow = invoices.some(({ paidBy }) => paidBy !== undefined);
  const pools = new Map<string, Known[]>();
  for (const model of models) {
    const pool = pools.get(poolOf(model));
    if (pool) pool.push(...model.invoices);
    else pools.set(poolOf(model), [...model.invoices]);
  }
  return {
    from: 'history',
    name,
    profile,
    notes: notesOf({ invoices, models, firstDay, lastDay }),
    customer(drawn): CustomerSketch {
      const model = memberOf(models, drawn('model'));
      const assumed = paymentsBy({ ways: saysHow ? {} : profile.paidBy, otherwise: profile.paidOtherwise, drawn });
      const pool = model.invoices.length >= OWN_ENOUGH ? model.invoices : (pools.get(poolOf(model)) ?? model.invoices);
      return {
        segment: model.segment,
        currency: model.currency,
        deliverBy: model.byEmail ? 'email' : 'paper',
        invoicesAYear: model.invoicesAYear,
        autopay: model.autopay ?? isOf(drawn('autopay'), profile.autopay),
        declined: profile.declined / 100,
        // What a history calls settled was paid.
        credited: 0,
        invoice: (of: Drawn) => {
          const {
            disputed = isOf(of('disputed'), profile.disputed),
            partly = false,
            paidBy = assumed(of),
            ...known
          } = memberOf(pool, of('invoice'));
          return { disputed, partly, paidBy, ...known };
        },
      };
    },
  };
}

const poolOf = ({ segment, currency }: Model): string => `${currency} ${segment}`;

function modelsOf({ invoices, firstDay, lastDay }: Pick<HistoryInput, 'invoices'> & { firstDay: LocalDate; lastDay: LocalDate }): Model[] {
  const years = Math.max(30, daysBetween(firstDay, lastDay)) / 365;
  const byCustomer = new Map<string, PastInvoice[]>();
  for (const invoice of invoices) {
    const key = `${invoice.customer} ${invoice.currency}`;
    const own = byCustomer.get(key);
    if (own) own.push(invoice);
    else byCustomer.set(key, [invoice]);
  }
  return [...byCustomer]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, own]): Model[] => {
      const known = own.flatMap((invoice) => knownOf(invoice, lastDay));
      const [first] = own;
      if (known.length === 0 || !first) return [];
      const late = known.reduce((sum, { daysLate }) => sum + Math.max(0, daysLate ?? NEVER_AFTER_DAYS), 0) / known.length;
      const { currency, byEmail, autopay } = first;
      return [{ segment: segmentOf(late), currency, byEmail, autopay, invoicesAYear: Math.min(366, own.length / years), invoices: known }];
    });
}

function knownOf({ amount, issuedOn, dueOn, settledOn, disputed, partly, paidBy }: PastInvoice, lastDay: LocalDate): Known[] {
  const common = { amount, disputed, partly, paidBy, netDays: Math.max(0, daysBetween(issuedOn, dueOn)) };
  if (settledOn) return [{ daysLate: daysBetween(dueOn, settledOn), ...common }];
  return daysBetween(dueOn, lastDay) >= NEVER_AFTER_DAYS ? [{ daysLate: null, ...common }] : [];
}

function notesOf({
  invoices,
  models,
  firstDay,
  lastDay,
}: Pick<HistoryInput, 'invoices'> & { models: Model[]; firstDay: LocalDate; lastDay: LocalDate }): string[] {
  const told = models.reduce((sum, model) => sum + model.invoices.length, 0);
  const counts = SEGMENTS.map((segment) => `${models.filter((model) => model.segment === segment).length} ${segment}`).join(', ');
  const silent = invoices.length - told;
  return [
    `Sampled from ${told} invoices of ${models.length} customers (${counts}), ${firstDay} to ${lastDay}.`,
    ...(silent > 0 ? [`Left out, because they were open and not long overdue: ${silent}.`] : []),
    ...(invoices.every(({ disputed }) => disputed === undefined)
      ? ['It does not say what was disputed: that share is the profile’s.']
      : []),
    ...(invoices.every(({ paidBy }) => paidBy === undefined) ? ['It does not say by what way money came: that is the profile’s.'] : []),
    'It does not say how customers answer reminders: that is the profile’s.',
  ];
}

const memberOf = <T>(list: readonly T[], drawn: number): T => list[Math.floor(drawn * list.length)] as T;
const later = (a: LocalDate, b: LocalDate): LocalDate => (a > b ? a : b);
