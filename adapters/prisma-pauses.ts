/**
 * The pause of the whole organisation: while its one row is open no attempt claims, so nothing is sent, drawn or asked; facts and decisions go on.
 * A claim reads the row under a shared lock and a pause begins under the exclusive one: once it has begun, every claim before it is in the books and
 * none comes after it.
 */
import { randomUUID } from 'node:crypto';
import { type Instant, isoInstant } from '../domain/calendar.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import type { Transaction } from './selection.js';

/** Any number that nothing else locks by. */
const PAUSE_LOCK = 7_305_813;
/** Beginning waits for the claims under way. */
const BEGINNING_MS = 60_000;

export interface Pause {
  /** A code; no personal data. */
  reason: string;
  since: Instant;
}

export function createPauses({ prisma }: { prisma: PrismaClient }) {
  return {
    current: (): Promise<Pause | null> => readPause(prisma),
    /** Pauses everything, unless it is paused; `underWay`: how many effects were claimed before and may still be handed over. */
    begin: ({ reason, now }: { reason: string; now: Instant }): Promise<{ pause: Pause; began: boolean; underWay: number }> =>
      prisma.$transaction(
        async (tx) => {
          await tx.$executeRaw`SELECT pg_advisory_xact_lock(${PAUSE_LOCK}::bigint)`;
          const earlier = await readPause(tx);
          if (!earlier) await tx.pause.create({ data: { id: randomUUID(), reason, startedAt: new Date(now) } });
          const underWay = await tx.effect.count({ where: { status: 'claimed' } });
          return { pause: earlier ?? { reason, since: now }, began: !earlier, underWay };
        },
        { timeout: BEGINNING_MS },
      ),
    /** Ends the pause, if there is one; `waiting`: how many effects its end lets go on. Each asks again by itself within its longest pause between two tries. */
    end: ({ now }: { now: Instant }): Promise<{ pause: Pause | null; waiting: number }> =>
      prisma.$transaction(async (tx) => {
        const pause = await readPause(tx);
        await tx.pause.updateMany({ where: { endedAt: null }, data: { endedAt: new Date(now) } });
        return { pause, waiting: await tx.effect.count({ where: { status: { in: ['planned', 'claimed'] } } }) };
      }),
  };
}

/** The pause that a claim in this transaction must respect: none can begin before the transaction is over. */
export async function pauseForClaim(tx: Transaction): Promise<Pause | null> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(${PAUSE_LOCK}::bigint)`;
  return readPause(tx);
}

/** One sentence for whoever meets the pause. */
export const pauseSentence = ({ reason, since }: Pause): string =>
  `Everything is paused since ${isoInstant(since).slice(0, 16)}Z (${reason}): npx duly resume ends it.`;

async function readPause(tx: Pick<Transaction, 'pause'>): Promise<Pause | null> {
  const row = await tx.pause.findFirst({ where: { endedAt: null } });
  return row && { reason: row.reason, since: row.startedAt.getTime() };
}
