import { addDays, DAY, dateOfEpochDay } from '../domain/calendar.js';
import type { PrismaClient } from '../prisma/generated/client.js';

/** Two facts for each customer. */
const FACTS = 2;

/**
 * So many customers with one contact and one delivered invoice of 100.00 that is due in 30 days, in a few statements for all of them: the database's own triggers number
 * their facts and total their accounts. They have news that is due, so the relay starts their workflows. Returns their ids.
 */
export async function makeCrowd({
  prisma,
  name,
  size,
  journeyId,
}: {
  prisma: PrismaClient;
  /** Their ids are the name with a number. */
  name: string;
  size: number;
  journeyId: string;
}): Promise<string[]> {
  const today = dateOfEpochDay(Math.floor(Date.now() / DAY));
  const dueOn = addDays(today, 30);
  const ids = Array.from({ length: size }, (_, n) => `${name}-${n + 1}`);
  await prisma.$transaction(
    async (tx) => {
      await tx.$executeRaw`
        INSERT INTO customers (id, "legalEntityId", "externalId", name, "timeZone", locale, country, currency, "netDays", "billingCycle", "deliverBy",
          "riskClass", "knownSince", "creditStatus", "journeyId", "lastFact")
        SELECT id, 'le_test', id, 'A customer', 'UTC', 'en', 'DE', 'EUR', 30, 'order', 'email', 'normal', '2020-01-01', 'unknown', ${journeyId}, 0
        FROM unnest(${ids}::text[]) id`;
      await tx.$executeRaw`
        INSERT INTO contacts (id, "customerId", purpose, name, email) SELECT id || '/contact/1', id, 'all', 'A contact', id || '@customers.example'
        FROM unnest(${ids}::text[]) id`;
      await tx.$executeRaw`
        INSERT INTO facts ("customerId", number, type, source, "externalId", "effectiveOn", "recordedAt", data)
        SELECT id, 1, 'customer.created', 'duly', id, ${today}::date, now(), '{}' FROM unnest(${ids}::text[]) id`;
      await tx.$executeRaw`
        INSERT INTO facts ("customerId", number, type, source, "externalId", "effectiveOn", "recordedAt", data)
        SELECT id, 2, 'invoice.issued', 'bench', id, ${today}::date, now(), jsonb_build_object('itemId', id || '/I', 'accountId', id || '/A',
          'number', id, 'amount', 10000, 'currency', 'EUR', 'dueOn', ${dueOn}::text, 'delivery', 'delivered', 'orderIds', '[]'::jsonb)
        FROM unnest(${ids}::text[]) id`;
      await tx.$executeRaw`
        INSERT INTO accounts (id, "customerId", "legalEntityId", currency) SELECT id || '/A', id, 'le_test', 'EUR' FROM unnest(${ids}::text[]) id`;
      await tx.$executeRaw`
        INSERT INTO items (id, "customerId", "accountId", kind, number, amount, currency, "issuedOn", "dueOn", delivery, "deliveredAt")
        SELECT id || '/I', id, id || '/A', 'invoice', id, 10000, 'EUR', ${today}::date, ${dueOn}::date, 'delivered', now() FROM unnest(${ids}::text[]) id`;
      await tx.$executeRaw`
        INSERT INTO postings (id, "customerId", "factNumber", "accountId", book, "itemId", amount, currency)
        SELECT id || '/2/' || line, id, 2, id || '/A', book, item, amount, 'EUR' FROM unnest(${ids}::text[]) id
        CROSS JOIN LATERAL (VALUES (0, 'receivable', id || '/I', 10000), (1, 'revenue', NULL, -10000)) AS lines (line, book, item, amount)`;
      await tx.$executeRaw`
        INSERT INTO news ("customerId", "upTo", "pokeAt") SELECT id, ${FACTS}::int, now() FROM unnest(${ids}::text[]) id`;
    },
    { timeout: 60_000 },
  );
  return ids;
}
