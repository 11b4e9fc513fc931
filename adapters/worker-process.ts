import { randomUUID } from 'node:crypto';
import type { PrismaClient } from '../prisma/generated/client.js';
import type { Claimant } from './prisma-books.js';

/**
 * Gives this process an id and signs of life in PostgreSQL, three in the time after which it would count as dead. `stop` takes it off the list at once:
 * what it had claimed is free for others.
 */
export async function startWorkerProcess({ prisma, deadAfterMs }: { prisma: PrismaClient; deadAfterMs: number }) {
  const claimant: Claimant = { id: randomUUID(), deadAfterMs };
  const signOfLife = () => prisma.$executeRaw`
    WITH forgotten AS (DELETE FROM worker_processes WHERE "seenAt" < now() - interval '1 day')
    INSERT INTO worker_processes (id, "seenAt") VALUES (${claimant.id}, now()) ON CONFLICT (id) DO UPDATE SET "seenAt" = now()`;
  await signOfLife();
  // While PostgreSQL is away nobody can claim anything either.
  const timer = setInterval(() => signOfLife().catch(() => undefined), deadAfterMs / 3);
  return {
    claimant,
    stop: async () => {
      clearInterval(timer);
      await prisma.$executeRaw`DELETE FROM worker_processes WHERE id = ${claimant.id}`.catch(() => undefined);
    },
  };
}
