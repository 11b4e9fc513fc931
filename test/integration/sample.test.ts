/** The sample business in the real PostgreSQL: loaded once, whole, and as the simulator knows it. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { recordOne } from '../../activities/record-reports.js';
import { connectDatabase, type Database } from '../../adapters/database.js';
import { publishJourney } from '../../adapters/journeys.js';
import { createBooks } from '../../adapters/prisma-books.js';
import { advance } from '../../domain/advance.js';
import { loadJourney } from '../../domain/journey/load.js';
import { type SampleCustomer, sampleBusiness } from '../../prisma/sample/business.js';
import { isEmpty, loadSample } from '../../prisma/sample/load.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let connected: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  connected = connectDatabase({ url: database.url, name: 'duly-sample-test', connections: 5 });
});
afterAll(async () => {
  await connected.close();
  await database.drop();
});

/** Everything that the books keep of these customers, each table in a fixed order. */
async function booksOf({ prisma }: Database, ids: string[]): Promise<Record<string, unknown[]>> {
  const kept: Record<string, unknown[]> = {};
  for (const table of TABLES) {
    const key = table === 'customers' ? 'id' : '"customerId"';
    const rows = await prisma.$queryRawUnsafe<{ row: Record<string, unknown> }[]>(
      `SELECT to_jsonb(t) - 'pokeAt' AS row FROM ${table} t WHERE ${key} = ANY ($1::text[]) ORDER BY to_jsonb(t)::text`,
      ids,
    );
    kept[table] = rows.map(({ row }) => row);
  }
  return kept;
}
const TABLES = [
  'customers',
  'contacts',
  'facts',
  'accounts',
  'payment_methods',
  'consents',
  'items',
  'orders',
  'payments',
  'allocations',
  'postings',
  'charges',
  'attempts',
  'disputes',
  'holds',
  'tasks',
  'steps_taken',
  'news',
];

describe('the sample business in an empty database', () => {
  /** At noon it is the same day in both countries; a Wednesday, on which customers are contacted. */
  const now = Date.parse('2026-11-25T12:00Z');

  it('is loaded within seconds, whole, once', async () => {
    const { prisma } = connected;
    expect(await isEmpty({ prisma })).toBe(true);
    const began = performance.now();
    await loadSample({ prisma, now });
    process.stdout.write(`sample business loaded in ${Math.round(performance.now() - began)} ms\n`);
    expect(await isEmpty({ prisma })).toBe(false);
    expect(await prisma.customer.count()).toBe(40);
    expect(await prisma.news.count()).toBe(40);
    const facts = await prisma.fact.count();
    await expect(loadSample({ prisma, now })).rejects.toThrow();
    expect(await prisma.fact.count()).toBe(facts);
  });

  it('is the same as if each fact had come in by itself', async () => {
    const other = await createTestDatabase();
    const one = connectDatabase({ url: other.url, name: 'duly-sample-test', connections: 2 });
    try {
      const { id: journeyId, text } = await connected.prisma.journeyVersion.findFirstOrThrow();
      await publishJourney({ prisma: one.prisma, text, file: 'standard.yaml', now, isDefault: true });
      const { customers, legalEntities } = sampleBusiness({ now, journey: loadJourney({ text, file: 'standard.yaml' }), journeyId });
      await one.prisma.legalEntity.createMany({ data: legalEntities });
      const books = createBooks({ prisma: one.prisma });
      // Part paid, disputed in part, decided, by card, unapplied money, held order.
      const some = [25, 31, 32, 35, 37, 38].map((index) => customers[index] as SampleCustomer);
      for (const { create, history } of some) {
        await books.createCustomer(create);
        await books.withCustomer(create.customer.id, async (own) => {
          for (const { report, at } of history) await recordOne({ books: own, report, recordedAt: at });
        });
      }
      const ids = some.map(({ create }) => create.customer.id);
      expect(await booksOf(connected, ids)).toEqual(await booksOf(one, ids));
    } finally {
      await one.close();
      await other.drop();
    }
  });

  it('begins with decisions about as many messages as on the simulator', async () => {
    const { prisma } = connected;
    const books = createBooks({ prisma });
    const effects = [];
    for (const { id } of await prisma.customer.findMany({ select: { id: true } }))
      effects.push(
        ...(await books.withCustomer(
          id,
          async (own) => advance({ journey: await own.journey(), rows: await own.select(now), now }).effects,
        )),
      );
    const sent = effects.filter(({ kind }) => kind !== 'collect').map((effect) => ('template' in effect ? effect.template : ''));
    // Invoices over orders and the word about a declined card follow later decisions.
    expect(sent.sort()).toEqual([
      'coming-up',
      'csat',
      'did-it-slip-through',
      'did-it-slip-through',
      'final-notice',
      'invoice',
      'invoice',
      'second-reminder-firmer',
    ]);
    expect(effects.filter(({ kind }) => kind === 'collect')).toHaveLength(2);
  });
});

describe('a database in which somebody has begun', () => {
  it('is not empty', async () => {
    const used = await createTestDatabase();
    const { prisma, close } = connectDatabase({ url: used.url, name: 'duly-sample-test', connections: 2 });
    const entity = { id: 'le_main', name: 'N', country: 'DE', senderAddress: 'ar@n.example', invoicePrefix: 'N-', nextInvoice: 1 };
    await prisma.legalEntity.create({ data: entity });
    expect(await isEmpty({ prisma })).toBe(false);
    await close();
    await used.drop();
  });
});
