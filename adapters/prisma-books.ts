/**
 * The books of customers in PostgreSQL.
 * 1. Every method runs in one transaction, READ COMMITTED, that first took the customer's row lock and reads only in later statements.
 * 2. What is open and the accounts' totals are kept by the postings' trigger, so nothing here computes money.
 */
import type { Books, CustomerBooks, StoredMessage } from '../activities/ports/books.js';
import { dateAt, type Instant } from '../domain/calendar.js';
import { DulyError } from '../domain/errors.js';
import { type Fact, type Report, touchedBy } from '../domain/facts.js';
import type { Journey } from '../domain/journey/journey.js';
import type { Booking, BookingRows } from '../domain/ledger/book.js';
import { bookingNeeds } from '../domain/ledger/booking-needs.js';
import type { Change, CustomerRow, DecisionRows, EffectRow, StepRow, TokenRow } from '../domain/rows.js';
import { TAKEN_AT_ONCE } from '../domain/simulator/memory-book.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import type { DecideAnswer } from '../workflows/contract.js';
import { fromJson, toDb } from './rows.js';
import { readLists, type Transaction } from './selection.js';

/** Longer than PostgreSQL's own limits, so that those end a transaction first and the client is never in doubt. */
const TRANSACTION_MS = 60_000;

export function createBooks({ prisma }: { prisma: PrismaClient }): Books {
  return {
    createCustomer: ({ customer, externalId, name, contacts, recordedAt, clockOffsetMs = 0 }) =>
      prisma.$transaction(async (tx) => {
        const taken = await tx.customer.findFirst({
          where: { OR: [{ id: customer.id }, { legalEntityId: customer.legalEntityId, externalId }] },
          select: { id: true },
        });
        if (taken)
          throw new DulyError({
            code: 'external_id_conflict',
            at: 'external_id',
            message: `There is a customer with the external id ${externalId} already: ${taken.id}.`,
          });
        await tx.customer.create({ data: { ...toDb(customer), externalId, name, lastFact: 0, clockOffsetMs } as never });
        await tx.contact.createMany({
          data: contacts.map((contact, index) => ({ id: `${customer.id}/contact/${index + 1}`, customerId: customer.id, ...contact })),
        });
        const fact = {
          number: 1,
          type: 'customer.created',
          source: 'duly',
          externalId: customer.id,
          effectiveOn: new Date(`${dateAt(recordedAt, customer.timeZone)}T00:00:00Z`),
          recordedAt: new Date(recordedAt),
          data: {},
        };
        await tx.fact.create({ data: { customerId: customer.id, ...fact } });
        await tellNews({ tx, customerId: customer.id, upTo: 1 });
      }),
    withCustomer: (customerId, work) =>
      prisma.$transaction(
        async (tx) => {
          const [row] = await tx.$queryRawUnsafe<{ customer: Record<string, unknown> }[]>(
            `SELECT to_jsonb(c) - 'name' - 'externalId' AS customer FROM customers c WHERE id = $1 FOR NO KEY UPDATE`,
            customerId,
          );
          if (!row) throw new DulyError({ code: 'unknown_customer', at: 'customer', message: `There is no customer ${customerId}.` });
          return work(customerBooks({ tx, row: row.customer }));
        },
        { timeout: TRANSACTION_MS, maxWait: 10_000 },
      ),
  };
}

function customerBooks({ tx, row }: { tx: Transaction; row: Record<string, unknown> }): CustomerBooks {
  const { clockOffsetMs, lastFact: known, payerId: _payer, ...own } = fromJson<Record<string, unknown>>(row);
  let customer = own as unknown as CustomerRow;
  let lastFact = Number(known);
  const customerId = customer.id;

  async function change(changes: Change[]): Promise<void> {
    for (const one of changes) {
      if ('row' in one) await table(one.insert).create({ data: toDb(one.row) });
      else if ('set' in one) {
        await table(one.update).update({ where: { id: one.id }, data: toDb(one.set) });
        if (one.update === 'customer') customer = { ...customer, ...one.set };
      } else await table(one.remove).deleteMany({ where: { id: one.id } });
    }
  }
  // The tables of `Change` carry the names of Prisma's models.
  const table = (name: string) =>
    tx[name as 'item'] as unknown as {
      create(args: object): Promise<unknown>;
      update(args: object): Promise<unknown>;
      deleteMany(args: object): Promise<unknown>;
    };

  async function positionOf(): Promise<{ seq: number; applied: number }> {
    const position = await tx.position.findUnique({ where: { customerId }, select: { seq: true, applied: true } });
    return position ?? { seq: 0, applied: 0 };
  }

  return {
    customer: () => customer,
    clockOffsetMs: () => Number(clockOffsetMs),
    lastFact: () => lastFact,
    position: positionOf,

    async journey() {
      const version = await tx.journeyVersion.findUniqueOrThrow({ where: { id: customer.journeyId }, select: { definition: true } });
      return version.definition as unknown as Journey;
    },

    async decided(seq) {
      const decision = await tx.decision.findUnique({ where: { customerId_seq: { customerId, seq } }, select: { result: true } });
      return (decision?.result as unknown as DecideAnswer) ?? undefined;
    },

    async unfinishedEffects() {
      const { underWay } = await readLists<{ underWay: EffectRow[] }>({ tx, customerId, subjects: [], lists: ['underWay'] });
      return underWay;
    },

    async select(now): Promise<DecisionRows> {
      const { seq, applied } = await positionOf();
      const facts = await waitingFacts(applied);
      const touched = new Set(facts.flatMap((fact) => touchedBy(fact).itemIds));
      if (facts.some((fact) => touchedBy(fact).customer)) touched.add(customerId);
      const [found] = await tx.$queryRawUnsafe<
        {
          tokens: Record<string, unknown>[];
          wanted: number;
          rest: string | null;
          stages: { lane: string; stage: string }[];
          oldest: string | null;
        }[]
      >(
        `WITH wanted AS (SELECT * FROM tokens WHERE "customerId" = $1 AND (subject = any($2) OR "wakeAt" <= $3) ORDER BY "wakeAt" NULLS LAST, lane, subject),
              taken AS (SELECT * FROM wanted LIMIT $4),
              rest AS (SELECT t.* FROM tokens t WHERE t."customerId" = $1 AND NOT EXISTS (SELECT 1 FROM taken WHERE taken.lane = t.lane AND taken.subject = t.subject))
         SELECT (SELECT coalesce(jsonb_agg(to_jsonb(taken)), '[]') FROM taken) AS tokens,
                (SELECT count(*)::int FROM wanted) AS wanted,
                (SELECT min("wakeAt") FROM rest)::text AS rest,
                (SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_object('lane', lane, 'stage', stage)), '[]') FROM rest WHERE stage IS NOT NULL) AS stages,
                (SELECT min("dueOn")::text FROM items WHERE "customerId" = $1 AND open > 0) AS oldest`,
        customerId,
        [...touched],
        new Date(now),
        TAKEN_AT_ONCE - facts.length,
      );
      const tokens = (found?.tokens ?? []).map((token) => fromJson<TokenRow>(token));
      const subjects = [...new Set([...tokens.map((token) => token.subject), ...touched])];
      const lists = await readLists<
        Omit<DecisionRows, 'customer' | 'seq' | 'applied' | 'facts' | 'tokens' | 'restWakeAt' | 'restStages' | 'more' | 'oldestDueOn'>
      >({
        tx,
        customerId,
        subjects,
        lists: [
          'items',
          'shielded',
          'charges',
          'attempts',
          'steps',
          'underWay',
          'methods',
          'consents',
          'accounts',
          'disputes',
          'holds',
          'orders',
          'tasks',
          'surveys',
        ],
      });
      return {
        ...lists,
        customer,
        seq,
        applied,
        facts,
        tokens,
        restWakeAt: found?.rest ? Date.parse(found.rest) : null,
        restStages: found?.stages ?? [],
        oldestDueOn: found?.oldest ?? null,
        more: lastFact > applied + facts.length || (found?.wanted ?? 0) > tokens.length,
      };
    },

    async storeDecision({ decision, now, answer }) {
      await storeTokens(decision.tokens);
      await storeSteps(decision.steps);
      if (decision.effects.length > 0) {
        await tx.effect.createMany({
          data: decision.effects.map((effect) => ({
            id: effect.id,
            customerId,
            seq: decision.seq,
            effect: effect as object,
            status: 'planned',
            at: new Date(now),
          })),
        });
      }
      await change(decision.changes);
      const wakeAt = decision.wakeAt === null ? null : new Date(decision.wakeAt);
      const position = { seq: decision.seq, applied: decision.applied, wakeAt, headline: decision.headline as object };
      await tx.position.upsert({ where: { customerId }, create: { customerId, ...position }, update: position });
      await tx.decision.create({
        data: {
          customerId,
          seq: decision.seq,
          at: new Date(now),
          applied: decision.applied,
          result: answer as object,
          reasons: decision.reasons as object[],
        },
      });
      await tx.news.deleteMany({ where: { customerId, upTo: { lte: decision.applied } } });
      await tx.$executeRaw`UPDATE news SET "pokeAt" = now() WHERE "customerId" = ${customerId}`;
    },

    async known({ source, externalId }) {
      const fact = await tx.fact.findUnique({ where: { source_externalId: { source, externalId } } });
      return fact
        ? ({ ...fact, effectiveOn: fact.effectiveOn.toISOString().slice(0, 10), recordedAt: fact.recordedAt.getTime() } as unknown as Fact)
        : undefined;
    },

    async bookingRows(report: Report): Promise<BookingRows> {
      const { subjects, openItems } = bookingNeeds(report);
      const lists = await readLists<Omit<BookingRows, 'customer'> & { openItems?: DecisionRows['items'] }>({
        tx,
        customerId,
        subjects,
        lists: [
          'items',
          'charges',
          'attempts',
          'disputes',
          'holds',
          'tasks',
          'orders',
          'surveys',
          'methods',
          'consents',
          'accounts',
          'payments',
          'allocations',
          ...(openItems ? (['openItems'] as const) : []),
        ],
      });
      const named = new Set(lists.items.map((item) => item.id));
      return { ...lists, customer, items: [...lists.items, ...(lists.openItems ?? []).filter((item) => !named.has(item.id))] };
    },

    async storeBooking({ fact, changes, postings, wakeAll }: Booking) {
      const { customerId: _customer, ...rest } = fact;
      await tx.fact.create({ data: { ...toDb(rest), customerId } as never }).catch((error: unknown) => {
        throw isUniqueViolation(error) ? takenElsewhere(fact) : error;
      });
      lastFact = fact.number;
      for (const { accountId, currency } of postings) {
        await tx.$executeRaw`INSERT INTO accounts (id, "customerId", "legalEntityId", currency) VALUES (${accountId}, ${customerId}, ${customer.legalEntityId}, ${currency}) ON CONFLICT (id) DO NOTHING`;
      }
      await change(changes);
      if (postings.length > 0) await tx.posting.createMany({ data: postings });
      await tellNews({ tx, customerId, upTo: fact.number });
      if (wakeAll) {
        const at = new Date(fact.recordedAt);
        await tx.token.updateMany({
          where: { customerId, stage: { not: null }, OR: [{ wakeAt: null }, { wakeAt: { gt: at } }] },
          data: { wakeAt: at },
        });
      }
    },

    async nextInvoiceNumber() {
      const entity = await tx.legalEntity.update({ where: { id: customer.legalEntityId }, data: { nextInvoice: { increment: 1 } } });
      return `${entity.invoicePrefix}${entity.nextInvoice - 1}`;
    },

    async claimInput({ effectId, now }) {
      const lists = await readLists<{ underWay: EffectRow[] }>({ tx, customerId, subjects: [], lists: ['underWay'] });
      const effect = lists.underWay.find((candidate) => candidate.id === effectId);
      if (!effect) return undefined;
      const named = 'itemIds' in effect.effect ? effect.effect.itemIds : [];
      const subjects = [...new Set([...effect.effect.steps.map((step) => step.subject), ...named])];
      const rows = await readLists<Omit<DecisionRows, 'customer'>>({
        tx,
        customerId,
        subjects,
        lists: [
          'items',
          'shielded',
          'charges',
          'attempts',
          'steps',
          'methods',
          'consents',
          'accounts',
          'disputes',
          'holds',
          'orders',
          'tasks',
          'surveys',
        ],
      });
      return { effect, rows: { ...rows, customer }, steps: rows.steps, now };
    },

    async storeClaim({ effectId, claim, now }) {
      if (claim.did !== 'claimed') {
        await endEffect({ effectId, status: claim.did, outcome: claim.reason.code, now });
        return { due: false };
      }
      await storeSteps(claim.steps);
      await change(claim.changes);
      const row = await tx.effect.update({ where: { id: effectId }, data: { status: 'claimed', claimedAt: new Date(now) } });
      const subjects = (row.effect as { itemIds?: string[] }).itemIds ?? [];
      const woken = await tx.token.updateMany({
        where: { customerId, subject: { in: subjects }, stage: { not: null }, wakeAt: null },
        data: { wakeAt: new Date(now) },
      });
      return { due: woken.count > 0 };
    },

    async releaseClaim({ effectId }) {
      await tx.stepTaken.deleteMany({ where: { customerId, effectId, how: 'taken' } });
      await tx.attempt.deleteMany({ where: { id: effectId } });
      await tx.survey.deleteMany({ where: { id: effectId, answeredAt: null } });
      await tx.touchPoint.deleteMany({ where: { id: effectId, sentAt: null } });
      await tx.effect.update({ where: { id: effectId }, data: { status: 'planned', claimedAt: null } });
    },

    endEffect,

    async openStuckTask({ on, now }) {
      if (await tx.task.findFirst({ where: { customerId, kind: 'stuck', status: 'open' } })) return;
      await change([
        {
          insert: 'task',
          row: {
            id: `task/${customerId}/stuck-${on}-${now}`,
            customerId,
            subject: customerId,
            kind: 'stuck',
            owner: 'operators',
            openedAt: now,
            dueAt: null,
            status: 'open',
            outcome: null,
            endedAt: null,
          },
        },
      ]);
    },

    async addressee({ purpose, itemIds }) {
      const found = await tx.customer.findUniqueOrThrow({
        where: { id: customerId },
        select: { name: true, legalEntity: true, contacts: { orderBy: { id: 'asc' } } },
      });
      const reachable = found.contacts.filter((contact) => contact.email !== null);
      const contact =
        reachable.find((candidate) => candidate.purpose === purpose) ??
        reachable.find((candidate) => candidate.purpose === 'all') ??
        reachable[0];
      const lines = await tx.itemLine.findMany({ where: { itemId: { in: itemIds } }, orderBy: [{ itemId: 'asc' }, { position: 'asc' }] });
      return {
        customerName: found.name,
        contact: contact?.email ? { id: contact.id, name: contact.name, address: contact.email } : null,
        sender: { name: found.legalEntity.name, address: found.legalEntity.senderAddress },
        lines: lines.map(({ itemId, description, amount }) => ({ itemId, description, amount: Number(amount) })),
      };
    },

    async storeMessage(message) {
      const kept = await tx.touchPoint.findUnique({ where: { id: message.effectId } });
      if (kept?.stored) return { ...message, messageId: kept.messageId, bytes: kept.stored };
      const { effectId, contactId, template, messageId, subjects, bytes }: StoredMessage = message;
      await tx.touchPoint.create({
        data: {
          id: effectId,
          customerId,
          contactId,
          channel: 'email',
          template,
          messageId,
          subjects,
          state: 'claimed',
          stored: Buffer.from(bytes),
        },
      });
      return message;
    },

    async markSent({ effectId, state, now }) {
      await tx.touchPoint.updateMany({ where: { id: effectId }, data: { state, sentAt: new Date(now) } });
    },
  };

  async function waitingFacts(applied: number): Promise<Fact[]> {
    if (lastFact <= applied) return [];
    const rows = await tx.fact.findMany({
      where: { customerId, number: { gt: applied } },
      orderBy: { number: 'asc' },
      take: TAKEN_AT_ONCE,
    });
    return rows.map(
      (row) =>
        ({ ...row, effectiveOn: row.effectiveOn.toISOString().slice(0, 10), recordedAt: row.recordedAt.getTime() }) as unknown as Fact,
    );
  }

  async function storeTokens(tokens: TokenRow[]): Promise<void> {
    if (tokens.length === 0) return;
    const rows = tokens.map((token) => ({
      ...token,
      enteredAt: iso(token.enteredAt),
      wakeAt: token.wakeAt === null ? null : iso(token.wakeAt),
    }));
    await tx.$executeRawUnsafe(
      `INSERT INTO tokens ("customerId", lane, subject, stage, "enteredAt", "wakeAt", "leftStage", data)
       SELECT "customerId", lane, subject, stage, "enteredAt", "wakeAt", "leftStage", data FROM jsonb_populate_recordset(NULL::tokens, $1::jsonb)
       ON CONFLICT ("customerId", lane, subject) DO UPDATE SET stage = EXCLUDED.stage, "enteredAt" = EXCLUDED."enteredAt", "wakeAt" = EXCLUDED."wakeAt", "leftStage" = EXCLUDED."leftStage", data = EXCLUDED.data`,
      JSON.stringify(rows),
    );
  }

  async function storeSteps(steps: StepRow[]): Promise<void> {
    const mine = steps.filter((step) => step.how !== 'taken' || step.effectId !== null);
    if (mine.length > 0)
      await tx.stepTaken.createMany({ data: mine.map((step) => ({ ...step, at: new Date(step.at) })), skipDuplicates: true });
  }

  async function endEffect({
    effectId,
    status,
    outcome,
    now,
  }: {
    effectId: string;
    status: EffectRow['status'];
    outcome: string;
    now: Instant;
  }): Promise<void> {
    await tx.effect.update({ where: { id: effectId }, data: { status, outcome, endedAt: new Date(now) } });
  }
}

const iso = (instant: Instant): string => new Date(instant).toISOString();

/** The customer has facts to apply. Whoever recorded them pokes at once; the relay does a moment later, if nothing was applied by then. */
async function tellNews({ tx, customerId, upTo }: { tx: Transaction; customerId: string; upTo: number }): Promise<void> {
  await tx.$executeRaw`INSERT INTO news ("customerId", "upTo", "pokeAt") VALUES (${customerId}, ${upTo}, now() + interval '2 seconds') ON CONFLICT ("customerId") DO UPDATE SET "upTo" = EXCLUDED."upTo"`;
}

/** Another customer's fact came first under the same source and external id; one of the same customer was found before, under the lock. */
const takenElsewhere = ({ source, externalId }: Fact): DulyError =>
  new DulyError({
    code: 'external_id_conflict',
    at: 'external_id',
    message: `${source} already reported something of another customer under the external id ${externalId}. Use a new external id.`,
  });

const isUniqueViolation = (error: unknown): boolean => (error as { code?: string }).code === 'P2002';
