/** `duly diff`: two journeys by meaning, and who stands in what is gone. */
import { basename } from 'node:path';
import { findVersion } from '../adapters/journeys.js';
import { readStandingIn, type StandingIn, versionIdsOf } from '../adapters/standing-in.js';
import { DulyError } from '../domain/errors.js';
import type { JourneyChange } from '../domain/journey/diff/change.js';
import { diffJourneys } from '../domain/journey/diff/diff.js';
import type { Journey } from '../domain/journey/journey.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { journeyOfFile, namesFile } from './journey-choice.js';

/** One side: a file, or a published version. */
export interface DiffSide {
  name: string;
  /** Null for a file. */
  id: string | null;
  version: number | null;
  /** Null for a published version. */
  file: string | null;
  definition: Journey;
}

/** A change with who stands in what it takes away; `standing` is absent where nobody does, or where no database is there to tell. */
export interface JourneyDifference extends JourneyChange {
  standing?: { customers: number; subjects: number };
}

/** The journey of a file, or the published one; throws `unknown_journey`, or `setup_failed` where it needs a database and there is none. */
export async function openSide({ named, at, prisma }: { named: string; at: string; prisma: PrismaClient | undefined }): Promise<DiffSide> {
  if (namesFile(named)) {
    const { name, definition } = journeyOfFile(named);
    return { name, id: null, version: null, file: basename(named), definition };
  }
  if (prisma) {
    const { id, name, version, definition } = await findVersion({ prisma, named, at });
    return { id, name, version, file: null, definition };
  }
  const message = `There is no file ${named}, and no database runs in which a journey could be published as that: check the name, or start Duly with npm start.`;
  throw new DulyError({ code: 'unknown_journey', at, message });
}

/** The changes, each that takes a stage away with the customers who stand in it: those of the old version, or of all of its name for a file. */
export async function compareJourneys({
  from,
  to,
  prisma,
}: {
  from: DiffSide;
  to: DiffSide;
  prisma: PrismaClient | undefined;
}): Promise<JourneyDifference[]> {
  const changes = diffJourneys({ from: from.definition, to: to.definition });
  if (!prisma || !changes.some(takesAway)) return changes;
  const standing = await readStandingIn({ prisma, versionIds: from.id ? [from.id] : await versionIdsOf({ prisma, name: from.name }) });
  return changes.map((change) => withStanding({ change, standing }));
}

const takesAway = ({ kind }: JourneyChange): boolean =>
  kind === 'stage-removed' || kind === 'stage-renamed' || kind === 'lane-removed' || kind === 'lane-renamed';

function withStanding({ change, standing }: { change: JourneyChange; standing: StandingIn[] }): JourneyDifference {
  const here = standing.find(({ lane, stage }) => lane === change.lane && stage === (change.stage ?? null));
  return here && takesAway(change) ? { ...change, standing: { customers: here.customers, subjects: here.subjects } } : change;
}

/** The comparison for a person: a sentence a change, with what it does to customers below it. */
export function diffText({ from, to, changes }: { from: DiffSide; to: DiffSide; changes: JourneyDifference[] }): string {
  const named = ({ name, version, file }: DiffSide) => (version === null ? `${name} (${file ?? 'file'})` : `${name}@${version}`);
  if (changes.length === 0) return `${named(from)} and ${named(to)} mean the same.`;
  const count = changes.length === 1 ? '1 change' : `${changes.length} changes`;
  return [`From ${named(from)} to ${named(to)}: ${count}.`, ...changeLines(changes)].join('\n');
}

/** A line a change, with its warning and who stands there below it. */
export const changeLines = (changes: JourneyDifference[]): string[] =>
  changes.flatMap(({ text, warning, standing }) => [
    `- ${text}`,
    ...(standing ? [`  Now there: ${counted(standing.customers, 'customer')} with ${counted(standing.subjects, 'subject')}.`] : []),
    ...(warning ? [`  ${warning}`] : []),
  ]);

const counted = (count: number, noun: string): string => (count === 1 ? `1 ${noun}` : `${count} ${noun}s`);
