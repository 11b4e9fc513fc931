/** The page on versions, followed to the letter: each command as it stands, in their order, against the sample business; one is killed in the middle of its work. */
import process from 'node:process';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { connectDatabase, type Database } from '../../adapters/database.js';
import { commandsIn, openReader, pageOf, type Reader } from '../support/reader.js';

const COMMANDS = commandsIn(pageOf('docs/reference/versions.md'));
const CUSTOMERS = 40;

let reader: Reader;
let database: Database;
beforeAll(async () => {
  reader = await openReader({ copies: ['journeys'] });
  database = connectDatabase({ url: reader.stack.environment.DATABASE_URL ?? '', name: 'versions-test', connections: 3 });
});
afterAll(async () => {
  await database?.close();
  await reader?.close();
});

const versions = async (): Promise<Record<number, number>> => {
  const found = await database.prisma.journeyVersion.findMany({ include: { _count: { select: { customers: true } } } });
  return Object.fromEntries(found.filter(({ name }) => name === 'Standard B2B').map(({ version, _count }) => [version, _count.customers]));
};
const movedBy = (move: string) => database.prisma.fact.count({ where: { type: 'journey.moved', data: { path: ['move'], equals: move } } });

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('It did not come to that.');
}

/** A customer in the middle is kept from being moved; there the process is killed. Returns how many it had moved. */
async function killInTheMiddle(command: string, move: string): Promise<number> {
  const waiting = await database.prisma.customer.findMany({ where: { journey: { name: 'Standard B2B' } }, orderBy: { id: 'asc' } });
  const { child, ended } = reader.begin(command);
  const middle = waiting[CUSTOMERS / 2]?.id ?? '';
  await database.prisma.$transaction(
    async (tx) => {
      await tx.$executeRaw`SELECT FROM customers WHERE id = ${middle} FOR UPDATE`;
      let seen = 0;
      await until(async () => {
        const before = seen;
        seen = await movedBy(move);
        return seen > 0 && seen === before;
      });
      process.kill(-(child.pid as number), 'SIGKILL');
      await ended;
    },
    { timeout: 60_000 },
  );
  return movedBy(move);
}

it('publishes for new customers, for parts and for everybody, over a kill, and back again', async () => {
  const said = new Map<string, string>();
  for (const command of COMMANDS) {
    if (command.includes('--for everybody')) {
      const reached = await killInTheMiddle(command, 'move-4');
      expect(reached).toBeGreaterThan(0);
      expect(reached).toBeLessThan(CUSTOMERS);
      expect((await reader.type('npx duly moves')).out).toMatch(
        new RegExp(`^move-4 .* to Standard B2B@3, for everybody; ${reached} customers?; not over: say it again`),
      );
    }
    const { code, out, err } = await reader.type(command);
    expect({ command, code, err: code === 0 ? '' : err + out }).toEqual({ command, code: 0, err: '' });
    said.set(command, out);
    if (command.includes('--for new')) expect(await versions()).toEqual({ 1: CUSTOMERS, 2: 0 });
    if (command.includes('--for everybody')) {
      expect(await versions()).toEqual({ 1: 0, 2: 0, 3: CUSTOMERS });
      expect(await movedBy('move-4')).toBe(CUSTOMERS);
    }
  }
  const of = (part: string): string => [...said].find(([command]) => command.includes(part))?.[1] ?? '';
  expect(of('duly diff')).toContain('"second-reminder" goes 8 days after due instead of 10 days after due');
  expect(of('duly impact sooner')).toMatch(/^Standard B2B \(file\) in place of Standard B2B@1: 40 customers would move/);
  expect(of('--dry-run')).toMatch(/^Nothing was published\./);
  expect(of('--for 25%')).toMatch(/Moved \d+ customers? from Standard B2B@1 to Standard B2B@2 .*This was move-1\./s);
  expect(of('--for everybody')).toContain('Who stands in "reminders" of lane "collection" goes on in "chasing".');
  expect(of('--percent 10 --dry-run')).toMatch(/^Would move \d+ customers?/);
  expect(of('--customers 10007 10012')).toMatch(/^Moved 2 customers from Standard B2B@3 to Standard B2B@2/);
  expect(of('duly moves')).toMatch(/^move-5 .* to Standard B2B@2, for 2 customers by their ids; 2 customers/);
  expect(of('--back move-4')).toMatch(/^Moved 38 customers from Standard B2B@3 to Standard B2B@[12], Standard B2B@[12]; 0 stay/);
  expect(of('duly explain')).toMatch(/Standard B2B/);
  expect(said.size).toBeGreaterThanOrEqual(16);
  // Whoever had a version has it again, but the two who were moved elsewhere since.
  const kept = await versions();
  expect(kept[3]).toBe(0);
  expect((kept[1] ?? 0) + (kept[2] ?? 0)).toBe(CUSTOMERS);

  await until(async () => (await database.prisma.news.count()) === 0);
  expect(await database.prisma.task.count({ where: { kind: 'stuck' } })).toBe(0);
}, 240_000);
