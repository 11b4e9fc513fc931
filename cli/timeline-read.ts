import type { Instant } from '../domain/calendar.js';
import type { Effect } from '../domain/effects/effect.js';
import { DulyError } from '../domain/errors.js';
import type { Fact } from '../domain/facts.js';
import type { Headline } from '../domain/headline.js';
import type { Reason } from '../domain/reasons.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import type { CustomerHistory } from './timeline.js';

/** The history of a customer by our id or the external one. Throws `unknown_customer`, also where several legal entities have that external id. */
export async function readHistory({ prisma, customer: named }: { prisma: PrismaClient; customer: string }): Promise<CustomerHistory> {
  const id = await findCustomer({ prisma, named });
  const where = { customerId: id };
  const customer = await prisma.customer.findUniqueOrThrow({ where: { id }, select: { externalId: true, name: true, position: true } });
  const facts = await prisma.fact.findMany({ where, orderBy: { number: 'asc' } });
  const decisions = await prisma.decision.findMany({ where, orderBy: { seq: 'asc' }, select: { seq: true, at: true, reasons: true } });
  const effects = await prisma.effect.findMany({ where, orderBy: { at: 'asc' } });
  const touchPoints = await prisma.touchPoint.findMany({ where, select: { id: true, state: true } });
  const items = await prisma.item.findMany({ where, select: { id: true, number: true } });
  const deliveries = new Map(touchPoints.map((touchPoint) => [touchPoint.id, touchPoint.state]));
  const instant = (date: Date | null): Instant | null => date?.getTime() ?? null;
  return {
    id,
    externalId: customer.externalId,
    name: customer.name,
    headline: (customer.position?.headline as unknown as Headline | undefined) ?? null,
    facts: facts.map(
      (fact) =>
        ({ ...fact, effectiveOn: fact.effectiveOn.toISOString().slice(0, 10), recordedAt: fact.recordedAt.getTime() }) as unknown as Fact,
    ),
    decisions: decisions.map(({ seq, at, reasons }) => ({ seq, at: at.getTime(), reasons: reasons as unknown as Reason[] })),
    effects: effects.map(({ id: effectId, effect, status, outcome, at, endedAt }) => ({
      id: effectId,
      effect: effect as unknown as Effect,
      status,
      outcome,
      at: at.getTime(),
      endedAt: instant(endedAt),
      delivery: deliveries.get(effectId) ?? null,
    })),
    numbers: new Map(items.map((item) => [item.id, item.number])),
  };
}

/** Our id of the customer named by it or by the external one. Throws `unknown_customer`, also where several legal entities have that external id. */
export async function findCustomer({ prisma, named }: { prisma: PrismaClient; named: string }): Promise<string> {
  const found = await prisma.customer.findMany({
    where: { OR: [{ id: named }, { externalId: named }] },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  const [first, another] = found;
  if (found.some((customer) => customer.id === named)) return named;
  if (first && !another) return first.id;
  const message = first
    ? `Several customers have the number ${named}: name one by our id, of ${found.map((customer) => customer.id).join(', ')}.`
    : `There is no customer ${named}: give our id of the customer, or the number under which he was imported.`;
  throw new DulyError({ code: 'unknown_customer', message, at: 'customer' });
}
