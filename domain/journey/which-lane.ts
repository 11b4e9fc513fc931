/** What is said of a stage in a lane of subjects that its type does not serve. */
import { STAGE_TYPES } from '../stages/index.js';
import type { LaneKind, StageType } from '../stages/stage-type.js';

export function wrongLane({ type, known, lane, kind }: { type: string; known: StageType<unknown>; lane: string; kind: LaneKind }): string {
  const there = Object.entries(STAGE_TYPES).flatMap(([name, { lanes }]) => (lanes.includes(kind) ? [name] : []));
  const instead = known.instead?.[kind] ?? `For each ${spoken(kind)} there are ${there.join(', ')}.`;
  return `The stage type "${type}" is for a lane of each ${known.lanes.map(spoken).join(' or ')}, and "${lane}" is for each ${spoken(kind)}. ${instead}`;
}

/** A lane of each item is one for each invoice, as a file says it. */
const spoken = (kind: LaneKind): string => (kind === 'item' ? 'invoice' : kind);
