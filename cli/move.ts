/** `duly move`: what is asked for is checked as a whole before anybody is moved. */

import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { type Asked, beginMove, endMove, findMove, isTakenBack, openMove, otherOpenMoves, reachedBy } from '../adapters/journey-moves.js';
import { findVersion, type VersionText } from '../adapters/journeys.js';
import { type Candidates, type Chosen, customersToMove, customersToTakeBack, type Leg, moveCustomers } from '../adapters/move-customers.js';
import { DulyError } from '../domain/errors.js';
import { diffJourneys } from '../domain/journey/diff/diff.js';
import type { StageRule } from '../domain/journey/diff/stage-rules.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { findCustomer } from './find-customer.js';
import type { Servers } from './servers.js';
import { lanesGoneOf, legsOf, nameOf, stagesOf, type Way, waysTo } from './ways.js';
import { readWhere, whomText } from './whom.js';

export interface MoveOptions {
  from: string;
  to: string;
  customers?: string[];
  percent?: number;
  where?: string;
  all?: boolean;
  stages?: string[];
  by: string;
  dryRun?: boolean;
}

/** What a move did, or would do. */
export interface MoveReport {
  /** Null: nobody was to be moved, or it was only asked. */
  move: string | null;
  from: string[];
  to: string[];
  whom: string;
  dryRun: boolean;
  /** Customers. */
  moved: number;
  /** Customers who still have the version that they were moved from. */
  left: number;
  stages: StageRule[];
  lanesGone: string[];
  /** Lanes that begin for those who are moved. */
  begins: string[];
  changes: number;
  /** Other moves of the journey that are not over: whoever they still reach goes where they lead. */
  alsoOpen: { id: string; to: string }[];
}

type MoveServers = Pick<Servers, 'prisma' | 'record'>;

/** Throws `invalid_request` where the choice or a stage cannot be, `unknown_journey` and `unknown_customer`; then nobody was moved. */
export async function move({
  servers,
  options,
  say,
}: {
  servers: MoveServers;
  options: MoveOptions;
  /** Progress. */
  say(line: string): void;
}): Promise<MoveReport> {
  const { prisma } = servers;
  const chosen = await chosenOf({ prisma, options });
  const from = await findVersion({ prisma, named: options.from, at: '--from' });
  const to = await findVersion({ prisma, named: options.to, at: '--to' });
  if (from.id === to.id) throw invalid('--to', `${nameOf(from)} is what they have already: name another version with --to.`);
  const ways = waysTo({ from: [from], to: to.definition, stages: options.stages ?? [] });
  return moveAlong({ servers, ways, to, chosen, by: options.by, dryRun: options.dryRun ?? false, say });
}

/** Moves whoever is chosen of the ways' versions; nothing is checked any more. */
export async function moveAlong({
  servers: { prisma, record },
  ways,
  to,
  chosen,
  by,
  anyFrom = false,
  dryRun,
  say,
}: {
  servers: MoveServers;
  ways: Way[];
  to: VersionText;
  chosen: Chosen;
  by: string;
  /** The ways are from whatever versions customers have. */
  anyFrom?: boolean;
  dryRun: boolean;
  say(line: string): void;
}): Promise<MoveReport> {
  const fromIds = ways.map(({ version }) => version.id);
  const candidates = () => allOf({ prisma, fromIds, to: to.id, chosen });
  const asked = { journeyId: to.id, fromIds, chosen, by, undoes: null, anyFrom };
  const done = await carryOut({
    prisma,
    record,
    asked,
    legs: legsOf({ ways, to, ...('ids' in chosen && { pins: true }) }),
    candidates,
    dryRun,
    say,
  });
  const pinned = await prisma.customer.count({ where: { journeyId: { in: fromIds } } });
  return {
    ...done,
    from: ways.map(({ version }) => nameOf(version)),
    to: [nameOf(to)],
    whom: whomText(chosen),
    dryRun,
    left: dryRun ? pinned - done.moved : pinned,
    stages: stagesOf(ways),
    lanesGone: lanesGoneOf(ways),
    begins: [...new Set(ways.flatMap(({ begins }) => begins.map(({ lane }) => lane)))],
    changes: ways.reduce((count, { version }) => count + diffJourneys({ from: version.definition, to: to.definition }).length, 0),
    alsoOpen: (await otherOpenMoves({ prisma, id: done.move, name: to.name })).map((open) => ({ id: open.id, to: nameOf(open.to) })),
  };
}

/** Takes a move back for the customers whom it reached and who were not moved since: each to the version that he had. */
export async function moveBack({
  servers: { prisma, record },
  id,
  by,
  dryRun,
  say,
}: {
  servers: MoveServers;
  id: string;
  by: string;
  dryRun: boolean;
  say(line: string): void;
}): Promise<MoveReport> {
  const undone = await findMove({ prisma, id, at: '--back' });
  const wasOpen = undone.endedAt === null;
  const versions = await versionsOf(prisma, [undone.journeyId, ...undone.fromIds]);
  const candidates = () => customersToTakeBack({ prisma, undone });
  const pairs = new Map<string, Candidates>();
  for await (const one of candidates()) pairs.set(`${one.from} ${one.to}`, one);
  const ways = [...pairs.values()].map(({ from, to }) => {
    const [version, target] = [versions.get(from), versions.get(to)];
    if (!version || !target) throw invalid('--back', `${id} leads from or to a version that is not its own.`);
    const [way] = waysTo({ from: [version], to: target.definition, stages: [] });
    return { ...(way as Way), target };
  });
  const legs = ways.flatMap((way) => legsOf({ ways: [way], to: way.target, ...('ids' in undone.chosen && { pins: false }) }));
  const asked = { journeyId: undone.journeyId, fromIds: undone.fromIds, chosen: undone.chosen, by, undoes: undone.id };
  const done = await carryOut({ prisma, record, asked, legs, candidates, dryRun, say, ...(wasOpen && { stops: id }) });
  return {
    ...done,
    from: [...new Set(ways.map(({ version }) => nameOf(version)))],
    to: [...new Set(ways.map(({ target }) => nameOf(target)))],
    whom: `whoever ${id} had moved and is still there`,
    dryRun,
    left: 0,
    stages: stagesOf(ways),
    lanesGone: lanesGoneOf(ways),
    begins: [...new Set(ways.flatMap(({ begins }) => begins.map(({ lane }) => lane)))],
    changes: 0,
    alsoOpen: [],
  };
}

interface CarryOutInput extends MoveServers {
  asked: Asked;
  legs: Leg[];
  candidates(): AsyncIterable<Candidates>;
  dryRun: boolean;
  say(line: string): void;
  /** A move that was not over, and is by this one. */
  stops?: string;
}

/** As long as a customer may take to be moved by a process that has not yet heard that its move is taken back. */
const HEARD_MS = 500;

/** A move that finds nobody leaves no trace, unless it goes on with one that was interrupted. */
async function carryOut({
  prisma,
  record,
  asked,
  legs,
  candidates,
  dryRun,
  say,
  stops,
}: CarryOutInput): Promise<Pick<MoveReport, 'move' | 'moved'>> {
  const count = await countOf(candidates());
  const open = await openMove({ prisma, asked });
  if (dryRun || (count === 0 && !open && stops === undefined)) return { move: null, moved: count };
  if (open) await mustBeAlike({ prisma, id: open.id, legs });
  const since = Date.now();
  const { id, by } = await beginMove({ prisma, asked, now: since });
  if (stops !== undefined) await endMove({ prisma, id: stops, now: since });
  const pass = () =>
    moveCustomers({
      record,
      move: { id, by },
      candidates: candidates(),
      legs,
      now: Date.now,
      async goesOn() {
        if (!(await isTakenBack({ prisma, id, since }))) return;
        const message = `${id} was taken back meanwhile: it goes no further. npx duly moves lists what was done.`;
        throw new DulyError({ code: 'already_ended', at: 'move', message });
      },
      onBatch: (done) => say(`moved ${done} customers`),
    });
  let moved = await pass();
  if (stops !== undefined) {
    await pause(HEARD_MS);
    moved += await pass();
  }
  await endMove({ prisma, id, now: Date.now() });
  return { move: id, moved };
}

/** What was interrupted goes on as it was begun. Throws `invalid_request` where customers would go on in other stages than those before them. */
async function mustBeAlike({ prisma, id, legs }: { prisma: PrismaClient; id: string; legs: Leg[] }): Promise<void> {
  const reached = await reachedBy({ prisma, id });
  const differs = reached.legs.some(({ from, stages }) => {
    const leg = legs.find((one) => one.from === from);
    return leg !== undefined && !isDeepStrictEqual(leg.stages, stages);
  });
  if (!differs) return;
  const many = reached.customers === 1 ? '1 customer, who' : `${reached.customers} customers, and they`;
  const message = `${id} was interrupted after ${many} went on in other stages: say it as it was, or take it back first: npx duly move --back ${id}.`;
  throw invalid('--stages', message);
}

/** The report for a person. */
export function moveText({
  move: id,
  from,
  to,
  whom,
  dryRun,
  moved,
  left,
  stages,
  lanesGone,
  begins,
  changes,
  alsoOpen,
}: MoveReport): string {
  const who = moved === 1 ? '1 customer' : `${moved} customers`;
  const [old, young] = [from.join(', ') || 'there', to.join(', ') || 'where they were'];
  const differ = changes > 0 ? ` (${changes === 1 ? '1 change' : `${changes} changes`})` : '';
  return [
    `${dryRun ? 'Would move' : 'Moved'} ${who} from ${old} to ${young}${differ}; ${left} ${dryRun ? 'would stay' : 'stay'} with ${old}. For: ${whom}.`,
    ...stages.map(
      (rule) => `- Who stands in "${rule.from}" of lane "${rule.lane}" goes on in "${rule.to}"${rule.keeps ? '' : ', from its beginning'}.`,
    ),
    ...lanesGone.map((lane) => `- The lane "${lane}" is gone: who stands in it gets nothing more from it.`),
    ...begins.map((lane) => `- The lane "${lane}" begins for them and what is open.`),
    ...alsoOpen.map((open) => `- ${open.id} (to ${open.to}) is not over: it may still run, or was interrupted. npx duly moves lists it.`),
    ...(id === null || moved === 0 ? [] : [`This was ${id}. Back, for the same customers: npx duly move --back ${id}`]),
  ].join('\n');
}

const invalid = (at: string, message: string) => new DulyError({ code: 'invalid_request', at, message });

async function chosenOf({ prisma, options }: { prisma: PrismaClient; options: MoveOptions }): Promise<Chosen> {
  const { customers, percent, where, all } = options;
  if ([customers !== undefined, percent !== undefined, where !== undefined, all === true].filter(Boolean).length !== 1)
    throw invalid(
      '--all',
      'Say who is moved, in one way: --customers with their ids, --percent with a number, --where with a condition, or --all.',
    );
  if (percent !== undefined) return { percent };
  if (where !== undefined) return { where: readWhere({ text: where, at: '--where' }) };
  if (!customers) return { all: true };
  const ids: string[] = [];
  for (const named of customers) ids.push(await findCustomer({ prisma, named }));
  return { ids };
}

async function* allOf({
  prisma,
  fromIds,
  to,
  chosen,
}: {
  prisma: PrismaClient;
  fromIds: string[];
  to: string;
  chosen: Chosen;
}): AsyncGenerator<Candidates> {
  for (const from of fromIds) for await (const ids of customersToMove({ prisma, from, chosen, now: Date.now() })) yield { from, to, ids };
}

async function countOf(candidates: AsyncIterable<Candidates>): Promise<number> {
  let count = 0;
  for await (const { ids } of candidates) count += ids.length;
  return count;
}

async function versionsOf(prisma: PrismaClient, ids: string[]): Promise<Map<string, VersionText>> {
  const found = await Promise.all([...new Set(ids)].map((named) => findVersion({ prisma, named, at: '--back' })));
  return new Map(found.map((version) => [version.id, version]));
}
