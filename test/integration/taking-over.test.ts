/** Receivables that somebody else chased before: imported by the command line into the real PostgreSQL, and what the first decision makes of them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { connectDatabase, type Database } from '../../adapters/database.js';
import { createBooks } from '../../adapters/prisma-books.js';
import { advance } from '../../domain/advance.js';
import { addDays, dateAt, instantAt } from '../../domain/calendar.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { runDuly } from '../support/run-duly.js';

/** Each test starts processes. */
const LADDER = fileURLToPath(new URL('../../journeys/ladder.yaml', import.meta.url));
const today = dateAt(Date.now(), 'UTC');
const ago = (days: number) => addDays(today, -days);
const HEADER = 'Debtor,No,Date,Due,Total,delivered on,last step,last step on';
const FLAGS = ['--map', 'customer=Debtor,invoice=No,issued=Date,due=Due,amount=Total', '--dates', 'year-month-day', '--currency', 'EUR'];

let folder: string;
let database: TestDatabase;
let connected: Database;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'duly-taking-over-'));
  database = await createTestDatabase();
  connected = connectDatabase({ url: database.url, name: 'duly-taking-over', connections: 2 });
  const entity = {
    id: 'le_1',
    name: 'Northwind',
    country: 'DE',
    senderAddress: 'ar@northwind.example',
    invoicePrefix: 'N-',
    nextInvoice: 1,
  };
  await connected.prisma.legalEntity.create({ data: entity });
});
afterAll(async () => {
  await connected.close();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const importing = (rows: string[], ...more: string[]) => {
  const file = join(folder, 'chased.csv');
  writeFileSync(file, `${[HEADER, ...rows].join('\n')}\n`);
  const args = ['import', file, ...FLAGS, '--journey', LADDER, ...more];
  return runDuly({ args, env: { DULY_HOME: join(folder, 'home'), DATABASE_URL: database.url } });
};
const ROWS = [
  `A,1,${ago(60)},${ago(30)},10.00,${ago(58)},after-10,${ago(4)}`,
  `A,2,${ago(50)},${ago(20)},20.00,,,`,
  `B,3,${ago(40)},${ago(10)},30.00,,after-1,${ago(9)}`,
];

it('refuses a step that the journey does not have, with the line, the column and those that there are', async () => {
  const { code, err } = await importing([...ROWS, `B,4,${ago(40)},${ago(10)},30.00,,after-2,${ago(8)}`]);
  expect(code).toBe(1);
  expect(err).toContain(
    'chased.csv:5: column last step: the journey Ladder has no step "after-2"; it has before-3, after-1, after-10, after-20, after-30\nNothing was imported.',
  );
  expect(await connected.prisma.customer.count()).toBe(0);
});

it('says in a dry run how much would be held and taken over, and changes nothing', async () => {
  const { out } = await importing(ROWS, '--dry-run');
  expect(out).toContain('held: overdue      1, until a person releases them');
  expect(out).toContain('steps had before   5, of 2 invoices');
  const { prisma } = connected;
  expect([await prisma.customer.count(), await prisma.fact.count(), await prisma.stepTaken.count()]).toEqual([0, 0, 0]);
});

it('keeps the steps as taken on their day, so that the next message is the one after them and nothing earlier goes', async () => {
  const { code, out } = await importing(ROWS, '--json');
  expect({ code, ...JSON.parse(out) }).toMatchObject({ code: 0, held: 1, takenOver: { invoices: 2, steps: 5 } });
  const { prisma } = connected;
  const steps = await prisma.stepTaken.findMany({ orderBy: [{ subject: 'asc' }, { at: 'asc' }] });
  expect(steps.map(({ subject, step, at, how }) => `${subject} ${step} ${how} ${at.toISOString().slice(0, 10)}`).sort()).toEqual([
    `cus_le_1_A-1 after-1 taken ${ago(4)}`,
    `cus_le_1_A-1 after-10 taken ${ago(4)}`,
    `cus_le_1_A-1 before-3 taken ${ago(4)}`,
    `cus_le_1_B-3 after-1 taken ${ago(9)}`,
    `cus_le_1_B-3 before-3 taken ${ago(9)}`,
  ]);
  const delivered = await prisma.item.findUniqueOrThrow({ where: { id: 'cus_le_1_A-1' } });
  expect(delivered.deliveredAt?.toISOString().slice(0, 10)).toBe(ago(58));

  const books = createBooks({ prisma });
  const now = instantAt({ date: addDays(today, 1), time: '10:00', zone: 'UTC' });
  const sentBy = (customerId: string) =>
    books.withCustomer(customerId, async (own) => {
      const { effects } = advance({ journey: await own.journey(), rows: await own.select(now), now });
      return effects.flatMap((effect) => effect.steps.map(({ subject, step }) => `${subject} ${step}`));
    });
  expect(await sentBy('cus_le_1_A')).toEqual(['cus_le_1_A-1 after-20']);
  expect(await sentBy('cus_le_1_B')).toEqual(['cus_le_1_B-3 after-10']);
});

it('adds nothing when the same file comes again', async () => {
  const facts = await connected.prisma.fact.count();
  const { code, out } = await importing(ROWS, '--json');
  expect({ code, ...JSON.parse(out) }).toMatchObject({
    code: 0,
    held: 0,
    takenOver: { invoices: 0, steps: 0 },
    invoices: { added: 0, known: 3 },
  });
  expect(await connected.prisma.fact.count()).toBe(facts);
});
