/** `duly publish`: a file becomes a version that never changes, for whom it is meant; without doing it, what it would do. */
import { findVersion, publishVersion } from '../adapters/journeys.js';
import type { Instant } from '../domain/calendar.js';
import { loadJourney } from '../domain/journey/load.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { changeLines, compareJourneys, type JourneyDifference, openSide } from './diff-journeys.js';
import { impact, impactText, versionsOf } from './impact.js';
import { journeyWarnings } from './journey-warnings.js';
import { publishedText } from './journeys-text.js';
import { moveAlong, moveText } from './move.js';
import { readNamedFile } from './read-file.js';
import type { Servers } from './servers.js';
import { waysTo } from './ways.js';
import { readWhom, type Whom } from './whom.js';

export interface PublishOptions {
  /** New customers get it. */
  default?: boolean;
  /** `new`, `everybody`, a percentage or a condition. */
  for?: string;
  /** Whose customers, where it is for some who are there; none: all other versions of its name. */
  from?: string[];
  stages?: string[];
  by: string;
  dryRun?: boolean;
}

interface PublishInput {
  servers: Pick<Servers, 'prisma' | 'record'>;
  file: string;
  options: PublishOptions;
  now: Instant;
  /** Progress. */
  say(line: string): void;
}

/**
 * What is printed, for a program and for a person. Throws `journey_invalid` with every finding, and what `duly move` throws; then nothing is published and
 * nobody was moved. Asked again after an interruption it goes on.
 */
export async function publish(input: PublishInput): Promise<{ value: object; text: string }> {
  const text = readNamedFile(input.file);
  const { value, text: said } = await publishText({ ...input, text });
  const warnings = journeyWarnings({ file: input.file, text });
  return { value: { ...value, ...(warnings.length > 0 && { warnings }) }, text: [...warnings, said].join('\n') };
}

async function publishText({
  servers,
  file,
  text,
  options,
  now,
  say,
}: PublishInput & { text: string }): Promise<{ value: object; text: string }> {
  const { prisma } = servers;
  const journey = loadJourney({ text, file });
  const whom = options.for === undefined ? undefined : readWhom({ text: options.for, at: '--for' });
  const chosen = whom === undefined || whom === 'new' ? undefined : whom;
  if (options.dryRun) return askBefore({ prisma, file, name: journey.name, options, now, say, chosen: chosen ?? { all: true } });
  const from = chosen ? await versionsOf({ prisma, to: { name: journey.name, id: null }, named: options.from }) : [];
  // What cannot be is refused before anything is published.
  waysTo({ from, to: journey, stages: options.stages ?? [] });
  const isDefault = options.default || (await isForNew({ prisma, whom, name: journey.name }));
  const published = await publishVersion({ prisma, text, file, now, isDefault });
  const { id, before, isNew } = published;
  const changes = isNew && before ? await changesFrom({ prisma, old: before.id, young: id }) : [];
  const said = [publishedText(published), ...changeLines(changes)];
  if (!chosen) return { value: { ...published, changes }, text: said.join('\n') };
  const to = await findVersion({ prisma, named: id, at: 'file' });
  const ways = waysTo({ from: from.filter((version) => version.id !== id), to: journey, stages: options.stages ?? [] });
  const moved = await moveAlong({ servers, ways, to, chosen, by: options.by, anyFrom: !options.from, dryRun: false, say });
  return { value: { ...published, changes, moved }, text: [...said, moveText(moved)].join('\n') };
}

/** What is for everybody is for new customers, too, where they had that journey before. */
async function isForNew({ prisma, whom, name }: { prisma: PrismaClient; whom: Whom | undefined; name: string }): Promise<boolean> {
  if (whom === 'new') return true;
  if (whom === undefined || !('all' in whom)) return false;
  const before = await prisma.journeyVersion.findFirst({
    where: { isDefault: true },
    orderBy: { publishedAt: 'desc' },
    select: { name: true },
  });
  return before?.name === name;
}

async function askBefore({
  prisma,
  file,
  name,
  options,
  chosen,
  now,
  say,
}: Omit<PublishInput, 'servers'> & { prisma: PrismaClient; name: string; chosen: Exclude<Whom, 'new'> }): Promise<{
  value: object;
  text: string;
}> {
  const newest = await prisma.journeyVersion.findFirst({
    where: { name },
    orderBy: { version: 'desc' },
    select: { id: true, version: true },
  });
  const changes = newest ? await changesFrom({ prisma, old: newest.id, young: file }) : [];
  const { from, stages } = options;
  const asked = { sample: 5, ...(from && { from }), ...(stages && { stages }) };
  const report = await impact({ prisma, named: file, options: asked, now, chosen, say });
  const compared = newest
    ? `${changes.length === 0 ? 'It means the same as' : 'It differs from'} ${name}@${newest.version}${changes.length === 0 ? '.' : ':'}`
    : `It would be the first version of ${name}.`;
  const lines = ['Nothing was published.', compared, ...changeLines(changes), '', impactText(report)];
  return { value: { dryRun: true, name, changes, impact: report }, text: lines.join('\n') };
}

async function changesFrom({ prisma, old, young }: { prisma: PrismaClient; old: string; young: string }): Promise<JourneyDifference[]> {
  const [from, to] = await Promise.all([old, young].map((named) => openSide({ named, at: 'file', prisma })));
  return from && to ? compareJourneys({ from, to, prisma }) : [];
}
