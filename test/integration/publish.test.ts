/** Publishing to whom, on the real PostgreSQL: a part, more of it, everybody; interrupted and gone on with; taken back for the same customers. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Books } from '../../activities/ports/books.js';
import { createRecordReports, type RecordReports } from '../../activities/record-reports.js';
import { connectDatabase, type Database } from '../../adapters/database.js';
import { listMoves } from '../../adapters/journey-moves.js';
import { listVersions, publishVersion } from '../../adapters/journeys.js';
import { createBooks } from '../../adapters/prisma-books.js';
import { type MoveReport, moveBack } from '../../cli/move.js';
import { movesText } from '../../cli/moves-text.js';
import { type PublishOptions, publish } from '../../cli/publish.js';
import { CUSTOMER } from '../../domain/testing/world.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

jest.setTimeout(120_000);

const textOf = (days: number, lanes = '') => `
journey: Ladder
collection, for each invoice:
  reminders:
    ${days} days after due: send Overdue
    on used up: end
${lanes}`;
const NOTICES = `
notices, for each invoice:
  reminders:
    20 days after due: send Final notice
    on used up: end
`;
const NOW = Date.parse('2026-03-10T10:00Z');
const COUNT = 60;

let folder: string;
let testDatabase: TestDatabase;
let database: Database;
let books: Books;
let record: RecordReports;

const say = () => undefined;
const fileOf = (text: string) => {
  const file = join(folder, 'ladder.yaml');
  writeFileSync(file, text);
  return file;
};
async function run(text: string, options: Partial<PublishOptions>, recording: RecordReports = record) {
  const servers = { prisma: database.prisma, record: recording };
  const { value } = await publish({ servers, file: fileOf(text), options: { by: 'anna', ...options }, now: NOW, say });
  return value as { version: number; isNew: boolean; isDefault: boolean; moved?: MoveReport };
}
const pinnedTo = async (version: number): Promise<string[]> =>
  (await database.prisma.customer.findMany({ where: { journey: { version } }, select: { id: true }, orderBy: { id: 'asc' } })).map(
    ({ id }) => id,
  );
const back = (id: string) => moveBack({ servers: { prisma: database.prisma, record }, id, by: 'anna', dryRun: false, say });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'duly-publish-'));
  testDatabase = await createTestDatabase();
  database = connectDatabase({ url: testDatabase.url, name: 'publish-test', connections: 4 });
  books = createBooks(database);
  record = createRecordReports({ books, clock: { now: () => NOW } });
  const { prisma } = database;
  await prisma.legalEntity.create({
    data: { id: 'L1', name: 'Us', country: 'DE', senderAddress: 'ar@us.example', invoicePrefix: 'N-', nextInvoice: 1 },
  });
  const { id: journeyId } = await publishVersion({ prisma, text: textOf(1), file: 'x.yaml', now: NOW, isDefault: true });
  for (let index = 0; index < COUNT; index += 1) {
    const customer = { ...CUSTOMER, id: `C${index}`, journeyId, country: index % 3 === 0 ? 'AT' : 'DE' };
    await books.createCustomer({ customer, externalId: `E${index}`, name: 'A', contacts: [], recordedAt: NOW });
  }
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
  rmSync(folder, { recursive: true, force: true });
});

it('moves a tenth, then half with the same tenth among it, and each back by its own', async () => {
  const first = await run(textOf(2), { for: '10%' });
  expect(first).toMatchObject({
    version: 2,
    isNew: true,
    isDefault: false,
    moved: { move: 'move-1', from: ['Ladder@1'], to: ['Ladder@2'] },
  });
  const tenth = await pinnedTo(2);
  expect(tenth.length).toBe(first.moved?.moved);
  const second = await run(textOf(2), { for: '50%' });
  expect(second).toMatchObject({ version: 2, isNew: false, moved: { move: 'move-2' } });
  const half = await pinnedTo(2);
  expect(half).toEqual(expect.arrayContaining(tenth));
  expect(half.length).toBe(tenth.length + (second.moved?.moved ?? 0));
  expect(half.length).toBeGreaterThan(COUNT * 0.3);
  expect(await run(textOf(2), { for: '50%' })).toMatchObject({ moved: { move: null, moved: 0 } });

  expect(await back('move-2')).toMatchObject({ move: 'move-3', moved: half.length - tenth.length, from: ['Ladder@2'], to: ['Ladder@1'] });
  expect(await pinnedTo(2)).toEqual(tenth);
  await back('move-1');
  expect(await pinnedTo(2)).toEqual([]);
  expect(await back('move-1')).toMatchObject({ move: null, moved: 0 });
  // The way back has a way back, too.
  await back('move-4');
  expect(await pinnedTo(2)).toEqual(tenth);
  await back('move-5');
});

it('moves whoever a condition is true of now', async () => {
  const report = await run(textOf(2), { for: 'customer.country == "AT"' });
  expect(report.moved?.moved).toBe(COUNT / 3);
  const { prisma } = database;
  expect(await prisma.customer.count({ where: { country: 'AT', journey: { version: 2 } } })).toBe(COUNT / 3);
  await back(report.moved?.move ?? '');
});

it('goes on where it was interrupted, under the same move, and takes back all that it reached', async () => {
  let left = 7;
  const stopping: RecordReports = (input) => {
    left -= 1;
    if (left < 0) throw new Error('the connection is gone');
    return record(input);
  };
  await expect(run(textOf(3), { for: 'everybody' }, stopping)).rejects.toThrow('the connection is gone');
  expect(await pinnedTo(3)).toHaveLength(7);
  const [open] = await listMoves({ prisma: database.prisma });
  expect(open).toMatchObject({ by: 'anna', chosen: { all: true }, endedAt: null, moved: 7, to: { name: 'Ladder', version: 3 } });
  expect(movesText([open as NonNullable<typeof open>])).toMatch(
    / by anna: to Ladder@3, for everybody; 7 customers; not over: say it again/,
  );
  const report = await run(textOf(3), { for: 'everybody' });
  expect(report).toMatchObject({ version: 3, isNew: false, isDefault: true, moved: { move: open?.id, moved: COUNT - 7, left: 0 } });
  const [ended] = await listMoves({ prisma: database.prisma });
  expect(ended).toMatchObject({ id: open?.id, endedAt: expect.any(Number), moved: COUNT });
  await back(open?.id ?? '');
  expect(await pinnedTo(1)).toHaveLength(COUNT);
});

it('leaves whoever was moved elsewhere since', async () => {
  const report = await run(textOf(4), { for: '50%' });
  const [one] = await pinnedTo(4);
  await run(textOf(5), { for: 'everybody', from: ['Ladder@4'] });
  expect(await back(report.moved?.move ?? '')).toMatchObject({ moved: 0 });
  expect(await pinnedTo(5)).toContain(one);
});

it('is for new customers only, where that was said, and for them too where it is for everybody who had it', async () => {
  expect(await run(textOf(6), { for: 'new' })).toMatchObject({ isDefault: true });
  expect(await pinnedTo(6)).toEqual([]);
  const { prisma } = database;
  expect((await listVersions({ prisma })).filter(({ isDefault }) => isDefault).map(({ version }) => version)).toEqual([6]);
});

it('begins a lane that they had not for what is open', async () => {
  const invoice = {
    itemId: 'I1',
    accountId: 'C0/L1/EUR',
    number: 'R-1',
    amount: 1_000,
    currency: 'EUR',
    dueOn: '2026-03-01',
    orderIds: [],
  };
  const data = { ...invoice, delivery: 'delivered' as const };
  await record({
    customerId: 'C0',
    reports: [{ type: 'invoice.issued', source: 'api', externalId: 'I1', effectiveOn: '2026-03-02', data }],
  });
  await run(textOf(6, NOTICES), { for: 'everybody' });
  const { prisma } = database;
  expect(
    await prisma.token.findMany({ where: { lane: 'notices' }, select: { customerId: true, subject: true, stage: true, wakeAt: true } }),
  ).toEqual([{ customerId: 'C0', subject: 'I1', stage: 'reminders', wakeAt: new Date(NOW) }]);
});

it.each<[string, Partial<PublishOptions>, RegExp]>([
  ['nobody knows the words', { for: 'half' }, /^For whom is said as new, everybody/],
  ['the percentage is none', { for: '0%' }, /^A percentage is a number above 0/],
  ['a word of the condition is unknown', { for: 'customer.land == "AT"' }, /^Character 1 of the condition: /],
  ['a stage is not gone', { for: 'everybody', stages: ['reminders=chasing'] }, /^No stage "reminders" is gone/],
])('publishes nothing and moves nobody where %s', async (_what, options, message) => {
  const { prisma } = database;
  const before = [await prisma.journeyVersion.count(), await prisma.fact.count(), await prisma.journeyMove.count()];
  await expect(run(textOf(9), options)).rejects.toThrow(message);
  expect([await prisma.journeyVersion.count(), await prisma.fact.count(), await prisma.journeyMove.count()]).toEqual(before);
});
