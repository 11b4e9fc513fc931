import { createHash } from 'node:crypto';
import type { Instant } from '../domain/calendar.js';
import { loadJourney } from '../domain/journey/load.js';
import type { PrismaClient } from '../prisma/generated/client.js';

interface PublishInput {
  prisma: PrismaClient;
  text: string;
  /** Named in errors. */
  file: string;
  now: Instant;
  isDefault: boolean;
}

/**
 * Publishes a journey's text as a new immutable version and returns its id; a text that was published before gets the id it has.
 * Throws `journey_invalid` with every finding; then nothing is published.
 */
export async function publishJourney({ prisma, text, file, now, isDefault }: PublishInput): Promise<string> {
  const journey = loadJourney({ text, file });
  const id = `journey_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
  return prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`journey ${journey.name}`}))`;
    const known = await tx.journeyVersion.findUnique({ where: { id } });
    if (!known) {
      const version = 1 + (await tx.journeyVersion.count({ where: { name: journey.name } }));
      await tx.journeyVersion.create({
        data: { id, name: journey.name, version, text, definition: journey as object, publishedAt: new Date(now), isDefault },
      });
    } else if (isDefault && !known.isDefault) await tx.journeyVersion.update({ where: { id }, data: { isDefault } });
    return id;
  });
}
