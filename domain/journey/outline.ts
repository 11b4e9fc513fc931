import { HOLD_STEPS } from '../holds/index.js';
import type { LaneKind } from '../stages/stage-type.js';
import type { Journey, Lane } from './journey.js';
import { namedSteps } from './ladder.js';

/** A stage with its lane. */
export interface Listed {
  lane: string;
  stage: string;
  isAccount: boolean;
}

/** What decisions ask of a journey again and again, found once. */
export interface Outline {
  /** The place of each lane in the file, by its name. */
  order: ReadonlyMap<string, number>;
  /** The steps that lanes themselves name, of whatever kind. */
  named: ReadonlySet<string>;
  /** Every stage of the customers' own lanes, in the order of the file. */
  own: readonly Listed[];
  /** Those of items and accounts, in the order of the file. */
  chasing: readonly Listed[];
}

/** The outline of a journey, which is not changed afterwards. */
export function outlineOf(journey: Journey): Outline {
  const known = OUTLINES.get(journey);
  if (known) return known;
  const outline: Outline = {
    order: new Map(journey.lanes.map(({ name }, index) => [name, index])),
    named: new Set([...journey.lanes.flatMap(namedSteps), ...HOLD_STEPS]),
    own: listedIn(journey, ['customer']),
    chasing: listedIn(journey, ['account', 'item']),
  };
  OUTLINES.set(journey, outline);
  return outline;
}
/** A journey that nobody holds any more takes its outline with it. */
const OUTLINES = new WeakMap<Journey, Outline>();

const listedIn = ({ lanes }: Pick<Journey, 'lanes'>, kinds: readonly LaneKind[]): Listed[] =>
  lanes
    .filter((lane) => kinds.includes(lane.for))
    .flatMap((lane: Lane) => lane.stages.map((stage) => ({ lane: lane.name, stage: stage.name, isAccount: lane.for === 'account' })));
