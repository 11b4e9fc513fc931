import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseDocument } from 'yaml';
import { FINDINGS, type FindingCode, WARNINGS } from './findings.js';
import { type CheckTemplate, checkJourney } from './load.js';
import { RIGHT, WRONG_JOURNEYS } from './wrong-journeys.js';

const both = ['de', 'en'];
const templates = new Map([
  ...['invoice', 'we-will-collect', 'coming-up', 'overdue', 'second-reminder', 'final-notice'].map((name) => [name, both] as const),
  ['half-done', ['en']] as const,
  ['misspelt', both] as const,
]);
/** The texts are judged by `adapters/templates/check-template.ts`; here one is wrong. */
const checkTemplate: CheckTemplate = ({ template }) =>
  template === 'misspelt' ? ['The message template misspelt.en.md is wrong at 4:4.'] : [];
const codesOf = (text: string): FindingCode[] => checkJourney(text, { templates, checkTemplate }).findings.map(({ code }) => code);
const withInstead = (from: string, to: string): string => {
  if (!RIGHT.includes(from)) throw new Error(`The right journey has no "${from}".`);
  return RIGHT.replace(from, () => to);
};

it('the right journey has no finding', () => {
  expect(checkJourney(RIGHT, { templates, checkTemplate }).findings).toEqual([]);
});

it('there are at least three wrong journeys of each kind, and sixty in all', () => {
  for (const code of Object.keys(FINDINGS))
    expect({ code, cases: WRONG_JOURNEYS.filter((wrong) => wrong.code === code).length >= 3 }).toEqual({ code, cases: true });
  expect(WRONG_JOURNEYS.length).toBeGreaterThanOrEqual(60);
});

describe.each(WRONG_JOURNEYS.map((one, index) => [`${one.code} ${index}: ${one.wrong.slice(0, 60)}`, one] as const))(
  '%s',
  (_, { code, from, wrong, right }) => {
    it('is found, with a place in the file and what was expected', () => {
      const text = withInstead(from, wrong);
      const { findings } = checkJourney(text, { templates, checkTemplate });
      expect(findings.map((finding) => finding.code)).toContain(code);
      for (const { at, message } of findings) {
        const [line = 0, column = 0] = at.split(':').map(Number);
        expect((text.split('\n')[line - 1] ?? '').length + 1).toBeGreaterThanOrEqual(column);
        expect(message).toMatch(/\.$|\?$|"$/);
      }
    });
    it('has a twin that is right', () => {
      expect(codesOf(withInstead(from, right))).toEqual([]);
    });
  },
);

it('JSON as a program writes it is judged as with a line break after it, as a person leaves it', () => {
  let judged = 0;
  for (const { from, wrong, right } of WRONG_JOURNEYS)
    for (const text of [withInstead(from, wrong), withInstead(from, right)]) {
      const doc = parseDocument(text);
      // No JSON has aliases.
      if (doc.errors.length > 0 || /&\w/.test(text)) continue;
      const json = JSON.stringify(doc.toJS());
      const judge = (one: string) => checkJourney(one, { templates, checkTemplate });
      expect(judge(json)).toEqual(judge(`${json}\n`));
      judged += 1;
    }
  expect(judged).toBeGreaterThan(WRONG_JOURNEYS.length);
});

it('JSON that says something twice is refused as before', () => {
  expect(codesOf('{"journey":"J","journey":"K","lanes":{}}')).toEqual(['unreadable']);
});

it('each kind of finding and of warning is explained on its page, and no other', () => {
  const page = readFileSync(new URL('../../docs/reference/findings.md', import.meta.url), 'utf8');
  expect([...page.matchAll(/^## (.+)$/gm)].map(([, code]) => code).sort()).toEqual(Object.keys({ ...FINDINGS, ...WARNINGS }).sort());
});

it('a message is named before the first comma', () => {
  const { findings } = checkJourney(RIGHT.replace('send Final notice, as', 'send Final notice as'), { templates });
  expect(findings.map(({ message }) => message)).toEqual([
    'There is no text for the message "final-notice-as-a-formal-notice". After the name of the message "final-notice" comes a comma, before what follows it.',
  ]);
});

describe('a hostile journey is refused at once', () => {
  it.each([
    ['ten megabytes', 'x'.repeat(10_000_000)],
    [
      'ten thousand stages',
      `journey: J\nlanes:\n  l:\n    for: item\n    stages:\n${Array.from({ length: 10_000 }, (_, n) => `      s${n}: {}\n`).join('')}`,
    ],
    ['nested without end', `journey: J\nlanes: ${'['.repeat(5_000)}`],
    ['prototype names', 'journey: J\n__proto__, for each invoice:\n  constructor:\n    on toString: __proto__\n'],
    [
      'a key without end',
      `journey: J\n${'9 days after due '.repeat(2_000)}, for each invoice:\n  reminders:\n    ${'1 '.repeat(5_000)}: send X\n`,
    ],
  ])('%s', (_, text) => {
    const { findings } = checkJourney(text);
    expect(findings.length).toBeGreaterThan(0);
    for (const { message, path } of findings) {
      expect(message.length).toBeLessThan(1_000);
      expect(`${message}${path}`).not.toMatch(/\p{Cc}/u);
    }
  });
});
