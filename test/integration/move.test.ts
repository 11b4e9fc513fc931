/** Customers go on with another version on the real PostgreSQL: audited, resumable, reversible, and no step comes again. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDecide } from '../../activities/decide.js';
import type { Books } from '../../activities/ports/books.js';
import { createRecordReports, type RecordReports } from '../../activities/record-reports.js';
import { connectDatabase, type Database } from '../../adapters/database.js';
import { publishVersion } from '../../adapters/journeys.js';
import { createBooks } from '../../adapters/prisma-books.js';
import { type MoveOptions, move, moveText } from '../../cli/move.js';
import { CUSTOMER } from '../../domain/testing/world.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

/** A customer is a transaction, and there are many. */
const OLD = `
journey: Ladder
contact: { at: "09:00", zone: UTC }
lanes:
  collection:
    for: item
    stages:
      reminders:
        steps:
          - { name: first, at: { days: 1, from: due }, do: { send: overdue } }
          - { name: second, at: { days: 10, from: due }, do: { send: second-reminder } }
        on: { used up: end }
`;
const NEW = OLD.replace('      reminders:\n', '      chasing:\n        type: reminders\n').replace('days: 10,', 'days: 2,');
const NOW = Date.parse('2026-03-02T10:00Z');
const COUNT = 120;
const id = (index: number) => `C${String(index).padStart(3, '0')}`;

let testDatabase: TestDatabase;
let database: Database;
let books: Books;
let record: RecordReports;
const run = (options: Partial<MoveOptions>) =>
  move({
    servers: { prisma: database.prisma, record },
    options: { from: 'Ladder@1', to: 'Ladder@2', by: 'anna', ...options },
    say: () => undefined,
  });
const pinned = async () => {
  const customers = await database.prisma.customer.findMany({
    select: { id: true, journey: { select: { version: true } } },
    orderBy: { id: 'asc' },
  });
  return { of: (version: number) => customers.filter((customer) => customer.journey.version === version).map((customer) => customer.id) };
};
const facts = () =>
  database.prisma.fact.findMany({ where: { type: 'journey.moved' }, orderBy: [{ customerId: 'asc' }, { number: 'asc' }] });

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = connectDatabase({ url: testDatabase.url, name: 'move-test', connections: 4 });
  books = createBooks(database);
  record = createRecordReports({ books, clock: { now: () => NOW } });
  const { prisma } = database;
  await prisma.legalEntity.create({
    data: { id: 'L1', name: 'Us', country: 'DE', senderAddress: 'ar@us.example', invoicePrefix: 'N-', nextInvoice: 1 },
  });
  const { id: journeyId } = await publishVersion({ prisma, text: OLD, file: 'old.yaml', now: NOW, isDefault: true });
  await publishVersion({ prisma, text: NEW, file: 'new.yaml', now: NOW, isDefault: false });
  for (let index = 0; index < COUNT; index += 1) {
    const contacts = [{ purpose: 'all' as const, name: 'A contact', email: 'ap@them.example' }];
    await books.createCustomer({
      customer: { ...CUSTOMER, id: id(index), journeyId },
      externalId: `ERP-${index}`,
      name: 'A',
      contacts,
      recordedAt: NOW,
    });
  }
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

describe('a move', () => {
  it('is said first and changes nothing then', async () => {
    const report = await run({ percent: 40, dryRun: true });
    expect(report).toMatchObject({
      move: null,
      dryRun: true,
      moved: expect.any(Number),
      from: ['Ladder@1'],
      to: ['Ladder@2'],
      lanesGone: [],
      changes: 2,
    });
    expect(report.moved + report.left).toBe(COUNT);
    expect(moveText(report)).toMatch(
      /^Would move \d+ customers from Ladder@1 to Ladder@2 \(2 changes\); .*\n- Who stands in "reminders" of lane "collection" goes on in "chasing"\.$/,
    );
    expect((await pinned()).of(1)).toHaveLength(COUNT);
    expect(await facts()).toEqual([]);
  });

  it('of a percentage takes always the same customers, once however often it is asked, and says of each from where, to where and by whom', async () => {
    const { moved } = await run({ percent: 40 });
    const first = (await pinned()).of(2);
    expect(first).toHaveLength(moved);
    expect(moved).toBeGreaterThan(COUNT * 0.2);
    expect(moved).toBeLessThan(COUNT * 0.6);
    expect(await run({ percent: 40 })).toMatchObject({ moved: 0, left: COUNT - moved });
    expect((await pinned()).of(2)).toEqual(first);
    const told = await facts();
    expect(told.map(({ customerId }) => customerId)).toEqual(first);
    const { prisma } = database;
    const [from, to] = await prisma.journeyVersion.findMany({ orderBy: { version: 'asc' }, select: { id: true } });
    const stages = [{ lane: 'collection', from: 'reminders', to: 'chasing', keeps: true }];
    expect(told[0]?.data).toEqual({ from: from?.id, to: to?.id, by: 'anna', stages, begins: [], move: 'move-1' });
    expect(await prisma.news.count({ where: { customerId: { in: first }, upTo: 2 } })).toBe(moved);
    await run({ from: 'Ladder@2', to: 'Ladder@1', all: true });
    expect((await pinned()).of(1)).toHaveLength(COUNT);
  });

  it('that was interrupted goes on when it is asked again, and comes back the other way round', async () => {
    let left = 30;
    const stopping: RecordReports = (input) => {
      left -= 1;
      if (left < 0) throw new Error('the connection is gone');
      return record(input);
    };
    const options = { from: 'Ladder@1', to: 'Ladder@2', all: true, by: 'anna' };
    await expect(move({ servers: { prisma: database.prisma, record: stopping }, options, say: () => undefined })).rejects.toThrow(
      'the connection is gone',
    );
    expect((await pinned()).of(2)).toHaveLength(30);
    expect(await run({ all: true })).toMatchObject({ moved: COUNT - 30, left: 0 });
    expect(await run({ from: 'Ladder@2', to: 'Ladder@1', customers: ['ERP-7', id(8)] })).toMatchObject({ moved: 2, left: COUNT - 2 });
    expect((await pinned()).of(1)).toEqual([id(7), id(8)]);
    await run({ from: 'Ladder@2', to: 'Ladder@1', all: true });
  });

  it('moves a running customer on in the renamed stage; what he had does not come again', async () => {
    const customerId = id(1);
    const decide = createDecide({ books, pace: { retryPauseMs: 1_000, historyEvents: 1_000 } });
    const decideAt = async (now: number) => {
      const position = await database.prisma.position.findUnique({ where: { customerId } });
      return decide({ customerId, seq: position ? position.seq + 1 : null, upTo: 0, now });
    };
    const invoice = {
      itemId: 'I1',
      accountId: `${customerId}/L1/EUR`,
      number: 'R-1',
      amount: 1_000,
      currency: 'EUR',
      dueOn: '2026-03-01',
      orderIds: [],
    };
    const data = { ...invoice, delivery: 'delivered' as const };
    await record({ customerId, reports: [{ type: 'invoice.issued', source: 'api', externalId: 'I1', effectiveOn: '2026-03-02', data }] });
    const steps = async () =>
      (await database.prisma.effect.findMany({ where: { customerId } })).map(({ id: effectId, status }) => `${effectId} ${status}`);
    await decideAt(NOW);
    expect(await steps()).toEqual([`${customerId}/I1/first/0 planned`]);
    await run({ customers: [customerId] });
    await decideAt(NOW);
    const token = await database.prisma.token.findFirst({ where: { customerId, subject: 'I1' } });
    expect(token?.stage).toBe('chasing');
    expect(await steps()).toEqual([`${customerId}/I1/first/0 planned`]);
    const reasons = (await database.prisma.decision.findMany({ where: { customerId } })).flatMap(
      (decision) => decision.reasons as { code: string }[],
    );
    expect(reasons.map(({ code }) => code)).toContain('entered-stage');
  });

  it.each<[string, Partial<MoveOptions>, RegExp]>([
    ['nobody was named', {}, /^Say who is moved, in one way/],
    ['two ways were named', { all: true, percent: 3 }, /^Say who is moved, in one way/],
    ['both versions are one', { all: true, to: 'Ladder@1' }, /^Ladder@1 is what they have already/],
    ['a stage is not written as a pair', { all: true, stages: ['reminders'] }, /"reminders" is not\.$/],
    ['a stage is not there', { all: true, stages: ['reminders=dunning'] }, /^There is no stage "dunning" in lane "collection"/],
    ['a customer is unknown', { customers: ['nobody'] }, /^There is no customer nobody/],
  ])('moves nobody where %s', async (_what, options, message) => {
    const before = await facts();
    await expect(run(options)).rejects.toThrow(message);
    expect(await facts()).toEqual(before);
  });
});
