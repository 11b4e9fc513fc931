/** One decision on the real PostgreSQL: fenced, whole or not at all, after every fact that was acknowledged, and at a cost that what is open does not raise. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { createDecide } from '../../activities/decide.js';
import type { Books } from '../../activities/ports/books.js';
import { createRecordReports } from '../../activities/record-reports.js';
import { connectDatabase, type Database } from '../../adapters/database.js';
import { publishJourney } from '../../adapters/journeys.js';
import { createBooks } from '../../adapters/prisma-books.js';
import { HOUR } from '../../domain/calendar.js';
import type { FactData, Report } from '../../domain/facts.js';
import { CUSTOMER } from '../../domain/testing/world.js';
import { PrismaClient } from '../../prisma/generated/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const LADDER = `
journey: Ladder
contact: { at: "09:00", zone: UTC }
lanes:
  credit:
    for: customer
    stages:
      invoicing: { due: { days: 30 } }
  collection:
    for: item
    stages:
      reminders:
        steps:
          - { name: first, at: { days: 1, from: due }, do: { send: overdue } }
          - { name: second, at: { days: 10, from: due }, do: { send: second-reminder } }
        on: { used up: end }`;
const NOW = Date.parse('2026-03-02T10:00Z');
const PACE = { retryPauseMs: 1_000, historyEvents: 1_000 };
const clock = { now: () => NOW };

let testDatabase: TestDatabase;
let database: Database;
let books: Books;
let record: ReturnType<typeof createRecordReports>;
let decide: ReturnType<typeof createDecide>;
let journeyId: string;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = connectDatabase({ url: testDatabase.url, name: 'decide-test', connections: 20 });
  books = createBooks(database);
  record = createRecordReports({ books, clock });
  decide = createDecide({ books, pace: PACE });
  await database.prisma.legalEntity.create({
    data: { id: 'L1', name: 'Us', country: 'DE', senderAddress: 'ar@us.example', invoicePrefix: 'N-', nextInvoice: 1 },
  });
  journeyId = await publishJourney({ prisma: database.prisma, text: LADDER, file: 'ladder.yaml', now: NOW, isDefault: true });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

let customers = 0;
async function newCustomer(): Promise<string> {
  customers += 1;
  const id = `C${customers}`;
  await books.createCustomer({
    customer: { ...CUSTOMER, id, journeyId, creditStatus: 'approved', creditLimit: 1_000_000 },
    externalId: id,
    name: 'A customer',
    contacts: [{ purpose: 'all', name: 'A contact', email: 'ap@them.example' }],
    recordedAt: NOW,
  });
  return id;
}
const told = (type: Report['type'], externalId: string, data: object) =>
  ({ type, source: 'api', externalId, effectiveOn: '2026-03-02', data }) as Report;
/** Due yesterday unless told otherwise: its first step is due now. */
const invoice = (id: string, name: string, set: Partial<FactData['invoice.issued']> = {}) =>
  told('invoice.issued', `${id}/${name}`, {
    itemId: `${id}/${name}`,
    accountId: `${id}/L1/EUR`,
    number: name,
    amount: 1_000,
    currency: 'EUR',
    dueOn: '2026-03-01',
    delivery: 'delivered',
    orderIds: [],
    ...set,
  });
const payment = (id: string, name: string, itemId: string) =>
  told('payment.received', `${id}/${name}`, {
    paymentId: `${id}/${name}`,
    accountId: `${id}/L1/EUR`,
    amount: 1_000,
    currency: 'EUR',
    shares: [{ itemId, amount: 1_000 }],
    apply: 'named',
    chargeId: null,
    attemptId: null,
    reference: null,
  });
const report = (customerId: string, ...reports: Report[]) => record({ customerId, reports });
const decideNext = (customerId: string, seq: number | null) => decide({ customerId, seq, upTo: 0, now: NOW });
/** All that a decision may write. */
const written = async (id: string) =>
  Promise.all(
    ['positions', 'decisions', 'tokens', 'steps_taken', 'effects', 'facts', 'items', 'orders', 'tasks', 'news', 'holds'].map((table) =>
      database.prisma.$queryRawUnsafe(`SELECT to_jsonb(t) FROM ${table} t WHERE "customerId" = $1 ORDER BY to_jsonb(t)::text`, id),
    ),
  );

describe('a decision', () => {
  it('asked for again is answered as it was then, byte for byte, whatever came in between', async () => {
    const id = await newCustomer();
    await report(id, invoice(id, 'I1'));
    const first = await decideNext(id, 1);
    expect(first.effects).toHaveLength(1);
    await report(id, payment(id, 'P1', `${id}/I1`));
    await decideNext(id, 2);
    const before = await written(id);
    expect(JSON.stringify(await decideNext(id, 1))).toBe(JSON.stringify(first));
    expect(await written(id)).toEqual(before);
  });

  it('that two ask for at once is made once, and both get it', async () => {
    const id = await newCustomer();
    await report(id, invoice(id, 'I1'), invoice(id, 'I2'));
    const answers = await Promise.all([1, 1, 1, 1].map((seq) => decideNext(id, seq)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await database.prisma.decision.count({ where: { customerId: id } })).toBe(1);
    expect(await database.prisma.effect.count({ where: { customerId: id } })).toBe(answers[0]?.effects.length);
  });

  it('of a run that starts anew brings the effects that are unfinished', async () => {
    const id = await newCustomer();
    await report(id, invoice(id, 'I1'));
    const { effects } = await decideNext(id, 1);
    const started = await decideNext(id, null);
    expect(started).toMatchObject({ seq: 2, effects });
    await database.prisma.effect.updateMany({ where: { customerId: id }, data: { status: 'done' } });
    expect(await decideNext(id, null)).toMatchObject({ seq: 3, effects: [] });
  });

  it.each([
    ['a number ahead of the books', { seq: 4, upTo: 0 }],
    ['news of a fact that the books do not have', { seq: 2, upTo: 9 }],
    ['a start with such news', { seq: null, upTo: 9 }],
  ])('for %s changes nothing but places the hold "restored"', async (_name, asked) => {
    const id = await newCustomer();
    await report(id, invoice(id, 'I1', { dueOn: '2026-03-20' }));
    await decideNext(id, 1);
    const [position, decisions] = await written(id);
    const answer = await decide({ customerId: id, now: NOW, ...asked });
    expect(answer).toMatchObject({ seq: 1, effects: [], stage: 'restored', wakeAt: null });
    expect((await written(id)).slice(0, 2)).toEqual([position, decisions]);
    const hold = await database.prisma.hold.findFirstOrThrow({ where: { customerId: id } });
    expect(hold).toMatchObject({ kind: 'restored', scope: 'customer', endedAt: null });
    expect(hold.stops).toEqual(expect.arrayContaining(['reminders', 'collecting', 'surveys']));
    const again = await decide({ customerId: id, seq: 2, upTo: 0, now: NOW + 30 * 24 * HOUR });
    expect(again.effects).toEqual([]);
  });

  it('that throws leaves nothing behind', async () => {
    const [id, other] = [await newCustomer(), await newCustomer()];
    const order = { orderId: `${id}/O1`, accountId: `${id}/L1/EUR`, amount: 500, currency: 'EUR', credit: null };
    await report(id, told('order.placed', `${id}/O1`, order), invoice(id, 'I1'));
    // Somebody else used the name under which Duly reports the invoice over this order.
    await report(other, { ...invoice(other, 'I1'), source: 'duly', externalId: `invoice-over/${id}/O1` } as Report);
    const before = await written(id);
    await expect(decideNext(id, 1)).rejects.toMatchObject({ code: 'external_id_conflict' });
    expect(await written(id)).toEqual(before);
  });

  it('takes all that 501 facts and 700 tokens ask for, in turns that lose none', async () => {
    const id = await newCustomer();
    for (const part of [0, 1, 2, 3, 4, 5, 6])
      await report(id, ...Array.from({ length: 100 }, (_, n) => invoice(id, `I${part * 100 + n}`, { dueOn: '2026-03-20' })));
    let answer = await decideNext(id, null);
    while (answer.more) answer = await decideNext(id, answer.seq + 1);
    expect(await database.prisma.token.count({ where: { customerId: id, wakeAt: { gt: new Date(NOW) } } })).toBe(700);
    const paid = Array.from({ length: 500 }, (_, n) => payment(id, `P${n}`, `${id}/I${n}`));
    await report(id, ...paid, invoice(id, 'last', { dueOn: '2026-03-20' }));
    answer = await decideNext(id, answer.seq + 1);
    expect(answer).toMatchObject({ more: true, applied: 701 + 500 });
    expect(await database.prisma.token.count({ where: { customerId: id, stage: null, leftStage: 'reminders' } })).toBe(500);
    answer = await decideNext(id, answer.seq + 1);
    expect(answer).toMatchObject({ more: false, applied: 1202, wakeAt: Date.parse('2026-03-21T09:00Z') });
  });

  it('misses no fact, though a fact that was begun later is committed earlier', async () => {
    const id = await newCustomer();
    const early = new pg.Client({ connectionString: testDatabase.url });
    await early.connect();
    await early.query('BEGIN');
    await early.query('SELECT count(*) FROM facts');
    await report(id, invoice(id, 'later'));
    await early.query('SELECT 1 FROM customers WHERE id = $1 FOR NO KEY UPDATE', [id]);
    const waiting = decideNext(id, 1);
    await early.query(
      `INSERT INTO facts ("customerId", number, type, source, "externalId", "effectiveOn", "recordedAt", data)
       VALUES ($1, 3, 'method.added', 'api', $2, '2026-03-02', '2026-03-02T10:00Z', '{}')`,
      [id, `${id}/early`],
    );
    await early.query('COMMIT');
    await early.end();
    expect(await waiting).toMatchObject({ applied: 3, more: false });
  });

  it('takes every fact exactly once while many record and decide at the same time', async () => {
    const id = await newCustomer();
    const numbers = Array.from({ length: 30 }, (_, n) => n);
    const work = numbers.flatMap((n) => [report(id, invoice(id, `I${n}`)), ...(n % 3 ? [] : [decideNext(id, null)])]);
    await Promise.all(work);
    let last = await decideNext(id, null);
    while (last.more) last = await decideNext(id, null);
    const decisions = await database.prisma.decision.findMany({ where: { customerId: id }, orderBy: { seq: 'asc' } });
    expect(decisions.map(({ seq }) => seq)).toEqual(decisions.map((_, index) => index + 1));
    expect(last.applied).toBe(31);
    const effects = await database.prisma.effect.findMany({ where: { customerId: id } });
    const asked = effects.flatMap(({ effect }) => (effect as unknown as { itemIds: string[] }).itemIds);
    expect(asked.sort()).toEqual(numbers.map((n) => `${id}/I${n}`).sort());
  });
});

describe('the cost of a decision', () => {
  /** How many statements the customer's next decision takes in a process that knows his journey, how many rows of tables they read, and how many effects it wants. */
  async function costOf(id: string): Promise<{ statements: string[]; rows: number; effects: number }> {
    const statements: string[] = [];
    let rows = 0;
    const pool = new pg.Pool({ connectionString: testDatabase.url, max: 1 });
    pool.on('error', () => undefined);
    pool.on('connect', (client) => {
      const query = client.query.bind(client) as (...input: unknown[]) => Promise<pg.QueryResult>;
      Object.assign(client, {
        query: async (...input: unknown[]) => {
          const text = typeof input[0] === 'string' ? input[0] : (input[0] as { text: string }).text;
          statements.push(text.trim().slice(0, 60));
          if (text === 'COMMIT') {
            const read = await query('SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int AS rows FROM pg_stat_xact_user_tables');
            rows = read.rows[0].rows;
          }
          return query(...input);
        },
      });
    });
    const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
    const books = createBooks({ prisma });
    await books.withCustomer(id, (own) => own.journey());
    statements.length = 0;
    const answer = await createDecide({ books, pace: PACE })({ customerId: id, seq: null, upTo: 0, now: NOW });
    await prisma.$disconnect();
    if (!pool.ended) await pool.end();
    return { statements, rows, effects: answer.effects.length };
  }

  /** A customer with so many open items `B1`, `B2` … that are not due, and nothing to decide. */
  async function customerWith(items: number): Promise<string> {
    const id = await newCustomer();
    await report(id, invoice(id, 'first', { dueOn: '2026-06-20' }));
    await decideNext(id, null);
    const client = new pg.Client({ connectionString: testDatabase.url });
    await client.connect();
    // A superuser's way past the triggers: what they would have kept is written as they would have.
    await client.query(`SET session_replication_role = replica;
      INSERT INTO items (id, "customerId", "accountId", kind, number, amount, open, currency, "issuedOn", "dueOn", delivery)
        SELECT '${id}/B' || n, '${id}', '${id}/L1/EUR', 'invoice', 'B' || n, 1000, 1000, 'EUR', '2026-03-01', '2026-06-20', 'delivered' FROM generate_series(1, ${items}) n;
      UPDATE accounts SET balance = balance + 1000 * ${items} WHERE id = '${id}/L1/EUR';
      INSERT INTO tokens ("customerId", lane, subject, stage, "enteredAt", "wakeAt", data)
        SELECT '${id}', 'collection', '${id}/B' || n, 'reminders', '2026-03-01', '2026-06-21T09:00Z', '{}' FROM generate_series(1, ${items}) n;
      INSERT INTO steps_taken ("customerId", subject, step, occurrence, at, how)
        SELECT '${id}', '${id}/B' || n, step, 0, '2026-03-01', 'lapsed' FROM generate_series(1, ${items}) n, (VALUES ('a'), ('b'), ('c')) AS s (step);
      INSERT INTO tasks (id, "customerId", subject, kind, owner, "openedAt", status)
        SELECT '${id}/T' || n, '${id}', '${id}/B' || n, 'undelivered', 'ar-desk', '2026-03-01', 'done' FROM generate_series(1, ${items}) n;
      INSERT INTO orders (id, "customerId", "accountId", amount, currency, "placedOn", status, "itemId")
        SELECT '${id}/O' || n, '${id}', '${id}/L1/EUR', 1000, 'EUR', '2026-03-01', 'invoiced', '${id}/B' || n FROM generate_series(1, ${items}) n`);
    await client.end();
    return id;
  }

  it.each([
    { news: 'a new invoice that is due', effects: 1, settled: 0, tell: (id: string) => invoice(id, 'due') },
    { news: 'a payment of one of them', effects: 0, settled: 1, tell: (id: string) => payment(id, 'P', `${id}/B7`) },
  ])(
    'on $news is at most eight statements, and reads at most twice the rows with 10,000 open items as with 10',
    async ({ effects, settled, tell }) => {
      const [small, large] = [await customerWith(10), await customerWith(10_000)];
      for (const id of [small, large]) await report(id, tell(id));
      await database.prisma.$executeRaw`ANALYZE`;
      const [few, many] = [await costOf(small), await costOf(large)];
      expect([few.effects, many.effects]).toEqual([effects, effects]);
      expect(few.statements.length).toBeLessThanOrEqual(8);
      expect(many.statements).toEqual(few.statements);
      expect(many.rows).toBeLessThanOrEqual(2 * few.rows);
      expect(await database.prisma.token.count({ where: { customerId: large, stage: null } })).toBe(settled);
    },
    120_000,
  );
});
