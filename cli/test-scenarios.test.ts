import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EXPECTATION_FORMS, STORY_FORMS } from '../domain/scenario/forms.js';
import { onSimulator } from '../domain/scenario/play-on-simulator.js';
import { shapeOf } from '../domain/scenario/sentence.js';
import { generatedScenarios } from '../test/support/generated-scenarios.js';
import { cardTurn } from './card-turns.js';
import { runProgram } from './program.js';
import { readScenarioFiles } from './scenario-files.js';
import { differenceText, resultText } from './scenario-text.js';
import { testScenarios } from './test-scenarios.js';

const path = (relative: string) => fileURLToPath(new URL(`../${relative}`, import.meta.url));
const noConfig = () => {
  throw new Error('The simulator needs no settings.');
};

describe('the scenarios that ship', () => {
  it.each(['journeys/cases', 'journeys/standard-b2b.scenarios'])('in %s go as they say', async (folder) => {
    const results = await testScenarios({ files: [path(folder)], on: 'simulator', config: noConfig, tick: () => undefined });
    expect(results.filter(({ ok }) => !ok).map(resultText)).toEqual([]);
    expect(results.length).toBeGreaterThan(10);
    expect(new Set(results.map(({ scenario }) => scenario)).size).toBe(results.length);
  });

  it('name in each reminder what its claim asked for', async () => {
    const cases = readScenarioFiles({ files: ['journeys/cases', 'journeys/standard-b2b.scenarios'].map(path), cardTurn });
    const asked: number[] = [];
    for (const one of [...cases, ...generatedScenarios({ count: 100, seed: 7 })]) {
      const { scenario } = one;
      const { run, play } = onSimulator({ ...one, cardTurn });
      const { lines } = await play();
      const claimed = run.happened.flatMap(({ effect, outcome, parts }) =>
        effect.kind === 'message' && outcome === 'sent' && !['invoice', 'failure', 'thanks'].includes(effect.purpose)
          ? [parts.reduce((sum, { amount }) => sum + amount, 0)]
          : [],
      );
      const told = lines.flatMap(({ kind, money, names }) =>
        kind === 'sent' && !/^(failure-|thank-you)/.test(names[0] ?? '') ? [money?.amount] : [],
      );
      expect([scenario.name, [...told].sort()]).toEqual([scenario.name, [...claimed].sort()]);
      asked.push(...claimed);
    }
    expect(asked.length).toBeGreaterThan(200);
  });

  it('are each listed beside the acceptance cases, and no other', () => {
    const listed = [...readFileSync(path('journeys/cases/README.md'), 'utf8').matchAll(/\(([\w-]+\.yaml)\)/g)].map(([, name]) => name);
    const there = readdirSync(path('journeys/cases')).filter((name) => name.endsWith('.yaml'));
    expect([...new Set(listed)].sort()).toEqual(there.sort());
  });
});

describe('the reference of scenarios', () => {
  const reference = readFileSync(path('docs/reference/scenarios.md'), 'utf8');

  it('has every form of a sentence, word for word, and no other', () => {
    const sentences = reference.slice(reference.indexOf('## What happens'));
    const listed = [...sentences.matchAll(/^\| `([^`]+)` \|/gm)].map(([, form = '']) => form.replaceAll('\\|', '|'));
    expect(listed).toEqual([...STORY_FORMS, ...EXPECTATION_FORMS].map(shapeOf));
  });

  it('shows a scenario that goes as it says', async () => {
    const [, text = ''] = /```yaml\n([\s\S]*?)```/.exec(reference) ?? [];
    const folder = mkdtempSync(join(tmpdir(), 'duly-reference-'));
    try {
      copyFileSync(path('journeys/standard-b2b.yaml'), join(folder, 'standard-b2b.yaml'));
      writeFileSync(join(folder, 'shown.yaml'), text);
      const results = await testScenarios({
        files: [join(folder, 'shown.yaml')],
        on: 'simulator',
        config: noConfig,
        tick: () => undefined,
      });
      expect(results.map(resultText)).toEqual(['ok    One invoice is disputed in part, the rest is chased']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('duly test', () => {
  let temporary: string;
  let folder: string;
  beforeEach(() => {
    temporary = mkdtempSync(join(tmpdir(), 'duly-scenarios-'));
    folder = join(temporary, 'journeys');
    mkdirSync(folder);
    writeFileSync(join(folder, 'ladder.yaml'), readFileSync(path('journeys/ladder.yaml'), 'utf8'));
  });
  afterEach(() => rmSync(temporary, { recursive: true, force: true }));

  const write = (name: string, { sent = 'before-3', journey = 'Ladder' }: { sent?: string; journey?: string } = {}): string => {
    const story = '  - 2026-03-02: invoice <R-1> over EUR 10, due 2026-04-01, delivered\n  - 2026-03-30: payment of EUR 10 for <R-1>';
    const expected = `  - 2026-03-29: sent ${sent}\n  - 2026-03-30: settled <R-1>`;
    writeFileSync(join(folder, name), `scenario: Paid & done\njourney: ${journey}\nstory:\n${story}\nexpect:\n${expected}\n`);
    return join(folder, name);
  };
  async function run(...args: string[]) {
    const said = { out: '', err: '' };
    const tell = (to: 'out' | 'err') => (text: string) => {
      said[to] += text;
    };
    const streams = { out: tell('out'), err: tell('err') };
    const code = await runProgram({ args: ['test', ...args], context: { config: noConfig, streams } });
    return { code, ...said };
  }

  it('says ok and exits with 0 where everything comes as expected', async () => {
    expect(await run(write('paid.yaml'))).toEqual({ code: 0, out: 'ok    Paid & done\n1 scenario, all as expected.\n', err: '' });
  });

  it('finds the journey by its file as well, and the scenarios of a folder, journeys left out', async () => {
    write('paid.yaml', { journey: 'ladder.yaml' });
    expect(await run(folder)).toMatchObject({ code: 0, out: expect.stringContaining('1 scenario') });
  });

  it('prints both timelines laid over each other and exits with 1 where one differs', async () => {
    const { code, out, err } = await run(write('paid.yaml', { sent: 'after-1' }));
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out.split('\n').map((line) => line.replaceAll(folder, ''))).toEqual([
      'FAIL  Paid & done  (/paid.yaml:1:1)',
      '    - 2026-03-29        sent after-1   expected, and did not come (/paid.yaml:7:17)',
      '                        instead: 2026-03-29 09:00 sent before-3 for <R-1>, EUR 10.00',
      '                        recorded: <R-1>: Step before-3 is due: its day has come.',
      '                        recorded: <R-1>: Step after-1 waits until 2026-04-02: that is its day.',
      '    + 2026-03-29 09:00  sent before-3 for <R-1>, EUR 10.00   came, and was not expected',
      '      2026-03-30 00:00  settled <R-1>',
      '1 scenario, 1 not as expected.',
      '',
    ]);
  });

  it('prints an object for each scenario with --json', async () => {
    const { code, out } = await run(write('paid.yaml', { sent: 'after-1' }), '--json');
    const result = JSON.parse(out);
    expect({ code, ...result }).toMatchObject({ code: 1, ok: false, scenario: 'Paid & done', journey: 'Ladder', place: '1:1' });
    expect(differenceText(result)).toHaveLength(7 - 1);
  });

  it('writes JUnit XML that holds what differs, with nothing that XML forbids', async () => {
    const junit = join(folder, 'junit.xml');
    write('a.yaml');
    write('b.yaml', { sent: 'after-1' });
    expect((await run(folder, '--junit', junit)).code).toBe(1);
    const xml = readFileSync(junit, 'utf8').replaceAll(folder, '');
    expect(xml).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="duly test" tests="2" failures="1">/);
    expect(xml).toContain('<testsuite name="/a.yaml" tests="1" failures="0">');
    expect(xml).toContain('<testcase name="Paid &amp; done" classname="Ladder" file="/b.yaml">\n      <failure message="2 lines differ">');
    expect(xml).toContain('sent before-3 for &lt;R-1&gt;, EUR 10.00');
    expect(xml).not.toMatch(/<R-1>/);
  });

  it('tells everything that is wrong with all files at once, and plays none', async () => {
    const files = [
      write('a.yaml', { sent: 'befor-3' }),
      write('b.yaml', { journey: 'Laddr' }),
      write('c.yaml', { journey: 'none.yaml' }),
      write('d.yaml'),
    ];
    writeFileSync(join(folder, 'd.yaml'), readFileSync(join(folder, 'd.yaml'), 'utf8').replace('settled', 'setled'));
    const { code, out, err } = await run(...files);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(
      err
        .trimEnd()
        .split('\n')
        .map((line) => line.replaceAll(folder, '')),
    ).toEqual([
      expect.stringMatching(/^\/a\.yaml:7:17: .*no message or step "befor-3".*Did you mean "before-3"\?$/),
      expect.stringMatching(/^\/b\.yaml:1:1: There is no journey "Laddr".*there are Ladder\..*Did you mean "Ladder"\?$/),
      expect.stringMatching(/^\/c\.yaml:1:1: There is no journey file \/none\.yaml/),
      expect.stringMatching(/^\/d\.yaml:8:17: Expected .*"settled".*Did you mean "settled"\?$/),
    ]);
  });

  it('tells what is wrong with a journey', async () => {
    const file = write('paid.yaml');
    writeFileSync(
      join(folder, 'ladder.yaml'),
      readFileSync(path('journeys/ladder.yaml'), 'utf8').replace('from: due }, do', 'from: dew }, do'),
    );
    expect(await run(file)).toMatchObject({ code: 1, err: expect.stringMatching(/ladder\.yaml:\d+:\d+: .*issue/) });
  });

  it('is called wrongly without a file or with an engine that is none', async () => {
    expect((await run()).code).toBe(2);
    expect((await run('a.yaml', '--on', 'paper')).code).toBe(2);
    expect(await run(join(folder, 'none.yaml'))).toMatchObject({ code: 1, err: expect.stringMatching(/There is no file .*none\.yaml/) });
  });
});
