/** Customers are pinned to another version of a journey, one fact each. */
import { createHash } from 'node:crypto';
import type { RecordReports } from '../activities/record-reports.js';
import { dateAt, type Instant } from '../domain/calendar.js';
import type { StageRule } from '../domain/journey/diff/stage-rules.js';
import type { PrismaClient } from '../prisma/generated/client.js';

/** Whom a move is for, among those who are pinned to the old version. A percentage is always the same customers of them all. */
export type Chosen = { all: true } | { percent: number } | { ids: string[] };

interface MoveInput {
  prisma: PrismaClient;
  record: RecordReports;
  /** Ids of the versions. */
  from: string;
  to: string;
  chosen: Chosen;
  stages: StageRule[];
  /** Who wants it, for the record. */
  by: string;
  now(): Instant;
  /** Told after each batch how many were moved so far. */
  onBatch?(moved: number): void;
}

/** So many customers are looked up at once. */
const BATCH = 100;

/** The customers who would be moved now, in order of their ids, in batches. */
export async function* customersToMove({ prisma, from, chosen }: Pick<MoveInput, 'prisma' | 'from' | 'chosen'>): AsyncGenerator<string[]> {
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
    yield found.map(({ id }) => id).filter((id) => !('percent' in chosen) || shareOf(id) < chosen.percent);
  }
}

/**
 * Moves them, each in a transaction of his own under his lock, and returns how many. Whoever is pinned elsewhere by then is passed by, so that a move
 * that was interrupted goes on when it is asked again. The relay tells their workflows, at its own pace.
 */
export async function moveCustomers({
  prisma,
  record,
  from,
  to,
  chosen,
  stages,
  by,
  now,
  onBatch = () => undefined,
}: MoveInput): Promise<number> {
  let moved = 0;
  for await (const batch of customersToMove({ prisma, from, chosen })) {
    for (const customerId of batch) {
      const { numbers } = await record({
        customerId,
        reports: async (books) => {
          const { journeyId, timeZone } = books.customer();
          if (journeyId !== from) return [];
          const effectiveOn = dateAt(now() + books.clockOffsetMs(), timeZone);
          const externalId = `${customerId}/moved/${books.lastFact() + 1}`;
          return [{ type: 'journey.moved', source: 'duly', externalId, effectiveOn, data: { from, to, by, stages } }];
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
