/**
 * The books of customers in PostgreSQL.
 * 1. Every method runs in one transaction, READ COMMITTED, that first took the customer's row lock and reads only in later statements.
 * 2. What is open and the accounts' totals are kept by the postings' trigger, so nothing here computes money.
 */

import type { Books, CustomerBooks, StoredMessage } from '../activities/ports/books.js';
import { letterOf } from '../activities/ports/books.js';
import { stateOf } from '../domain/account-state.js';
import type { Decision } from '../domain/advance.js';
import { dateAt, type Instant } from '../domain/calendar.js';
import { chooseContact } from '../domain/contacts/choose-contact.js';
import { type Purpose, type Rank, reachOf } from '../domain/contacts/purposes.js';
import type { Asked } from '../domain/effects/claim.js';
import { DulyError } from '../domain/errors.js';
import { type Fact, type Report, touchedBy } from '../domain/facts.js';
import type { Headline } from '../domain/headline.js';
import type { Journey } from '../domain/journey/journey.js';
import { outlineOf } from '../domain/journey/outline.js';
import type { Booking, BookingRows } from '../domain/ledger/book.js';
import type { LaneBeginning } from '../domain/ledger/booking/booking-rule.js';
import { bookingNeeds } from '../domain/ledger/booking-needs.js';
import { inOrder } from '../domain/order.js';
import type {
  AttemptRow,
  Change,
  ChargeRow,
  CustomerRow,
  DecisionRows,
  EffectRow,
  HoldRow,
  ItemRow,
  MoveRow,
  StepRow,
} from '../domain/rows.js';
import { totalsDay } from '../domain/segments/totals.js';
import { TAKEN_AT_ONCE } from '../domain/simulator/memory-book.js';
import { hasCaps } from '../domain/steps/caps.js';
import { Prisma, type PrismaClient } from '../prisma/generated/client.js';
import type { DecideAnswer } from '../workflows/contract.js';
import { createJourneyCache, type JourneyCache } from './journey-cache.js';
import { createRulesCache, type RulesCache } from './journey-rules.js';
import { keepAnswer } from './kept-answers.js';
import { findOwners } from './owners.js';
import { pauseForClaim, pauseSentence } from './prisma-pauses.js';
import { fromJson, toDb, toJson } from './rows.js';
import {
  readContacts,
  readLists,
  readNoticed,
  readStanding,
  readTokens,
  readTotals,
  type Standing,
  type Transaction,
} from './selection.js';

/** Longer than PostgreSQL's own limits, so that those end a transaction first and the client is never in doubt. */
const TRANSACTION_MS = 60_000;

/** Both lists in order, each record once. */
function together<Row extends { id: string }>(rows: Row[], others: Row[] = []): Row[] {
  if (others.length === 0) return rows;
  const known = new Set(rows.map(({ id }) => id));
  return inOrder([...rows, ...others.filter(({ id }) => !known.has(id))]);
}

/** The records that a claim judges by; a decision reads the effects under way beside them. */
const CLAIM_LISTS = [
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
  'promises',
  'cheques',
  'plans',
  'orders',
  'tasks',
  'surveys',
] as const;

/** The worker process that claims; `deadAfterMs`: another one that was not seen for so long counts as dead. */
export interface Claimant {
  id: string;
  deadAfterMs: number;
}

export function createBooks({ prisma, claimant }: { prisma: PrismaClient; claimant?: Claimant }): Books {
  const journeys = createJourneyCache();
  const rules = createRulesCache(journeys);
  return {
    createCustomer: ({ customer, externalId, name, contacts, recordedAt, clockOffsetMs = 0, keep }) =>
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
        const reachable = reachOf(contacts);
        await tx.customer.create({ data: { ...toDb({ ...customer, reachable }), externalId, name, lastFact: 0, clockOffsetMs } as never });
        await tx.contact.createMany({
          data: contacts.map(({ postal, ...contact }, index) => ({
            id: `${customer.id}/contact/${index + 1}`,
            customerId: customer.id,
            ...contact,
            postal: [...(postal ?? [])],
          })),
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
        if (keep) await keepAnswer({ tx, answer: keep });
      }),
    withCustomer: (customerId, work) =>
      prisma.$transaction(
        async (tx) => {
          const [row] = await tx.$queryRawUnsafe<{ customer: Record<string, unknown> }[]>(
            `SELECT to_jsonb(c) - 'name' - 'externalId' AS customer FROM customers c WHERE id = $1 FOR NO KEY UPDATE`,
            customerId,
          );
          if (!row) throw new DulyError({ code: 'unknown_customer', at: 'customer', message: `There is no customer ${customerId}.` });
          return work(customerBooks({ tx, row: row.customer, claimant, journeys, rules }));
        },
        { timeout: TRANSACTION_MS, maxWait: 10_000 },
      ),
  };
}

interface CustomerBooksInput {
  tx: Transaction;
  row: Record<string, unknown>;
  claimant: Claimant | undefined;
  journeys: JourneyCache;
  rules: RulesCache;
}

function customerBooks({ tx, row, claimant, journeys, rules: published }: CustomerBooksInput): CustomerBooks {
  const { clockOffsetMs, lastFact: known, payerId: _payer, ...rules } = fromJson<Record<string, unknown>>(row);
  let customer = rules as unknown as CustomerRow;
  let lastFact = Number(known);
  const customerId = customer.id;

  async function change(changes: Change[]): Promise<void> {
    for (const one of changes) {
      if ('row' in one) await table(one.insert).create({ data: toDb(one.row) });
      else if ('set' in one) {
        if (one.update === 'customer') customer = { ...customer, ...one.set };
        await table(one.update).updateMany({ where: own(one.update, one.id), data: toDb(one.set) });
      } else await table(one.remove).deleteMany({ where: own(one.remove, one.id) });
    }
  }
  // What a report names and this customer does not have is passed by: an order that nobody knows, another customer's charge.
  const own = (name: string, id: string) => (name === 'customer' ? { id: customerId } : { id, customerId });
  // The tables of `Change` carry the names of Prisma's models.
  const table = (name: string) =>
    tx[name as 'item'] as unknown as {
      create(args: object): Promise<unknown>;
      updateMany(args: object): Promise<unknown>;
      deleteMany(args: object): Promise<unknown>;
    };

  /** Where the customer stands and the facts that wait: read once, because the lock keeps others from changing it. */
  let standing: Promise<Standing> | undefined;
  const standsAt = (): Promise<Standing> => {
    standing ??= readStanding({ tx, customerId });
    return standing;
  };
  const rulesNow = async () =>
    (await published.rulesOf({ tx, version: (await standsAt()).rules })) ?? published.rulesOfJourney({ tx, id: customer.journeyId });

  const version = (id: string): Promise<Journey> => journeys.journeyOf({ tx, id });
  const itemJourneysNow = async (): Promise<ReadonlyMap<string, Journey>> => {
    const found = new Map<string, Journey>();
    for (const id of customer.itemJourneys) found.set(id, await version(id));
    return found;
  };

  return {
    customer: () => customer,
    clockOffsetMs: () => Number(clockOffsetMs),
    lastFact: () => lastFact,

    async position() {
      const { seq, applied } = await standsAt();
      return { seq, applied };
    },

    async journey() {
      return await journeys.journeyOf({ tx, id: customer.journeyId });
    },

    version,
    itemJourneys: itemJourneysNow,

    rules: rulesNow,

    async decided(seq) {
      const decision = await tx.decision.findUnique({ where: { customerId_seq: { customerId, seq } }, select: { result: true } });
      return (decision?.result as unknown as DecideAnswer) ?? undefined;
    },

    async unfinishedEffects() {
      const { underWay } = await readLists<{ underWay: EffectRow[] }>({ tx, customerId, subjects: [], lists: ['underWay'] });
      return underWay;
    },

    async select(now): Promise<DecisionRows> {
      const { seq, applied, facts } = await standsAt();
      const touched = new Set(facts.flatMap((fact) => touchedBy(fact).itemIds));
      if (facts.some((fact) => touchedBy(fact).customer)) touched.add(customerId);
      const room = Math.max(0, TAKEN_AT_ONCE - facts.length);
      const found = await readTokens({ tx, customerId, touched: [...touched], heard: touched.has(customerId), now, room });
      const { tokens } = found;
      const asksAccounts = tokens.some(({ subject }) => found.accountIds.includes(subject));
      const subjects = [...new Set([...tokens.map((token) => token.subject), ...touched])];
      const lists = await readLists<
        Omit<
          DecisionRows,
          'customer' | 'seq' | 'applied' | 'facts' | 'tokens' | 'restWakeAt' | 'restStages' | 'restStates' | 'more' | 'oldestDueOn'
        > & {
          openHolds?: HoldRow[];
          openCharges?: ChargeRow[];
          openAttempts?: AttemptRow[];
        }
      >({
        tx,
        customerId,
        subjects,
        lists: [
          ...CLAIM_LISTS,
          'underWay',
          ...(asksAccounts ? (['accountItems', 'openHolds', 'openCharges', 'openAttempts'] as const) : []),
        ],
      });
      const journey = await journeys.journeyOf({ tx, id: customer.journeyId });
      const itemJourneys = await itemJourneysNow();
      const totalsOn = totalsDay({ journey, itemJourneys, customer, now, rules: await rulesNow(), heard: facts.length > 0 });
      const totals = totalsOn === undefined ? undefined : await readTotals({ tx, customerId, currency: customer.currency, on: totalsOn });
      const contacts = hasCaps(journey.contact) && {
        contacts: await readContacts({ tx, customerId, now }),
      };
      const watched = subjects.includes(customerId) ? outlineOf(journey).watched : [];
      const noticed = watched.length > 0 && { noticed: await readNoticed({ tx, customerId, steps: watched }) };
      const { openHolds, openCharges, openAttempts, ...selected } = lists;
      return {
        ...selected,
        ...contacts,
        ...(totals && { totals }),
        ...noticed,
        holds: together(lists.holds, openHolds),
        charges: together(lists.charges, openCharges),
        attempts: together(lists.attempts, openAttempts),
        customer,
        seq,
        applied,
        facts,
        tokens,
        restWakeAt: found.restWakeAt,
        restStages: found.restStages,
        restStates: found.restStates,
        oldestDueOn: found.oldestDueOn,
        more: lastFact > applied + facts.length || found.more,
      };
    },

    async storeDecision({ decision, headline, now, answer }) {
      await change(decision.changes);
      await keepDecision({ tx, customerId, decision, headline, now, answer });
      standing = undefined;
    },

    async known({ source, externalId }) {
      const fact = await tx.fact.findUnique({ where: { source_externalId: { source, externalId } } });
      return fact
        ? ({ ...fact, effectiveOn: fact.effectiveOn.toISOString().slice(0, 10), recordedAt: fact.recordedAt.getTime() } as unknown as Fact)
        : undefined;
    },

    async bookingRows(report: Report): Promise<BookingRows> {
      const { subjects, openItems, decided } = bookingNeeds(report);
      const lists = await readLists<
        Omit<BookingRows, 'customer' | 'promises'> & {
          bookedPromises: BookingRows['promises'];
          paidItems: ItemRow[];
          numberedItems: ItemRow[];
          openItems?: ItemRow[];
        }
      >({
        tx,
        customerId,
        subjects,
        lists: [
          'items',
          'charges',
          'attempts',
          'disputes',
          'holds',
          'bookedPromises',
          'plans',
          'tasks',
          'orders',
          'surveys',
          'methods',
          'consents',
          'accounts',
          'payments',
          'allocations',
          'paidItems',
          'numberedItems',
          'awaited',
          'writeOffs',
          'chargebacks',
          'cheques',
          ...(openItems ? (['openItems'] as const) : []),
        ],
      });
      const items = new Map(
        [...lists.items, ...lists.paidItems, ...lists.numberedItems, ...(lists.openItems ?? [])].map((item) => [item.id, item]),
      );
      return {
        ...lists,
        promises: lists.bookedPromises,
        customer,
        items: [...items.values()],
        ...(decided && { decided: (await standsAt()).seq }),
      };
    },

    async storeBooking({ fact, changes, postings, steps, wakeAll, begins }: Booking) {
      const { customerId: _customer, ...rest } = fact;
      await tx.fact.create({ data: { ...toDb(rest), customerId } as never }).catch((error: unknown) => {
        throw isUniqueViolation(error) ? takenElsewhere(fact) : error;
      });
      lastFact = fact.number;
      standing = undefined;
      const accounts = new Map(postings.map(({ accountId, currency }) => [accountId, currency]));
      for (const [accountId, currency] of accounts) {
        await tx.$executeRaw`INSERT INTO accounts (id, "customerId", "legalEntityId", currency) VALUES (${accountId}, ${customerId}, ${customer.legalEntityId}, ${currency}) ON CONFLICT (id) DO NOTHING`;
      }
      await change(changes);
      if (postings.length > 0) await tx.posting.createMany({ data: postings });
      await storeSteps(steps);
      await tellNews({ tx, customerId, upTo: fact.number });
      if (wakeAll) {
        const at = new Date(fact.recordedAt);
        await tx.token.updateMany({
          where: { customerId, stage: { not: null }, OR: [{ wakeAt: null }, { wakeAt: { gt: at } }] },
          data: { wakeAt: at },
        });
      }
      for (const lane of begins) await beginLane({ tx, customerId, lane, at: fact.recordedAt });
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
        lists: CLAIM_LISTS,
      });
      const claimed = effect.effect.kind === 'message' ? (effect.effect.costs ?? []).map(({ itemId }) => itemId) : [];
      const { moves } =
        claimed.length > 0 ? await readLists<{ moves: MoveRow[] }>({ tx, customerId, subjects: claimed, lists: ['moves'] }) : { moves: [] };
      const capped = effect.effect.cap && { contacts: await readContacts({ tx, customerId, now }) };
      const never = effect.effect.kind === 'survey' && effect.effect.never;
      const noticed = never && { noticed: await readNoticed({ tx, customerId, steps: never }) };
      const speaksOf = effect.effect.kind === 'message' ? effect.effect.state : undefined;
      const state = speaksOf && (await stateIn({ lane: speaksOf.lane, subject: effect.effect.steps[0]?.subject ?? '' }));
      return {
        effect,
        rows: { ...rows, customer },
        steps: rows.steps,
        moves,
        ...capped,
        ...noticed,
        ...(state !== undefined && { state }),
        now,
        elsewhere: await isElsewhere(effect),
      };
    },

    async paused() {
      const pause = await pauseForClaim(tx);
      return pause && pauseSentence(pause);
    },

    async storeClaim({ effectId, claim, now }) {
      if (claim.did !== 'claimed') {
        await endEffect({ effectId, status: claim.did, outcome: claim.reason.code, now });
        return { due: claim.asks !== undefined && (await askTokens({ ...claim.asks, now })) };
      }
      await storeSteps(claim.steps);
      await change(claim.changes);
      const row = await tx.effect.update({
        where: { id: effectId },
        data: { status: 'claimed', claimedAt: new Date(now), claimedBy: claimant?.id ?? null, asked: claim.asked },
      });
      const { itemIds = [], accountId } = row.effect as { itemIds?: string[]; accountId?: string };
      const subjects = accountId === undefined ? itemIds : [...itemIds, accountId];
      return { due: await askTokens({ of: [], ...claim.asks, waiting: subjects, now }) };
    },

    async releaseClaim({ effectId }) {
      const { asked } = await tx.effect.update({ where: { id: effectId }, data: { asked: { decrement: 1 } } });
      if (asked > 0) return;
      await tx.stepTaken.deleteMany({ where: { customerId, effectId, how: 'taken' } });
      await tx.attempt.deleteMany({ where: { id: effectId } });
      await tx.survey.deleteMany({ where: { id: effectId, answeredAt: null } });
      await tx.touchPoint.deleteMany({ where: { id: { in: [effectId, letterOf(effectId)] }, sentAt: null } });
      await tx.effect.update({ where: { id: effectId }, data: { status: 'planned', claimedAt: null, claimedBy: null } });
    },

    async leaveOutSteps({ effectId }) {
      await tx.stepTaken.updateMany({ where: { customerId, effectId, how: 'taken' }, data: { how: 'dropped' } });
    },

    endEffect,

    keepAnswer: (answer) => keepAnswer({ tx, answer }),

    async lines(itemId) {
      const lines = await tx.itemLine.findMany({ where: { itemId }, orderBy: { position: 'asc' } });
      return lines.map(({ description, amount }) => ({ description, amount: Number(amount) }));
    },

    async keepLines({ itemId, lines }) {
      await tx.itemLine.createMany({ data: lines.map((line, index) => ({ itemId, position: index + 1, ...line })) });
    },

    async keepComment(input) {
      await tx.surveyAnswer.createMany({ data: [input], skipDuplicates: true });
    },

    async storeTrouble({ kind, lasts, now }) {
      const open = { customerId, kind, status: 'open' };
      if (!lasts) await tx.task.updateMany({ where: open, data: { status: 'closed', outcome: 'it works again', endedAt: new Date(now) } });
      else if (!(await tx.task.findFirst({ where: open }))) {
        const task = { subject: customerId, kind, owner: 'operators', openedAt: new Date(now), status: 'open' };
        await tx.task.create({ data: { id: `task/${customerId}/${kind}-${now}`, customerId, ...task } });
      }
    },

    async keepContact({ purpose, contact }) {
      const known = await tx.contact.findMany({ where: { customerId }, orderBy: { id: 'asc' }, select: { id: true, purpose: true } });
      const there = known.find((one) => one.purpose === purpose);
      if (there && contact) {
        const { name, email, postal = [] } = contact;
        await tx.contact.update({ where: { id: there.id }, data: { name, email, postal } });
      } else if (there) await tx.contact.delete({ where: { id: there.id } });
      if (there) return there.id;
      const id = `${customerId}/contact/${purpose}`;
      if (contact) await tx.contact.create({ data: { id, customerId, purpose, ...contact } });
      return id;
    },

    async keepOwner({ role, owner }) {
      const where = { customerId_role: { customerId, role } };
      if (owner === null) await tx.customerOwner.deleteMany({ where: { customerId, role } });
      else await tx.customerOwner.upsert({ where, create: { customerId, role, ownerId: owner }, update: { ownerId: owner } });
    },

    async addressee({ purpose, to, copy = [], writing, itemIds }) {
      const found = await tx.customer.findUniqueOrThrow({
        where: { id: customerId },
        select: { name: true, legalEntity: true, contacts: { orderBy: { id: 'asc' } } },
      });
      const contacts = found.contacts.map((one) => ({ ...one, purpose: one.purpose as Purpose }));
      const byMail = contacts.filter(({ email }) => email !== null);
      const best = (among: typeof contacts, meant?: Rank) => chooseContact({ contacts: among, meant, usual: purpose });
      const contact = best(byMail, to?.[0]);
      const also = (to ?? []).slice(1).flatMap((meant) => best(byMail, meant) ?? []);
      const postal = best(
        contacts.filter(({ postal: address }) => address.length > 0),
        to?.[0],
      );
      const answers = writing?.repliesTo ?? writing?.signedBy;
      const roles = [...copy, ...(writing?.signedBy === undefined ? [] : [writing.signedBy]), ...(answers === undefined ? [] : [answers])];
      const owners = roles.length > 0 ? await findOwners({ tx, customerId, roles: [...new Set(roles)] }) : [];
      const ownerOf = (role: string | undefined) => owners.find((owner) => owner.role === role);
      const signer = ownerOf(writing?.signedBy);
      const replies = ownerOf(answers);
      const lines = await tx.itemLine.findMany({ where: { itemId: { in: itemIds } }, orderBy: [{ itemId: 'asc' }, { position: 'asc' }] });
      return {
        customerName: found.name,
        contact: contact?.email ? { id: contact.id, purpose: contact.purpose, name: contact.name, address: contact.email } : null,
        also: [...new Set(also)]
          .filter(({ id }) => id !== contact?.id)
          .map(({ purpose: got, name, email }) => ({ purpose: got, name, address: email as string })),
        postal: postal ? { id: postal.id, purpose: postal.purpose, name: postal.name, lines: postal.postal } : null,
        copies: owners.flatMap(({ role, name, email }) => (email === null || !copy.includes(role) ? [] : [{ role, name, address: email }])),
        sender: {
          name: found.legalEntity.name,
          address: found.legalEntity.senderAddress,
          person: signer ? { name: signer.name, telephone: writing?.telephone ? signer.telephone : null } : null,
          account: found.legalEntity.iban === null ? null : { iban: found.legalEntity.iban, bic: found.legalEntity.bic },
        },
        replyTo: replies?.email ? { name: replies.name, address: replies.email } : null,
        lines: lines.map(({ itemId, description, amount }) => ({ itemId, description, amount: Number(amount) })),
      };
    },

    async storeMessage(message) {
      const kept = await tx.touchPoint.findUnique({ where: { id: message.effectId } });
      if (kept?.stored) return { ...message, messageId: kept.messageId, bytes: kept.stored };
      const { effectId, channel = 'email', contactId, template, messageId, subjects, bytes }: StoredMessage = message;
      const { meant = [], reached = [], copied = [] } = message;
      await tx.touchPoint.create({
        data: {
          id: effectId,
          customerId,
          contactId,
          channel,
          template,
          messageId,
          subjects,
          meant: [...meant],
          reached: [...reached],
          copied: [...copied],
          state: 'claimed',
          stored: Buffer.from(bytes),
        },
      });
      return message;
    },

    async markSent({ effectId, state, bounced = false, uncopied = false, now }) {
      const data = { state, sentAt: new Date(now), ...(uncopied && { copied: [] }) };
      await tx.touchPoint.updateMany({ where: { id: { in: [effectId, letterOf(effectId)] } }, data });
      if (bounced) await tx.touchPoint.updateMany({ where: { id: effectId, channel: 'email' }, data: { state: 'bounced' } });
    },
  };

  /**
   * Asks now the tokens `of` these subjects, those that are `waiting` and have no later wake of their own, and all `others`. Whether there was one. Which
   * tokens they are is told by an index.
   */
  async function askTokens({ of, others, waiting = [], now }: Asked & { waiting?: string[]; now: Instant }): Promise<boolean> {
    const at = new Date(now);
    const which = others
      ? Prisma.sql`(subject = ANY (${of}) OR subject <> ${others.but ?? ''})`
      : Prisma.sql`subject = ANY (${[...of, ...waiting]}) AND (subject = ANY (${of}) OR "wakeAt" IS NULL OR "wakeAt" <= ${at})`;
    // The customer is due, too: where no decision follows the sweep finds him.
    const [woken] = await tx.$queryRaw<{ tokens: number }[]>`
      WITH woken AS (
        UPDATE tokens SET "wakeAt" = least("wakeAt", ${at}) WHERE "customerId" = ${customerId} AND stage IS NOT NULL AND ${which} RETURNING subject),
      due AS (UPDATE positions SET "wakeAt" = least("wakeAt", ${at}) WHERE "customerId" = ${customerId} AND EXISTS (SELECT FROM woken))
      SELECT count(*)::int AS tokens FROM woken`;
    return (woken?.tokens ?? 0) > 0;
  }

  async function stateIn({ lane, subject }: { lane: string; subject: string }): Promise<string | undefined> {
    const key = { customerId, lane, subject };
    const token = await tx.token.findUnique({ where: { customerId_lane_subject: key }, select: { stage: true, data: true } });
    return stateOf(token ? { stage: token.stage, data: token.data as Record<string, unknown> } : undefined);
  }

  /** Another process that still lives has claimed it and may be speaking to the provider now. */
  async function isElsewhere({ id, status }: EffectRow): Promise<boolean> {
    if (status !== 'claimed' || !claimant) return false;
    const [found] = await tx.$queryRaw<{ lives: boolean }[]>`
      SELECT "seenAt" > now() - ${claimant.deadAfterMs} * interval '1 millisecond' AS lives
      FROM effects e JOIN worker_processes w ON w.id = e."claimedBy" WHERE e.id = ${id} AND e."claimedBy" <> ${claimant.id}`;
    return found?.lives ?? false;
  }

  /**
   * A message that goes again under the same id counts from then: the next step keeps its distance to what really went. So it does where somebody
   * else took what was left out. Otherwise a step that is over stays as it is.
   */
  async function storeSteps(steps: StepRow[]): Promise<void> {
    if (steps.length === 0) return;
    await tx.$executeRawUnsafe(
      `INSERT INTO steps_taken ("customerId", subject, step, occurrence, at, how, "effectId", severe)
       SELECT "customerId", subject, step, occurrence, at, how, "effectId", severe FROM jsonb_populate_recordset(NULL::steps_taken, $1::jsonb)
       ON CONFLICT ("customerId", subject, step, occurrence) DO UPDATE SET at = EXCLUDED.at, how = EXCLUDED.how, "effectId" = EXCLUDED."effectId",
         severe = EXCLUDED.severe
       WHERE steps_taken."effectId" = EXCLUDED."effectId" OR (steps_taken.how <> 'taken' AND EXCLUDED."effectId" IS NULL)`,
      JSON.stringify(steps.map(toJson)),
    );
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

/** Whoever has no token in the lane gets one that is asked at once; one that left it is asked whether it goes on. */
async function beginLane({
  tx,
  customerId,
  lane,
  at,
}: {
  tx: Transaction;
  customerId: string;
  lane: LaneBeginning;
  at: Instant;
}): Promise<void> {
  const subjects =
    lane.for === 'customer'
      ? 'SELECT $1 AS id'
      : `SELECT id FROM items WHERE "customerId" = $1 AND open > 0
         UNION SELECT i ->> 'id' FROM payment_plans, jsonb_array_elements(instalments) i WHERE "customerId" = $1 AND status = 'running'`;
  await tx.$executeRawUnsafe(
    `INSERT INTO tokens ("customerId", lane, subject, stage, "enteredAt", "wakeAt", data)
     SELECT $1, $2, subjects.id, $3, $4, $4, '{}' FROM (${subjects}) subjects
     ON CONFLICT ("customerId", lane, subject) DO UPDATE SET "wakeAt" = EXCLUDED."wakeAt" WHERE tokens.stage IS NULL AND tokens."leftStage" IS NOT NULL`,
    customerId,
    lane.lane,
    lane.stage,
    new Date(at),
  );
}

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

interface KeepInput {
  tx: Transaction;
  customerId: string;
  decision: Decision;
  headline: Headline;
  now: Instant;
  answer: DecideAnswer;
}

/**
 * Writes a decision in one statement: its log entry, position, tokens, steps that are over and effects; the news that it applied goes, what is left
 * is poked at once. The log's key refuses a second decision of the same number. An effect that came to nothing may be planned again under its id;
 * throws for one that was performed.
 */
async function keepDecision({ tx, customerId, decision, headline, now, answer }: KeepInput): Promise<void> {
  const at = new Date(now);
  const effects = decision.effects.map((effect) => ({ id: effect.id, customerId, seq: decision.seq, effect, status: 'planned', at: now }));
  const [kept] = await tx.$queryRawUnsafe<[{ effects: number }]>(
    `WITH kept_tokens AS (
       INSERT INTO tokens ("customerId", lane, subject, stage, "enteredAt", "wakeAt", "leftStage", data)
       SELECT "customerId", lane, subject, stage, "enteredAt", "wakeAt", "leftStage", data FROM jsonb_populate_recordset(NULL::tokens, $8::jsonb)
       ON CONFLICT ("customerId", lane, subject) DO UPDATE SET stage = EXCLUDED.stage, "enteredAt" = EXCLUDED."enteredAt",
         "wakeAt" = EXCLUDED."wakeAt", "leftStage" = EXCLUDED."leftStage", data = EXCLUDED.data),
     kept_steps AS (
       INSERT INTO steps_taken ("customerId", subject, step, occurrence, at, how, "effectId", severe)
       SELECT "customerId", subject, step, occurrence, at, how, "effectId", severe FROM jsonb_populate_recordset(NULL::steps_taken, $9::jsonb)
       ON CONFLICT DO NOTHING),
     kept_effects AS (
       INSERT INTO effects (id, "customerId", seq, effect, status, at)
       SELECT id, "customerId", seq, effect, status, at FROM jsonb_populate_recordset(NULL::effects, $10::jsonb)
       ON CONFLICT (id) DO UPDATE SET seq = EXCLUDED.seq, effect = EXCLUDED.effect, status = EXCLUDED.status, at = EXCLUDED.at, "endedAt" = NULL, outcome = NULL, asked = 0
       WHERE effects.status IN ('suppressed', 'given-back') RETURNING id),
     kept_position AS (
       INSERT INTO positions ("customerId", seq, applied, "wakeAt", headline) VALUES ($1, $2, $3, $6, $11::jsonb)
       ON CONFLICT ("customerId") DO UPDATE SET seq = EXCLUDED.seq, applied = EXCLUDED.applied, "wakeAt" = EXCLUDED."wakeAt", headline = EXCLUDED.headline),
     applied_news AS (DELETE FROM news WHERE "customerId" = $1 AND "upTo" <= $3),
     waiting_news AS (UPDATE news SET "pokeAt" = now(), pokes = 0 WHERE "customerId" = $1 AND "upTo" > $3),
     kept_decision AS (
       INSERT INTO decisions ("customerId", seq, applied, at, result, reasons) VALUES ($1, $2, $3, $4, $5::json, $7::jsonb))
     SELECT count(*)::int AS effects FROM kept_effects`,
    customerId,
    decision.seq,
    decision.applied,
    at,
    JSON.stringify(answer),
    decision.wakeAt === null ? null : new Date(decision.wakeAt),
    JSON.stringify(decision.reasons),
    JSON.stringify(decision.tokens.map(toJson)),
    JSON.stringify(decision.steps.map(toJson)),
    JSON.stringify(effects.map(toJson)),
    JSON.stringify(headline),
  );
  if (kept.effects !== effects.length)
    throw new DulyError({
      code: 'internal',
      message: `Decision ${decision.seq} of ${customerId} plans an effect that was performed: ${effects.map(({ id }) => id).join(', ')}.`,
    });
}
