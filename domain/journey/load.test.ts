import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { checkJourney, loadJourney } from './load.js';

const RIGHT = `journey: Small
contact: { at: "09:00", until: "20:00", zone: Europe/Berlin, apart: { reminders: 3 } }
holds: { afterwards: { days: 5 } }
lanes:
  credit:
    for: customer
    stages:
      credit review:
        rules: [ { do: approve, limit: { amount: 500000, currency: EUR } } ]
        ask: { who: credit-desk, within: { days: 2 }, else: declined }
        on: { approved: invoicing, declined: invoicing }
      invoicing: { due: { days: 30 } }
  collection:
    for: item
    whenever: { payment.failed: failure handling }
    stages:
      delivery: { on: { delivered: autopay } }
      autopay: { on: { failed: failure handling, no autopay: reminders } }
      failure handling: { retry: { days: [3, 5] }, on: { used up: reminders } }
      reminders:
        steps:
          - { name: first, at: { days: 1, from: due }, do: { send: slip } }
          - { name: last, at: { days: 30, from: due }, do: { send: final }, severe: true }
        on: { used up: end }
`;

/** The right journey with one thing changed; where the change begins to be wrong is told by line and column. */
const wrong = (from: string, to: string): string => {
  if (!RIGHT.includes(from)) throw new Error(`The right journey has no "${from}".`);
  return RIGHT.replace(from, to);
};
const findings = (text: string): string[] => checkJourney(text).findings.map(({ at, message }) => `${at} ${message}`);

describe('a right journey', () => {
  it('has no finding, and is read with its defaults', () => {
    expect(findings(RIGHT)).toEqual([]);
    const journey = loadJourney({ text: RIGHT, file: 'small.yaml' });
    expect(journey.contact).toEqual({
      at: '09:00',
      until: '20:00',
      zone: 'Europe/Berlin',
      remindersApart: 3,
      surveysApart: 7,
      together: false,
    });
    expect(journey.peace).toEqual({ days: 5 });
    expect(journey.lanes.map(({ name, stages }) => [name, ...stages.map((stage) => stage.name)])).toEqual([
      ['credit', 'credit review', 'invoicing'],
      ['collection', 'delivery', 'autopay', 'failure handling', 'reminders'],
    ]);
    expect(journey.lanes[1]?.whenever).toEqual([{ fact: 'payment.failed', stage: 'failure handling' }]);
  });

  it('reads the same from JSON', () => {
    const json = JSON.stringify({ journey: 'J', lanes: { l: { for: 'item', stages: { delivery: { on: { delivered: 'end' } } } } } });
    expect(findings(json)).toEqual([]);
    expect(loadJourney({ text: json, file: 'j.json' }).contact).toMatchObject({ at: '09:00', until: '20:00', zone: 'customer' });
  });

  it('is each that ships', () => {
    const file = 'journeys/ladder.yaml';
    const { lanes } = loadJourney({ text: readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'), file });
    expect(lanes.flatMap(({ stages }) => stages.map(({ type }) => type))).toEqual(['delivery', 'reminders']);
  });

  it('may name a stage freely when it says its type, with or without the dash', () => {
    expect(findings(wrong('reminders:\n        steps', 'reminders:\n        type: reminders\n        steps'))).toEqual([]);
    expect(
      findings(RIGHT.replaceAll('failure handling', 'trouble').replace('trouble: { retry', 'trouble: { type: failure-handling, retry')),
    ).toEqual([]);
  });
});

describe('a wrong journey is found at its line and column, with what was expected', () => {
  it.each([
    ['a time that is none', 'at: "09:00"', 'at: "9 o’clock"', '2:16', /time of day as "HH:MM"/],
    ['hours that end before they begin', 'until: "20:00"', 'until: "08:00"', '2:32', /end \(08:00\) before they begin \(09:00\)/],
    ['a zone that is none', 'Europe/Berlin', 'Europe/Berlim', '2:47', /IANA time zone/],
    ['a setting that nobody knows', 'holds: { afterwards', 'holds: { afterward', '3:10', /"afterward" is not known here/],
    ['a lane of nobody', 'for: item', 'for: invoice', '14:10', /Expected customer, account or item/],
    [
      'a stage type that is none',
      '      invoicing: { due',
      '      invoicin: { due',
      '12:17',
      /no stage type "invoicin".*Did you mean "invoicing"\?/,
    ],
    [
      'a stage in a lane of the wrong kind',
      '      invoicing: { due: { days: 30 } }',
      '      delivery: { on: { delivered: end } }',
      '12:17',
      /"delivery" is for a lane of each invoice, and "credit" is for each customer/,
    ],
    [
      'an outcome that is none',
      'on: { delivered: autopay }',
      'on: { deliverd: autopay, delivered: autopay }',
      '17:25',
      /never ends with "deliverd".*Did you mean "delivered"\?/,
    ],
    [
      'a next stage that is none',
      'delivered: autopay',
      'delivered: autopai',
      '17:36',
      /no stage "autopai" in lane "collection".*Did you mean "autopay"\?/,
    ],
    [
      'an outcome that nothing follows',
      'failed: failure handling, no autopay: reminders',
      'failed: failure handling',
      '18:16',
      /What follows on "no autopay"\?/,
    ],
    [
      'a fact that "whenever" does not know',
      'whenever: { payment.failed',
      'whenever: { payment.fail',
      '15:17',
      /not "payment.fail".*Did you mean "payment.failed"\?/,
    ],
    [
      'a stage of "whenever" that is none',
      '{ payment.failed: failure handling }',
      '{ payment.failed: failing }',
      '15:33',
      /no stage "failing"/,
    ],
    ['a retry after no days', 'days: [3, 5]', 'days: [3, 0]', '19:46', /Expected 1 or more/],
    ['a step without a moment', 'at: { days: 1, from: due }, ', '', '22:13', /"at" is missing. Expected a map/],
    [
      'a step counted from nothing that is',
      'from: due }, do: { send: slip }',
      'from: duedate }, do: { send: slip }',
      '22:49',
      /counts from due, issue, delivery, expected, or from a step before it; "duedate" is neither/,
    ],
    ['two steps of one name', 'name: last', 'name: first', '23:13', /There is a step "first" before this one/],
    ['a step with a name that the product uses', 'name: last', 'name: collect', '23:21', /"collect" is taken by the product/],
    ['a severe first step', 'do: { send: slip } }', 'do: { send: slip }, severe: true }', '22:11', /The first step cannot be severe/],
    ['a severe step that rests on one which may lapse', 'days: 1, from: due', 'days: -1, from: due', '23:13', /may lapse unsent/],
    [
      'a step after one that repeats',
      'from: due }, do: { send: slip }',
      'from: due }, every: { days: 7 }, do: { send: slip }',
      '22:13',
      /Only the last step may repeat/,
    ],
    [
      'an approval without a limit',
      'do: approve, limit: { amount: 500000, currency: EUR }',
      'do: approve',
      '9:18',
      /A rule that approves needs a limit/,
    ],
    ['a limit in a currency that is none', 'currency: EUR', 'currency: EUX', '9:68', /ISO 4217/],
    [
      'a last rule that not everybody meets',
      '{ do: approve',
      '{ if: { riskClass: low }, do: approve',
      '9:16',
      /The last rule must have no "if"/,
    ],
    [
      'no lanes',
      RIGHT.slice(RIGHT.indexOf('lanes:')),
      '',
      '1:1',
      /The journey has no lane; give it one, like "collection, for each invoice:"/,
    ],
    ['a lane without stages', RIGHT.slice(RIGHT.indexOf('      delivery:')), '      {}\n', '17:7', /has no stage; give it at least one/],
    ['a type that every object has', 'autopay: { on', 'autopay: { type: constructor, on', '18:16', /no stage type "constructor"/],
  ])('%s', (_, from, to, at, message) => {
    const found = findings(wrong(from, to));
    expect(found.filter((finding) => finding.startsWith(`${at} `)).join('\n')).toMatch(message);
  });

  it('with the same step name in two lanes of items', () => {
    const lane = RIGHT.slice(RIGHT.indexOf('  collection:')).replace('collection:', 'second:');
    expect(findings(RIGHT + lane).join('\n')).toMatch(/The step "first" has the same name as one in collection\/reminders/);
    expect(findings(RIGHT + lane.replace('name: first', 'name: one').replace('name: last', 'name: two'))).toEqual([]);
  });

  it('with a sentence that cannot be read, and nothing else that follows from it', () => {
    const text = (asks: string) => `journey: J
collection, for each invoice:
  delivery:
    on delivered: escalation
  escalation:
    20 days after due: send Overdue
    30 days after due: send Final notice, as a formal notice
    10 days after Final notice: ask Head of AR for plan, agency or write-off, within 5 days${asks}
`;
    expect(checkJourney(text('')).findings.map(({ code }) => code)).toEqual(['sentence']);
    expect(checkJourney(text(', else plan')).findings).toEqual([]);
  });

  it('all at once, in one message with the file’s name on each line', () => {
    const text = wrong('Europe/Berlin', 'Nowhere').replace('at: "09:00"', 'at: nine');
    expect(findings(text).map((finding) => finding.split(' ')[0])).toEqual(['2:16', '2:44']);
    const stages = RIGHT.replace('delivered: autopay', 'delivered: nowhere')
      .replace('used up: reminders', 'used up: nowhere')
      .replace('days: 30 }', 'days: 999 }');
    expect(findings(stages).map((finding) => finding.split(' ')[0])).toEqual(['12:33', '17:36', '19:67']);
    expect(() => loadJourney({ text: stages, file: 'a.yaml' })).toThrow(
      expect.objectContaining({
        code: 'journey_invalid',
        at: '12:33',
        message: expect.stringMatching(/^a\.yaml:12:33: .*\na\.yaml:17:36: .*\na\.yaml:19:67: /),
      }),
    );
  });

  it.each([
    ['torn YAML', 'journey: [', /^1:\d+ This is not readable as YAML/],
    ['a key twice', 'journey: A\njourney: B\n', /^2:1 This is not readable as YAML/],
    ['nothing', '', /^1:1 Expected a map with the keys journey and lanes; found nothing/],
    ['a list', '- a\n', /^1:1 Expected a map with the keys journey and lanes; found a list/],
    [
      'aliases without end',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
        .split('')
        .map((key, n) => `${key}: &${key} [${Array(9).fill(`*${'abcdefg'[n]}`).join(',')}]`)
        .join('\n')}\n`,
      /^2:8 Something stands again by its alias/,
    ],
  ])('%s: it says so and never throws', (_, text, message) => {
    expect(findings(text).join('\n')).toMatch(message);
  });
});
