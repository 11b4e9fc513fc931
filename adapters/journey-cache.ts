/**
 * Journeys as this process reads them, by the ids of their immutable versions.
 * 1. A version is read from its text by the rules of today, so that one which was published by an earlier release has what was added since, with defaults.
 * 2. A text that today's check refuses goes on as it was read when it was published: running customers never break.
 * 3. The same version is the same object, so that what is worked out of a journey once is worked out once.
 */
import type { Journey } from '../domain/journey/journey.js';
import { checkJourney } from '../domain/journey/load.js';
import type { Transaction } from './selection.js';

/** So many are kept; when there are more they are forgotten and read anew. */
const KEPT = 200;

export type JourneyCache = ReturnType<typeof createJourneyCache>;

export function createJourneyCache() {
  const kept = new Map<string, Journey>();
  return {
    /** The version of that id, which a customer is pinned to. */
    async journeyOf({ tx, id }: { tx: Transaction; id: string }): Promise<Journey> {
      const known = kept.get(id);
      if (known) return known;
      const journey = asRead(await tx.journeyVersion.findUniqueOrThrow({ where: { id }, select: { text: true, definition: true } }));
      if (kept.size >= KEPT) kept.clear();
      kept.set(id, journey);
      return journey;
    },
  };
}

/** A published version as the rules of today read it. */
export const asRead = ({ text, definition }: { text: string; definition: unknown }): Journey =>
  checkJourney(text).journey ?? (definition as Journey);
