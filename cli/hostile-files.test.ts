/** Files that are made to be a burden are answered by a message, soon, by a process that has little memory. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { drawLanes } from '../domain/draw/draw-lanes.js';
import { mermaidOf } from '../domain/draw/mermaid.js';
import { pictureOf } from '../domain/draw/picture.js';
import { svgOf } from '../domain/draw/svg.js';
import { loadJourney } from '../domain/journey/load.js';
import { saysRules } from '../domain/journey-rules/read-rules.js';
import { tellCustomer } from '../domain/tell/tell-customer.js';
import { tellJourney } from '../domain/tell/tell-journey.js';
import { journeyText } from '../domain/tell/tell-text.js';
import { touchPointsOf } from '../domain/tell/touch-points.js';
import { BOUND_MS } from '../domain/testing/processor-time.js';
import { world } from '../domain/testing/world.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { HOSTILE_JOURNEYS } from '../test/support/hostile/journeys.js';
import type { Answer } from '../test/support/hostile/judge.js';
import { HOSTILE_RULES } from '../test/support/hostile/rules.js';
import { HOSTILE_TEMPLATES } from '../test/support/hostile/templates.js';
import { impact } from './impact.js';
import { runProgram } from './program.js';
import { publish } from './publish.js';
import { publishRules } from './rules.js';
import { waysTo } from './ways.js';

const HEAP_MB = 192;

const folder = mkdtempSync(join(tmpdir(), 'duly-hostile-'));
let answers: Answer[];
/** A child that is killed where it does not end; on a busy machine its second of work may take a while. */
beforeAll(() => {
  const judge = fileURLToPath(new URL('../test/support/hostile/judge.ts', import.meta.url));
  const args = [`--max-old-space-size=${HEAP_MB}`, '--import', 'tsx', judge, folder];
  ({ answers } = JSON.parse(execFileSync(process.execPath, args, { timeout: 240_000, encoding: 'utf8', maxBuffer: 10_000_000 })));
}, 250_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const said = (as: Answer['as'], what: string): string | undefined => answers.find((one) => one.as === as && one.what === what)?.said;

it('none was a burden, and none was an error that nobody foresaw', () => {
  expect(answers.filter(({ ms }) => ms > BOUND_MS)).toEqual([]);
  expect(answers.filter((one) => one.said.startsWith('THROWS'))).toEqual([]);
});

describe('a hostile journey is refused, and says why', () => {
  it.each(HOSTILE_JOURNEYS)('$what', ({ what, says }) => {
    expect(said('journey', what)).toMatch(says);
    // Read as a scenario or as a profile it is none either.
    expect(said('scenario', what)).not.toBe('');
    expect(said('profile', what)).not.toBe('');
    expect(said('rules', what)).toMatch(/^a journey, or: ./);
  });
});

describe('hostile rules are refused, and say why', () => {
  it.each(HOSTILE_RULES)('$what', ({ what, says }) => {
    expect(said('rules', `rules: ${what}`)).toMatch(says);
    expect(said('journey', `rules: ${what}`)).not.toBe('');
  });
});

describe('a hostile message is found out before it is sent, or does no harm', () => {
  it.each(HOSTILE_TEMPLATES)('$what', ({ what, says }) => {
    expect(said('message', what)).toMatch(says);
  });
});

describe('what is hostile in a file that a command is given', () => {
  async function duly(...args: string[]): Promise<{ code: number; said: string }> {
    const said: string[] = [];
    const config = (): never => {
      throw new Error('No settings are needed for this.');
    };
    const streams = { out: (text: string) => void said.push(text), err: (text: string) => void said.push(text) };
    return { code: await runProgram({ args, context: { config, streams } }), said: said.join('') };
  }
  const bomb = HOSTILE_JOURNEYS[0]?.text ?? '';
  const file = join(folder, 'journey.yaml');

  it.each(['check', 'tell', 'draw', 'simulate', 'test'])('duly %s says it in one line and ends', async (command) => {
    writeFileSync(file, command === 'test' ? `scenario: S\njourney: J\nstory: ${'['.repeat(90_000)}` : bomb);
    const { code, said: line } = await duly(command, file);
    expect(code).not.toBe(0);
    expect(line).toMatch(/stands again by its alias|at most 50 deep/);
    expect(line.length).toBeLessThan(1_000);
  });

  it.each(['check', 'tell', 'draw', 'simulate', 'test'])('duly %s does not even read a file of 100 gigabytes', async (command) => {
    const large = join(folder, 'large.yaml');
    writeFileSync(large, '');
    truncateSync(large, 100_000_000_000);
    const { code, said: line } = await duly(command, large);
    expect(code).not.toBe(0);
    expect(line).toMatch(/has 100,000,000,000 bytes; at most 16,000,000 are read/);
  });
});

describe('before the database is asked, and nothing is published or moved', () => {
  const untouched = new Proxy(
    {},
    {
      get: (_prisma, what) => {
        throw new Error(`The database was asked for ${String(what)}.`);
      },
    },
  ) as PrismaClient;
  const servers = { prisma: untouched, record: () => Promise.reject(new Error('Something was recorded.')) };
  const common = { now: 0, say: () => undefined };
  const fileOf = (text: string): string => {
    const file = join(folder, 'refused.yaml');
    writeFileSync(file, text);
    return file;
  };

  // Half characters are none any more in a file.
  it.each(HOSTILE_JOURNEYS.filter(({ what }) => what !== 'half characters'))('publish and impact refuse $what', async ({ text, says }) => {
    const file = fileOf(text);
    const refused = { code: 'journey_invalid', message: expect.stringMatching(lineWith(says)) };
    await expect(publish({ servers, file, options: { by: 'anna', for: 'everybody' }, ...common })).rejects.toMatchObject(refused);
    await expect(publish({ servers, file, options: { by: 'anna', dryRun: true }, ...common })).rejects.toMatchObject(refused);
    await expect(impact({ prisma: untouched, named: file, options: { sample: 5 }, ...common })).rejects.toMatchObject(refused);
  });

  it.each(
    HOSTILE_RULES.filter(({ says, text }) => /not readable|Expected|no name|20,000 characters/.test(String(says)) && saysRules(text)),
  )('rules and their impact refuse $what', async ({ text, says }) => {
    const file = fileOf(text);
    const refused = { code: 'journey_invalid', message: expect.stringMatching(lineWith(says)) };
    await expect(publishRules({ prisma: untouched, file, options: { by: 'anna' }, ...common })).rejects.toMatchObject(refused);
    await expect(impact({ prisma: untouched, named: file, options: { sample: 5 }, ...common })).rejects.toMatchObject(refused);
  });

  it.each([
    [['reminders'], /is written like "reminders=chasing"/],
    [['a=b=c'], /is written like/],
    [['='.repeat(100_000)], /is written like/],
    [[`${'x'.repeat(100_000)}=y`], /No stage "x+ …" is gone/],
    [['__proto__=constructor'], /No stage "__proto__" is gone/],
    [['constructor=__proto__'], /No stage "constructor" is gone/],
    [Array.from({ length: 5_000 }, (_, n) => `s${n}=t${n}`), /No stage "s0" is gone/],
  ])('where stages go on that are not gone: %#', (stages, message) => {
    const journey = loadJourney({ text: 'journey: J\nl, for each invoice:\n  delivery:\n    on delivered: end\n', file: 'j.yaml' });
    const version = { id: 'j', name: 'J', version: 1, text: '', definition: journey };
    const asked = () => waysTo({ from: [version], to: journey, stages });
    expect(asked).toThrow(message);
    try {
      asked();
    } catch (error) {
      expect((error as Error).message.length).toBeLessThan(2_000);
    }
  });
});

/** The first of a file's findings is said with its place. */
const lineWith = (says: RegExp): RegExp => new RegExp(says.source.replace(/^\^/, ': '), `${says.flags}m`);

describe('names that every object has', () => {
  const NAMES = ['valueOf', 'toString', 'hasOwnProperty', 'isPrototypeOf', 'constructor'] as const;
  const PLAIN = ['first', 'second', 'third', 'fourth', 'fifth'] as const;
  const [LANE, STAGE, NEXT, STEP, SEGMENT] = [0, 1, 2, 3, 4];
  const journeyOf = (names: readonly string[]) =>
    loadJourney({
      file: 'names.yaml',
      text: `
journey: ${names[LANE]}
contact: { at: "09:00", until: "17:00", zone: UTC }
segments: { ${names[SEGMENT]}: customer.monthsKnown < 12 }
holds: { reasons: { owners: { ${names[SEGMENT]}: sales }, else: ar-desk }, dispute: { ask: { who: owner-of-its-reason, within: { days: 2 }, else: head-of-ar } } }
lanes:
  ${names[LANE]}:
    for: item
    stages:
      ${names[STAGE]}: { type: delivery, on: { delivered: ${names[NEXT]} } }
      ${names[NEXT]}:
        type: reminders
        steps:
          - { name: ${names[STEP]}, at: { days: 1, from: due }, do: { send: overdue } }
          - { name: ${names[LANE]}, at: { days: 5, from: ${names[STEP]} }, do: { send: ${names[SEGMENT]} }, to: { not: ${names[SEGMENT]} } }
        on: { used up: end }
`,
    });
  const [odd, plain] = [journeyOf(NAMES), journeyOf(PLAIN)];
  /** The same text in plain names. */
  const plainly = (text: string): string => NAMES.reduce((said, name, at) => said.replaceAll(name, PLAIN[at] as string), text);

  it.each([
    ['told', (journey: typeof odd) => journeyText(tellJourney({ journey, locale: 'en' }))],
    ['told in German', (journey: typeof odd) => journeyText(tellJourney({ journey, locale: 'de' }))],
    ['told to customers', (journey: typeof odd) => JSON.stringify(tellCustomer({ journey, locale: 'en' }))],
    ['drawn', (journey: typeof odd) => mermaidOf(pictureOf({ journey, locale: 'en' }))],
    ['mapped', (journey: typeof odd) => JSON.stringify(touchPointsOf({ journey, locale: 'en' }))],
  ])('a journey of such names is %s like any other', (_, write) => {
    expect(plainly(write(odd)).toLowerCase()).toBe(write(plain).toLowerCase());
    expect(svgOf(drawLanes(pictureOf({ journey: odd, locale: 'en' })))).toMatch(/^<svg /);
  });

  it('is lived like any other', () => {
    const lived = (journey: typeof odd, reasonCode = '') => {
      const here = world({ journey, customer: { knownSince: '2020-01-01' } })
        .at('2026-03-01T10:00Z')
        .invoice('I1', { dueOn: '2026-03-02' });
      here.fact('dispute.opened', { disputeId: 'D1', itemId: 'I1', amount: 100, reasonCode });
      return [...here.until('2026-03-20T10:00Z').timeline(), ...here.tasks()];
    };
    expect(lived(odd, NAMES[SEGMENT]).map(plainly)).toEqual(lived(plain, PLAIN[SEGMENT]));
    expect(lived(plain, 'constructor')).toEqual(lived(plain, 'something else'));
    expect(lived(plain, 'something else')).toHaveLength(3);
  });
});
