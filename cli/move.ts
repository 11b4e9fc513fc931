/** `duly move`: what is asked for is checked as a whole before anybody is moved. */
import { findVersion, type VersionText } from '../adapters/journeys.js';
import { type Chosen, customersToMove, moveCustomers } from '../adapters/move-customers.js';
import { DulyError } from '../domain/errors.js';
import { diffJourneys } from '../domain/journey/diff/diff.js';
import { type StageRule, stageRules } from '../domain/journey/diff/stage-rules.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { findCustomer } from './find-customer.js';
import type { Servers } from './servers.js';
import { readStages } from './stage-pairs.js';

export interface MoveOptions {
  from: string;
  to: string;
  customers?: string[];
  percent?: number;
  all?: boolean;
  stages?: string[];
  by: string;
  dryRun?: boolean;
}

/** What a move did, or would do. */
export interface MoveReport {
  from: string;
  to: string;
  dryRun: boolean;
  /** Customers. */
  moved: number;
  /** Customers who are still pinned to the old version. */
  left: number;
  stages: StageRule[];
  lanesGone: string[];
  changes: number;
}

/** Throws `invalid_request` where the choice or a stage cannot be, `unknown_journey` and `unknown_customer`; then nobody was moved. */
export async function move({
  servers: { prisma, record },
  options,
  say,
}: {
  servers: Pick<Servers, 'prisma' | 'record'>;
  options: MoveOptions;
  /** Progress. */
  say(line: string): void;
}): Promise<MoveReport> {
  const chosen = await chosenOf({ prisma, options });
  const from = await findVersion({ prisma, named: options.from, at: '--from' });
  const to = await findVersion({ prisma, named: options.to, at: '--to' });
  if (from.id === to.id) throw invalid('--to', `${nameOf(from)} is what they have already: name another version with --to.`);
  const { rules, lanesGone, problems } = stageRules({ from: from.definition, to: to.definition, named: readStages(options.stages ?? []) });
  if (problems.length > 0) throw invalid('--stages', problems.join('\n'));
  const moved = options.dryRun
    ? await countToMove({ prisma, from: from.id, chosen })
    : await moveCustomers({
        prisma,
        record,
        from: from.id,
        to: to.id,
        chosen,
        stages: rules,
        by: options.by,
        now: Date.now,
        onBatch: (done) => say(`moved ${done} customers`),
      });
  const pinned = await prisma.customer.count({ where: { journeyId: from.id } });
  return {
    from: nameOf(from),
    to: nameOf(to),
    dryRun: options.dryRun ?? false,
    moved,
    left: options.dryRun ? pinned - moved : pinned,
    stages: rules,
    lanesGone,
    changes: diffJourneys({ from: from.definition, to: to.definition }).length,
  };
}

/** The report for a person. */
export function moveText({ from, to, dryRun, moved, left, stages, lanesGone, changes }: MoveReport): string {
  const who = moved === 1 ? '1 customer' : `${moved} customers`;
  return [
    `${dryRun ? 'Would move' : 'Moved'} ${who} from ${from} to ${to} (${changes} changes); ${left} ${dryRun ? 'would stay' : 'stay'} with ${from}.`,
    ...stages.map(
      (rule) => `- Who stands in "${rule.from}" of lane "${rule.lane}" goes on in "${rule.to}"${rule.keeps ? '' : ', from its beginning'}.`,
    ),
    ...lanesGone.map((lane) => `- The lane "${lane}" is gone: who stands in it gets nothing more from it.`),
    ...(dryRun || moved === 0 ? [] : [`Back: npx duly move --from "${to}" --to "${from}" for the same customers.`]),
  ].join('\n');
}

const nameOf = ({ name, version }: VersionText): string => `${name}@${version}`;
const invalid = (at: string, message: string) => new DulyError({ code: 'invalid_request', at, message });

async function chosenOf({ prisma, options }: { prisma: PrismaClient; options: MoveOptions }): Promise<Chosen> {
  const { customers, percent, all } = options;
  if ([customers !== undefined, percent !== undefined, all === true].filter(Boolean).length !== 1)
    throw invalid('--all', 'Say who is moved, in one way: --customers with their ids, --percent with a number, or --all.');
  if (percent !== undefined) return { percent };
  if (!customers) return { all: true };
  const ids: string[] = [];
  for (const named of customers) ids.push(await findCustomer({ prisma, named }));
  return { ids };
}

async function countToMove(input: { prisma: PrismaClient; from: string; chosen: Chosen }): Promise<number> {
  let count = 0;
  for await (const batch of customersToMove(input)) count += batch.length;
  return count;
}
