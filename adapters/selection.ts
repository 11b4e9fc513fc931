/** What a decision, a booking and a claim read: each in one round trip, as JSON. Only the due index and touched subjects choose; no rule stands here. */
import type { Prisma } from '../prisma/generated/client.js';
import { fromJson } from './rows.js';

export type Transaction = Prisma.TransactionClient;

/** One list of records each, selected by a condition on `$1` (the customer) and `$2` (subjects: ids of items, charges, the customer). */
const LISTS = {
  items: { table: 'items', where: `id = any($2) OR id IN (SELECT unnest("itemIds") FROM charges WHERE "itemIds" && $2)` },
  charges: { table: 'charges', where: `"itemIds" && $2 OR id = any($2)` },
  attempts: {
    table: 'attempts',
    where: `"chargeId" IN (SELECT id FROM charges WHERE "customerId" = $1 AND ("itemIds" && $2 OR id = any($2)))`,
  },
  steps: {
    table: 'steps_taken',
    where: `subject = any($2) OR subject = $1 OR step IN ('csat', 'nps') OR subject IN (SELECT id FROM charges WHERE "customerId" = $1 AND "itemIds" && $2)`,
  },
  underWay: { table: 'effects', where: `status IN ('planned', 'claimed')` },
  methods: { table: 'payment_methods', where: 'true' },
  consents: { table: 'consents', where: 'true' },
  accounts: { table: 'accounts', where: 'true' },
  disputes: { table: 'disputes', where: `status = 'open' OR "itemId" = any($2) OR id = any($2)` },
  holds: { table: 'holds', where: `subject = any($2) OR subject = $1 OR id = any($2)` },
  orders: { table: 'orders', where: `status <> 'invoiced'` },
  tasks: {
    table: 'tasks',
    where: `status = 'open' OR subject = any($2) OR subject = $1 OR id = any($2) OR subject IN (SELECT id FROM orders WHERE "customerId" = $1 AND status = 'held')`,
  },
  surveys: {
    table: 'surveys',
    where: `id = any($2) OR "askedAt" > (SELECT coalesce(max("askedAt"), '-infinity') FROM surveys WHERE "customerId" = $1) - interval '400 days'`,
  },
  payments: { table: 'payments', where: 'id = any($2)' },
  allocations: { table: 'allocations', where: '"paymentId" = any($2)' },
  /** As many of the oldest open items of accounts with unapplied money as one decision may look at. */
  shielded: {
    table: `(SELECT i.* FROM items i JOIN accounts a ON a.id = i."accountId" AND a.unapplied > 0 WHERE i."customerId" = $1 AND i.open > 0 ORDER BY i."dueOn", i.id LIMIT 500)`,
    where: 'true',
  },
  openItems: { table: 'items', where: 'open > 0' },
} as const;
export type ListName = keyof typeof LISTS;

/** The named lists of one customer in one statement. `subjects` are ids, of whatever kind. */
export async function readLists<Lists>({
  tx,
  customerId,
  subjects,
  lists,
}: {
  tx: Transaction;
  customerId: string;
  subjects: string[];
  lists: readonly ListName[];
}): Promise<Lists> {
  const parts = lists.map((name) => {
    const { table, where } = LISTS[name];
    return `'${name}', (SELECT coalesce(jsonb_agg(to_jsonb(t)), '[]') FROM ${table} t WHERE t."customerId" = $1 AND (${where}))`;
  });
  const [row] = await tx.$queryRawUnsafe<{ lists: Record<string, Record<string, unknown>[]> }[]>(
    `SELECT jsonb_build_object(${parts.join(', ')}) AS lists WHERE $2::text[] IS NOT NULL AND $1::text IS NOT NULL`,
    customerId,
    subjects,
  );
  const found = row?.lists ?? {};
  for (const name of lists) found[name] = (found[name] ?? []).map((record) => fromJson(record));
  return found as Lists;
}
