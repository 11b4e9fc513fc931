/** The relay on the real PostgreSQL. Time is driven by data: what is due lies in the past, what is not lies ahead; nothing is waited for but what must come. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import pg from 'pg';
import { createDecide } from '../../activities/decide.js';
import { createRecordReports } from '../../activities/record-reports.js';
import { connectDatabase, type Database } from '../../adapters/database.js';
import { publishJourney } from '../../adapters/journeys.js';
import { createBooks } from '../../adapters/prisma-books.js';
import { type Poke, startRelay } from '../../adapters/relay.js';
import { DAY, MINUTE } from '../../domain/calendar.js';
import type { Report } from '../../domain/facts.js';
import { CUSTOMER } from '../../domain/testing/world.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const JOURNEY = `
journey: Quiet
lanes:
  collection:
    for: item
    stages:
      delivery: { on: { delivered: end } }`;
const NOW = Date.parse('2026-03-02T10:00Z');
const clock = { now: () => NOW };

let testDatabase: TestDatabase;
let database: Database;
let journeyId: string;
let pokes: Poke[];
let problems: string[];
let quarantines: string[];
let relays: ReturnType<typeof startRelay>[];
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = connectDatabase({ url: testDatabase.url, name: 'relay-test', connections: 20 });
  await database.prisma.legalEntity.create({
    data: { id: 'L1', name: 'Us', country: 'DE', senderAddress: 'ar@us.example', invoicePrefix: 'N-', nextInvoice: 1 },
  });
  journeyId = await publishJourney({ prisma: database.prisma, text: JOURNEY, file: 'quiet.yaml', now: NOW, isDefault: true });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});
beforeEach(async () => {
  [pokes, problems, quarantines, relays] = [[], [], [], []];
  await database.prisma.news.deleteMany();
  await database.prisma.position.deleteMany();
});
afterEach(async () => {
  await Promise.all(relays.map((relay) => relay.stop()));
});

const books = () => createBooks(database);
let made = 0;
async function newCustomer({ clockOffsetMs = 0 } = {}): Promise<string> {
  made += 1;
  const id = `C${made}`;
  const customer = { ...CUSTOMER, id, journeyId };
  await books().createCustomer({ customer, externalId: id, name: 'A customer', contacts: [], recordedAt: NOW, clockOffsetMs });
  return id;
}
async function recordFacts(id: string, facts: number): Promise<void> {
  const method = (n: number): Report => ({
    type: 'method.added',
    source: 'api',
    externalId: `${id}/${n}`,
    effectiveOn: '2026-03-02',
    data: { methodId: `${id}/${n}`, kind: 'card', providerRef: 'pm', autopay: false },
  });
  const { lastFact } = await database.prisma.customer.findUniqueOrThrow({ where: { id } });
  const record = createRecordReports({ books: books(), clock });
  for (let n = 1; n <= facts; n += 1) await record({ customerId: id, reports: [method(lastFact + n)] });
}
const decide = (customerId: string) =>
  createDecide({ books: books(), pace: { retryPauseMs: 1_000, historyEvents: 1_000 } })({ customerId, seq: null, upTo: 0, now: NOW });
const makeDue = (...ids: string[]) =>
  database.prisma.$executeRaw`UPDATE news SET "pokeAt" = now() - interval '1 second' WHERE "customerId" = ANY (${ids})`;
function start({ poke, ...options }: Partial<Parameters<typeof startRelay>[0]> = {}): void {
  const relay = startRelay({
    prisma: database.prisma,
    clock,
    poke: async (one) => {
      pokes.push(one);
      await poke?.(one);
    },
    mayPass: () => true,
    onProblem: ({ customerId, message }) => problems.push(`${customerId}: ${message}`),
    onQuarantine: async ({ customerId, quarantined }) => void quarantines.push(`${customerId} ${quarantined}`),
    pollMs: 5,
    sweepMs: Number.POSITIVE_INFINITY,
    ...options,
  });
  relays.push(relay);
}
async function until(met: () => boolean): Promise<void> {
  while (!met()) await pause(2);
}
const pokesOf = (id: string) => pokes.filter((poke) => poke.customerId === id);
/** Returns when whatever was due by now has been poked: another customer, due last, was. */
async function allDueIsPoked(): Promise<void> {
  const last = await newCustomer();
  await makeDue(last);
  await until(() => pokesOf(last).length > 0);
}

it('pokes a customer once, however many facts came, with the number of the newest', async () => {
  const [busy, calm] = [await newCustomer(), await newCustomer()];
  await recordFacts(busy, 20);
  await makeDue(busy, calm);
  start();
  await allDueIsPoked();
  expect(pokesOf(busy)).toEqual([{ customerId: busy, upTo: 21 }]);
  expect(pokesOf(calm)).toEqual([{ customerId: calm, upTo: 1 }]);
});

it('leaves the first poke to whoever recorded the facts', async () => {
  const id = await newCustomer();
  const [news] = await database.prisma.$queryRaw<
    { ahead: boolean }[]
  >`SELECT "pokeAt" > now() AS ahead FROM news WHERE "customerId" = ${id}`;
  expect(news).toEqual({ ahead: true });
});

it('does not poke again, whatever comes, before half a minute passed', async () => {
  const id = await newCustomer();
  await makeDue(id);
  start();
  await allDueIsPoked();
  await recordFacts(id, 3);
  await allDueIsPoked();
  expect(pokesOf(id)).toHaveLength(1);
  const [next] = await database.prisma.$queryRaw<{ ms: number }[]>`
    SELECT round(extract(epoch FROM "pokeAt" - now()) * 1000)::int AS ms FROM news WHERE "customerId" = ${id}`;
  expect(next?.ms).toBeLessThanOrEqual(30_000);
  await makeDue(id);
  await allDueIsPoked();
  expect(pokesOf(id)).toEqual([
    { customerId: id, upTo: 1 },
    { customerId: id, upTo: 4, look: true },
  ]);
});

it('has nothing to poke about once a decision has applied the facts, and pokes at once about those it left', async () => {
  const [done, left] = [await newCustomer(), await newCustomer()];
  await makeDue(done, left);
  start();
  await allDueIsPoked();
  await decide(done);
  await recordFacts(left, 501);
  await decide(left);
  expect(await database.prisma.news.findMany({ where: { customerId: done } })).toEqual([]);
  await allDueIsPoked();
  expect(pokesOf(done)).toHaveLength(1);
  expect(pokesOf(left).slice(1)).toEqual([{ customerId: left, upTo: 502 }]);
});

it('tries a poke that failed again, tells of it, and keeps nobody else waiting', async () => {
  const [id, other] = [await newCustomer(), await newCustomer()];
  await makeDue(id, other);
  start({
    poke: async ({ customerId }) => {
      if (customerId === id && pokesOf(id).length < 3) throw new Error('Temporal is away');
    },
  });
  await until(() => pokesOf(id).length === 3);
  expect(problems).toEqual([`${id}: Temporal is away`, `${id}: Temporal is away`]);
  await allDueIsPoked();
  expect([pokesOf(id).length, pokesOf(other).length]).toEqual([3, 1]);
});

/** So many customers by SQL alone, each with news that is due and a wake at the given moment. */
async function crowd(size: number, wakeAt: Date | null = null): Promise<string[]> {
  made += 1;
  const name = `crowd${made}`;
  const { prisma } = database;
  await prisma.$executeRaw`
    INSERT INTO customers (id, "legalEntityId", "externalId", name, "timeZone", locale, country, currency, "netDays", "billingCycle", "deliverBy",
      "riskClass", "knownSince", "creditStatus", "journeyId", "lastFact")
    SELECT ${name} || n, 'L1', ${name} || n, 'A customer', 'UTC', 'en', 'DE', 'EUR', 30, 'order', 'email', 'normal', '2020-01-01', 'unknown', ${journeyId}, 0
    FROM generate_series(1, ${size}::int) n`;
  const ids = Array.from({ length: size }, (_, n) => `${name}${n + 1}`);
  if (wakeAt)
    await prisma.$executeRaw`INSERT INTO positions ("customerId", seq, applied, "wakeAt", headline)
      SELECT id, 1, 7, ${wakeAt}, '{}' FROM unnest(${ids}::text[]) id`;
  else
    await prisma.$executeRaw`INSERT INTO news ("customerId", "upTo", "pokeAt") SELECT id, 1, now() - interval '1 second' FROM unnest(${ids}::text[]) id`;
  return ids;
}

it('run several times at once pokes each customer once', async () => {
  const ids = await crowd(400);
  const slowly = () => pause(3);
  for (let n = 0; n < 3; n += 1) start({ poke: slowly, pollMs: 1 });
  await until(() => pokes.length >= ids.length);
  await allDueIsPoked();
  const poked = pokes.map(({ customerId }) => customerId).filter((id) => id.startsWith('crowd'));
  expect(poked.sort()).toEqual(ids.sort());
});

it('passes by whom another relay has in hand, and does not poke him when that one is through', async () => {
  const id = await newCustomer();
  await makeDue(id);
  const other = new pg.Client({ connectionString: testDatabase.url });
  await other.connect();
  await other.query('BEGIN');
  await other.query(`UPDATE news SET "pokeAt" = now() + interval '30 seconds' WHERE "customerId" = $1`, [id]);
  start();
  await allDueIsPoked();
  await other.query('COMMIT');
  await other.end();
  await allDueIsPoked();
  expect(pokesOf(id)).toEqual([]);
});

it('pokes who is later than the limit by his own clock, and nobody who is not', async () => {
  const customers = {
    late: { wakeAt: NOW - 10 * MINUTE - 1 },
    'just in time': { wakeAt: NOW - 10 * MINUTE },
    'ahead and late': { wakeAt: NOW + DAY - 11 * MINUTE, clockOffsetMs: DAY },
    'ahead and in time': { wakeAt: NOW + DAY - 9 * MINUTE, clockOffsetMs: DAY },
    asleep: { wakeAt: null },
  };
  const names = new Map<string, string>();
  for (const [name, { wakeAt, ...set }] of Object.entries(customers)) {
    const id = await newCustomer(set);
    names.set(id, name);
    await database.prisma.position.create({
      data: { customerId: id, seq: 1, applied: 1, wakeAt: wakeAt === null ? null : new Date(wakeAt), headline: {} },
    });
  }
  await database.prisma.news.deleteMany();
  start({ lateMs: 10 * MINUTE, sweepMs: 0 });
  await until(() => pokes.length >= 6);
  expect([...new Set(pokes.map(({ customerId }) => names.get(customerId)))].sort()).toEqual(['ahead and late', 'late']);
  expect(pokes[0]).toMatchObject({ upTo: 1, look: true });
});

it('reaches everybody who is late in one sweep, though the first never move and news comes in between', async () => {
  const ids = await crowd(130, new Date(NOW - DAY));
  const [news] = [await newCustomer()];
  await makeDue(news);
  start({ lateMs: 10 * MINUTE, sweepMs: MINUTE });
  await until(() => pokes.length >= ids.length + 1);
  expect(new Set(pokes.map(({ customerId }) => customerId))).toEqual(new Set([...ids, news]));
  expect(pokes).toHaveLength(ids.length + 1);
});

it('quarantines a customer whom Temporal refuses for good: operators are told once, it is tried hourly, nobody else waits, and it ends with the cause', async () => {
  const [id, other] = [await newCustomer(), await newCustomer()];
  await makeDue(id);
  let refuses = true;
  start({
    poke: async ({ customerId }) => {
      if (customerId === id && refuses) throw new Error('INVALID_ARGUMENT');
    },
    mayPass: () => false,
  });
  await until(() => quarantines.length > 0);
  expect(pokesOf(id)).toHaveLength(5);
  const [news] = await database.prisma.$queryRaw<{ minutes: number; failures: number; problem: string }[]>`
    SELECT round(extract(epoch FROM "pokeAt" - now()) / 60)::int AS minutes, failures, problem FROM news WHERE "customerId" = ${id}`;
  expect(news).toEqual({ minutes: 60, failures: 5, problem: 'INVALID_ARGUMENT' });
  await makeDue(other);
  await allDueIsPoked();
  expect([pokesOf(id).length, pokesOf(other).length]).toEqual([5, 1]);
  refuses = false;
  await makeDue(id);
  await until(() => quarantines.length > 1);
  expect(quarantines).toEqual([`${id} true`, `${id} false`]);
  expect(await database.prisma.news.findUnique({ where: { customerId: id } })).toMatchObject({ failures: 0, problem: null });
});

it('never quarantines anybody because Temporal is away', async () => {
  const id = await newCustomer();
  await makeDue(id);
  start({ poke: () => Promise.reject(new Error('UNAVAILABLE')), pollMs: 1 });
  await until(() => pokesOf(id).length >= 12);
  expect(quarantines).toEqual([]);
  expect(await database.prisma.news.findUnique({ where: { customerId: id } })).toMatchObject({ failures: 0, problem: 'UNAVAILABLE' });
});

it('pokes whose effects began long ago and are not over: no run may be carrying them out', async () => {
  const [left, fresh, over] = [await newCustomer(), await newCustomer(), await newCustomer()];
  const effects = [
    { customerId: left, status: 'claimed', at: NOW - 11 * MINUTE },
    { customerId: left, status: 'planned', at: NOW - 11 * MINUTE },
    { customerId: fresh, status: 'planned', at: NOW - 9 * MINUTE },
    { customerId: over, status: 'done', at: NOW - DAY },
  ];
  await database.prisma.effect.createMany({
    data: effects.map(({ at, ...effect }, n) => ({ id: `${effect.customerId}/E${n}`, seq: 1, effect: {}, at: new Date(at), ...effect })),
  });
  await database.prisma.news.deleteMany();
  start({ lateMs: 10 * MINUTE });
  await until(() => pokes.length > 0);
  await allDueIsPoked();
  expect([left, fresh, over].map((id) => pokesOf(id).length)).toEqual([1, 0, 0]);
  await database.prisma.effect.deleteMany();
});
