/** What rules would give the customers of today: read only, in batches. And the customers whom that concerns are woken. */
import type { Instant } from '../domain/calendar.js';
import { type JourneyRules, ruleFor } from '../domain/journey-rules/journey-rules.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { readAbout } from './about-customers.js';

/** Customers who would go from one journey to another. */
export interface RuledGroup {
  from: string;
  to: string;
  customers: number;
  /** External ids of the first ones, by our ids. */
  sample: string[];
}

export interface RuledToday {
  /** Customers whom the rules are for. */
  customers: number;
  /** Of them, those to whom a person gave their journey. */
  pinned: number;
  groups: RuledGroup[];
}

/** Customers of legal entities: of one, or of all but some. */
export type RuledWhom = { only: string } | { allBut: string[] };

/** So many customers are looked up at once. */
const BATCH = 200;

interface AskInput {
  prisma: PrismaClient;
  rules: JourneyRules;
  whom: RuledWhom;
  now: Instant;
  /** At most so many customers are named of each group. */
  sample: number;
  /** Told with each batch of those who would have another journey, by our ids. */
  onMoving?(ids: string[]): Promise<void>;
  onBatch?(customers: number): void;
}

export async function askRules({ prisma, rules, whom, now, sample, onMoving, onBatch = () => undefined }: AskInput): Promise<RuledToday> {
  const versions = await prisma.journeyVersion.findMany({ select: { id: true, name: true } });
  const nameOf = new Map(versions.map(({ id, name }) => [id, name]));
  const groups = new Map<string, RuledGroup>();
  const total = { customers: 0, pinned: 0 };
  for (let after = ''; ; ) {
    const found = await prisma.customer.findMany({
      where: { id: { gt: after }, legalEntityId: 'only' in whom ? whom.only : { notIn: whom.allBut } },
      orderBy: { id: 'asc' },
      take: BATCH,
      select: { id: true, externalId: true },
    });
    const last = found.at(-1);
    if (!last) break;
    after = last.id;
    const externalOf = new Map(found.map(({ id, externalId }) => [id, externalId]));
    const moving: string[] = [];
    for (const about of await readAbout({ prisma, ids: found.map(({ id }) => id), now })) {
      const { id, journeyId, journeyPinned } = about.customer;
      total.customers += 1;
      if (journeyPinned) total.pinned += 1;
      const from = nameOf.get(journeyId) ?? journeyId;
      const to = journeyPinned ? from : (ruleFor({ rules, about })?.journey.name ?? from);
      if (from === to) continue;
      moving.push(id);
      const group = groups.get(`${from}\n${to}`) ?? { from, to, customers: 0, sample: [] };
      group.customers += 1;
      if (group.sample.length < sample) group.sample.push(externalOf.get(id) ?? id);
      groups.set(`${from}\n${to}`, group);
    }
    if (moving.length > 0) await onMoving?.(moving);
    onBatch(total.customers);
  }
  return { ...total, groups: [...groups.values()].sort((a, b) => b.customers - a.customers || (a.to < b.to ? -1 : 1)) };
}

/** The relay has their workflows look at the books again, at its own pace. */
export async function wakeCustomers({ prisma, ids }: { prisma: PrismaClient; ids: string[] }): Promise<void> {
  await prisma.$executeRaw`
    INSERT INTO news ("customerId", "upTo", "pokeAt", pokes) SELECT id, "lastFact", now(), 1 FROM customers WHERE id = ANY (${ids})
    ON CONFLICT ("customerId") DO UPDATE SET "pokeAt" = now(), pokes = greatest(news.pokes, 1)`;
}
