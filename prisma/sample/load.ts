/**
 * Puts the sample business into an empty database: its past is booked in memory by the rules that book every fact, and written in one transaction, so
 * that it is there whole or not at all, within a second or two. What the books derive from postings is derived from these, too.
 */
import { readFileSync } from 'node:fs';
import { publishJourney } from '../../adapters/journeys.js';
import { toDb } from '../../adapters/rows.js';
import { dateAt, type Instant } from '../../domain/calendar.js';
import { reachOf } from '../../domain/contacts/purposes.js';
import { loadJourney } from '../../domain/journey/load.js';
import { MemoryBook } from '../../domain/simulator/memory-book.js';
import type { Prisma, PrismaClient } from '../generated/client.js';
import { type SampleBusiness, type SampleCustomer, sampleBusiness } from './business.js';

const STANDARD = new URL('../../journeys/standard-b2b.yaml', import.meta.url);
/** In an order in which each only points to those before it. */
const TABLES = ['method', 'consent', 'item', 'order', 'payment', 'allocation', 'charge', 'attempt', 'dispute', 'hold', 'task'] as const;
const TRANSACTION_MS = 60_000;

/** Whether nobody has put anything into the database yet. */
export async function isEmpty({ prisma }: { prisma: PrismaClient }): Promise<boolean> {
  return (await prisma.legalEntity.count()) === 0 && (await prisma.customer.count()) === 0;
}

/** Into an empty database only: throws where the sample is there already. No worker is to run yet, as each customer has news from here on. */
export async function loadSample({ prisma, now }: { prisma: PrismaClient; now: Instant }): Promise<void> {
  const text = readFileSync(STANDARD, 'utf8');
  const file = 'journeys/standard-b2b.yaml';
  const journeyId = await publishJourney({ prisma, text, file, now, isDefault: true });
  const business = sampleBusiness({ now, journey: loadJourney({ text, file }), journeyId });
  await prisma.$transaction((tx) => write({ tx, business, now }), { timeout: TRANSACTION_MS });
}

interface WriteInput {
  tx: Prisma.TransactionClient;
  business: SampleBusiness;
  now: Instant;
}

async function write({ tx, business: { legalEntities, customers }, now }: WriteInput): Promise<void> {
  const books = customers.map(bookOf);
  const rowsOf = (rows: (book: MemoryBook) => object[]) => ({ data: books.flatMap(rows).map(toDb) as never });
  await tx.legalEntity.createMany({ data: legalEntities });
  await tx.customer.createMany({
    data: customers.map(({ create: { externalId, name } }, index) => ({
      ...toDb((books[index] as MemoryBook).customer()),
      externalId,
      name,
      lastFact: 0,
    })) as never,
  });
  await tx.contact.createMany({
    data: customers.flatMap(({ create: { customer, contacts } }) =>
      contacts.map(({ postal = [], ...contact }, index) => ({
        id: `${customer.id}/contact/${index + 1}`,
        customerId: customer.id,
        postal: [...(postal ?? [])],
        ...contact,
      })),
    ),
  });
  await tx.fact.createMany(rowsOf((book) => book.facts));
  await tx.account.createMany(
    rowsOf((book) => book.select(now).accounts.map((account) => ({ ...account, balance: 0, unapplied: 0, openItems: 0 }))),
  );
  for (const table of TABLES) {
    const model = tx[table] as unknown as { createMany(args: { data: never }): Promise<unknown> };
    await model.createMany(
      rowsOf((book) => (table === 'item' ? book.list('item').map((item) => ({ ...item, open: 0 })) : book.list(table))),
    );
  }
  await tx.posting.createMany(rowsOf((book) => book.postings));
  await tx.stepTaken.createMany(rowsOf((book) => book.steps()));
  await tx.news.createMany(rowsOf((book) => [{ customerId: book.customer().id, upTo: book.facts.length, pokeAt: now }]));
}

/** One customer's books with all that happened to him. */
function bookOf({ create: { customer, contacts, recordedAt }, history }: SampleCustomer): MemoryBook {
  const book = new MemoryBook({ ...customer, reachable: reachOf(contacts) });
  const effectiveOn = dateAt(recordedAt, customer.timeZone);
  book.record({ report: { type: 'customer.created', source: 'duly', externalId: customer.id, effectiveOn, data: {} }, recordedAt });
  for (const { report, at } of history) book.record({ report, recordedAt: at });
  return book;
}
