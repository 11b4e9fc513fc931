import { describe, expect, it } from '@jest/globals';
import { readScenarios } from './load.js';

const RIGHT = `scenario: One is paid
journey: Standard B2B
customer: { country: AT, timeZone: Europe/Vienna, creditLimit: EUR 5000, netDays: 14 }
story:
  - 2026-03-02: invoice R-17 over EUR 1000, due 2026-04-01
  - 2026-03-30 14:00: payment of EUR 1000 for R-17
expect:
  - 2026-03-30: settled R-17   # on that day
never: [ charge ]
until: 2026-12-31
`;
const findings = (text: string): string[] => readScenarios(text).findings.map(({ at, message }) => `${at} ${message}`);
const wrong = (from: string, to: string): string[] => {
  if (!RIGHT.includes(from)) throw new Error(`The right scenario has no "${from}".`);
  return findings(RIGHT.replace(from, to));
};

describe('a right file', () => {
  it('is read with its story, what is expected and where each stands', () => {
    const { scenarios, findings: found } = readScenarios(RIGHT);
    expect(found).toEqual([]);
    expect(scenarios).toMatchObject([
      {
        name: 'One is paid',
        journey: 'Standard B2B',
        customer: {
          country: 'AT',
          timeZone: 'Europe/Vienna',
          currency: 'EUR',
          creditLimit: 500_000,
          creditStatus: 'approved',
          netDays: 14,
        },
        story: [
          { when: { on: '2026-03-02' }, place: '5:17' },
          { when: { on: '2026-03-30', time: '14:00' }, place: '6:23' },
        ],
        expect: [{ meaning: { line: 'settled', invoices: ['R-17'] }, place: '8:17' }],
        never: [{ name: 'charge', place: '9:10' }],
        until: '2026-12-31',
      },
    ]);
  });

  it('may hold several scenarios, and ends with the last day that it names', () => {
    const { scenarios } = readScenarios(`${RIGHT.replace('until: 2026-12-31\n', '')}---\n${RIGHT.replace('One', 'Another')}`);
    expect(scenarios?.map(({ name, until, place }) => [name, until, place])).toEqual([
      ['One is paid', '2026-03-30', '1:1'],
      ['Another is paid', '2026-12-31', '11:1'],
    ]);
  });
});

describe('a wrong file is found at its line and column', () => {
  it.each([
    ['a word inside a sentence', 'for R-17', 'fro R-17', '6:43', /found "fro"\. Did you mean "for"/],
    ['a word inside a quoted sentence', 'payment of EUR 1000 for R-17', '"payment of EUR 1000 fro R-17"', '6:44', /found "fro"/],
    ['a word in a sentence over two lines', 'payment of EUR 1000 for R-17', 'payment of\n      EUR 1000 fro R-17', '7:16', /found "fro"/],
    ['an unknown invoice', 'for R-17', 'for R-71', '6:47', /no invoice or order "R-71" by then; there are R-17\. Did you mean "R-17"/],
    ['an invoice that nobody issued', 'settled R-17', 'settled R-18', '8:25', /no invoice or order "R-18"/],
    ['an unknown key', 'until:', 'untill:', '10:1', /"untill" is not known here.*Did you mean "until"/],
    ['a missing key', 'journey: Standard B2B\n', '', '1:1', /"journey" is missing/],
    ['a date that is none', '2026-03-02:', '2026-02-30:', '5:5', /Expected a date and a sentence.*found "2026-02-30"/],
    ['a time that is none', '14:00', '25:00', '6:5', /found "2026-03-30 25:00"/],
    ['a fact before the one above it', '2026-03-30 14:00', '2026-03-01', '6:5', /2026-03-01 is before 2026-03-02/],
    ['an end before the end', 'until: 2026-12-31', 'until: 2026-03-29', '10:8', /ends before 2026-03-30/],
    [
      'an unknown setting of the customer',
      'netDays: 14',
      'netDay: 14',
      '3:74',
      /"netDay" is not known of a customer.*Did you mean "netDays"/,
    ],
    ['a setting’s value', 'netDays: 14', 'netDays: soon', '3:83', /Expected a whole number from 0 to 365; found "soon"/],
    ['a sentence alone', '2026-03-02: invoice', 'invoice', '5:5', /Expected a date and a sentence/],
    ['no sentence', ': settled R-17', ':', '8:5', /Expected a sentence after the date/],
    [
      'a colon without quotes',
      'payment of EUR 1000 for R-17',
      'payment of R-17 failed: x',
      '6:23',
      /A second colon stands in this line; put what has one in quotes/,
    ],
    [
      'a task of no kind',
      'payment of EUR 1000 for R-17',
      'task decided credit-reviews as approved',
      '6:36',
      /Did you mean "credit-review"/,
    ],
    ['an outcome of no task', 'payment of EUR 1000 for R-17', 'task decided ours as fix', '6:44', /with fixed or used up, not "fix"/],
    ['an engine that is back before', 'payment of EUR 1000 for R-17', 'engine down until 2026-03-30', '6:41', /name a later moment/],
    ['an alias', 'settled R-17 ', '*x ', '8:5', /Expected a sentence after/],
  ])('%s', (_what, from, to, at, message) => {
    expect(
      wrong(from, to)
        .filter((finding) => finding.startsWith(`${at} `))
        .join('\n'),
    ).toMatch(message);
  });

  it('all at once, in the order of the file', () => {
    const text = RIGHT.replace('for R-17', 'fro R-17').replace('settled', 'setled').replace('country: AT', 'country: Austria');
    expect(findings(text).map((finding) => finding.split(' ')[0])).toEqual(['3:22', '6:43', '8:17']);
  });

  it.each([
    ['nothing', ''],
    ['a list', '- a'],
    ['torn YAML', 'scenario: ['],
    ['what is too long', 'a'.repeat(100_001)],
    ['what is too deep', '['.repeat(99_000)],
    ['a long sentence', RIGHT.replace('settled R-17', `because ${'a '.repeat(50_000)}`)],
    ['many wrong sentences', RIGHT + 'expect:\n'.repeat(2) + '  - 2026-03-30: setled R-17, R-18\n'.repeat(2_000)],
    [
      'many unknown names',
      RIGHT.replace(
        '  - 2026-03-30: settled R-17   # on that day\n',
        Array.from({ length: 2_000 }, (_, n) => `  - 2026-03-30: settled N-${n}\n`).join(''),
      ),
    ],
    [
      'many names',
      RIGHT.replace(
        'expect:',
        `${Array.from({ length: 1_000 }, (_, n) => `  - 2026-03-31: invoice N-${n} over EUR 1\n  - 2026-03-31: payment of EUR 1 for M-${n}\n`).join('')}expect:`,
      ),
    ],
    ['prototype names', 'scenario: A\njourney: J\ncustomer: { __proto__: 1, constructor: 2 }\nstory: []\nexpect: []\n'],
    ['aliases without end', `a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\n`],
  ])('%s is told and never throws', (_what, text) => {
    expect(findings(text).length).toBeGreaterThan(0);
  });
});
