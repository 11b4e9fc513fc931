import { letterOf } from '../activities/ports/books.js';
import type { Instant } from '../domain/calendar.js';
import type { Effect } from '../domain/effects/effect.js';
import type { Fact } from '../domain/facts.js';
import type { Headline } from '../domain/headline.js';
import { instalmentItem } from '../domain/plans/instalments.js';
import type { Reason } from '../domain/reasons.js';
import type { PlanRow } from '../domain/rows.js';
import type { CustomerHistory } from '../domain/timeline.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { fromDb } from './rows.js';

/** All that the books hold of what happened to a customer, by our id. Rejects where there is none. */
export async function readHistory({ prisma, id }: { prisma: PrismaClient; id: string }): Promise<CustomerHistory> {
  const where = { customerId: id };
  const customer = await prisma.customer.findUniqueOrThrow({ where: { id }, select: { externalId: true, position: true } });
  const facts = await prisma.fact.findMany({ where, orderBy: { number: 'asc' } });
  const decisions = await prisma.decision.findMany({ where, orderBy: { seq: 'asc' }, select: { seq: true, at: true, reasons: true } });
  const effects = await prisma.effect.findMany({ where, orderBy: { at: 'asc' } });
  const touchPoints = await prisma.touchPoint.findMany({
    where,
    select: { id: true, state: true, messageId: true, reached: true, copied: true },
  });
  const items = await prisma.item.findMany({ where, select: { id: true, number: true } });
  const plans = await prisma.paymentPlan.findMany({ where });
  const deliveries = new Map(touchPoints.map((touchPoint) => [touchPoint.id, touchPoint]));
  const instant = (date: Date | null): Instant | null => date?.getTime() ?? null;
  return {
    id,
    externalId: customer.externalId,
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
      delivery: deliveries.get(effectId)?.state ?? null,
      letter: deliveries.get(letterOf(effectId))?.state ?? null,
      messageId: deliveries.get(effectId)?.messageId ?? null,
      reached: deliveries.get(effectId)?.reached ?? [],
      copied: deliveries.get(effectId)?.copied ?? [],
    })),
    numbers: new Map([
      ...items.map(({ id: itemId, number }): [string, string] => [itemId, number]),
      ...plans.flatMap((plan) => numbersOf(fromDb<PlanRow>(plan))),
    ]),
  };
}

/** What the instalments of a plan are called. */
const numbersOf = (plan: PlanRow): [string, string][] =>
  plan.instalments.flatMap((_, index) => {
    const item = instalmentItem({ plan, index, rest: 0 });
    return item ? [[item.id, item.number] as [string, string]] : [];
  });
