import type { BooksSeen } from '../domain/scenario/engine.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { fromJson } from './rows.js';

const TABLES = {
  items: 'items',
  orders: 'orders',
  payments: 'payments',
  writeOffs: 'write_offs',
  chargebacks: 'chargebacks',
  cheques: 'cheques',
  charges: 'charges',
  attempts: 'attempts',
  disputes: 'disputes',
  holds: 'holds',
  paymentPromises: 'payment_promises',
  paymentPlans: 'payment_plans',
  tasks: 'tasks',
  surveys: 'surveys',
  methods: 'payment_methods',
  consents: 'consents',
  accounts: 'accounts',
  tokens: 'tokens',
  effects: 'effects',
} as const;

/** All records of one customer, in one statement. No personal data. */
export async function readBooks({ prisma, customerId }: { prisma: PrismaClient; customerId: string }): Promise<BooksSeen> {
  const lists = Object.entries(TABLES).map(
    ([name, table]) => `'${name}', (SELECT coalesce(jsonb_agg(to_jsonb(t)), '[]') FROM ${table} t WHERE t."customerId" = c.id)`,
  );
  const decisions = `(SELECT coalesce(jsonb_agg(jsonb_build_object('seq', d.seq, 'reasons', d.reasons) ORDER BY d.seq), '[]') FROM decisions d WHERE d."customerId" = c.id)`;
  const [row] = await prisma.$queryRawUnsafe<[{ seen: Record<string, unknown> }]>(
    `SELECT jsonb_build_object(${lists.join(', ')}, 'decisions', ${decisions}, 'customer', to_jsonb(c) - 'name' - 'externalId') AS seen
     FROM customers c WHERE c.id = $1`,
    customerId,
  );
  const seen = row.seen as unknown as BooksSeen;
  for (const name of Object.keys(TABLES) as (keyof typeof TABLES)[])
    for (const record of seen[name]) fromJson(record as unknown as Record<string, unknown>);
  fromJson(seen.customer as unknown as Record<string, unknown>);
  seen.payments.sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const list of [seen.items, seen.disputes, seen.holds, seen.paymentPromises, seen.paymentPlans, seen.tasks])
    (list as { id: string }[]).sort((a, b) => (a.id < b.id ? -1 : 1));
  return seen;
}
