import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { runProgram } from './program.js';

const path = (relative: string) => fileURLToPath(new URL(`../${relative}`, import.meta.url));
const STANDARD = path('journeys/standard-b2b.yaml');
const folder = mkdtempSync(join(tmpdir(), 'duly-draw-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One call, in this process: neither command needs servers or settings. */
async function duly(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const config = (): never => {
    throw new Error('No settings are needed for this.');
  };
  const streams = { out: (text: string) => void out.push(text), err: (text: string) => void err.push(text) };
  const code = await runProgram({ args, context: { config, streams } });
  return { code, out: out.join(''), err: err.join('') };
}

describe('duly draw', () => {
  it('writes to a file, and then says nothing', async () => {
    const file = join(folder, 'drawn.mmd');
    expect(await duly('draw', STANDARD, '--as', 'mermaid', '--out', file)).toEqual({ code: 0, out: '', err: '' });
    expect(readFileSync(file, 'utf8')).toMatch(/^flowchart TB\n/);
  });

  it('prints what is drawn as JSON', async () => {
    const picture = JSON.parse((await duly('draw', STANDARD, '--json')).out);
    expect(picture.lanes.map(({ title }: { title: string }) => title)).toEqual(['credit', 'collection', 'feedback']);
    const map = JSON.parse((await duly('draw', STANDARD, '--touch-points', '--json', '--locale', 'de')).out);
    expect(map.sections[0].touchPoints[2]).toMatchObject({
      when: '3 Tage vor Fälligkeit',
      day: { days: -3, from: 'due' },
      step: 'coming-up',
    });
  });

  it('draws the touch points in each form', async () => {
    expect((await duly('draw', STANDARD, '--touch-points')).out).toMatch(/^<svg /);
    expect((await duly('draw', STANDARD, '--touch-points', '--as', 'mermaid')).out).toMatch(/^flowchart TB\n/);
    expect((await duly('draw', STANDARD, '--touch-points', '--as', 'text')).out).toMatch(/^Standard B2B: touch points\n/);
  });

  it.each([
    [
      ['draw', STANDARD, '--as', 'text'],
      2,
      /^--as text is for --touch-points; sentences come from: npx duly tell\. See: npx duly --help\n$/,
    ],
    [['draw', STANDARD, '--as', 'png'], 2, /Allowed choices are svg, mermaid, text/],
    [
      ['draw', STANDARD, '--out', join(folder, 'no', 'such', 'folder.svg')],
      1,
      /cannot be written \(ENOENT\): check its name and folder\.\n$/,
    ],
    [['draw', join(folder, 'missing.yaml')], 1, /There is no file .*missing\.yaml: check its name\.\n$/],
    [['tell', STANDARD, '--locale', 'fr'], 2, /Allowed choices are en, de/],
  ])('%j ends with one sentence', async (args, code, sentence) => {
    const said = await duly(...args);
    expect(said).toMatchObject({ code, out: '' });
    expect(said.err).toMatch(sentence);
  });

  it('says where a wrong journey is wrong, and draws nothing', async () => {
    const file = join(folder, 'wrong.yaml');
    writeFileSync(file, 'journey: A\nlanes: { l: { for: item, stages: { delivery: { on: { delivered: nowhere } } } } }\n');
    const target = join(folder, 'not-written.svg');
    const { code, err } = await duly('draw', file, '--out', target);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/wrong\.yaml:2:\d+: There is no stage "nowhere"/) });
    expect(() => readFileSync(target)).toThrow();
  });
});

describe('duly tell', () => {
  it('reads a journey aloud to those who run it and to customers, as text and as JSON', async () => {
    expect((await duly('tell', STANDARD)).out).toMatch(/^Standard B2B\n\nWhen customers are contacted\n/);
    expect((await duly('tell', STANDARD, '--for', 'customer', '--locale', 'de')).out).toMatch(/^Sie und wir\n/);
    const told = JSON.parse((await duly('tell', STANDARD, '--json')).out);
    expect(told.lanes[1].stages[3]).toMatchObject({
      name: 'reminders',
      outcomes: [{ outcome: 'used up', next: 'escalation', byDefault: false }],
    });
    expect(JSON.parse((await duly('tell', STANDARD, '--for', 'customer', '--json')).out).sections.length).toBe(3);
  });
});
