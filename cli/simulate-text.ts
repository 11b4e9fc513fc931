import { decimalText, type Money, minorDigits } from '../domain/money.js';
import type { JourneyReport, MoneyReport, SimulationReport } from '../domain/simulation/report.js';

/** The report of a simulation for a person: what came in, what it took, and how sure the difference is. */
export function simulationText(report: SimulationReport): string {
  const { customers, years, start, end, seed, behaviour, journeys, differences } = report;
  const columns = journeys.map(({ name }) => name);
  const width = Math.max(18, ...columns.map((name) => name.length));
  const row = (label: string, values: string[]) => `  ${label.padEnd(32)}${values.map((value) => value.padStart(width + 2)).join('')}`;
  const each = (label: string, of: (journey: JourneyReport) => string) => row(label, journeys.map(of));
  const aYear = (count: number) => (count / customers / years).toFixed(2);
  const currencies = [...new Set(journeys.flatMap(({ money }) => money.map(({ currency }) => currency)))].sort();
  const costs = journeys[0]?.cost.currency ?? '';
  return [
    `${customers.toLocaleString('en')} customers live from ${start} to ${end}, seed ${seed}; behaviour from ${behaviour.from}: ${behaviour.name}.`,
    ...behaviour.notes.map((note) => `  ${note}`),
    '',
    row('', columns),
    ...currencies.flatMap((currency) => {
      const money = (label: string, of: (money: MoneyReport) => string) =>
        each(label, (journey) => {
          const one = journey.money.find((candidate) => candidate.currency === currency);
          return one ? of(one) : '–';
        });
      const amount = (label: string, of: (money: MoneyReport) => number) => money(label, (one) => moneyText({ amount: of(one), currency }));
      return [
        amount('invoiced', (one) => one.invoiced),
        amount('received', (one) => one.received),
        amount('open at the end', (one) => one.receivables),
        ...(journeys[0]?.money[0]?.overdue ?? []).map(({ days }, age) =>
          amount(`  overdue ${days} days`, (one) => one.overdue[age]?.amount ?? 0),
        ),
        money('DSO, simple, at the end', (one) => days(one.dsoSimple)),
        money('DSO, counted back, at the end', (one) => days(one.dsoCountback)),
        money('CEI', (one) => (one.cei === null ? '–' : `${one.cei.toFixed(1)} %`)),
        money('days open, average', (one) => days(one.daysOpen)),
        money('days overdue, average', (one) => days(one.daysOverdue)),
        '',
      ];
    }),
    ...(journeys.some(isLeft)
      ? [
          row(
            'customers in the end',
            journeys.map(() => ''),
          ),
          ...kindsOf(journeys, ({ endsIn }) => endsIn).map((kind) =>
            each(`  ${kind}`, ({ endsIn }) => `${endsIn.find((one) => one.kind === kind)?.count ?? 0}`),
          ),
          '',
        ]
      : []),
    each('messages, a customer and year', ({ messages }) => aYear(messages.reduce((sum, { count }) => sum + count, 0))),
    ...kindsOf(journeys, (journey) => journey.messages).map((kind) =>
      each(`  ${titleOf(kind)}`, ({ messages }) => aYear(messages.find((one) => one.kind === kind)?.count ?? 0)),
    ),
    each('surveys', ({ surveys }) => aYear(surveys)),
    each('tasks for people', ({ tasks }) => aYear(tasks.reduce((sum, { count }) => sum + count, 0))),
    ...kindsOf(journeys, (journey) => journey.tasks).map((kind) =>
      each(`  ${titleOf(kind)}`, ({ tasks }) => aYear(tasks.find((one) => one.kind === kind)?.count ?? 0)),
    ),
    each('collections tried', ({ charges }) => aYear(charges.tried)),
    each(currencies.every((code) => code === costs) ? 'cost, all customers' : `our own cost, in ${costs}, all`, ({ cost }) =>
      moneyText(cost),
    ),
    ...(differences.length > 0
      ? ['', 'How sure is the difference? Each customer is compared with himself.', ...differences.map(({ sentence }) => `  ${sentence}`)]
      : []),
  ].join('\n');
}

/** Whether customers became another journey's. */
export const isLeft = ({ name, endsIn }: JourneyReport): boolean => endsIn.some(({ kind }) => kind !== name);

const kindsOf = (journeys: JourneyReport[], of: (journey: JourneyReport) => { kind: string }[]): string[] => [
  ...new Set(journeys.flatMap((journey) => of(journey).map(({ kind }) => kind))),
];

/** `second-reminder` as people say it. */
export const titleOf = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('-', ' ')}`;

const days = (value: number | null): string => (value === null ? '–' : `${value.toFixed(1)} days`);

const moneyText = ({ amount, currency }: Money): string => `${currency} ${grouped(decimalText(amount, minorDigits(currency)))}`;

/** Thousands apart by commas; the amount stays exact. */
const grouped = (decimal: string): string => decimal.replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','));
