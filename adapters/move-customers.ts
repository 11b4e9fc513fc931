/** Customers are pinned to another version of a journey, one fact each. */
import { createHash } from 'node:crypto';
import type { RecordReports } from '../activities/record-reports.js';
import { dateAt, type Instant } from '../domain/calendar.js';
import { compileCondition } from '../domain/conditions/compile.js';
import { CUSTOMER_WORDS } from '../domain/conditions/customer-words.js';
import type { FactData } from '../domain/facts.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { readAbout } from './about-customers.js';
import type { JourneyMove } from './journey-moves.js';

/**
 * Whom a move is for, among those who are pinned to the old version. A percentage is always the same customers of them all; `where` is a condition on
 * the customer as he is then.
 */
export type Chosen = { all: true } | { percent: number } | { where: string } | { ids: string[] };

/** From one version to another, and how. */
export type Leg = Pick<FactData['journey.moved'], 'from' | 'to' | 'stages' | 'begins' | 'pins'>;

/** Customers who would go that way. */
export interface Candidates {
  from: string;
  to: string;
  ids: string[];
}

/** So many customers are looked up at once. */
const BATCH = 100;

/** The customers of a version who are chosen now, in order of their ids, in batches. */
export async function* customersToMove({
  prisma,
  from,
  chosen,
  now,
}: {
  prisma: PrismaClient;
  from: string;
  chosen: Chosen;
  now: Instant;
}): AsyncGenerator<string[]> {
  const condition = 'where' in chosen ? compileCondition({ text: chosen.where, vocabulary: CUSTOMER_WORDS }).condition : undefined;
  for (let after = ''; ; ) {
    const found = await prisma.customer.findMany({
      where: { journeyId: from, AND: [{ id: { gt: after } }, ...('ids' in chosen ? [{ id: { in: chosen.ids } }] : [])] },
      orderBy: { id: 'asc' },
      take: BATCH,
      select: { id: true },
    });
    const last = found.at(-1);
    if (!last) return;
    after = last.id;
    const ids = found.map(({ id }) => id).filter((id) => !('percent' in chosen) || shareOf(id) < chosen.percent);
    yield 'where' in chosen
      ? (await readAbout({ prisma, ids, now })).filter((about) => condition?.evaluate(about) === true).map(({ customer }) => customer.id)
      : ids;
  }
}

/** Whom a move has moved who are where it led them, in batches; not who was moved since, unless that was taken back. */
export async function* customersToTakeBack({ prisma, undone }: { prisma: PrismaClient; undone: JourneyMove }): AsyncGenerator<Candidates> {
  for (let after = ''; ; ) {
    const found = await prisma.$queryRaw<{ id: string; from: string; to: string }[]>`
      SELECT f."customerId" AS id, f.data->>'to' AS from, f.data->>'from' AS to
      FROM facts f JOIN customers c ON c.id = f."customerId" AND c."journeyId" = f.data->>'to'
      WHERE f.type = 'journey.moved' AND f.data->>'move' = ${undone.id} AND f."customerId" > ${after}
        AND NOT EXISTS (
          SELECT FROM facts later LEFT JOIN journey_moves m ON m.id = later.data->>'move'
          WHERE later."customerId" = f."customerId" AND later.number > f.number AND later.type = 'journey.moved'
            AND NOT EXISTS (
              SELECT FROM facts back JOIN journey_moves b ON b.id = back.data->>'move' AND b.undoes = later.data->>'move'
              WHERE back."customerId" = f."customerId" AND back.number > later.number AND back.type = 'journey.moved')
            AND NOT EXISTS (
              SELECT FROM facts undone
              WHERE undone."customerId" = f."customerId" AND undone.number > f.number AND undone.type = 'journey.moved' AND undone.data->>'move' = m.undoes))
      ORDER BY f."customerId" LIMIT ${BATCH}`;
    const last = found.at(-1);
    if (!last) return;
    after = last.id;
    const ways = new Map(found.map(({ from, to }) => [`${from} ${to}`, { from, to }]));
    for (const { from, to } of ways.values())
      yield { from, to, ids: found.filter((one) => one.from === from && one.to === to).map(({ id }) => id) };
  }
}

interface MoveInput {
  record: RecordReports;
  move: Pick<JourneyMove, 'id' | 'by'>;
  candidates: AsyncIterable<Candidates>;
  legs: Leg[];
  now(): Instant;
  /** Asked before each customer; throws where the move is not to go on. */
  goesOn?(): Promise<void>;
  /** Told after each batch how many were moved so far. */
  onBatch?(moved: number): void;
}

/**
 * Moves them, each in a transaction of his own under his lock, and returns how many. Whoever is pinned elsewhere by then, or had this move before, is
 * passed by, so that a move that was interrupted goes on when it is asked again. The relay tells their workflows, at its own pace.
 */
export async function moveCustomers({
  record,
  move,
  candidates,
  legs,
  now,
  goesOn = async () => undefined,
  onBatch = () => undefined,
}: MoveInput): Promise<number> {
  let moved = 0;
  for await (const { from, to, ids } of candidates) {
    const leg = legs.find((one) => one.from === from && one.to === to);
    for (const customerId of leg ? ids : []) {
      await goesOn();
      const { numbers } = await record({
        customerId,
        reports: async (books) => {
          const { journeyId, timeZone } = books.customer();
          const named = { source: 'duly', externalId: `${customerId}/${move.id}` };
          if (!leg || journeyId !== from || (await books.known(named))) return [];
          const effectiveOn = dateAt(now() + books.clockOffsetMs(), timeZone);
          return [{ type: 'journey.moved', ...named, effectiveOn, data: { ...leg, by: move.by, move: move.id } }];
        },
      });
      moved += numbers.length;
    }
    onBatch(moved);
  }
  return moved;
}

/** A number from 0 up to 100 that belongs to the id for ever. */
const shareOf = (id: string): number => (createHash('sha256').update(id).digest().readUInt32BE(0) / 2 ** 32) * 100;
