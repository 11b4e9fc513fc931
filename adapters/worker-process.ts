import { randomUUID } from 'node:crypto';
import type { PrismaClient } from '../prisma/generated/client.js';
import type { Claimant } from './prisma-books.js';

const SIGN_EVERY_MS = 1_000;

/**
 * Gives this process an id and signs of life in PostgreSQL, at least three in the time after which it would count as dead. PostgreSQL may be away:
 * nothing can be claimed then either. `stop` takes the process off the list at once, so that what it had claimed is free for others.
 */
export async function startWorkerProcess({ prisma, deadAfterMs }: { prisma: PrismaClient; deadAfterMs: number }) {
  const claimant: Claimant = { id: randomUUID(), deadAfterMs };
  const signOfLife = () =>
    prisma.$executeRaw`
      WITH forgotten AS (DELETE FROM worker_processes WHERE "seenAt" < now() - interval '1 day')
      INSERT INTO worker_processes (id, "seenAt") VALUES (${claimant.id}, now()) ON CONFLICT (id) DO UPDATE SET "seenAt" = now()`.catch(
      () => undefined,
    );
  await signOfLife();
  const timer = setInterval(signOfLife, Math.min(SIGN_EVERY_MS, deadAfterMs / 3)).unref();
  return {
    claimant,
    stop: async () => {
      clearInterval(timer);
      await prisma.$executeRaw`DELETE FROM worker_processes WHERE id = ${claimant.id}`.catch(() => undefined);
    },
  };
}
