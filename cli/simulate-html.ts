/** The report of a simulation as one HTML file: no script, no request, nothing beside it. */
import { escapeHtml as escaped } from '../adapters/templates/markdown.js';
import { decimalText, formatMoney, type Money, minorDigits } from '../domain/money.js';
import type { DifferenceReport } from '../domain/simulation/compare.js';
import type { JourneyReport, MoneyReport, SimulationReport } from '../domain/simulation/report.js';
import { barChart, lineChart, rowChart, type Series, stackedChart, whisker } from './simulate-charts.js';
import { HOW_RECKONED } from './simulate-notes.js';
import { SIMULATION_STYLE } from './simulate-style.js';
import { isLeft, titleOf } from './simulate-text.js';

const TONES = ['first', 'second'] as const;

export function simulationHtml(report: SimulationReport): string {
  const { journeys, customers, years, start, end, seed, behaviour } = report;
  const [first, second] = journeys.map(({ name }) => escaped(name));
  const title = second === undefined ? first : `${first} against ${second}`;
  const heading =
    second === undefined
      ? `<b class="first">${first}</b>`
      : `<b class="first">${first}</b> <span class="against">against</span> <b class="second">${second}</b>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}: simulation</title>
<style>${SIMULATION_STYLE}</style>
</head>
<body>
<main>
<header>
<p class="over">Simulation</p>
<h1>${heading}</h1>
<p class="lead">${customers.toLocaleString('en')} customers live from ${start} to ${end} (${years === 1 ? 'one year' : `${years} years`})${second === undefined ? '' : ', each through both journeys with the same luck'}. How they pay comes from ${behaviour.from === 'profile' ? 'the profile' : 'history:'} ${escaped(behaviour.name)}. Seed ${escaped(seed)}.</p>
</header>
${report.differences.length > 0 ? sureness(report.differences) : ''}
${currenciesOf(journeys)
  .map((currency) => moneySection({ currency, journeys, alone: currenciesOf(journeys).length === 1 }))
  .join('\n')}
${workSection(report)}
${assumptions(report)}
${HOW_RECKONED}
</main>
</body>
</html>
`;
}

/** Where more is better; of everything else less is. */
const MORE_IS_BETTER: readonly DifferenceReport['what'][] = ['share received'];

function sureness(differences: DifferenceReport[]): string {
  const items = differences.map((one) => {
    const { what, sure, from, to, difference, sentence } = one;
    const good = difference > 0 === MORE_IS_BETTER.includes(what);
    const tone = !sure ? 'unsure' : good ? 'good' : 'bad';
    const badge = !sure ? (difference === 0 ? 'no difference' : 'may be chance') : good ? 'better' : 'worse';
    const picture =
      from === null || to === null ? '' : whisker({ from, to, value: difference, tone, says: `Difference with its interval: ${sentence}` });
    return `<li><div><span class="badge ${tone}">${badge}</span>${escaped(sentence)}</div>${picture}</li>`;
  });
  return `<h2>What differs, and how sure that is</h2>\n<ul class="sure card">${items.join('\n')}</ul>`;
}

function moneySection({ currency, journeys, alone }: { currency: string; journeys: JourneyReport[]; alone: boolean }): string {
  const told = journeys.flatMap(({ name, money }, at) => {
    const one = money.find((candidate) => candidate.currency === currency);
    return one ? [{ name, tone: TONES[at] ?? 'first', money: one }] : [];
  });
  const labels = told[0]?.money.months.map(({ to }) => monthOf(to)) ?? [];
  const tick = (value: number) => compact(value, currency);
  const cell = (value: number) => formatMoney({ amount: value, currency });
  const over = (of: (month: MoneyReport['months'][number]) => number | null): Series[] =>
    told.map(({ name, tone, money }) => ({ name, tone, values: money.months.map(of) }));
  const tile = (label: string, unit: string, of: (money: MoneyReport) => string) =>
    tileOf({ label, unit, values: told.map(({ name, tone, money }) => ({ name, tone, text: of(money) })) });
  const most = Math.max(...told.flatMap(({ money }) => money.months.map(({ receivables }) => receivables)));
  const days = (value: number | null) => (value === null ? '–' : value.toFixed(1));
  return `<h2>Money${alone ? '' : ` in ${currency}`}</h2>
<div class="tiles">
${tile('DSO, simple', 'days, at the end', ({ dsoSimple }) => days(dsoSimple))}
${tile('DSO, counted back', 'days, at the end', ({ dsoCountback }) => days(dsoCountback))}
${tile('CEI', '% of what could be collected', ({ cei }) => days(cei))}
${tile('Open', 'days, on average', ({ daysOpen }) => days(daysOpen))}
${tile('Overdue', 'days, on average', ({ daysOverdue }) => days(daysOverdue))}
${tile('Received', `of ${compact(told[0]?.money.invoiced ?? 0, currency)}`, ({ received }) => compact(received, currency))}
</div>
<div class="charts">
${lineChart({ title: 'Days sales outstanding', says: 'At the end of each month, by the sales of three months.', labels, series: over((month) => month.dsoSimple), tick: (value) => `${value}`, cell: (value) => `${value.toFixed(1)} days` })}
${barChart({ title: 'Cash received', says: 'In each month.', labels, series: over((month) => month.received), tick, cell })}
${told.length === 2 ? gainChart({ told, labels, tick, cell }) : ''}
${lineChart({ title: 'Collection effectiveness', says: 'Of what could be collected in a month, how much was.', labels, series: over((month) => month.cei), tick: (value) => `${value} %`, cell: (value) => `${value.toFixed(1)} %` })}
${told.map(({ name, money }) => ageChart({ name, money, labels, most, tick, cell })).join('\n')}
</div>`;
}

type Told = { name: string; tone: string; money: MoneyReport };

/** How much more, or less, the first journey has brought in by the end of each month. */
function gainChart({
  told,
  labels,
  tick,
  cell,
}: {
  told: Told[];
  labels: string[];
  tick(value: number): string;
  cell(value: number): string;
}): string {
  let sum = 0;
  const ahead = (told[0]?.money.months ?? []).map(({ received }, month) => {
    sum += received - (told[1]?.money.months[month]?.received ?? 0);
    return sum;
  });
  const series: Series[] = [
    { name: 'more received so far', tone: 'gain', values: ahead.map((value) => Math.max(0, value)) },
    { name: 'less received so far', tone: 'loss', values: ahead.map((value) => Math.min(0, value)) },
  ];
  return barChart({
    title: `Cash ahead of ${told[1]?.name ?? ''}`,
    says: 'All that came in up to the end of each month, first journey less second.',
    labels,
    series,
    tick,
    cell,
  });
}

function ageChart({
  name,
  money,
  labels,
  most,
  tick,
  cell,
}: {
  name: string;
  money: MoneyReport;
  labels: string[];
  most: number;
  tick(value: number): string;
  cell(value: number): string;
}): string {
  const series: Series[] = [
    { name: 'not due', tone: 'age0', values: money.months.map(({ current }) => current) },
    ...money.overdue.map(({ days }, age) => ({
      name: `${days} days overdue`,
      tone: `age${age + 1}`,
      values: money.months.map(({ overdue }) => overdue[age] ?? 0),
    })),
  ];
  return stackedChart({ title: `Open by age: ${name}`, says: 'What was open at the end of each month.', labels, series, most, tick, cell });
}

function workSection({ journeys, customers, years }: SimulationReport): string {
  const aYear = (count: number) => count / customers / years;
  const tile = (label: string, unit: string, of: (journey: JourneyReport) => string) =>
    tileOf({ label, unit, values: journeys.map((journey, at) => ({ name: journey.name, tone: TONES[at] ?? 'first', text: of(journey) })) });
  const total = (counts: { count: number }[]) => counts.reduce((sum, { count }) => sum + count, 0);
  const yearly = { of: aYear, text: (value: number) => value.toFixed(2) };
  const counted = { of: (count: number) => count, text: String };
  const chart = (title: string, says: string, of: (journey: JourneyReport) => { kind: string; count: number }[], shown = yearly) => {
    const kinds = [...new Set(journeys.flatMap((journey) => of(journey).map(({ kind }) => kind)))];
    if (kinds.length === 0) return '';
    return rowChart({
      title,
      says,
      labels: kinds.map(titleOf),
      series: journeys.map((journey, at) => ({
        name: journey.name,
        tone: TONES[at] ?? 'first',
        values: kinds.map((kind) => shown.of(of(journey).find((one) => one.kind === kind)?.count ?? 0)),
      })),
      tick: shown.text,
      cell: shown.text,
    });
  };
  const apart = journeys.find(({ cost }) => currenciesOf(journeys).some((code) => code !== cost.currency));
  const ownCost = apart ? `all customers, in ${apart.cost.currency}: not converted` : 'all customers';
  return `<h2>What it takes</h2>
<div class="tiles">
${tile('Messages', 'a customer and year', ({ messages }) => aYear(total(messages)).toFixed(1))}
${tile('Surveys', 'a customer and year', ({ surveys }) => aYear(surveys).toFixed(1))}
${tile('Tasks for people', 'a customer and year', ({ tasks }) => aYear(total(tasks)).toFixed(2))}
${tile('Collections tried', 'a customer and year', ({ charges }) => aYear(charges.tried).toFixed(1))}
${tile('Our own cost', ownCost, ({ cost }) => formatMoney(cost))}
</div>
<div class="charts">
${chart('Messages by kind', 'For one customer in a year.', ({ messages }) => messages)}
${chart('Tasks by kind', 'For one customer in a year.', ({ tasks }) => tasks)}
${journeys.some(isLeft) ? chart('Customers in the end', 'Those who became another journey’s are in that one.', ({ endsIn }) => endsIn, counted) : ''}
</div>`;
}

function assumptions({ behaviour: { from, name, notes, assumed, costs }, segments, customers }: SimulationReport): string {
  const share = (count: number) => `${((100 * count) / customers).toFixed(0)} %`;
  const said: [string, string][] = [
    ['Source', `${from === 'profile' ? 'Profile' : 'History'}: ${name}. ${notes.join(' ')}`],
    ['Segments', segments.map((segment) => `${segment.name} ${share(segment.customers)}`).join(' · ')],
    [
      'Contacts are heeded',
      `reminder ${assumed.reminder} %, formal notice ${assumed.notice} %, message about a failed payment ${assumed.failure} %, call ${assumed.call} %; by one who would never pay ${assumed.never} %`,
    ],
    [
      'A heeded contact',
      `leaves ${assumed.shortensTo} % of the remaining delay; each contact of the thirty days before leaves ${assumed.fatigue} % of the chance`,
    ],
    [
      'Costs',
      Object.entries(costs)
        .map(([what, cost]) => `${what} ${plain(cost)}`)
        .join(' · '),
    ],
  ];
  return `<h2>What was assumed</h2>\n<dl class="card">${said.map(([term, text]) => `<dt>${escaped(term)}</dt><dd>${escaped(text)}</dd>`).join('\n')}</dl>`;
}

interface Tile {
  label: string;
  unit: string;
  values: { name: string; tone: string; text: string }[];
}

const tileOf = ({ label, unit, values }: Tile): string =>
  `<section class="card tile"><h3>${escaped(label)}</h3><p class="unit">${escaped(unit)}</p>${values
    .map(
      ({ name, tone, text }) =>
        `<p class="value"><i class="swatch ${tone}" role="img" aria-label="${escaped(name)}"></i><strong>${escaped(text)}</strong></p>`,
    )
    .join('')}</section>`;

const currenciesOf = (journeys: JourneyReport[]): string[] =>
  [...new Set(journeys.flatMap(({ money }) => money.map(({ currency }) => currency)))].sort();

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const monthOf = (date: string): string => `${MONTHS[Number(date.slice(5, 7)) - 1]} ${date.slice(2, 4)}`;

/** An amount of minor units to three digits, for axes and tiles. */
const compact = (amount: number, currency: string): string =>
  new Intl.NumberFormat('en', { style: 'currency', currency, notation: 'compact', maximumSignificantDigits: 3 }).format(
    amount / 10 ** minorDigits(currency),
  );

const plain = ({ amount, currency }: Money): string => `${currency} ${decimalText(amount, minorDigits(currency))}`;
