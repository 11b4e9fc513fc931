/** Reads what an import needs to know of the books, and writes what it planned. */
import { OF_THE_BUSINESS } from '../adapters/replay-entity.js';
import { DulyError } from '../domain/errors.js';
import type { Journey } from '../domain/journey/journey.js';
import type { ImportedInvoice } from '../domain/replay/invoices.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { type ImportPlan, itemKey, type KnownBooks, type PlannedCustomer } from './import-plan.js';
import { IMPORT_SOURCE } from './import-reports.js';
import type { Servers } from './servers.js';

/** The legal entity that was named, or the only one. Throws one sentence where that does not tell which. */
export async function findLegalEntity({
  prisma,
  id,
}: {
  prisma: PrismaClient;
  id?: string | undefined;
}): Promise<{ id: string; country: string }> {
  const all = await prisma.legalEntity.findMany({
    where: OF_THE_BUSINESS,
    select: { id: true, country: true },
    orderBy: { id: 'asc' },
  });
  const named = id === undefined ? all : all.filter((entity) => entity.id === id);
  const [found, another] = named;
  if (found && !another) return found;
  const there = all.map((entity) => entity.id).join(', ');
  const message =
    all.length === 0
      ? 'There is no legal entity that customers could belong to: npm start makes one in an empty database, or add a row to the table legal_entities.'
      : id === undefined
        ? `There are several legal entities: name one with --legal-entity, of ${there}.`
        : `There is no legal entity ${id}: name one of ${there} with --legal-entity.`;
  throw new DulyError({ code: 'not_found', message, at: '--legal-entity' });
}

/** What the books hold of the customers of these invoices. */
export async function readKnown({
  prisma,
  legalEntityId,
  invoices,
}: {
  prisma: PrismaClient;
  legalEntityId: string;
  invoices: ImportedInvoice[];
}): Promise<KnownBooks> {
  const known: KnownBooks = { customers: new Map(), items: new Map(), facts: new Set() };
  const externalIds = [...new Set(invoices.map((invoice) => invoice.customer))];
  for (let from = 0; from < externalIds.length; from += 1_000) {
    const customers = await prisma.customer.findMany({
      where: { legalEntityId, externalId: { in: externalIds.slice(from, from + 1_000) } },
      select: { id: true, externalId: true, deliverBy: true, journeyId: true },
    });
    const versions = await prisma.journeyVersion.findMany({
      where: { id: { in: [...new Set(customers.map(({ journeyId }) => journeyId))] } },
      select: { id: true, definition: true },
    });
    const journeys = new Map(versions.map(({ id, definition }) => [id, definition as unknown as Journey]));
    for (const { id, externalId, deliverBy, journeyId } of customers)
      known.customers.set(externalId, { id, deliverBy, journey: journeys.get(journeyId) as Journey });
    const customerId = { in: customers.map(({ id }) => id) };
    const items = await prisma.item.findMany({
      where: { customerId },
      select: { id: true, customerId: true, number: true, accountId: true, amount: true, open: true, currency: true, dueOn: true },
    });
    for (const { customerId: owner, number, dueOn, amount, open, ...item } of items)
      known.items.set(itemKey({ customerId: owner, number }), {
        ...item,
        amount: Number(amount),
        open: Number(open),
        dueOn: dueOn.toISOString().slice(0, 10),
      });
    const facts = await prisma.fact.findMany({ where: { customerId, source: IMPORT_SOURCE }, select: { externalId: true } });
    for (const { externalId } of facts) known.facts.add(externalId);
  }
  return known;
}

const AT_ONCE = 4;

/**
 * Writes the plan, customer by customer, each batch in one transaction; one that was interrupted is completed by importing the same file again.
 * Each workflow is told once at its customer's end; where Temporal does not answer the relay tells it later, and `told` says so.
 */
export async function writeImport({
  plan,
  servers,
  onProgress,
}: {
  plan: ImportPlan;
  servers: Servers;
  onProgress(done: number, of: number): void;
}): Promise<{ told: boolean }> {
  const changing = plan.customers.filter(({ create, batches }) => create !== null || batches.length > 0);
  const waiting = [...changing];
  let nudge = servers.temporal?.nudge;
  const write = async (customer: PlannedCustomer) => {
    const upTo = await writeCustomer({ customer, servers });
    await nudge?.({ customerId: customer.id, upTo }).catch(() => {
      nudge = undefined;
    });
  };
  const writers = Array.from({ length: AT_ONCE }, async () => {
    for (let customer = waiting.shift(); customer; customer = waiting.shift()) {
      await write(customer);
      onProgress(changing.length - waiting.length, changing.length);
    }
  });
  await Promise.all(writers);
  return { told: nudge !== undefined || changing.length === 0 };
}

async function writeCustomer({
  customer: { id, create, batches },
  servers: { books, record },
}: {
  customer: PlannedCustomer;
  servers: Servers;
}): Promise<number> {
  if (create) await books.createCustomer(create);
  let newest = 1;
  for (const reports of batches) ({ upTo: newest } = await record({ customerId: id, reports }));
  return newest;
}
