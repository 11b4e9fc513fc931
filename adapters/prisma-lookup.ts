import { effectOf } from '../activities/ports/books.js';
import type { Instant, LocalDate } from '../domain/calendar.js';
import type { CustomerRow, SurveyRow } from '../domain/rows.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { createJourneyCache } from './journey-cache.js';
import { createRulesCache, journeyByRules } from './journey-rules.js';
import { OF_THE_BUSINESS } from './replay-entity.js';

/** Reads what requests name, outside any lock: ids, numbers and what else never changes. */
export function createLookup({ prisma }: { prisma: PrismaClient }) {
  const rules = createRulesCache(createJourneyCache());
  return {
    async customerById(id: string): Promise<{ id: string } | undefined> {
      return (await prisma.customer.findUnique({ where: { id }, select: { id: true } })) ?? undefined;
    },
    customersByExternalId(externalId: string): Promise<{ id: string }[]> {
      return prisma.customer.findMany({ where: { externalId }, select: { id: true }, take: 2 });
    },
    async items({
      customerId,
      names,
    }: {
      customerId: string;
      names: string[];
    }): Promise<{ id: string; number: string; currency: string; dueOn: LocalDate }[]> {
      const found = await prisma.item.findMany({
        where: { customerId, OR: [{ id: { in: names } }, { number: { in: names } }] },
        select: { id: true, number: true, currency: true, dueOn: true },
      });
      return found.map((item) => ({ ...item, dueOn: item.dueOn.toISOString().slice(0, 10) }));
    },
    async dispute(id: string): Promise<{ id: string; customerId: string; itemId: string } | undefined> {
      return (await prisma.dispute.findUnique({ where: { id }, select: { id: true, customerId: true, itemId: true } })) ?? undefined;
    },
    async payment(id: string): Promise<{ id: string; customerId: string } | undefined> {
      return (await prisma.payment.findUnique({ where: { id }, select: { id: true, customerId: true } })) ?? undefined;
    },
    async chargeback(id: string): Promise<{ id: string; customerId: string; paymentId: string } | undefined> {
      return (await prisma.chargeback.findUnique({ where: { id }, select: { id: true, customerId: true, paymentId: true } })) ?? undefined;
    },
    async cheque(id: string): Promise<{ id: string; customerId: string } | undefined> {
      return (await prisma.cheque.findUnique({ where: { id }, select: { id: true, customerId: true } })) ?? undefined;
    },
    async item(id: string): Promise<{ id: string; customerId: string } | undefined> {
      return (await prisma.item.findUnique({ where: { id }, select: { id: true, customerId: true } })) ?? undefined;
    },
    async writeOff(id: string): Promise<{ id: string; customerId: string; itemId: string } | undefined> {
      return (await prisma.writeOff.findUnique({ where: { id }, select: { id: true, customerId: true, itemId: true } })) ?? undefined;
    },
    /** The message of that Message-ID, with the items that it is about. */
    async message(messageId: string): Promise<{ customerId: string; itemIds: string[] } | undefined> {
      const found = await prisma.touchPoint.findUnique({ where: { messageId }, select: { id: true, customerId: true } });
      if (!found) return undefined;
      const { effect } = (await prisma.effect.findUnique({ where: { id: effectOf(found.id) }, select: { effect: true } })) ?? {};
      const { itemIds = [], subject } = (effect ?? {}) as { itemIds?: string[]; subject?: string };
      const items = await prisma.item.findMany({
        where: { customerId: found.customerId, id: { in: subject === undefined ? itemIds : [subject] } },
        select: { id: true },
        orderBy: { id: 'asc' },
      });
      return { customerId: found.customerId, itemIds: items.map(({ id }) => id) };
    },
    legalEntities(): Promise<{ id: string; country: string }[]> {
      return prisma.legalEntity.findMany({ where: OF_THE_BUSINESS, select: { id: true, country: true }, orderBy: { id: 'asc' } });
    },
    async journey(name: string | undefined): Promise<{ id: string } | undefined> {
      const version = await prisma.journeyVersion.findFirst({
        where: name === undefined ? { isDefault: true } : { name },
        orderBy: [{ publishedAt: 'desc' }, { version: 'desc' }],
        select: { id: true },
      });
      return version ?? undefined;
    },
    /** The version that the rules in force give a new customer; undefined: there are no rules. */
    journeyByRules({ customer, now }: { customer: CustomerRow; now: Instant }): Promise<string | undefined> {
      return journeyByRules({ tx: prisma, rules, customer, now });
    },
    async survey(
      id: string,
    ): Promise<{ id: string; customerId: string; kind: SurveyRow['kind']; askedBy: string; answered: boolean } | undefined> {
      const found = await prisma.survey.findUnique({
        where: { id },
        include: { customer: { select: { legalEntity: { select: { name: true } } } } },
      });
      if (!found) return undefined;
      return {
        id,
        customerId: found.customerId,
        kind: found.kind as SurveyRow['kind'],
        askedBy: found.customer.legalEntity.name,
        answered: found.answeredAt !== null,
      };
    },
  };
}
