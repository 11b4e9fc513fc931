import type { FactData } from '../../facts.js';
import type { LaneBeginning } from '../../ledger/booking/booking-rule.js';
import type { LaneKind } from '../../stages/stage-type.js';
import type { Journey, Lane } from '../journey.js';
import { likenessOfStages, pair } from './pairs.js';

/** Where tokens of a stage go on that is gone, or is of another type under its name. */
export type StageRule = FactData['journey.moved']['stages'][number];

interface StageRulesInput {
  from: Journey;
  to: Journey;
  /** What a person wants, by the names of the old stages; else the renamed stage, else one of its type, else the lane's first. */
  named: Map<string, string>;
  /** Lanes for these must have a counterpart; those for others may end. */
  mustGoOn?: readonly LaneKind[] | undefined;
}

const ALL_KINDS: readonly LaneKind[] = ['customer', 'account', 'item'];

/**
 * The rules with which customers go from one journey to another. `problems` are sentences on what cannot be: nothing may move then. `lanesGone` are left
 * as they are: who stands in them gets nothing more from them, and goes on in the others. `begins` are the lanes that only the new journey has.
 */
export function stageRules({ from, to, named, mustGoOn = ALL_KINDS }: StageRulesInput): {
  rules: StageRule[];
  begins: LaneBeginning[];
  lanesGone: string[];
  problems: string[];
} {
  const rules: StageRule[] = [];
  const problems: string[] = [];
  const kept = (lane: Lane): Lane | undefined => to.lanes.find((candidate) => candidate.name === lane.name && candidate.for === lane.for);
  for (const lane of from.lanes) {
    const now = kept(lane);
    if (now) rules.push(...rulesOfLane({ lane, now, named, problems }));
  }
  const lanesGone = from.lanes.filter((lane) => !kept(lane));
  for (const lane of lanesGone)
    if (mustGoOn.includes(lane.for) && !from.lanes.some((other) => other.for === lane.for && kept(other)))
      problems.push(
        `The lane "${lane.name}" is not in the new journey, and no other lane for each ${lane.for} is: nobody would go on. Keep its name.`,
      );
  for (const old of named.keys())
    if (!rules.some((rule) => rule.from === old) && problems.length === 0)
      problems.push(`No stage "${old}" is gone or of another type: leave it out of --stages.`);
  const begins = to.lanes
    .filter((lane) => !from.lanes.some((other) => kept(other) === lane))
    .map((lane) => ({ lane: lane.name, for: lane.for, stage: lane.stages[0]?.name ?? '' }));
  return { rules, begins, lanesGone: lanesGone.map(({ name }) => name), problems };
}

function rulesOfLane({
  lane,
  now,
  named,
  problems,
}: {
  lane: Lane;
  now: Lane;
  named: Map<string, string>;
  problems: string[];
}): StageRule[] {
  const renamed = new Map(
    pair({ from: lane.stages, to: now.stages, likeness: likenessOfStages }).renamed.map((one) => [one.from.name, one.to.name]),
  );
  return lane.stages.flatMap((stage): StageRule[] => {
    const same = now.stages.find(({ name }) => name === stage.name);
    if (same?.type === stage.type) return [];
    const wanted = named.get(stage.name);
    const target =
      now.stages.find(({ name }) => name === (wanted ?? same?.name ?? renamed.get(stage.name))) ??
      now.stages.find(({ type }) => type === stage.type) ??
      now.stages[0];
    if (wanted !== undefined && target?.name !== wanted)
      problems.push(
        `There is no stage "${wanted}" in lane "${lane.name}" of the new journey; name one of ${now.stages.map(({ name }) => name).join(', ')}.`,
      );
    return target ? [{ lane: lane.name, from: stage.name, to: target.name, keeps: target.type === stage.type }] : [];
  });
}
