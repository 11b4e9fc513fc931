/** Which journeys there are and which rules give them to customers, as the database says it in one moment: for looking ahead in memory. */
import { DulyError } from '../domain/errors.js';
import type { Journey } from '../domain/journey/journey.js';
import { type JourneyRule, type JourneyRules, rulesInForce } from '../domain/journey-rules/journey-rules.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { asRead } from './journey-cache.js';
import { listRulesInForce } from './journey-rules.js';

export interface JourneysToday {
  /** A version that customers or invoices have, that rules give, or that is the newest of its name; each is read when it is first asked for. */
  journeyOf(id: string): Journey;
  newest(name: string): Pick<JourneyRule, 'journey' | 'journeyId'> | undefined;
  /** Null: none are in force for the customers of that legal entity. */
  rulesFor(legalEntityId: string): JourneyRules | null;
}

export async function readJourneysToday({ prisma }: { prisma: PrismaClient }): Promise<JourneysToday> {
  const listed = await listRulesInForce({ prisma });
  const given = listed.flatMap(({ journeys }) => Object.values(journeys).map(({ id }) => id));
  const newest = await prisma.journeyVersion.findMany({
    orderBy: [{ name: 'asc' }, { version: 'desc' }],
    distinct: ['name'],
    select: { id: true, name: true },
  });
  const ofItems = await prisma.$queryRaw<{ id: string }[]>`SELECT DISTINCT unnest("itemJourneys") AS id FROM customers`;
  const versions = await prisma.journeyVersion.findMany({
    where: { OR: [{ id: { in: [...given, ...newest.map(({ id }) => id), ...ofItems.map(({ id }) => id)] } }, { customers: { some: {} } }] },
    select: { id: true, text: true, definition: true },
  });
  const texts = new Map(versions.map(({ id, ...version }) => [id, version]));
  const newestIds = new Map(newest.map(({ id, name }) => [name, id]));
  const read = new Map<string, Journey>();

  function journeyOf(id: string): Journey {
    const known = read.get(id);
    if (known) return known;
    const version = texts.get(id);
    if (!version)
      throw new DulyError({ code: 'internal', message: `The journey ${id} was not there when the journeys of today were read.` });
    const journey = asRead(version);
    read.set(id, journey);
    return journey;
  }

  const rules = new Map(
    listed.map(({ legalEntityId, version, written, journeys }): [string | null, JourneyRules | null] => {
      const named = (name: string) => {
        const journeyId = journeys[name]?.id ?? '';
        return { journey: journeyOf(journeyId), journeyId };
      };
      return [legalEntityId, written && rulesInForce({ version, written, journeyOf: named })];
    }),
  );
  return {
    journeyOf,
    newest(name) {
      const journeyId = newestIds.get(name);
      return journeyId === undefined ? undefined : { journey: journeyOf(journeyId), journeyId };
    },
    rulesFor: (legalEntityId) => (rules.has(legalEntityId) ? rules.get(legalEntityId) : rules.get(null)) ?? null,
  };
}
