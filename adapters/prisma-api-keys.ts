import type { Instant } from '../domain/calendar.js';
import type { PrismaClient } from '../prisma/generated/client.js';

/** Any number that nothing else locks by: "one process at a time makes the first key". */
const FIRST_KEY_LOCK = 7_305_812;

export interface KnownKey {
  id: string;
  name: string;
  prefix: string;
  createdAt: Instant;
  revokedAt: Instant | null;
}
interface NewKey {
  id: string;
  name: string;
  prefix: string;
  hash: string;
  createdAt: Instant;
}

/** The table of API keys, by their hashes. */
export function createApiKeyStore({ prisma }: { prisma: PrismaClient }) {
  return {
    async find(hash: string): Promise<{ id: string; revoked: boolean } | undefined> {
      const found = await prisma.apiKey.findUnique({ where: { hash }, select: { id: true, revokedAt: true } });
      return found ? { id: found.id, revoked: found.revokedAt !== null } : undefined;
    },
    /** Adds the row if there is no key at all, also when several processes ask at once; whether it did. */
    addIfNone({ createdAt, ...row }: NewKey): Promise<boolean> {
      return prisma.$transaction(async (tx) => {
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(${FIRST_KEY_LOCK}::bigint)`;
        if ((await tx.apiKey.count()) > 0) return false;
        await tx.apiKey.create({ data: { ...row, createdAt: new Date(createdAt) } });
        return true;
      });
    },
    async add({ createdAt, ...row }: NewKey): Promise<void> {
      await prisma.apiKey.create({ data: { ...row, createdAt: new Date(createdAt) } });
    },
    /** All there ever were, the oldest first. */
    async list(): Promise<KnownKey[]> {
      const all = await prisma.apiKey.findMany({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
      return all.map(({ hash: _hash, createdAt, revokedAt, ...key }) => ({
        ...key,
        createdAt: createdAt.getTime(),
        revokedAt: revokedAt?.getTime() ?? null,
      }));
    },
    /** From now on nobody is known by it; whether it was valid until then. */
    async revoke({ id, now }: { id: string; now: Instant }): Promise<boolean> {
      const { count } = await prisma.apiKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date(now) } });
      return count > 0;
    },
  };
}
