import { createHash } from 'node:crypto';
import type { Instant } from '../domain/calendar.js';
import { DulyError } from '../domain/errors.js';
import type { Journey } from '../domain/journey/journey.js';
import { loadJourney } from '../domain/journey/load.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { asRead } from './journey-cache.js';

interface PublishInput {
  prisma: PrismaClient;
  text: string;
  /** Named in errors. */
  file: string;
  now: Instant;
  /** New customers get it from now on, in place of the default that was. False leaves the default as it is. */
  isDefault: boolean;
}

/** A journey's version that was published, now or before. */
export interface PublishedVersion {
  id: string;
  name: string;
  version: number;
  isDefault: boolean;
  /** False: this very text was published before, and nothing was added. */
  isNew: boolean;
  /** The newest version of that name before it; null: there was none. */
  before: { id: string; version: number } | null;
}

/**
 * Publishes a journey's text as a new immutable version; a text that was published before stays the version it is, and may become the default again.
 * Throws `journey_invalid` with every finding; then nothing is published.
 */
export async function publishVersion({ prisma, text, file, now, isDefault }: PublishInput): Promise<PublishedVersion> {
  const journey = loadJourney({ text, file });
  const id = `journey_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
  return prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`journey ${journey.name}`}))`;
    if (isDefault) {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('default journey'))`;
      await tx.journeyVersion.updateMany({ where: { isDefault: true, id: { not: id } }, data: { isDefault: false } });
    }
    const known = await tx.journeyVersion.findUnique({ where: { id } });
    const before = await tx.journeyVersion.findFirst({
      where: { name: journey.name, ...(known && { version: { lt: known.version } }) },
      orderBy: { version: 'desc' },
      select: { id: true, version: true },
    });
    if (known) {
      if (isDefault && !known.isDefault) await tx.journeyVersion.update({ where: { id }, data: { isDefault } });
      return { id, name: known.name, version: known.version, isDefault: isDefault || known.isDefault, isNew: false, before };
    }
    const version = 1 + (before?.version ?? 0);
    await tx.journeyVersion.create({
      data: { id, name: journey.name, version, text, definition: journey as object, publishedAt: new Date(now), isDefault },
    });
    return { id, name: journey.name, version, isDefault, isNew: true, before };
  });
}

/** As `publishVersion`; resolves to the version's id. */
export const publishJourney = async (input: PublishInput): Promise<string> => (await publishVersion(input)).id;

/** A published version as lists show it. */
export interface ListedVersion {
  id: string;
  name: string;
  version: number;
  publishedAt: Instant;
  /** New customers get it. */
  isDefault: boolean;
  /** How many customers are pinned to it. */
  customers: number;
}

/** Every published version, by name, the newest first. */
export async function listVersions({ prisma }: { prisma: PrismaClient }): Promise<ListedVersion[]> {
  const versions = await prisma.journeyVersion.findMany({
    orderBy: [{ name: 'asc' }, { version: 'desc' }],
    select: { id: true, name: true, version: true, publishedAt: true, isDefault: true, _count: { select: { customers: true } } },
  });
  // Databases of before may have several marked: the newest of them is the one that new customers get.
  const newest = Math.max(...versions.filter(({ isDefault }) => isDefault).map(({ publishedAt }) => publishedAt.getTime()));
  return versions.map(({ _count, publishedAt, isDefault, ...version }) => ({
    ...version,
    publishedAt: publishedAt.getTime(),
    isDefault: isDefault && publishedAt.getTime() === newest,
    customers: _count.customers,
  }));
}

/** A published version with what it says. */
export interface VersionText {
  id: string;
  name: string;
  version: number;
  text: string;
  definition: Journey;
}

/** The version of that id, of `NAME@VERSION`, or the newest of that name. Throws `unknown_journey` and names what there is. */
export async function findVersion({ prisma, named, at }: { prisma: PrismaClient; named: string; at: string }): Promise<VersionText> {
  const [, name, version] = /^(.+)@(\d{1,9})$/.exec(named) ?? [];
  const found = await prisma.journeyVersion.findFirst({
    where: { OR: [{ id: named }, { name: named }, ...(name && version ? [{ name, version: Number(version) }] : [])] },
    orderBy: { version: 'desc' },
    select: { id: true, name: true, version: true, text: true, definition: true },
  });
  if (found) return { ...found, definition: asRead(found) };
  const all = await prisma.journeyVersion.findMany({
    select: { name: true, version: true },
    orderBy: [{ name: 'asc' }, { version: 'desc' }],
    take: 10,
  });
  const there =
    all.length > 0 ? `; there are, for instance, ${all.map((one) => `${one.name}@${one.version}`).join(', ')}` : '; none is published yet';
  throw new DulyError({
    code: 'unknown_journey',
    at,
    message: `No journey is published as ${named}${there}. Name one by its id, as NAME@VERSION, or by its name for the newest: npx duly journeys lists them.`,
  });
}
