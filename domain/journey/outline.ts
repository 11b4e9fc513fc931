import { HOLD_STEPS } from '../holds/index.js';
import type { LaneKind } from '../stages/stage-type.js';
import type { Journey, Lane } from './journey.js';
import { namedSteps } from './ladder.js';

/** What decisions ask of a journey again and again, found once. */
export interface Outline {
  /** The place of each lane in the file, by its name. */
  order: ReadonlyMap<string, number>;
  /** The steps that lanes themselves name, of whatever kind. */
  named: ReadonlySet<string>;
  /** Every stage with its lane, in the order of the file, by whose lane it is. */
  listed: Readonly<Record<LaneKind, readonly { lane: string; stage: string }[]>>;
}

/** The outline of a journey, which is not changed afterwards. */
export function outlineOf(journey: Journey): Outline {
  const known = OUTLINES.get(journey);
  if (known) return known;
  const outline: Outline = {
    order: new Map(journey.lanes.map(({ name }, index) => [name, index])),
    named: new Set([...journey.lanes.flatMap(namedSteps), ...HOLD_STEPS]),
    listed: { customer: listedIn(journey, 'customer'), item: listedIn(journey, 'item') },
  };
  OUTLINES.set(journey, outline);
  return outline;
}
/** A journey that nobody holds any more takes its outline with it. */
const OUTLINES = new WeakMap<Journey, Outline>();

const listedIn = ({ lanes }: Pick<Journey, 'lanes'>, kind: LaneKind): { lane: string; stage: string }[] =>
  lanes.filter((lane) => lane.for === kind).flatMap((lane: Lane) => lane.stages.map((stage) => ({ lane: lane.name, stage: stage.name })));
