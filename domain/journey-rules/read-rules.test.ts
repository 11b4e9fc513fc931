import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { loadJourney } from '../journey/load.js';
import { customerRow } from '../testing/customer.js';
import { BOUND_MS, processorTimeOf } from '../testing/processor-time.js';
import { RULES_FINDINGS } from './findings.js';
import { ruleFor, rulesInForce } from './journey-rules.js';
import { checkRules, journeysIn, loadRules, saysRules } from './read-rules.js';

const HERE = new URL('../../', import.meta.url);
const textOf = (path: string) => readFileSync(new URL(path, HERE), 'utf8');
const SHIPPED = readdirSync(new URL('journeys', HERE))
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => loadJourney({ text: textOf(`journeys/${file}`), file }));
const journey = (name: string, lane: string, stages: string[]) =>
  loadJourney({
    text: [
      `journey: ${name}`,
      `${lane}, for each invoice:`,
      ...stages.flatMap((stage, index) => [
        `  ${stage}:`,
        '    type: reminders',
        `    ${index + 1} days after due: send Overdue, named ${stage}`,
        `    on used up: ${stages[index + 1] ?? 'end'}`,
      ]),
    ].join('\n'),
    file: `${name}.yaml`,
  });
const JOURNEYS = [
  journey('Ladder', 'collection', ['chasing', 'last']),
  journey('Portal', 'collection', ['asking', 'last']),
  journey('Elsewhere', 'dunning', ['chasing']),
];
const findings = (text: string) => checkRules(text, { journeys: JOURNEYS }).findings.map(({ code, at }) => `${code} ${at}`);

/** What is wrong, where, and the nearly identical text that is right. */
const WRONG: [name: string, wrong: string, found: string[], right: string][] = [
  ['a journey', 'journey: Ladder\n', ['rules-unreadable 1:1'], 'rules:\n  - else: Ladder\n'],
  ['a list that is none', 'rules:\n  Ladder: true\n', ['rules-unreadable 2:3'], 'rules:\n  - else: Ladder\n'],
  [
    'two lines in one',
    'rules:\n  - Portal: customer.hasAutopay\n    else: Ladder\n',
    ['rules-unreadable 2:5'],
    'rules:\n  - Portal: customer.hasAutopay\n  - else: Ladder\n',
  ],
  ['no else', 'rules:\n  - Portal: customer.hasAutopay\n', ['no-else 2:5'], 'rules:\n  - Portal: customer.hasAutopay\n  - else: Ladder\n'],
  [
    'else before the end',
    'rules:\n  - else: Ladder\n  - Portal: customer.hasAutopay\n',
    ['no-else 3:5', 'unreachable-rule 3:5'],
    'rules:\n  - Portal: customer.hasAutopay\n  - else: Ladder\n',
  ],
  [
    'else with another name',
    'rules:\n  - Portal: customer.hasAutopay\n  - otherwise: Ladder\n',
    ['no-else 3:5', 'unknown-journey 3:5', 'condition-name 3:16'],
    'rules:\n  - Portal: customer.hasAutopay\n  - else: Ladder\n',
  ],
  [
    'a journey that there is not',
    'rules:\n  - Portl: customer.hasAutopay\n  - else: Ladder\n',
    ['unknown-journey 2:5'],
    'rules:\n  - Portal: customer.hasAutopay\n  - else: Ladder\n',
  ],
  ['else without a journey', 'rules:\n  - else: Lader\n', ['unknown-journey 2:5'], 'rules:\n  - else: Ladder\n'],
  ['a journey in other letters', 'rules:\n  - else: ladder\n', ['unknown-journey 2:5'], 'rules:\n  - else: Ladder\n'],
  [
    'a word that there is not',
    'rules:\n  - Portal: customer.paysHow == "online"\n  - else: Ladder\n',
    ['condition-name 2:13'],
    'rules:\n  - Portal: customer.paysBy == "online"\n  - else: Ladder\n',
  ],
  [
    'a word of invoices',
    'rules:\n  - Portal: invoice.amount > 5\n  - else: Ladder\n',
    ['condition-name 2:13'],
    'rules:\n  - Portal: customer.balance > 5\n  - else: Ladder\n',
  ],
  [
    'a value that never is',
    'rules:\n  - Portal: customer.paysBy == "on line"\n  - else: Ladder\n',
    ['condition-type 2:32'],
    'rules:\n  - Portal: customer.paysBy == "online"\n  - else: Ladder\n',
  ],
  [
    'a rule that is never true',
    'rules:\n  - Portal: customer.balance > 5 && customer.balance < 3\n  - else: Ladder\n',
    ['unreachable-rule 2:13'],
    'rules:\n  - Portal: customer.balance > 5 && customer.balance < 8\n  - else: Ladder\n',
  ],
  [
    'a rule after a wider one',
    'rules:\n  - Portal: customer.balance > 5\n  - Ladder: customer.balance > 9\n  - else: Portal\n',
    ['unreachable-rule 3:13'],
    'rules:\n  - Ladder: customer.balance > 9\n  - Portal: customer.balance > 5\n  - else: Portal\n',
  ],
  [
    'the same twice',
    'rules:\n  - Portal: customer.hasAutopay\n  - Ladder: customer.hasAutopay\n  - else: Portal\n',
    ['unreachable-rule 3:13'],
    'rules:\n  - Portal: customer.hasAutopay\n  - Ladder: "!customer.hasAutopay"\n  - else: Portal\n',
  ],
  [
    'a stage that nobody stands in',
    'rules:\n  - Portal: customer.hasAutopay\n  - else: Ladder\nstages: { gone: last }\n',
    ['unknown-stage 4:17'],
    'rules:\n  - Portal: customer.hasAutopay\n  - else: Ladder\nstages: { chasing: last }\n',
  ],
  [
    'a stage that all have',
    'rules:\n  - Portal: customer.hasAutopay\n  - else: Ladder\nstages: { last: asking }\n',
    ['unknown-stage 4:17'],
    'rules:\n  - Portal: customer.hasAutopay\n  - else: Ladder\nstages: { asking: last }\n',
  ],
  [
    'a stage that nobody goes to',
    'rules:\n  - Portal: customer.hasAutopay\n  - else: Ladder\nstages: { chasing: nowhere }\n',
    ['unknown-stage 4:20'],
    'rules:\n  - Portal: customer.hasAutopay\n  - else: Ladder\nstages: { chasing: asking }\n',
  ],
  [
    'no way there',
    'rules:\n  - Elsewhere: customer.hasAutopay\n  - else: Ladder\n',
    ['no-way 2:5', 'no-way 3:5'],
    'rules:\n  - Portal: customer.hasAutopay\n  - else: Ladder\n',
  ],
  [
    'too many',
    `rules:\n${Array.from({ length: 101 }, (_, index) => `  - Portal: customer.monthsKnown == ${index}\n`).join('')}  - else: Ladder\n`,
    ['rules-too-large 102:5'],
    'rules:\n  - else: Ladder\n',
  ],
  [
    'too long',
    `rules:\n  - else: Ladder\n#${' '.repeat(20_000)}\n`,
    ['rules-too-large 1:1'],
    `rules:\n  - else: Ladder\n#${' '.repeat(5_000)}\n`,
  ],
  ['no YAML', 'rules:\n  - else: "Ladder\n', ['rules-unreadable 3:1'], 'rules:\n  - else: "Ladder"\n'],
  ['aliases', 'rules:\n  - &a { else: Ladder }\n  - *a\n', ['rules-unreadable 1:1'], 'rules:\n  - else: Ladder\n'],
];

describe('a file of rules', () => {
  it.each(WRONG)('with %s has its findings, and nearly the same none', (_name, wrong, found, right) => {
    expect(findings(wrong)).toEqual(found);
    expect(findings(right)).toEqual([]);
  });

  it('has every finding of the catalogue tried, and each explained on the page', () => {
    const tried = new Set(WRONG.flatMap(([, , found]) => found.map((line) => line.split(' ')[0])));
    expect(Object.keys(RULES_FINDINGS).filter((code) => !tried.has(code))).toEqual([]);
    const page = textOf('docs/journeys/rules.md');
    const listed = [...page.matchAll(/^\| `([a-z-]+)` \| ([^|]+) \|/gm)].map(([, code = '', says = '']) => [code, says.trim()]);
    expect(listed).toEqual(Object.entries(RULES_FINDINGS));
  });

  it.each([
    ['bombs of aliases', 'a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nrules: *c\n'],
    ['endless depth', '['.repeat(19_000)],
    ['names of prototypes', 'rules:\n  - __proto__: customer.hasAutopay\n  - else: Ladder\nstages: { __proto__: x, constructor: y }\n'],
    [
      'many long conditions',
      `rules:\n${Array.from({ length: 39 }, (_, index) => `  - Portal: ${Array.from({ length: 14 }, (_unused, part) => `customer.balance == ${index * 20 + part}`).join(' || ')}\n`).join('')}  - else: Nobody\n`,
    ],
  ])('is refused at once, whatever it is made of: %s', (_name, text) => {
    expect(processorTimeOf(() => expect(findings(text).length).toBeGreaterThan(0))).toBeLessThan(BOUND_MS);
  });

  it('is told apart from a journey, and throws with every finding and its place', () => {
    expect(saysRules('rules:\n  - else: Ladder\n')).toBe(true);
    expect(saysRules('journey: Ladder\n')).toBe(false);
    expect(() => loadRules({ text: 'rules:\n  - Portl: customer.x\n', file: 'r.yaml', journeys: JOURNEYS })).toThrow(
      /^r\.yaml:2:5: [^\n]+\nr\.yaml:2:5: There is no journey "Portl"[^\n]+\nr\.yaml:2:12: /,
    );
  });

  it('that ships has nothing wrong with it, and gives the first that is true', () => {
    const written = loadRules({ text: textOf('journeys/rules/by-practice.yaml'), file: 'by-practice.yaml', journeys: SHIPPED });
    const found = (name: string) => ({ journey: SHIPPED.find((one) => one.name === name) as (typeof SHIPPED)[number], journeyId: name });
    const rules = rulesInForce({ version: 1, written, journeyOf: found });
    const given = (set: Parameters<typeof customerRow>[0]) =>
      ruleFor({ rules, about: { customer: customerRow(set), accounts: [], hasAutopay: false, today: '2026-03-02' } })?.journeyId;
    expect(journeysIn(written)).toEqual([...new Set([...written.rules.map((rule) => rule.journey), 'Standard B2B'])]);
    expect(given({ id: 'C1' })).toBe('Standard B2B');
    expect(given({ id: 'C1', kind: 'consumer', size: 'large' })).toBe('Consumers');
    expect(given({ id: 'C1', size: 'large', paysBy: 'online' })).toBe('Key accounts');
    expect(given({ id: 'C1', paysBy: 'online' })).toBe('Portal payers');
  });
});
