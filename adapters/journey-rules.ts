/**
 * Rules that give customers their journeys, as this process reads them. A version never changes, so it is read once; which one is in force is asked each
 * time, in a statement that is made anyway. A version is what it was when it was published: a condition that a later release refuses is true of nobody, and
 * the others go on.
 */
import { dateAt, type Instant } from '../domain/calendar.js';
import { DulyError } from '../domain/errors.js';
import { rulesOfJourney } from '../domain/journey-rules/becoming.js';
import { type JourneyRule, type JourneyRules, ruleFor, rulesInForce } from '../domain/journey-rules/journey-rules.js';
import { checkRules, journeysIn, type WrittenRules } from '../domain/journey-rules/read-rules.js';
import type { CustomerRow } from '../domain/rows.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import type { JourneyCache } from './journey-cache.js';
import { versionInForce } from './rules-version.js';
import type { Transaction } from './selection.js';

export type RulesCache = ReturnType<typeof createRulesCache>;

/** So many versions are kept; when there are more they are forgotten and read anew. */
const KEPT = 20;

export function createRulesCache(journeys: JourneyCache) {
  const kept = new Map<number, JourneyRules | null>();
  const becomings = new Map<string, JourneyRules | null>();
  return {
    /** Null: the version says that there are no rules, or there is none. */
    async rulesOf({ tx, version }: { tx: Transaction; version: number | null }): Promise<JourneyRules | null> {
      if (version === null) return null;
      const known = kept.get(version);
      if (known !== undefined) return known;
      const rules = await readRules({ tx, version, journeys });
      if (kept.size >= KEPT) kept.clear();
      kept.set(version, rules);
      return rules;
    },
    /** What the journey of that id itself says of its customers, of the newest published versions; null: nothing. */
    async rulesOfJourney({ tx, id }: { tx: Transaction; id: string }): Promise<JourneyRules | null> {
      const journey = await journeys.journeyOf({ tx, id });
      if (!journey.becomes) return null;
      const versions = await tx.journeyVersion.findMany({
        where: { name: { in: journey.becomes.map(({ journey: name }) => name) } },
        orderBy: [{ name: 'asc' }, { version: 'desc' }],
        distinct: ['name'],
        select: { id: true, name: true },
      });
      const key = [id, ...versions.map((version) => version.id).sort()].join(' ');
      const known = becomings.get(key);
      if (known !== undefined) return known;
      const named = new Map<string, Pick<JourneyRule, 'journey' | 'journeyId'>>();
      for (const version of versions)
        named.set(version.name, { journey: await journeys.journeyOf({ tx, id: version.id }), journeyId: version.id });
      const rules = rulesOfJourney({ journey, journeyNamed: (name) => named.get(name) });
      if (becomings.size >= KEPT) becomings.clear();
      becomings.set(key, rules);
      return rules;
    },
  };
}

async function readRules({
  tx,
  version,
  journeys,
}: {
  tx: Transaction;
  version: number;
  journeys: JourneyCache;
}): Promise<JourneyRules | null> {
  const { journeys: ids, ...kept } = await tx.journeyRules.findUniqueOrThrow({ where: { version } });
  const written = writtenIn(kept);
  if (!written) return null;
  const read = new Map<string, Pick<JourneyRule, 'journey' | 'journeyId'>>();
  for (const [name, journeyId] of Object.entries(ids as Record<string, string>))
    read.set(name, { journey: await journeys.journeyOf({ tx, id: journeyId }), journeyId });
  const journeyOf = (name: string) => {
    const found = read.get(name);
    if (!found) throw new DulyError({ code: 'internal', message: `Rules ${version} name the journey ${name} and keep no version of it.` });
    return found;
  };
  return rulesInForce({ version, written, journeyOf });
}

const writtenIn = ({ text, definition }: { text: string | null; definition: unknown }): WrittenRules | null =>
  text === null ? null : ((definition as WrittenRules | null) ?? checkRules(text).rules ?? null);

/** The version that the rules in force give a new customer, who has done nothing yet; undefined: no rules are in force. */
export async function journeyByRules({
  tx,
  rules,
  customer,
  now,
}: {
  tx: Transaction;
  rules: RulesCache;
  customer: CustomerRow;
  now: Instant;
}): Promise<string | undefined> {
  const [row] = await tx.$queryRawUnsafe<[{ version: number | null }]>(`SELECT ${versionInForce('$1')} AS version`, customer.legalEntityId);
  const inForce = await rules.rulesOf({ tx, version: row.version });
  const about = { customer, accounts: [], hasAutopay: false, today: dateAt(now, customer.timeZone), totals: { items: 0, overdue: 0 } };
  return inForce ? ruleFor({ rules: inForce, about })?.journeyId : undefined;
}

/** Published rules as lists show them. */
export interface ListedRules {
  version: number;
  /** Null: for all legal entities without rules of their own. */
  legalEntityId: string | null;
  /** Null: no rules from there on. */
  written: WrittenRules | null;
  /** The versions that customers get, by the names of journeys. */
  journeys: Record<string, { id: string; version: number }>;
  by: string;
  publishedAt: Instant;
}

/** The newest for all, and the newest of each legal entity that has its own. */
export async function listRulesInForce({ prisma }: { prisma: PrismaClient }): Promise<ListedRules[]> {
  const rows = await prisma.journeyRules.findMany({ orderBy: [{ legalEntityId: { sort: 'asc', nulls: 'first' } }, { version: 'desc' }] });
  const newest = rows.filter((row, index) => index === 0 || rows[index - 1]?.legalEntityId !== row.legalEntityId);
  const ids = newest.flatMap(({ journeys }) => Object.values(journeys as Record<string, string>));
  const versions = await prisma.journeyVersion.findMany({ where: { id: { in: ids } }, select: { id: true, version: true } });
  const versionOf = new Map(versions.map(({ id, version }) => [id, version]));
  return newest.map(({ journeys, publishedAt, text, definition, ...row }) => ({
    ...row,
    written: writtenIn({ text, definition }),
    journeys: Object.fromEntries(
      Object.entries(journeys as Record<string, string>).map(([name, id]) => [name, { id, version: versionOf.get(id) ?? 0 }]),
    ),
    publishedAt: publishedAt.getTime(),
  }));
}

/** The newest published version of each journey, by its name. */
export async function newestJourneys({ prisma }: { prisma: Transaction }): Promise<Map<string, { id: string; version: number }>> {
  const versions = await prisma.journeyVersion.findMany({ orderBy: { version: 'asc' }, select: { id: true, name: true, version: true } });
  return new Map(versions.map(({ name, id, version }) => [name, { id, version }]));
}

interface KeepInput {
  prisma: PrismaClient;
  /** Null ends the rules that are in force. */
  written: { text: string; rules: WrittenRules } | null;
  legalEntityId: string | null;
  /** The versions that customers get, by the names of journeys; without it, the newest. */
  journeyIds?: Record<string, string>;
  by: string;
  now: Instant;
}

/** Keeps rules as the newest version, in force from now on; throws `unknown_journey` for one that is not published. Returns its number. */
export function keepRules({ prisma, written, legalEntityId, journeyIds = {}, by, now }: KeepInput): Promise<number> {
  return prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('journey rules'))`;
    const newest = await newestJourneys({ prisma: tx });
    const journeys: Record<string, string> = {};
    for (const name of written ? journeysIn(written.rules) : []) {
      const id = journeyIds[name] ?? newest.get(name)?.id;
      if (id === undefined) throw new DulyError({ code: 'unknown_journey', at: 'file', message: `No journey is published as ${name}.` });
      journeys[name] = id;
    }
    const { _max } = await tx.journeyRules.aggregate({ _max: { version: true } });
    const version = 1 + (_max.version ?? 0);
    const rules = written && { text: written.text, definition: written.rules as object };
    await tx.journeyRules.create({ data: { ...rules, version, legalEntityId, journeys, by, publishedAt: new Date(now) } });
    return version;
  });
}
