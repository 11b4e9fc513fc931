/** Journeys and stories out of a seed, as the files that people write, so that one that fails can be played by hand. */
import fc from 'fast-check';
import type { ScenarioCase } from '../../cli/scenario-files.js';
import { addDays, HOUR, isoInstant } from '../../domain/calendar.js';
import { checkJourney } from '../../domain/journey/load.js';
import { readScenarios } from '../../domain/scenario/load.js';

const TEMPLATES = ['overdue', 'second-reminder', 'third-reminder', 'final-notice'];

const ladder = fc
  .record({
    before: fc.boolean(),
    gaps: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 }),
    from: fc.constantFrom('due', 'due', 'issue', 'delivery'),
    severe: fc.boolean(),
    every: fc.option(fc.integer({ min: 2, max: 20 }), { nil: undefined }),
  })
  .map(({ before, gaps, from, severe, every }) => {
    let days = 0;
    const steps = gaps.map((gap, index) => {
      days += gap;
      const last = index === gaps.length - 1;
      return {
        name: `step-${index + 1}`,
        at: { days, from },
        do: { send: TEMPLATES[index] },
        ...(last && index > 0 && severe && { severe: true }),
        ...(last && every !== undefined && { every: { days: every } }),
      };
    });
    return before ? [{ name: 'before', at: { days: -3, from: 'due' }, do: { send: 'coming-up' } }, ...steps] : steps;
  });

const journeyFile = fc
  .record({
    at: fc.constantFrom('08:00', '09:00'),
    until: fc.constantFrom('12:00', '17:00', '20:00'),
    zone: fc.constantFrom('UTC', 'customer'),
    reminders: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
    surveys: fc.integer({ min: 0, max: 10 }),
    together: fc.boolean(),
    peace: fc.integer({ min: 0, max: 6 }),
    credit: fc.constantFrom(undefined, 'approve', 'ask'),
    limit: fc.constantFrom(50_000, 200_000),
    autopay: fc.boolean(),
    notice: fc.boolean(),
    retry: fc.option(fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 3 }), { nil: undefined }),
    steps: ladder,
    feedback: fc.boolean(),
  })
  .map(({ at, until, zone, reminders, surveys, together, peace, credit, limit, autopay, notice, retry, steps, feedback }) => ({
    journey: 'Generated',
    contact: { at, until, zone, apart: { ...(reminders !== undefined && { reminders }), surveys }, together },
    holds: { afterwards: { days: peace } },
    lanes: {
      ...(credit && {
        credit: {
          for: 'customer',
          stages: {
            'credit review': {
              rules: [
                ...(credit === 'ask' ? [{ if: { riskClass: 'high' }, do: 'ask' }] : []),
                { do: 'approve', limit: { amount: limit, currency: 'EUR' } },
              ],
              ask: { who: 'credit-desk', within: { days: 2 }, else: 'declined' },
              again: { months: 1 },
              on: { approved: 'invoicing', declined: 'end' },
            },
            invoicing: { due: { days: 14 } },
          },
        },
      }),
      collection: {
        for: 'item',
        ...(autopay && { whenever: { 'payment.failed': 'failure handling' } }),
        stages: {
          delivery: { on: { delivered: autopay ? 'autopay' : 'reminders' } },
          ...(autopay && {
            autopay: {
              ...(notice && { notice: { days: 4, template: 'we-will-collect' } }),
              on: { failed: 'failure handling', 'no autopay': 'reminders' },
            },
            'failure handling': { ...(retry && { retry: { days: retry } }), on: { 'used up': 'reminders' } },
          }),
          reminders: { steps, on: { 'used up': 'end' } },
        },
      },
      ...(feedback && {
        feedback: {
          for: 'customer',
          stages: {
            feedback: {
              csat: { after: ['dispute resolved', 'payment recovered', 'settled'], days: 1 },
              nps: { every: { months: 1 } },
              badScore: { ask: 'account-manager' },
            },
          },
        },
      }),
    },
  }));

const EVENTS = [
  'invoice',
  'invoice',
  'order',
  'pay',
  'pay',
  'pay a part',
  'pay without a reference',
  'pay the oldest',
  'apply',
  'refund',
  'charged back',
  'chargeback',
  'write off',
  'undo',
  'dispute',
  'dispute a part',
  'solve',
  'solve',
  'card',
  'fail',
  'credit note',
  'hold',
  'hold all',
  'release',
  'down',
  'answer',
  'decide',
] as const;
const CARDS = [
  'pm_card_good',
  'pm_card_no_funds',
  'pm_card_hard',
  'pm_card_ours',
  'pm_card_script_insufficient_funds__ok',
  'pm_card_script_processing_error__do_not_honor__ok',
];
const CODES = ['insufficient_funds', 'stolen_card', 'expired_card', 'AM04', 'processing_error', 'MD07'];
const DECISIONS = [
  'ours as fixed',
  'unapplied-money as done',
  'order-over-limit as release',
  'credit-review as approved',
  'undelivered as delivered',
];

const life = fc.record({
  journey: journeyFile,
  zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo'),
  deliverBy: fc.constantFrom('email', 'email', 'outside'),
  riskClass: fc.constantFrom('normal', 'high'),
  first: fc.constantFrom('2024-02-12', '2025-03-20', '2027-01-04', '2027-10-18'),
  card: fc.option(fc.constantFrom(...CARDS), { nil: undefined }),
  events: fc.array(
    fc.record({
      after: fc.constantFrom(0, 1, 3, 9, 14, 24, 33, 50, 72, 120, 240),
      what: fc.constantFrom(...EVENTS),
      pick: fc.nat(11),
      delivered: fc.boolean(),
      net: fc.integer({ min: 0, max: 20 }),
    }),
    { minLength: 5, maxLength: 12 },
  ),
});

/** As many scenarios as asked for; what they expect is left open. */
export function generatedScenarios({ count, seed }: { count: number; seed: number }): ScenarioCase[] {
  return fc.sample(life, { numRuns: count, seed }).map((one, index) => {
    const journeyText = JSON.stringify({ ...one.journey, journey: `Generated ${seed}-${index}` });
    const text = storyText({ one, name: `${seed}-${index}` });
    const { journey, findings } = checkJourney(journeyText);
    const read = readScenarios(text);
    const scenario = read.scenarios?.[0];
    if (!journey || !scenario)
      throw new Error(`The generator is wrong: ${JSON.stringify([...findings, ...read.findings])}\n${text}\n${journeyText}`);
    return { file: text, scenario, journey, journeyFile: `generated-${index}.json`, journeyText };
  });
}

function storyText({ one, name }: { one: typeof life extends fc.Arbitrary<infer Life> ? Life : never; name: string }): string {
  const lines: string[] = [];
  const invoices: string[] = [];
  let orders = 0;
  let hour = 0;
  const start = Date.parse(`${one.first}T06:00:00Z`);
  const whenAt = (hours: number): string =>
    isoInstant(start + hours * HOUR)
      .slice(0, 16)
      .replace('T', ' ');
  const tell = (sentence: string) => lines.push(`  - ${whenAt(hour)}: ${sentence}`);
  const invoice = (net: number, delivered: boolean) => {
    invoices.push(`R-${invoices.length + 1}`);
    const due = addDays(whenAt(hour).slice(0, 10), net);
    tell(`invoice ${invoices.at(-1)} over EUR ${100 * invoices.length}, due ${due}${delivered ? ', delivered' : ''}`);
  };
  if (one.card) tell(`card ${one.card} for autopay`);
  invoice(10, true);
  for (const { after, what, pick, delivered, net } of one.events) {
    hour += after;
    const named = invoices[pick % invoices.length] ?? '';
    const amount = 100 * (1 + (pick % invoices.length));
    const sentences: Record<(typeof EVENTS)[number], () => void> = {
      invoice: () => invoice(net, delivered),
      order: () => {
        orders += 1;
        tell(`order O-${orders} over EUR ${150 * (1 + (pick % 3))}`);
      },
      pay: () => tell(`payment of EUR ${amount} for ${named}`),
      'pay a part': () => tell(`payment of EUR ${amount / 4} for ${named}`),
      'pay without a reference': () => tell(`payment of EUR ${amount} without a reference`),
      'pay the oldest': () => tell(`payment of EUR ${amount}, oldest first`),
      apply: () => tell(`payment applied to ${named}`),
      refund: () => tell('payment refunded'),
      'charged back': () => tell('payment charged back, fraudulent'),
      chargeback: () => tell(`chargeback ${pick % 3 ? 'won' : 'lost'}`),
      'write off': () => tell(`write-off of ${named}, bad-debt`),
      undo: () => tell(`write-off of ${named} undone`),
      dispute: () => tell(`dispute of ${named}, wrong goods`),
      'dispute a part': () => tell(`dispute of EUR ${amount / 2} on ${named}, broken`),
      solve: () => tell(`dispute solved ${delivered ? 'for' : 'against'} the customer`),
      card: () => tell(`card ${CARDS[pick % CARDS.length]} for autopay`),
      fail: () => tell(`payment of ${named} failed with ${CODES[pick % CODES.length]}`),
      'credit note': () => tell(`credit note of EUR ${amount / 2} for ${named}`),
      hold: () => tell(`hold on ${named} until ${addDays(whenAt(hour).slice(0, 10), 1 + pick)}`),
      'hold all': () => tell('hold'),
      release: () => tell('hold released'),
      down: () => tell(`engine down until ${whenAt(hour + 1 + 7 * pick)}`),
      answer: () => tell(`survey answered ${pick}`),
      decide: () => tell(`task decided ${DECISIONS[pick % DECISIONS.length]}`),
    };
    sentences[what]();
  }
  const head = `scenario: Generated ${name}\njourney: Generated\ncustomer: { timeZone: ${one.zone}, deliverBy: ${one.deliverBy}, riskClass: ${one.riskClass} }`;
  return `${head}\nstory:\n${lines.join('\n')}\nexpect: []\nuntil: ${addDays(whenAt(hour).slice(0, 10), 30)}\n`;
}
