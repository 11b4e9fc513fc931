import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseDocument } from 'yaml';
import { checkJourney } from '../journey/load.js';
import { misplacedLine } from './indentation.js';

const journey = (name: string): string => readFileSync(new URL(`../../journeys/${name}.yaml`, import.meta.url), 'utf8');
const says = (text: string) => misplacedLine(text)?.message;

describe('one line that is indented wrongly has one finding, and that names it', () => {
  it.each(['standard-b2b', 'cheque-payers', 'consumer'])('in %s', (name) => {
    const lines = journey(name).split('\n');
    const shifts = [
      (line: string) => ` ${line}`,
      (line: string) => `  ${line}`,
      (line: string) => line.slice(1),
      (line: string) => `\t${line.trim()}`,
    ];
    let refused = 0;
    for (const [index, line] of lines.entries()) {
      if (!line.startsWith('  ') || line.trim().startsWith('#')) continue;
      for (const shift of shifts) {
        const text = lines.with(index, shift(line)).join('\n');
        if (parseDocument(text, { uniqueKeys: false }).errors.length === 0) continue;
        const { findings } = checkJourney(text);
        expect(findings.map(({ code }) => code)).toEqual(['unreadable']);
        const [{ at = '', message = '' } = {}] = findings;
        expect(`${message} At line ${at.split(':')[0]} `).toContain(`line ${index + 1} `);
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(100);
  });
});

it('says what stands where', () => {
  expect(says('a:\n  b: 1\n    c: 2\n')).toBe(
    'This line is indented deeper (4 spaces) than line 2 (2 spaces), which says all of its own: indent both alike, or end line 2 after its colon.',
  );
  expect(says('a:\n  b:\n    c: 1\n   d: 2\n')).toBe(
    'This line is indented by 3 spaces, which is no level of those around it: line 3 begins one of 4 spaces, line 2 one of 2 spaces. Indent it like the lines it belongs to.',
  );
  expect(says('a:\n  b:\n    c: 1\n d: 2\n')).toBe(
    'This line is indented by 1 space, which is no level of those around it: line 2 begins one of 2 spaces, line 1 one of 0 spaces. Indent it like the lines it belongs to.',
  );
});

it('leaves to the reader of YAML what is wrong before it, and what is indented freely', () => {
  const { findings } = checkJourney('journey: J: K\nlanes:\n  a: 1\n    b: 2\n');
  expect(findings.map(({ at }) => at)).toEqual(['1:10', '4:5']);
  for (const text of [
    'a: |\n  x\n    b: 1\n',
    'a: [1,\n 2]\nb:\n',
    'a: "x\n  b: c"\n',
    'a:\n  - b: 1\n    c: 2\n',
    'a: some words\n  that go on\nb: 1\n',
  ])
    expect(says(text)).toBeUndefined();
});

it('a line of a stage that stands beside it is told where it belongs', () => {
  const { findings } = checkJourney('journey: J\ncollection, for each invoice:\n  delivery:\n    send: Invoice\n  on delivered: end\n');
  expect(findings.map(({ at, message }) => `${at} ${message}`)).toEqual([
    '5:17 A stage stands here, with its lines under it. If "on delivered" is a line of one, indent it under that stage.',
  ]);
});
