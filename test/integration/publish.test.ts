/** Publishing to whom, on the real PostgreSQL: a part, more of it, everybody; interrupted and gone on with; taken back for the same customers. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Books } from '../../activities/ports/books.js';
import { createRecordReports, type RecordReports } from '../../activities/record-reports.js';
import { connectDatabase, type Database } from '../../adapters/database.js';
import { listMoves } from '../../adapters/journey-moves.js';
import { listVersions, publishVersion } from '../../adapters/journeys.js';
import { createBooks } from '../../adapters/prisma-books.js';
import { type MoveReport, moveBack, moveText } from '../../cli/move.js';
import { movesText } from '../../cli/moves-text.js';
import { type PublishOptions, publish } from '../../cli/publish.js';
import { CUSTOMER } from '../../domain/testing/world.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

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

/** Records so many more customers, and then the connection is gone. */
const stoppingAfter = (customers: number): RecordReports => {
  let left = customers;
  return (input) => {
    left -= 1;
    if (left < 0) throw new Error('the connection is gone');
    return record(input);
  };
};

describe('a move that was killed half way', () => {
  const young = textOf(31);

  it('goes on under its number when one of the versions that it led from has nobody left', async () => {
    const first = await run(textOf(30), { for: '50%' });
    const stays = (await pinnedTo(1)).length;
    // All of the oldest version, and then two.
    await expect(run(young, { for: 'everybody' }, stoppingAfter(stays + 2))).rejects.toThrow('the connection is gone');
    expect(await pinnedTo(1)).toEqual([]);
    const [open] = await listMoves({ prisma: database.prisma });
    const report = await run(young, { for: 'everybody' });
    expect(report.moved).toMatchObject({ move: open?.id, moved: COUNT - stays - 2, left: 0 });
    expect((await listMoves({ prisma: database.prisma }))[0]).toMatchObject({ id: open?.id, moved: COUNT, endedAt: expect.any(Number) });
    await back(open?.id ?? '');
    await back(first.moved?.move ?? '');
    expect(await pinnedTo(1)).toHaveLength(COUNT);
  });

  it('and taken back reaches all whom it is for when it is asked again', async () => {
    await expect(run(young, { for: 'everybody' }, stoppingAfter(9))).rejects.toThrow('the connection is gone');
    const [open] = await listMoves({ prisma: database.prisma });
    expect(await back(open?.id ?? '')).toMatchObject({ moved: 9 });
    const report = await run(young, { for: 'everybody' });
    expect(report.moved).toMatchObject({ moved: COUNT, left: 0 });
    expect(report.moved?.move).not.toBe(open?.id);
    await back(report.moved?.move ?? '');
  });

  it('does not go on with other stages, for then some would stand where nobody wanted them', async () => {
    const twoStages = (name: string) => `
journey: Ladder
collection, for each invoice:
  first:
    type: reminders
    32 days after due: send Overdue
    on used up: ${name}
  ${name}:
    type: reminders
    40 days after due: send Second reminder
    on used up: end
`;
    const two = await run(twoStages('then'), { for: 'everybody' });
    const next = twoStages('later');
    await expect(run(next, { for: 'everybody' }, stoppingAfter(5))).rejects.toThrow('the connection is gone');
    const [open] = await listMoves({ prisma: database.prisma });
    await expect(run(next, { for: 'everybody', stages: ['then=first'] })).rejects.toThrow(
      `${open?.id} was interrupted after 5 customers, and they went on in other stages: say it as it was, or take it back first: npx duly move --back ${open?.id}.`,
    );
    const report = await run(next, { for: 'everybody' });
    expect(report.moved).toMatchObject({ move: open?.id, moved: COUNT - 5 });
    await back(open?.id ?? '');
    await back(two.moved?.move ?? '');
    expect(await pinnedTo(1)).toHaveLength(COUNT);
  });

  it('and asked for others is another move; both are told', async () => {
    await expect(run(young, { for: '50%' }, stoppingAfter(3))).rejects.toThrow('the connection is gone');
    const [open] = await listMoves({ prisma: database.prisma });
    const report = await run(young, { for: 'everybody' });
    expect(report.moved).toMatchObject({ moved: COUNT - 3, alsoOpen: [{ id: open?.id, to: expect.stringMatching(/^Ladder@\d+$/) }] });
    expect(moveText(report.moved as MoveReport)).toContain(`${open?.id} (to `);
    await back(open?.id ?? '');
    await back(report.moved?.move ?? '');
    expect(await pinnedTo(1)).toHaveLength(COUNT);
  });
});

describe('two at once', () => {
  /** Each move of a customer begins where the one before it ended. */
  const chains = async (): Promise<string[]> => {
    const facts = await database.prisma.fact.findMany({
      where: { type: 'journey.moved' },
      orderBy: [{ customerId: 'asc' }, { number: 'asc' }],
    });
    const wrong: string[] = [];
    let before: (typeof facts)[number] | undefined;
    for (const fact of facts) {
      const [from, to] = [(fact.data as { from: string }).from, (before?.data as { to: string } | undefined)?.to];
      if (before?.customerId === fact.customerId && from !== to) wrong.push(`${fact.customerId}: ${to}, then from ${from}`);
      before = fact;
    }
    return wrong;
  };

  it('of the same are one move, and each customer is moved once', async () => {
    const text = textOf(50);
    const both = await Promise.all([run(text, { for: 'everybody' }), run(text, { for: 'everybody' })]);
    const ids = [...new Set(both.map(({ moved }) => moved?.move).filter((id) => id))];
    expect(ids).toHaveLength(1);
    expect(both.reduce((sum, { moved }) => sum + (moved?.move ? moved.moved : 0), 0)).toBe(COUNT);
    expect(await chains()).toEqual([]);
    await back(ids[0] ?? '');
    expect(await pinnedTo(1)).toHaveLength(COUNT);
  });

  it('to two versions leave each customer in one of them, and a version that is published meanwhile loses nobody', async () => {
    const pause: RecordReports = async (input) => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      return record(input);
    };
    const all = await Promise.all([
      run(textOf(51), { for: '50%' }, pause),
      run(textOf(52), { for: 'everybody' }, pause),
      run(textOf(53), {}),
    ]);
    expect(await chains()).toEqual([]);
    const [half, every] = await Promise.all(all.map(({ version }) => pinnedTo(version)));
    expect((half?.length ?? 0) + (every?.length ?? 0)).toBe(COUNT);
    for (const { moved } of [...all].reverse()) if (moved?.move) await back(moved.move);
    for (const { id } of await listMoves({ prisma: database.prisma })) if ((await pinnedTo(1)).length < COUNT) await back(id);
    expect(await pinnedTo(1)).toHaveLength(COUNT);
  });

  it('one of which takes back what the other still does: what is taken back stays so', async () => {
    let began: () => void = () => undefined;
    const underWay = new Promise<void>((resolve) => {
      began = resolve;
    });
    let seen = 0;
    const slow: RecordReports = async (input) => {
      seen += 1;
      if (seen > 10) began();
      await new Promise((resolve) => setTimeout(resolve, seen > 10 ? 30 : 0));
      return record(input);
    };
    const going = run(textOf(54), { for: 'everybody' }, slow).catch((error: Error) => error.message);
    await underWay;
    const [open] = await listMoves({ prisma: database.prisma });
    await back(open?.id ?? '');
    expect(await going).toMatch(/was taken back meanwhile/);
    expect(await pinnedTo(1)).toHaveLength(COUNT);
    expect(await chains()).toEqual([]);
  });
});

it('leaves whoever was moved elsewhere since', async () => {
  const report = await run(textOf(4), { for: '50%' });
  const [one] = await pinnedTo(report.version);
  const { version } = await run(textOf(5), { for: 'everybody', from: [`Ladder@${report.version}`] });
  expect(await back(report.moved?.move ?? '')).toMatchObject({ moved: 0 });
  expect(await pinnedTo(version)).toContain(one);
});

it('is for new customers only, where that was said, and for them too where it is for everybody who had it', async () => {
  const young = await run(textOf(6), { for: 'new' });
  expect(young).toMatchObject({ isDefault: true });
  expect(await pinnedTo(young.version)).toEqual([]);
  const { prisma } = database;
  expect((await listVersions({ prisma })).filter(({ isDefault }) => isDefault).map(({ version }) => version)).toEqual([young.version]);
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
