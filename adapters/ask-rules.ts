/** What rules would give the customers of today: read only, in batches. And the customers whom that concerns are woken. */
import type { Instant } from '../domain/calendar.js';
import type { StageRule } from '../domain/journey/diff/stage-rules.js';
import type { Journey } from '../domain/journey/journey.js';
import { type JourneyRules, ruleFor } from '../domain/journey-rules/journey-rules.js';
import { wayByRules } from '../domain/journey-rules/way-by-rules.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { readAbout } from './about-customers.js';

/** Customers for whom it is alike. */
interface Group {
  from: string;
  to: string;
  customers: number;
  /** External ids of the first ones, by our ids. */
  sample: string[];
}

/** Customers who would go from one journey to another. */
export interface RuledGroup extends Group {
  /** Where those go on who stand in a stage that is gone there, or of another type: `subjects` are invoices, accounts or the customers themselves. */
  stages: { rule: StageRule; customers: number; subjects: number }[];
}

/** Customers to whom the rules would give another journey, and who keep theirs. */
export interface KeptGroup extends Group {
  /** `pinned`: a person gave them their journey. `no-way`: `because` says what is missing there. */
  why: 'pinned' | 'no-way';
  because: string | null;
}

export interface RuledToday {
  /** Customers whom the rules are for. */
  customers: number;
  /** Of them, those to whom a person gave their journey. */
  pinned: number;
  groups: RuledGroup[];
  keeps: KeptGroup[];
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
  /** The versions that customers have. */
  journeyOf(id: string): Journey;
  /** Told with each batch of those who would have another journey, by our ids. */
  onMoving?(ids: string[]): Promise<void>;
  onBatch?(customers: number): void;
}

export async function askRules({
  prisma,
  rules,
  whom,
  now,
  sample,
  journeyOf,
  onMoving,
  onBatch = () => undefined,
}: AskInput): Promise<RuledToday> {
  const groups = new Map<string, RuledGroup>();
  const keeps = new Map<string, KeptGroup>();
  const ways = new Map<string, ReturnType<typeof wayByRules>>();
  const total = { customers: 0, pinned: 0 };

  function wayOf(fromId: string, to: Journey): ReturnType<typeof wayByRules> {
    const key = `${fromId}\n${to.name}`;
    const way = ways.get(key) ?? wayByRules({ from: journeyOf(fromId), to, stages: rules.stages });
    ways.set(key, way);
    return way;
  }

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
    const moving = new Map<string, { group: RuledGroup; stages: StageRule[] }>();
    for (const about of await readAbout({ prisma, ids: found.map(({ id }) => id), now })) {
      const { id, journeyId, journeyPinned } = about.customer;
      total.customers += 1;
      if (journeyPinned) total.pinned += 1;
      const from = journeyOf(journeyId).name;
      const rule = ruleFor({ rules, about });
      const to = rule?.journey.name ?? from;
      if (!rule || from === to) continue;
      const { problems, rules: stages } = wayOf(journeyId, rule.journey);
      const named = externalOf.get(id) ?? id;
      const because = problems.length > 0 && !journeyPinned ? problems.join(' ') : null;
      if (journeyPinned || because !== null) {
        const why = journeyPinned ? ('pinned' as const) : ('no-way' as const);
        count(keeps, `${from}\n${to}\n${because}`, () => ({ from, to, customers: 0, sample: [], why, because }), named);
        continue;
      }
      const group = count(groups, `${from}\n${to}`, () => ({ from, to, customers: 0, sample: [], stages: [] }), named);
      moving.set(id, { group, stages });
    }
    await countStanding({ prisma, moving });
    if (moving.size > 0) await onMoving?.([...moving.keys()]);
    onBatch(total.customers);
  }
  const bySize = (a: Group, b: Group): number => b.customers - a.customers || (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1);
  return { ...total, groups: [...groups.values()].sort(bySize), keeps: [...keeps.values()].sort(bySize) };

  function count<One extends Group>(all: Map<string, One>, key: string, begin: () => One, named: string): One {
    const group = all.get(key) ?? begin();
    all.set(key, group);
    group.customers += 1;
    if (group.sample.length < sample) group.sample.push(named);
    return group;
  }
}

/** Adds to each group where its customers stand that is gone. */
async function countStanding({
  prisma,
  moving,
}: {
  prisma: PrismaClient;
  moving: Map<string, { group: RuledGroup; stages: StageRule[] }>;
}): Promise<void> {
  const ids = [...moving].filter(([, { stages }]) => stages.length > 0).map(([id]) => id);
  if (ids.length === 0) return;
  const standing = await prisma.token.groupBy({
    by: ['customerId', 'lane', 'stage'],
    where: { customerId: { in: ids }, stage: { not: null } },
    orderBy: [{ customerId: 'asc' }, { lane: 'asc' }, { stage: 'asc' }],
    _count: true,
  });
  for (const { customerId, lane, stage, _count } of standing) {
    const { group, stages = [] } = moving.get(customerId) ?? {};
    const rule = stages.find((one) => one.lane === lane && one.from === stage);
    if (!group || !rule) continue;
    const known = group.stages.find((one) => one.rule.lane === lane && one.rule.from === stage && one.rule.to === rule.to);
    if (known) {
      known.customers += 1;
      known.subjects += _count;
    } else group.stages.push({ rule, customers: 1, subjects: _count });
  }
}

/** The relay has their workflows look at the books again, at its own pace. */
export async function wakeCustomers({ prisma, ids }: { prisma: PrismaClient; ids: string[] }): Promise<void> {
  await prisma.$executeRaw`
    INSERT INTO news ("customerId", "upTo", "pokeAt", pokes) SELECT id, "lastFact", now(), 1 FROM customers WHERE id = ANY (${ids})
    ON CONFLICT ("customerId") DO UPDATE SET "pokeAt" = now(), pokes = greatest(news.pokes, 1)`;
}
