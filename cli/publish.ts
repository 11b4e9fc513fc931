/** `duly publish`: a file becomes a version that never changes; without doing it, what it would do. */
import { publishVersion } from '../adapters/journeys.js';
import type { Instant } from '../domain/calendar.js';
import { loadJourney } from '../domain/journey/load.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { changeLines, compareJourneys, type JourneyDifference, openSide } from './diff-journeys.js';
import { impact, impactText } from './impact.js';
import { publishedText } from './journeys-text.js';
import { readNamedFile } from './read-file.js';

interface PublishInput {
  prisma: PrismaClient;
  file: string;
  /** New customers get it. */
  isDefault: boolean;
  dryRun: boolean;
  now: Instant;
  /** Progress. */
  say(line: string): void;
}

/** What is printed, for a program and for a person. Throws `journey_invalid` with every finding; then nothing is published. */
export async function publish({ prisma, file, isDefault, dryRun, now, say }: PublishInput): Promise<{ value: object; text: string }> {
  const text = readNamedFile(file);
  const { name } = loadJourney({ text, file });
  if (dryRun) {
    const newest = await prisma.journeyVersion.findFirst({
      where: { name },
      orderBy: { version: 'desc' },
      select: { id: true, version: true },
    });
    const changes = newest ? await changesFrom({ prisma, old: newest.id, young: file }) : [];
    const report = await impact({ prisma, named: file, options: { sample: 5 }, now, say });
    const compared = newest
      ? `${changes.length === 0 ? 'It means the same as' : 'It differs from'} ${name}@${newest.version}${changes.length === 0 ? '.' : ':'}`
      : `It would be the first version of ${name}.`;
    const lines = ['Nothing was published.', compared, ...changeLines(changes), '', impactText(report)];
    return { value: { dryRun, name, changes, impact: report }, text: lines.join('\n') };
  }
  const published = await publishVersion({ prisma, text, file, now, isDefault });
  const { id, before, isNew } = published;
  const changes = isNew && before ? await changesFrom({ prisma, old: before.id, young: id }) : [];
  return { value: { ...published, changes }, text: [publishedText(published), ...changeLines(changes)].join('\n') };
}

async function changesFrom({ prisma, old, young }: { prisma: PrismaClient; old: string; young: string }): Promise<JourneyDifference[]> {
  const [from, to] = await Promise.all([old, young].map((named) => openSide({ named, at: 'file', prisma })));
  return from && to ? compareJourneys({ from, to, prisma }) : [];
}
