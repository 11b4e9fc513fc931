import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { publishJourney } from '../adapters/journeys.js';
import type { Instant } from '../domain/calendar.js';
import { DulyError } from '../domain/errors.js';
import type { Journey } from '../domain/journey/journey.js';
import { loadJourney } from '../domain/journey/load.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { readNamedFile } from './read-file.js';

/** A journey that a person named and that was checked; `publish` gives its id, and publishes a file first. */
export interface JourneyChoice {
  name: string;
  definition: Journey;
  publish(input: { prisma: PrismaClient; now: Instant }): Promise<string>;
}

/** The journey that an empty database starts with. */
export const STANDARD_JOURNEY = fileURLToPath(new URL('../journeys/standard-b2b.yaml', import.meta.url));

/** Whether the words name a file rather than a published journey. */
export const namesFile = (given: string): boolean => /\.(ya?ml|json)$/i.test(given) || existsSync(given);

/** The journey of a file; throws `journey_invalid` with every finding as `file:line:column`. */
export function journeyOfFile(file: string): JourneyChoice {
  const text = readNamedFile(file);
  const journey = loadJourney({ text, file });
  return {
    name: journey.name,
    definition: journey,
    publish: ({ prisma, now }) => publishJourney({ prisma, text, file, now, isDefault: false }),
  };
}

/** The newest published version of that name; without a name, of the default. Throws `unknown_journey`. */
export async function publishedJourney({ prisma, name }: { prisma: PrismaClient; name?: string | undefined }): Promise<JourneyChoice> {
  const version = await prisma.journeyVersion.findFirst({
    where: name === undefined ? { isDefault: true } : { name },
    orderBy: [{ publishedAt: 'desc' }, { version: 'desc' }],
    select: { id: true, name: true, definition: true },
  });
  if (version) return { name: version.name, definition: version.definition as unknown as Journey, publish: async () => version.id };
  const names = await prisma.journeyVersion.findMany({ distinct: ['name'], select: { name: true }, orderBy: { name: 'asc' } });
  const there = names.length > 0 ? `; there are ${names.map((journey) => journey.name).join(', ')}` : '';
  const missing = name === undefined ? 'No journey is published as the default' : `No journey is published under the name ${name}`;
  throw new DulyError({
    code: 'unknown_journey',
    message: `${missing}${there}. Name a file with --journey, like --journey journeys/standard-b2b.yaml.`,
    at: '--journey',
  });
}
