import { DulyError } from '../domain/errors.js';
import type { PrismaClient } from '../prisma/generated/client.js';

/** Our id of the customer named by it or by the external one. Throws `unknown_customer`, also where several legal entities have that external id. */
export async function findCustomer({ prisma, named }: { prisma: PrismaClient; named: string }): Promise<string> {
  const found = await prisma.customer.findMany({
    where: { OR: [{ id: named }, { externalId: named }] },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  const [first, another] = found;
  if (found.some((customer) => customer.id === named)) return named;
  if (first && !another) return first.id;
  const message = first
    ? `Several customers have the number ${named}: name one by our id, of ${found.map((customer) => customer.id).join(', ')}.`
    : `There is no customer ${named}: give our id of the customer, or the number under which he was imported.`;
  throw new DulyError({ code: 'unknown_customer', message, at: 'customer' });
}
