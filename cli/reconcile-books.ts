/** What the books alone say about customers who need an operator. Moments are the customers' own, by their clock offsets. */
import { QUARANTINED_AT } from '../adapters/relay.js';
import { MINUTE } from '../domain/calendar.js';
import { Prisma, type PrismaClient } from '../prisma/generated/client.js';
import type { CustomerRef, Held, HeldKind, ReconcileReport, UnderWay, Waiting } from './reconcile-report.js';

/** A moment, a claim or a wake that passed so long ago is late. */
export const LATE_MS = 10 * MINUTE;
/** Facts that wait longer are news to an operator. */
const WAITING_MS = MINUTE;

interface Asked {
  prisma: PrismaClient;
  /** The real time, ms UTC. */
  now: number;
}

/** So long ago by the clock of the customer, who is `c` in the statement. */
export const customersPast = ({ now, ms }: { now: number; ms: number }): Prisma.Sql =>
  Prisma.sql`(${new Date(now - ms)}::timestamptz + c."clockOffsetMs" * interval '1 millisecond')`;

/** Whether the hold `h` of the customer `c` still stops something. */
export const holdIsOpen = (now: number): Prisma.Sql =>
  Prisma.sql`(h."endedAt" IS NULL AND (h."endsAt" IS NULL OR h."endsAt" > ${customersPast({ now, ms: 0 })}))`;

/** A customer held as `restored` waits for a person: that he is late, or that his facts wait, is not another trouble. */
const notRestored = (now: number): Prisma.Sql =>
  Prisma.sql`NOT EXISTS (SELECT FROM holds h WHERE h."customerId" = c.id AND h.kind = 'restored' AND ${holdIsOpen(now)})`;

/** Customers with open holds of these kinds, the longest held first; a customer with both kinds comes twice. */
export async function readHeld({ prisma, now, kinds }: Asked & { kinds: HeldKind[] }): Promise<Held[]> {
  const rows = await prisma.$queryRaw<(CustomerRef & { kind: HeldKind; since: Date; holds: string[] })[]>`
    SELECT c.id AS customer, c."externalId", h.kind, min(h."startedAt") AS since, array_agg(h.id ORDER BY h.id) AS holds
    FROM holds h JOIN customers c ON c.id = h."customerId"
    WHERE h.kind IN (${Prisma.join(kinds)}) AND ${holdIsOpen(now)} GROUP BY c.id, h.kind ORDER BY min(h."startedAt"), c.id`;
  return rows.map((row) => ({ ...row, since: row.since.toISOString(), performed: null }));
}

/** Who is late, stuck, waiting or quarantined, and effects that are under way for long; the longest first. */
export async function readTroubles({
  prisma,
  now,
}: Asked): Promise<Pick<ReconcileReport, 'late' | 'stuck' | 'waiting' | 'quarantined' | 'effects'>> {
  const late = await prisma.$queryRaw<(CustomerRef & { since: Date })[]>`
    SELECT c.id AS customer, c."externalId", p."wakeAt" AS since FROM positions p JOIN customers c ON c.id = p."customerId"
    WHERE p."wakeAt" < ${customersPast({ now, ms: LATE_MS })} AND ${notRestored(now)} ORDER BY p."wakeAt", c.id`;
  const stuck = await prisma.$queryRaw<(CustomerRef & { since: Date })[]>`
    SELECT c.id AS customer, c."externalId", min(t."openedAt") AS since FROM tasks t JOIN customers c ON c.id = t."customerId"
    WHERE t.kind = 'stuck' AND t.status = 'open' GROUP BY c.id ORDER BY min(t."openedAt"), c.id`;
  const waiting = await prisma.$queryRaw<(Omit<Waiting, 'since' | 'aheadUpTo'> & { since: Date })[]>`
    SELECT c.id AS customer, c."externalId", f."recordedAt" AS since, c."lastFact" - f.number + 1 AS facts
    FROM news n JOIN customers c ON c.id = n."customerId" LEFT JOIN positions p ON p."customerId" = c.id
    JOIN facts f ON f."customerId" = c.id AND f.number = coalesce(p.applied, 0) + 1
    WHERE n.failures < ${QUARANTINED_AT} AND f."recordedAt" < ${customersPast({ now, ms: WAITING_MS })} AND ${notRestored(now)}
    ORDER BY f."recordedAt", c.id`;
  const quarantined = await prisma.$queryRaw<ReconcileReport['quarantined']>`
    SELECT c.id AS customer, c."externalId", n.failures, n.problem FROM news n JOIN customers c ON c.id = n."customerId"
    WHERE n.failures >= ${QUARANTINED_AT} ORDER BY n.failures DESC, c.id`;
  const effects = await prisma.$queryRaw<(Omit<UnderWay, 'since' | 'run'> & { since: Date })[]>`
    SELECT c.id AS customer, c."externalId", e.id AS effect, e.status, coalesce(e."claimedAt", e.at) AS since
    FROM effects e JOIN customers c ON c.id = e."customerId"
    WHERE e.status IN ('planned', 'claimed') AND coalesce(e."claimedAt", e.at) < ${customersPast({ now, ms: LATE_MS })} ORDER BY since, e.id`;
  const iso = <Row extends { since: Date }>(row: Row) => ({ ...row, since: row.since.toISOString() });
  return {
    late: late.map(iso),
    stuck: stuck.map(iso),
    waiting: waiting.map((row) => ({ ...iso(row), aheadUpTo: null })),
    quarantined,
    effects: effects.map((row) => ({ ...iso(row), run: null })),
  };
}

/** The number of each customer's newest decision; of those without one nothing. */
export async function decidedSeqs({ prisma, customers }: Pick<Asked, 'prisma'> & { customers: string[] }): Promise<Map<string, number>> {
  const rows = await prisma.position.findMany({ where: { customerId: { in: customers } }, select: { customerId: true, seq: true } });
  return new Map(rows.map(({ customerId, seq }) => [customerId, seq]));
}

/** Every customer with the number of his newest fact. */
export function readCustomers({ prisma }: Pick<Asked, 'prisma'>): Promise<(CustomerRef & { lastFact: number })[]> {
  return prisma.$queryRaw`SELECT id AS customer, "externalId", "lastFact" FROM customers ORDER BY id`;
}

/** Those of the effects whose end the books know. */
export async function endedEffects({ prisma, ids }: Pick<Asked, 'prisma'> & { ids: string[] }): Promise<Set<string>> {
  const rows = await prisma.effect.findMany({ where: { id: { in: ids }, status: { in: ['done', 'failed'] } }, select: { id: true } });
  return new Set(rows.map(({ id }) => id));
}
