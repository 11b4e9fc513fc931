import type { Instant } from '../domain/calendar.js';
import type { ExplainRecords } from '../domain/explain/records.js';
import type { Fact } from '../domain/facts.js';
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
  const history = await readHistory({ prisma, id });
  const order = new Map(journey.lanes.map(({ name }, index) => [name, index]));
  return {
    records: {
      history,
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
      journeys: await journeyNames({ prisma, facts: history.facts }),
    },
    now: now + Number(customer.clockOffsetMs),
  };
}

async function journeyNames({ prisma, facts }: { prisma: PrismaClient; facts: readonly Fact[] }): Promise<Map<string, string>> {
  const ids = facts.flatMap(({ type, data }) =>
    (type === 'journey.moved' || type === 'invoice.moved' ? [data.from, data.to] : []).filter((id) => id !== null),
  );
  const versions = await prisma.journeyVersion.findMany({ where: { id: { in: ids } }, select: { id: true, name: true, version: true } });
  return new Map(versions.map(({ id, name, version }) => [id, `${name}@${version}`]));
}
