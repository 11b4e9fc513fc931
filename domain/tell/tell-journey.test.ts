import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Journey } from '../journey/journey.js';
import { checkJourney, loadJourney } from '../journey/load.js';
import { STAGE_TYPES } from '../stages/index.js';
import { tellCustomer } from './tell-customer.js';
import { type ToldStage, tellJourney } from './tell-journey.js';
import { journeyText } from './tell-text.js';
import { touchPointsOf } from './touch-points.js';
import { isAnchor, LOCALES, type Locale } from './words.js';

const load = (text: string) => loadJourney({ text, file: 'told.yaml' });
const shipped = (name: string) => load(readFileSync(new URL(`../../journeys/${name}.yaml`, import.meta.url), 'utf8'));
const page = (type: string) => readFileSync(new URL(`../stages/${type.replaceAll(' ', '-')}/README.md`, import.meta.url), 'utf8');

/** The journey of one stage with these settings. */
const stageOf = ({ type, settings, locale = 'en' }: { type: string; settings: string; locale?: Locale }): ToldStage => {
  const { lanes, outcomes } = STAGE_TYPES[type] ?? { lanes: [], outcomes: [] };
  const on = outcomes.map((outcome) => `${outcome}: end`).join(', ');
  const journey = load(
    `{ journey: One, lanes: { lane: { for: ${lanes[0]}, stages: { ${type}: { ${settings ? `${settings}, ` : ''}on: { ${on} } } } } } }`,
  );
  return tellJourney({ journey, locale }).lanes[0]?.stages[0] as ToldStage;
};
const sentences = (stage: ToldStage): string[] => [...stage.steps.map(({ sentence }) => sentence), ...stage.standing];

describe.each(LOCALES)('in %s', (locale) => {
  it.each(Object.keys(STAGE_TYPES))('a stage of type %s has words for what it does and for each of its outcomes', (name) => {
    const type = STAGE_TYPES[name];
    const example = /```yaml\n([\s\S]*?)```/.exec(page(name))?.[1]?.replace(/^(?=.)/gm, '      ') ?? '';
    const journey = load(`journey: Example\nlanes:\n  lane:\n    for: ${type?.lanes[0]}\n    stages:\n${example}`);
    const stage = tellJourney({ journey, locale }).lanes[0]?.stages[0] as ToldStage;
    const config = journey.lanes[0]?.stages[0]?.config;
    // In what a stage never ends by its settings, it is not told to end.
    const ends = type?.outcomes.filter((outcome) => type.mayEnd?.({ config, outcome }) !== false);
    expect(stage.outcomes.map(({ outcome }) => outcome)).toEqual(ends);
    for (const { sentence } of stage.outcomes) expect(sentence).not.toMatch(/it ends with|er mit .* endet/);
    expect(stage.about).toMatch(/^\p{Lu}.*\.$/u);
    expect(stage.steps.length).toBeGreaterThan(0);
    for (const sentence of [...sentences(stage), ...stage.outcomes.map((outcome) => outcome.sentence)])
      expect(sentence).toMatch(/^[\p{Lu}“„\d].*[.]$/u);
  });

  it('every fact that "whenever" knows has words', () => {
    const { findings } = checkJourney(
      '{ journey: A, lanes: { l: { for: item, whenever: { x: s }, stages: { s: { type: delivery, on: { delivered: end } } } } } }',
    );
    const facts = /knows (.*), not "x"/.exec(findings?.[0]?.message ?? '')?.[1]?.split(', ') ?? [];
    expect(facts.length).toBeGreaterThan(2);
    for (const fact of facts) {
      const journey = load(
        `{ journey: A, lanes: { l: { for: item, whenever: { ${fact}: s }, stages: { s: { type: delivery, on: { delivered: end } } } } } }`,
      );
      expect(tellJourney({ journey, locale }).lanes[0]?.whenever[0]?.sentence).not.toContain(fact);
    }
  });
});

it('where only cheques fail, nothing is told of collections, neither to us nor to customers', () => {
  const cheques = shipped('cheque-payers');
  const collection = tellJourney({ journey: cheques, locale: 'en' }).lanes.find(({ name }) => name === 'collection');
  const failures = collection?.stages.find(({ name }) => name === 'failure handling') as ToldStage;
  expect(failures.about).toBe('Handles a cheque that came back by its reason; all invoices that it was for wait in it together.');
  for (const sentence of sentences(failures)) expect(sentence).toMatch(/^If a cheque comes back /);
  const told = JSON.stringify(tellCustomer({ journey: cheques, locale: 'en' }));
  expect(told).toContain('If your cheque comes back, we tell you why');
  expect(told).not.toContain('a collection fails');
  expect(JSON.stringify(touchPointsOf({ journey: cheques, locale: 'en' }))).not.toContain('collection failed');
});

it('every date that a moment may count from has words', () => {
  const { findings } = checkJourney(
    '{ journey: A, lanes: { l: { for: item, stages: { reminders: { steps: [{ name: a, at: { days: 1, from: x }, do: { send: t } }], on: { used up: end } } } } } }',
  );
  const dates = /counts from (.*), or from a step/.exec(findings?.map(({ message }) => message).join('\n') ?? '')?.[1]?.split(', ') ?? [];
  expect(dates.length).toBeGreaterThan(2);
  expect(dates.filter((date) => !isAnchor(date))).toEqual([]);
});

describe('a journey in sentences', () => {
  it('says of the standard journey who is contacted when, and what each stage does and leads to', () => {
    const text = journeyText(tellJourney({ journey: shipped('standard-b2b'), locale: 'en' }));
    for (const line of [
      'Standard B2B',
      '  Reminders, announcements of a collection and surveys go at 09:00 and never outside 09:00 to 17:00, on business days, where the customer is; all else goes at once.',
      '  Between two reminders of an invoice lie at least 3 days.',
      '  After a hold, such as a dispute, an invoice is left in peace for 5 days.',
      'Who counts as what',
      '  “good payer” holds from customer.averageDaysLate <= 2 on, until customer.averageDaysLate > 5.',
      'Lane credit, for each customer',
      '     - If the customer counts as “good payer”, credit of €20,000.00 is approved.',
      '     - Otherwise credit of €5,000.00 is approved.',
      '     > If credit is declined, it goes on with “invoicing”.',
      'Lane collection, for each invoice',
      '  Whenever a payment fails, it goes to “failure handling”, out of any stage of the lane.',
      '     > If the customer has not agreed to collection, or the one collection is spent, it goes on with “reminders”.',
      '     - coming-up: 3 days before the due date “coming-up” is sent. It lapses when the due date begins. It is left out for customers who count as “good payer”.',
      '     - slipped-through: 1 day after the due date “did-it-slip-through” is sent.',
      '     - second-reminder: 10 days after the due date “second-reminder” is sent. Customers who count as “slow payer” get firmer words: “second-reminder-firmer”.',
      '     - final-notice: 30 days after the due date “final-notice” is sent by email and letter to the finance director. Where the customer has no such contact it goes to the next lower one, at last to the usual one. It is severe and goes alone.',
      '     - hold-new-orders: 10 days after “final-notice” new orders are held, until the invoice is paid, or disputed, promised or held itself. It is severe: never less than 10 days after “final-notice” really went.',
      'Lane feedback, for each customer',
    ])
      expect(text.split('\n')).toContain(line);
  });

  it('says the same in German', () => {
    const text = journeyText(tellJourney({ journey: shipped('standard-b2b'), locale: 'de' }));
    for (const line of [
      '  „good payer“ gilt ab customer.averageDaysLate <= 2, bis customer.averageDaysLate > 5.',
      'Bahn collection, für jede Rechnung',
      '  Immer wenn eine Zahlung fehlschlägt, geht es aus jedem Abschnitt der Bahn nach „failure handling“.',
      '     - coming-up: 3 Tage vor Fälligkeit geht „coming-up“ hinaus. Mit Beginn des Fälligkeitstags verfällt es. Kunden, die als „good payer“ gelten, bekommen ihn nicht.',
      '     > Wenn der Kredit abgelehnt ist, geht es mit „invoicing“ weiter.',
      '     - Sonst wird ein Kredit von 5.000,00\u00a0€ gewährt.',
    ])
      expect(text.split('\n')).toContain(line);
    expect(text).not.toMatch(/\b(the|is|after|sent)\b/);
  });

  it('says by which condition somebody counts as something, and nothing of it where nobody is told apart', () => {
    const cheques = journeyText(tellJourney({ journey: shipped('cheque-payers'), locale: 'en' })).split('\n');
    expect(cheques).toContain('  “newcomer” holds as long as customer.monthsKnown < 12.');
    const { journey } = checkJourney('{ journey: A, lanes: { l: { for: item, stages: { delivery: { on: { delivered: end } } } } } }');
    expect(journeyText(tellJourney({ journey: journey as Journey, locale: 'en' }))).not.toContain('Who counts as what');
  });

  it('follows the settings: what differs in the file differs in the words', () => {
    const failure = (settings: string) => sentences(stageOf({ type: 'failure handling', settings })).join('\n');
    expect(failure('')).toContain('tried again after 1, 2, 2 and 2 days (each counted from the try before it)');
    expect(failure('retry: { days: [3, 5] }')).toContain('tried again after 3 and 5 days');
    expect(failure('retry: { days: [3] }')).toContain('tried again after 3 days.');
    expect(failure('')).toContain('after 10 minutes, 1 hour, 4 hours, 1 day and 1 day');
    expect(failure('ask: { within: { days: 9 } }')).toContain('time for another within 9 days');
    expect(failure('tell: { funds: broke }')).toContain('“broke” is sent once');
    const autopay = (settings: string) => sentences(stageOf({ type: 'autopay', settings })).join('\n');
    expect(autopay('')).toContain('Nothing is told beforehand.');
    expect(autopay('collect: { days: 2 }')).toContain('drawn 2 days after the due date');
    const invoicing = (settings: string) => sentences(stageOf({ type: 'invoicing', settings })).join('\n');
    expect(invoicing('')).toContain('else after the customer’s own terms');
    expect(invoicing('due: { days: 0 }')).toContain('else on the day of issue');
    const review = (settings: string) => sentences(stageOf({ type: 'credit review', settings })).join('\n');
    expect(review('rules: [{ do: decline }], ask: { who: desk, within: { days: 0 }, else: approved }')).toContain(
      'Who is asked is “desk”, to decide by the end of the same day; without an answer credit counts as approved.',
    );
    expect(review('rules: [{ do: decline }], ask: { who: desk, within: { days: 0 }, else: nobody }')).toContain('counts as declined');
    const reminders = (step: string) =>
      sentences(stageOf({ type: 'reminders', settings: `steps: [{ name: a, at: { days: 1, from: due }, do: { send: t } }, ${step}]` }));
    expect(reminders('{ name: b, at: { days: 8, from: due }, do: { send: t }, every: { days: 14 } }')[1]).toBe(
      '8 days after the due date “t” is sent. It comes again every 14 days while something is owed.',
    );
    expect(reminders('{ name: b, at: { days: 8, from: issue }, do: { send: t }, severe: true }')[1]).toContain(
      'It is severe and goes alone.',
    );
    expect(sentences(stageOf({ type: 'feedback', settings: '' }))).toContain('Nothing is asked.');
    expect(
      sentences(stageOf({ type: 'feedback', settings: 'csat: { after: [settled], days: 0 }, badScore: { ask: boss }' })).join('\n'),
    ).toMatch(/Once an invoice is settled the customer is asked[\s\S]*at or below CSAT 2 opens a task for “boss”/);
  });

  it('shows names of the file as text of one line', () => {
    const read = load(
      JSON.stringify({
        journey: 'J-hidden-[31m',
        lanes: {
          constructor: {
            for: 'item',
            stages: {
              'toString\nEnd': { type: 'delivery', template: 'a-hidden-b\n', on: { delivered: 'hasOwnProperty' } },
              hasOwnProperty: { type: 'autopay', on: { failed: 'end', 'no autopay': 'end' } },
            },
          },
        },
      }),
    );
    // A file with such characters is refused; what comes from elsewhere is shown all the same.
    const journey: Journey = JSON.parse(JSON.stringify(read).replaceAll('J-hidden-', 'J\\u001b').replaceAll('-hidden-', '\u202e'));
    const text = journeyText(tellJourney({ journey, locale: 'en' }));
    expect(text).toContain('J\ufffd[31m\n');
    expect(text).toContain('Lane constructor, for each invoice');
    expect(text).toContain('1. toString End (delivery)');
    expect(text).toContain('“a\ufffdb” is sent');
    expect(text).toContain('goes on with “hasOwnProperty”');
  });
});

it('says in which journey its customers go on, and when', () => {
  const journey = load(
    'journey: Cheques\nbecomes: [{ journey: Portal payers, after: { payments: 3, by: online } }, { journey: Worse, segment: high-risk }]\ncollection, for each invoice:\n  delivery:\n    on delivered: end\n',
  );
  const told = (locale: Locale) => tellJourney({ journey, locale }).standing.join('\n');
  expect(told('en')).toContain('Whoever has paid 3 invoices online in a row goes on in the journey “Portal payers”;');
  expect(told('en')).toContain('Whoever is in “high-risk” goes on in the journey “Worse”;');
  expect(told('de')).toContain('Wer 3 Rechnungen hintereinander online bezahlt hat, geht in der Journey „Portal payers“ weiter;');
  expect(told('de')).toContain('geht in der Journey „Worse“ weiter;');
});
