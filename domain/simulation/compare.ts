/** Differences as the report tells them: which figures are compared, by what, and in what words. */
import { minorDigits } from '../money.js';
import { type Difference, isSure, type PairedSample, pairedDifference } from './difference.js';
import { rounded } from './ratios.js';
import type { CustomerTally, Tally } from './tally.js';

export interface DifferenceReport {
  what: DifferenceKind;
  unit: string;
  /** Of money; null for counts. */
  currency: string | null;
  first: number;
  second: number;
  difference: number;
  /** The 95 % interval; null where there are too few customers. */
  from: number | null;
  to: number | null;
  /** More than chance, at 95 %. */
  sure: boolean;
  sentence: string;
}
export type DifferenceKind = 'days open' | 'days overdue' | 'share received' | 'messages' | 'tasks' | 'cost';

interface CompareInput {
  /** One journey has nothing to be compared with. */
  journeys: { name: string; tally: Tally }[];
  /** Of the costs. */
  currency: string;
  years: number;
}

/** The first journey less the second, customer by customer. */
export function differencesOf({ journeys: [first, second], currency, years }: CompareInput): DifferenceReport[] {
  if (!first || !second) return [];
  const names: Names = { first: first.name, second: second.name };
  const currencies = [...new Set(first.tally.customers.map((own) => own.currency))].sort();
  const samples = (of: (own: CustomerTally, against: CustomerTally) => PairedSample[]): PairedSample[] =>
    first.tally.customers.flatMap((own, at) => of(own, second.tally.customers[at] as CustomerTally));
  const ofMoney = (code: string, what: DifferenceKind, unit: string, of: (own: CustomerTally) => number) => {
    const ours = samples((own, against) => (own.currency === code ? [{ first: of(own), second: of(against), per: own.invoiced }] : []));
    return told({ what, unit, currency: code, names, alone: currencies.length === 1, found: pairedDifference(ours) });
  };
  const aYear = (what: DifferenceKind, unit: string, of: (own: CustomerTally) => number) => {
    const all = samples((own, against) => [{ first: of(own), second: of(against), per: years }]);
    return told({ what, unit, currency: null, names, alone: true, found: pairedDifference(all) });
  };
  return [
    ...currencies.flatMap((code) => [
      ...ofMoney(code, 'days open', 'days', (own) => own.openDays),
      ...ofMoney(code, 'days overdue', 'days', (own) => own.overdueDays),
      ...ofMoney(code, 'share received', '%', (own) => own.received * 100),
    ]),
    ...aYear('messages', 'a customer and year', (own) => own.messages),
    ...aYear('tasks', 'a customer and year', (own) => own.tasks),
    ...aYear('cost', `${currency} a customer and year`, (own) => own.cost / 10 ** minorDigits(currency)),
  ];
}

interface Names {
  first: string;
  second: string;
}
interface Told extends Pick<DifferenceReport, 'what' | 'unit' | 'currency'> {
  names: Names;
  /** No other currency is compared. */
  alone: boolean;
  found: Difference | null;
}

function told({ found, ...about }: Told): DifferenceReport[] {
  if (!found) return [];
  const { first, second, difference, from, to } = found;
  return [
    {
      what: about.what,
      unit: about.unit,
      currency: about.currency,
      first: rounded(first),
      second: rounded(second),
      difference: rounded(difference),
      from: rounded(from),
      to: rounded(to),
      sure: isSure(found),
      sentence: sentenceOf({ ...about, found }),
    },
  ];
}

const SAID: Readonly<Record<DifferenceKind, { of: string; says(by: string, more: boolean): string }>> = {
  'days open': { of: 'how long money is open', says: (by, more) => `is paid ${by} days ${more ? 'later' : 'sooner'} on average` },
  'days overdue': {
    of: 'how long money is overdue',
    says: (by, more) => `leaves money overdue ${by} days ${more ? 'longer' : 'less'} on average`,
  },
  'share received': {
    of: 'the share that comes in',
    says: (by, more) => `brings in ${by} percentage points ${more ? 'more' : 'less'} of what was invoiced`,
  },
  messages: { of: 'messages', says: (by, more) => `sends a customer ${by} ${more ? 'more' : 'fewer'} messages a year` },
  tasks: { of: 'tasks', says: (by, more) => `gives people ${by} ${more ? 'more' : 'fewer'} tasks for a customer in a year` },
  cost: { of: 'cost', says: (by, more) => `costs ${by} ${more ? 'more' : 'less'} for a customer in a year` },
};

function sentenceOf({ what, unit, currency, names, alone, found }: Omit<Told, 'found'> & { found: Difference }): string {
  const { difference, from, to } = found;
  const code = what === 'cost' ? `${unit.slice(0, 3)} ` : '';
  const digits = what === 'cost' || Math.abs(difference) < 0.95 ? 2 : 1;
  const number = (value: number) => `${code}${Math.abs(value).toFixed(digits)}`;
  const signed = (value: number) => `${value < 0 ? '−' : '+'}${number(value)}`;
  const subject = alone ? `“${names.first}”` : `“${names.first}”, in ${currency},`;
  if (difference === 0 && from === 0 && to === 0) return `${subject} and “${names.second}” do not differ in ${SAID[what].of}.`;
  const said = `${subject} ${SAID[what].says(number(difference), difference > 0)} than “${names.second}”`;
  if (from === null || to === null) return `${said}; one customer says nothing about how sure that is.`;
  const [least, most] = difference > 0 ? [from, to] : [-to, -from];
  return isSure(found)
    ? `${said}: with 95 % confidence between ${number(least)} and ${number(most)}.`
    : `${said} here, which may be chance: with 95 % confidence the true difference lies between ${signed(from)} and ${signed(to)}.`;
}
