import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { SimulationReport } from '../domain/simulation/report.js';
import { runProgram } from './program.js';

const path = (relative: string) => fileURLToPath(new URL(`../${relative}`, import.meta.url));
const JOURNEYS = [path('journeys/standard-b2b.yaml'), '--against', path('journeys/ladder.yaml')];
const HISTORY = ['--history', path('docs/examples/invoices.csv'), '--dates', 'year-month-day', '--currency', 'EUR'];
const COLUMNS = ['--map', 'customer=Customer,invoice=Number,issued=Issued,due=Due,amount=Amount,settled=Paid'];
const folder = mkdtempSync(join(tmpdir(), 'duly-simulate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One call, in this process: it needs no servers or settings. */
async function simulate(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const config = (): never => {
    throw new Error('No settings are needed for this.');
  };
  const streams = { out: (text: string) => void out.push(text), err: (text: string) => void err.push(text) };
  const code = await runProgram({ args: ['simulate', ...args], context: { config, streams } });
  return { code, out: out.join(''), err: err.join('') };
}

describe('duly simulate', () => {
  it('takes a file of rules: everybody begins in the journey of “else” and goes on in another one as he pays', async () => {
    const rules = path('journeys/rules/by-practice.yaml');
    const args = [rules, '--against', path('journeys/standard-b2b.yaml'), '--customers', '20', '--profile', 'slow-payers', '--json'];
    const { code, out } = await simulate(...args);
    expect(code).toBe(0);
    const [ruled, standard] = (JSON.parse(out) as SimulationReport).journeys;
    expect([ruled?.name, standard?.name]).toEqual(['rules by-practice.yaml', 'Standard B2B']);
    // The journey of a collection problem calls earlier, so that more come to a call before they pay.
    const calls = (report: typeof ruled) => report?.tasks.find(({ kind }) => kind === 'call')?.count ?? 0;
    expect(calls(ruled)).not.toBe(calls(standard));
    expect(calls(ruled)).toBeGreaterThan(0);
    const lost = join(folder, 'lost.yaml');
    writeFileSync(lost, 'rules:\n  - else: Nowhere\n');
    const refused = await simulate(lost);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('There is no journey "Nowhere"');
  });

  it('keeps our own costs apart from money of another currency, and says so', async () => {
    const html = join(folder, 'usd.html');
    const inDollars = [...JOURNEYS, ...HISTORY.slice(0, -1), 'USD', ...COLUMNS, '--customers', '5'];
    const { out } = await simulate(...inDollars, '--html', html);
    expect(out).toMatch(/invoiced +USD [\d,.]+ /);
    expect(out).toMatch(/our own cost, in EUR, all +EUR [\d,.]+ /);
    expect(out).toContain('Our own costs are the profile’s, in EUR, and are not converted into USD');
    expect(readFileSync(html, 'utf8')).toContain('all customers, in EUR: not converted');
    const own = join(folder, 'dollars.yaml');
    writeFileSync(own, 'profile: Own\ncurrency: USD\nsegments: { a: { share: 1, amount: [1, 2], daysLate: [0, 1] } }\n');
    const together = (await simulate(...inDollars, '--profile', own)).out;
    expect(together).toMatch(/cost, all customers +USD [\d,.]+ /);
    expect(together).not.toContain('EUR');
  });

  it('says beforehand what of the journey is hardly meant, where it may be read beside the report', async () => {
    const file = join(folder, 'silent.yaml');
    writeFileSync(
      file,
      'journey: Silent\ncollection, for each invoice:\n  reminders:\n    1 day after due: send Overdue\n    on used up: end\n',
    );
    const { code, out, err } = await simulate(file, '--customers', '3', '--json');
    expect(code).toBe(0);
    expect(err).toContain(`${file}:3:3: warning: An invoice that Duly is to deliver waits in "reminders" for ever`);
    expect((JSON.parse(out) as SimulationReport).journeys[0]?.messages).toEqual([]);
  });

  it('follows what a journey itself says of its customers into the one that lies beside it, and says where it does not', async () => {
    const own = (name: string, more: string, days: number): string => {
      const file = join(folder, `${name.toLowerCase()}.yaml`);
      const steps = `    ${days} days after due: send Overdue\n    30 days after due: send Second reminder\n    on used up: end`;
      writeFileSync(
        file,
        `journey: ${name}\n${more}\ncollection, for each invoice:\n  delivery:\n    on delivered: reminders\n  reminders:\n${steps}\n`,
      );
      return file;
    };
    own('Strict', '', 1);
    const becomes = 'segments: { late: customer.lateOfLast6 >= 1 }\nbecomes: Strict, for late';
    const stays = own('Stays', '', 20);
    const sent = async (file: string) => {
      const args = [file, '--against', stays, '--customers', '20', '--profile', 'slow-payers', '--json'];
      const { out, err } = await simulate(...args);
      const [journey, other] = (JSON.parse(out) as SimulationReport).journeys;
      const reminders = (report: typeof journey) => report?.messages.find(({ kind }) => kind === 'overdue')?.count ?? 0;
      return { more: reminders(journey) > reminders(other), err };
    };
    expect(await sent(own('Mild', becomes, 20))).toMatchObject({ more: true, err: expect.not.stringContaining('stays') });
    expect(await sent(own('Mild', becomes.replace('Strict', 'Absent'), 20))).toMatchObject({
      more: false,
      err: expect.stringContaining('The journey "Absent" is not in this folder or the one above it: whoever would go on in it stays.'),
    });
  });

  it('knows by what way customers pay: who pays online three times in a row becomes a portal payer', async () => {
    const args = [path('journeys/cheque-payers.yaml'), '--customers', '25', '--json'];
    const paying = (ways: string) => {
      const file = join(folder, 'ways.yaml');
      writeFileSync(file, `profile: Ways\npaidBy: ${ways}\nsegments: { late: { share: 1, amount: [100, 900], daysLate: [6, 30] } }\n`);
      return simulate(...args, '--profile', file);
    };
    const journeyOf = async (ways: string) => (JSON.parse((await paying(ways)).out) as SimulationReport).journeys[0];
    const [online, byTransfer] = [await journeyOf('{ online: 1 }'), await journeyOf('{ transfer: 1 }')];
    expect(online?.endsIn).toEqual([{ kind: 'Portal payers', count: 25 }]);
    expect(byTransfer?.endsIn).toEqual([{ kind: 'Cheque payers', count: 25 }]);
    // Only cheque payers get statements.
    const statements = (journey: typeof online) => journey?.messages.find(({ kind }) => kind === 'statement')?.count ?? 0;
    expect(statements(online)).toBeLessThan(statements(byTransfer) / 2);
  });

  it('draws customers from a history, the same again for the same seed', async () => {
    const args = [...JOURNEYS, ...HISTORY, ...COLUMNS, '--customers', '12', '--json'];
    const { code, out } = await simulate(...args);
    expect(code).toBe(0);
    const report = JSON.parse(out) as SimulationReport;
    expect(report.journeys.map(({ name }) => name)).toEqual(['Standard B2B', 'Ladder']);
    expect(report.behaviour.from).toBe('history');
    // A file that does not say who gets paper has everybody get mail.
    expect(report.journeys[0]?.messages.map(({ kind }) => kind)).toContain('invoice');
    expect(report.differences.map(({ what }) => what)).toEqual([
      'days open',
      'days overdue',
      'share received',
      'messages',
      'tasks',
      'cost',
    ]);
    expect((await simulate(...args)).out).toBe(out);
  });

  it('says in words what comes in, what that takes, and how sure the difference is', async () => {
    const { out } = await simulate(...JOURNEYS, '--customers', '15', '--profile', 'slow-payers');
    expect(out).toMatch(/^15 customers live from 2026-01-01 to 2026-12-31, seed 1; behaviour from profile: Slow payers\.\n/);
    for (const line of [
      / {2}DSO, simple, at the end +\d+\.\d days +\d+\.\d days\n/,
      / {2}invoiced +EUR [\d,]+\.\d\d +EUR/,
      / {4}Second reminder /,
    ])
      expect(out).toMatch(line);
    expect(out.split('Each customer is compared with himself.\n')[1]?.trim().split('\n').length).toBe(6);
  });

  it('writes a report that stands alone: no script, nothing fetched, each chart with its figures as a table', async () => {
    const file = join(folder, 'report.html');
    expect((await simulate(...JOURNEYS, '--customers', '8', '--html', file)).code).toBe(0);
    const html = readFileSync(file, 'utf8');
    expect(html).not.toMatch(/<script|<link|<img|@import|url\(|(src|href)=/);
    const charts = html.match(/<svg class="chart"[^>]* role="img" aria-label="/g) ?? [];
    expect(charts.length).toBeGreaterThan(5);
    expect(html.match(/<table>/g)?.length).toBe(charts.length);
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('shows a name of a journey as text, whatever is in it', async () => {
    const file = join(folder, 'named.html');
    const journey = join(folder, 'named.json');
    writeFileSync(journey, readFileSync(path('journeys/ladder.yaml'), 'utf8').replace(/^journey: .*$/m, 'journey: "<b>&amp;"'));
    expect((await simulate(journey, '--customers', '2', '--html', file)).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('<h1><b class="first">&lt;b&gt;&amp;amp;</b></h1>');
  });

  it.each([
    [['--customers', '0'], /It is a whole number from 1 to 100000; "0" is not\./],
    [['--start', '2026-02-30'], /It is a date like 2026-01-01; "2026-02-30" is not\./],
    [['--profile', 'nobody'], /There is no profile or file nobody; the profiles that ship are businesses, consumers, slow-payers\./],
    [['--html', '/nowhere/at/all.html', '--customers', '1'], /cannot be written/],
  ])('refuses %j in a sentence', async (options, sentence) => {
    const { code, out, err } = await simulate(...JOURNEYS, ...options);
    expect([code > 0, out, err]).toEqual([true, '', expect.stringMatching(sentence)]);
  });
});
