import type { KeptAnswer, KeptRequest } from '../activities/ports/books.js';
import type { Instant } from '../domain/calendar.js';
import { DAY } from '../domain/calendar.js';
import { DulyError } from '../domain/errors.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import type { Transaction } from './selection.js';

/** Answers are kept for at least a day. */
const KEPT_MS = 2 * DAY;

/** Keeps an answer under its Idempotency-Key; waits for a transaction that keeps one under the same. Throws `idempotency_key_reused` where there is one. */
export async function keepAnswer({ tx, answer: { body, ...answer } }: { tx: Transaction; answer: KeptAnswer }): Promise<void> {
  const { caller, key, requestHash, status } = answer;
  const kept = await tx.$executeRaw`
    INSERT INTO kept_answers (caller, key, "requestHash", status, body, "keptAt")
    VALUES (${caller}, ${key}, ${requestHash}, ${status}, ${JSON.stringify(body)}::json, now()) ON CONFLICT DO NOTHING`;
  if (kept === 0)
    throw new DulyError({ code: 'idempotency_key_reused', at: 'Idempotency-Key', message: `The Idempotency-Key ${key} is already used.` });
}

/** What requests with an Idempotency-Key were answered. */
export function createAnswers({ prisma }: { prisma: PrismaClient }) {
  return {
    async find({ caller, key }: Pick<KeptRequest, 'caller' | 'key'>): Promise<KeptAnswer | undefined> {
      const found = await prisma.keptAnswer.findUnique({ where: { caller_key: { caller, key } } });
      return found ? { ...found, body: found.body as object } : undefined;
    },
    keep: (answer: KeptAnswer): Promise<void> => keepAnswer({ tx: prisma, answer }),
    /** Removes those older than two days; how many. */
    async forgetOld(now: Instant): Promise<number> {
      return (await prisma.keptAnswer.deleteMany({ where: { keptAt: { lt: new Date(now - KEPT_MS) } } })).count;
    },
  };
}
