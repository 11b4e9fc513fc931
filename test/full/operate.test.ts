/** The runbook: each of its commands is run as it stands against the sample business, and what the saved queries find is held against the books. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runQuery } from '../../cli/find.js';
import { savedQueries } from '../../cli/saved-queries.js';
import { openServers, type Servers, serversOf } from '../../cli/servers.js';
import { type RunningStack, startStack } from '../../dev/stack.js';
import { workflowIdOf } from '../../workflows/contract.js';
import { query } from '../support/query.js';
import { cleanEnvironment, runDuly } from '../support/run-duly.js';

/** By situation, see prisma/sample/situations.ts: one whose card was declined, and those to whom something is done here. */
const [CUSTOMER, STUCK, WITHOUT_RUN, UNREACHED] = ['cus_sample_1037', 'cus_sample_1005', 'cus_sample_1010', 'cus_sample_1004'];
const PATIENCE_MS = 60_000;

let home: string;
let stack: RunningStack;
let servers: Servers;
beforeAll(async () => {
  const began = Date.now();
  home = mkdtempSync(join(tmpdir(), 'duly-operate-'));
  chmodSync(home, 0o755);
  const progress = { say: () => undefined, during: <Result>(_label: string, work: () => Promise<Result>) => work() };
  stack = await startStack({ home, ports: 'free', sandbox: true, sample: true, progress, env: cleanEnvironment({}) });
  servers = openServers(serversOf({ config: { env: cleanEnvironment({}) }, environment: stack.environment }));
  await until('everybody has decided', async () => (await counted('SELECT count(*) FROM news')) === 0);
  await makeTrouble();
  process.stdout.write(`The stack with some trouble took ${((Date.now() - began) / 1000).toFixed(1)} s.\n`);
});
afterAll(async () => {
  await servers?.close();
  await stack?.stop();
  rmSync(home, { recursive: true, force: true });
});

/** One customer's decisions fail, one has no run, one was not reached: as the books know it. */
async function makeTrouble(): Promise<void> {
  const { prisma, temporal, record } = servers;
  const now = new Date();
  const definition = { id: 'journey_broken', name: 'Broken', version: 1, text: '', definition: {}, publishedAt: now, isDefault: false };
  await prisma.journeyVersion.create({ data: definition });
  await prisma.customer.update({ where: { id: STUCK }, data: { journeyId: definition.id } });
  const told = { source: 'test', externalId: 'news', effectiveOn: now.toISOString().slice(0, 10) };
  const { upTo } = await record({ customerId: STUCK, reports: [{ ...told, type: 'customer.changed', data: { set: {} } }] });
  await temporal?.nudge({ customerId: STUCK, upTo });
  await temporal?.client.workflow.getHandle(workflowIdOf(WITHOUT_RUN)).terminate('the test has no run of this customer');
  const task = { subject: UNREACHED, kind: 'fix-address', owner: 'ar-desk', openedAt: now, status: 'open' };
  await prisma.task.create({ data: { id: 'task/not-reached', customerId: UNREACHED, ...task } });
  await until(
    'decisions were given up for the stuck one',
    async () => (await counted("SELECT count(*) FROM tasks WHERE kind = 'stuck'")) === 1,
  );
}

const counted = async (sql: string): Promise<number> => Number((await query({ url: stack.addresses.database, sql }))[0]?.count);
const duly = (args: string[]) => runDuly({ args, env: { DULY_HOME: home } });
const inStage = (stage: string) => `SELECT count(*) FROM positions WHERE headline->>'stage' = '${stage}'`;
const overdueBy = (days: number) =>
  `SELECT count(DISTINCT "customerId") FROM items WHERE open > 0 AND (now() AT TIME ZONE 'UTC')::date - "dueOn" > ${days}`;

describe('the saved queries find whom the books know', () => {
  /** Each with the least that the sample and the trouble made here must have. */
  const expected: Record<string, [least: number, sql: string]> = {
    stuck: [1, "SELECT count(*) FROM tasks WHERE kind = 'stuck' AND status = 'open'"],
    failing: [0, 'SELECT 0 AS count'],
    restored: [0, "SELECT count(*) FROM holds WHERE kind = 'restored'"],
    overdue: [10, overdueBy(0)],
    'overdue-30': [2, overdueBy(30)],
    'overdue-60': [0, overdueBy(60)],
    reminders: [20, inStage('reminders')],
    'failure-handling': [0, inStage('failure handling')],
    'credit-review': [1, inStage('credit review')],
    disputed: [3, `SELECT count(DISTINCT "customerId") FROM disputes WHERE status = 'open'`],
    held: [3, `SELECT count(DISTINCT "customerId") FROM holds WHERE "endedAt" IS NULL`],
    unapplied: [1, 'SELECT count(DISTINCT "customerId") FROM accounts WHERE unapplied > 0'],
    undelivered: [
      1,
      "SELECT count(*) FROM tasks WHERE status = 'open' AND kind IN ('fix-address', 'undelivered', 'refused', 'message-unknown')",
    ],
    'without-run': [1, 'SELECT 1 AS count'],
  };

  it.each(savedQueries({ now: Date.now() }).map((one) => [one.name, one] as const))(
    '%s',
    async (name, saved) => {
      const [least, sql] = expected[name] ?? [Number.NaN, ''];
      const asked = { servers, query: saved, now: Date.now(), ui: stack.addresses.temporalUi, namespace: 'default' };
      // What Temporal lists is seconds behind its runs.
      await until(`${name} finds as many as the books have`, async () => (await runQuery(asked)).count === (await counted(sql)));
      const { count, customers, more, link } = await runQuery(asked);
      expect(count).toBe(await counted(sql));
      expect(count).toBeGreaterThanOrEqual(least);
      expect({ shown: customers.length, more }).toEqual({ shown: count, more: 0 });
      for (const one of customers)
        expect(one).toMatchObject({ customer: expect.stringMatching(/^cus_sample_1/), externalId: expect.stringMatching(/^100/) });
      if (link) expect((await fetch(link)).status).toBe(200);
    },
    PATIENCE_MS,
  );

  it(
    'are named in what refuses a name that there is not',
    async () => {
      const { code, out, err } = await duly(['find', 'nobody', '--json']);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(JSON.parse(err).error).toMatchObject({ code: 'not_found', at: 'name' });
      for (const name of Object.keys(expected)) expect(err).toContain(name);
    },
    PATIENCE_MS,
  );
});

describe('the runbook', () => {
  const text = readFileSync(new URL('../../docs/operate.md', import.meta.url), 'utf8');
  const fenced = [...text.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block = '']) => block.trimEnd().split('\n'));
  const inline = [...text.replaceAll(/^```.*?^```/gms, '').matchAll(/`(npx duly [^`]+)`/g)].map(([, command = '']) => command);
  /** They change what nobody asked about, name what is the reader's own, or only name a command. */
  const LEFT_OUT = [
    'npx duly stop',
    'npx duly replay',
    'npx duly keys revoke PREFIX',
    'npx duly import FILE --dry-run',
    'npx duly rules publish FILE --dry-run',
    'npx duly hold R-1001 --until 2027-01-31',
    'npx duly hold R-1001 --for-good',
    'npx duly due R-1001 2027-02-28',
    'npx duly journey R-1001 "Collection problem"',
    'npx duly release R-1001',
    'npx duly decide TASK OUTCOME',
    'npx duly decide TASK done --score 4',
  ];
  const commands = [...new Set([...fenced, ...inline])].filter((command) => !LEFT_OUT.includes(command) && !command.includes('…'));

  it('has its commands in blocks of their own, and answers all ten questions', () => {
    expect(fenced.filter((command) => !command.startsWith('npx duly '))).toEqual([]);
    for (const command of LEFT_OUT) expect(inline).toContain(command);
    expect(fenced.length).toBeGreaterThanOrEqual(15);
  });

  it.each(commands)(
    '%s',
    async (command) => {
      const args = command.replace('npx duly ', '').replace('CUSTOMER', CUSTOMER).split(' ');
      const { code, out, err } = await duly(args);
      expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
      expect(out.trim()).not.toBe('');
    },
    PATIENCE_MS,
  );

  it('says loudly that everything is paused, wherever one looks', async () => {
    expect((await duly(['pause', '--reason', 'wrong-template'])).out).toMatch(/^Paused \(wrong-template\): /);
    const said = await Promise.all([['status'], ['timeline', CUSTOMER], ['reconcile']].map(duly));
    for (const { out } of said) expect(out).toMatch(/^PAUSED since .* \(wrong-template\)/m);
    expect((await duly(['resume'])).out).toMatch(/^Resumed after the pause/);
    const [status, again] = await Promise.all([duly(['status']), duly(['resume'])]);
    expect(status.out).not.toContain('PAUSED');
    expect(again.out).toBe('Nothing is paused.\n');
  });
});

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 40_000; Date.now() < end; await sleep(200)) if (await holds()) return;
  throw new Error(`It was waited in vain until ${what}.`);
}
