/** Our own people and desks: who has a role for a customer. Personal data. */
import type { PrismaClient } from '../prisma/generated/client.js';
import type { Transaction } from './selection.js';

export interface Owner {
  name: string;
  email: string | null;
  telephone: string | null;
}

/** In the order of the roles: the customer's own, else the one who has the role for all. Roles that nobody has are left out. */
export async function findOwners({
  tx,
  customerId,
  roles,
}: {
  tx: Transaction;
  customerId: string;
  roles: readonly string[];
}): Promise<({ role: string } & Owner)[]> {
  const own = await tx.customerOwner.findMany({ where: { customerId, role: { in: [...roles] } } });
  const idOf = new Map(own.map(({ role, ownerId }) => [role, ownerId]));
  const found = await tx.owner.findMany({ where: { id: { in: roles.map((role) => idOf.get(role) ?? role) } } });
  return roles.flatMap((role) => {
    const owner = found.find(({ id }) => id === (idOf.get(role) ?? role));
    return owner ? [{ role, name: owner.name, email: owner.email, telephone: owner.telephone }] : [];
  });
}

export const createOwners = ({ prisma }: { prisma: PrismaClient }) => ({
  all: () => prisma.owner.findMany({ orderBy: { id: 'asc' } }),
  keep: ({ id, ...owner }: { id: string } & Owner) => prisma.owner.upsert({ where: { id }, create: { id, ...owner }, update: owner }),
});
