/** The undertakings that move customers to another version of a journey: begun once, gone on with after an interruption, and taken back. */
import { isDeepStrictEqual } from 'node:util';
import type { Instant } from '../domain/calendar.js';
import { DulyError } from '../domain/errors.js';
import type { Prisma, PrismaClient } from '../prisma/generated/client.js';
import type { Chosen, Leg } from './move-customers.js';
import type { Transaction } from './selection.js';

export interface JourneyMove {
  id: string;
  /** The version to which it leads, or from which it takes back. */
  journeyId: string;
  fromIds: string[];
  chosen: Chosen;
  by: string;
  startedAt: Instant;
  /** Null: under way, or interrupted. */
  endedAt: Instant | null;
  /** The move that it takes back. */
  undoes: string | null;
}

export type Asked = Pick<JourneyMove, 'journeyId' | 'fromIds' | 'chosen' | 'by' | 'undoes'> & {
  /** Nobody named the versions from which it leads: they are those that customers have, which may be fewer when it is asked again. */
  anyFrom?: boolean;
};

/** The move of the same kind that was interrupted goes on; else a new one begins. */
export function beginMove({ prisma, asked, now }: { prisma: PrismaClient; asked: Asked; now: Instant }): Promise<JourneyMove> {
  return prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('journey moves'))`;
    const open = await openMove({ prisma: tx, asked });
    if (open) return open;
    const id = `move-${1 + (await tx.journeyMove.count())}`;
    const { anyFrom: _any, ...kept } = asked;
    const data = { ...kept, id, chosen: asked.chosen as Prisma.InputJsonObject, startedAt: new Date(now), endedAt: null };
    return moveOf(await tx.journeyMove.create({ data }));
  });
}

/** The move of the same kind that is under way or was interrupted. */
export async function openMove({ prisma, asked }: { prisma: Transaction; asked: Asked }): Promise<JourneyMove | undefined> {
  const open = await prisma.journeyMove.findMany({ where: { endedAt: null, journeyId: asked.journeyId, undoes: asked.undoes } });
  return open.map(moveOf).find(({ chosen, fromIds }) => isDeepStrictEqual(chosen, asked.chosen) && isFrom(fromIds));

  function isFrom(fromIds: string[]): boolean {
    return asked.anyFrom ? asked.fromIds.every((id) => fromIds.includes(id)) : isDeepStrictEqual(fromIds, asked.fromIds);
  }
}

/** Other moves of that journey that are under way or were interrupted. */
export async function otherOpenMoves({
  prisma,
  id,
  name,
}: {
  prisma: PrismaClient;
  id: string | null;
  name: string;
}): Promise<{ id: string; to: { name: string; version: number } }[]> {
  const open = await prisma.journeyMove.findMany({
    where: { endedAt: null, journey: { name }, ...(id !== null && { id: { not: id } }) },
    orderBy: { startedAt: 'asc' },
    select: { id: true, journey: { select: { name: true, version: true } } },
  });
  return open.map(({ id: other, journey }) => ({ id: other, to: journey }));
}

/** Somebody takes it back since that moment. */
export const isTakenBack = async ({ prisma, id, since }: { prisma: PrismaClient; id: string; since: Instant }): Promise<boolean> =>
  (await prisma.journeyMove.findFirst({ where: { undoes: id, startedAt: { gte: new Date(since) } }, select: { id: true } })) !== null;

/** Where it led the customers whom it reached, from each version: the first of them says it; and how many there are. */
export async function reachedBy({ prisma, id }: { prisma: PrismaClient; id: string }): Promise<{ customers: number; legs: Leg[] }> {
  const reached = await prisma.$queryRaw<{ customers: number; data: Leg }[]>`
    SELECT count(*)::int AS customers, (array_agg(data ORDER BY "customerId"))[1] AS data FROM facts
    WHERE type = 'journey.moved' AND data->>'move' = ${id} GROUP BY data->>'from'`;
  return { customers: reached.reduce((sum, one) => sum + one.customers, 0), legs: reached.map(({ data }) => data) };
}

export async function endMove({ prisma, id, now }: { prisma: PrismaClient; id: string; now: Instant }): Promise<void> {
  await prisma.journeyMove.update({ where: { id }, data: { endedAt: new Date(now) } });
}

/** Throws `invalid_request` and names the newest. */
export async function findMove({ prisma, id, at }: { prisma: PrismaClient; id: string; at: string }): Promise<JourneyMove> {
  const found = await prisma.journeyMove.findUnique({ where: { id } });
  if (found) return moveOf(found);
  const newest = await prisma.journeyMove.findMany({ orderBy: { startedAt: 'desc' }, take: 5, select: { id: true } });
  const there = newest.length > 0 ? `the newest are ${newest.map((move) => move.id).join(', ')}` : 'there is none yet';
  throw new DulyError({ code: 'invalid_request', at, message: `There is no move ${id}; ${there}. npx duly moves lists them.` });
}

/** A move as lists show it. */
export interface ListedMove extends JourneyMove {
  to: { name: string; version: number };
  /** Customers whom it reached so far. */
  moved: number;
}

/** The newest first. */
export async function listMoves({ prisma }: { prisma: PrismaClient }): Promise<ListedMove[]> {
  const moves = await prisma.journeyMove.findMany({
    orderBy: { startedAt: 'desc' },
    include: { journey: { select: { name: true, version: true } } },
  });
  const counts = await prisma.$queryRaw<{ id: string; moved: number }[]>`
    SELECT data->>'move' AS id, count(*)::int AS moved FROM facts WHERE type = 'journey.moved' AND data->>'move' IS NOT NULL GROUP BY data->>'move'`;
  const moved = new Map(counts.map((one) => [one.id, one.moved]));
  return moves.map(({ journey, ...move }) => ({ ...moveOf(move), to: journey, moved: moved.get(move.id) ?? 0 }));
}

type Row = Omit<JourneyMove, 'chosen' | 'startedAt' | 'endedAt'> & { chosen: unknown; startedAt: Date; endedAt: Date | null };

const moveOf = ({ id, journeyId, fromIds, chosen, by, startedAt, endedAt, undoes }: Row): JourneyMove => ({
  id,
  journeyId,
  fromIds,
  chosen: chosen as Chosen,
  by,
  startedAt: startedAt.getTime(),
  endedAt: endedAt?.getTime() ?? null,
  undoes,
});
