import type { Instant } from '../domain/calendar.js';
import type { ExplainRecords } from '../domain/explain/records.js';
import type { Journey } from '../domain/journey/journey.js';
import type { HoldRow } from '../domain/rows.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { readHistory } from './customer-history.js';

/** What an explanation of the customer rests on, by our id, and what time it is for him, in ms UTC. Rejects where there is none. */
export async function readExplainRecords({
  prisma,
  id,
  now,
}: {
  prisma: PrismaClient;
  id: string;
  /** The real time. */
  now: Instant;
}): Promise<{ records: ExplainRecords; now: Instant }> {
  const where = { customerId: id };
  const customer = await prisma.customer.findUniqueOrThrow({
    where: { id },
    select: { timeZone: true, clockOffsetMs: true, journey: { select: { definition: true } } },
  });
  const journey = customer.journey.definition as unknown as Journey;
  const postings = await prisma.posting.findMany({
    where: { ...where, book: 'receivable' },
    select: { factNumber: true, itemId: true, amount: true },
  });
  const holds = await prisma.hold.findMany({ where, orderBy: { startedAt: 'asc' } });
  const tokens = await prisma.token.findMany({ where, select: { lane: true, subject: true, stage: true } });
  const steps = await prisma.stepTaken.findMany({
    where: { ...where, effectId: { not: null } },
    select: { subject: true, effectId: true },
  });
  const order = new Map(journey.lanes.map(({ name }, index) => [name, index]));
  return {
    records: {
      history: await readHistory({ prisma, id }),
      zone: journey.contact.zone === 'customer' ? customer.timeZone : journey.contact.zone,
      postings: postings.map((posting) => ({ ...posting, book: 'receivable', amount: Number(posting.amount) })),
      holds: holds.map(
        (hold) =>
          ({
            ...hold,
            amount: hold.amount === null ? null : Number(hold.amount),
            startedAt: hold.startedAt.getTime(),
            endsAt: hold.endsAt?.getTime() ?? null,
            cutOffOn: hold.cutOffOn?.toISOString().slice(0, 10) ?? null,
            endedAt: hold.endedAt?.getTime() ?? null,
          }) as HoldRow,
      ),
      steps,
      tokens: tokens.sort((a, b) => (order.get(a.lane) ?? 0) - (order.get(b.lane) ?? 0)),
      lanes: journey.lanes,
    },
    now: now + Number(customer.clockOffsetMs),
  };
}
