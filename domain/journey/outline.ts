import type { Way } from '../effects/effect.js';
import { HOLD_STEPS } from '../holds/index.js';
import { saidBetween } from '../ladder/distance.js';
import { isItemDate } from '../ladder/moment.js';
import { isSevere, type LadderStep } from '../ladder/step.js';
import { verbOf } from '../ladder/verbs/index.js';
import type { Span } from '../span.js';
import { STAGE_TYPES } from '../stages/index.js';
import type { LaneKind } from '../stages/stage-type.js';
import type { Journey, Lane, Stage } from './journey.js';

/** A stage with its lane. */
interface Listed {
  lane: string;
  stage: string;
  isAccount: boolean;
}

/** A ladder that goes on from another one of its lane. */
export interface GoesOn {
  first: LadderStep;
  /** The other one's last step. */
  last: LadderStep;
  /** What the journey says of the distance of both; undefined: that depends on the dates of the item. */
  said: Span | undefined;
  /** Those of the lane. */
  steps: readonly LadderStep[];
}

/** Where a step of invoices stands. */
export interface Place {
  lane: string;
  /** Counts the steps of the lane, in the order in which an invoice comes to them. */
  at: number;
  severe: boolean;
  /** Something severe stands before it in its lane. */
  afterSevere: boolean;
}

/** What decisions ask of a journey again and again, found once. */
export interface Outline {
  /** The place of each lane in the file, by its name. */
  order: ReadonlyMap<string, number>;
  /** The steps that lanes themselves name, of whatever kind, and those of any stage type and hold that keep their distance to them. */
  paced: ReadonlySet<string>;
  /** Steps that go by letter and not by email, too. */
  letters: ReadonlySet<string>;
  /** Steps from which others count. */
  anchors: ReadonlySet<string>;
  /** For the first step of a ladder that goes on from another of its lane: what it goes on from. */
  restsOn: ReadonlyMap<string, GoesOn>;
  /** The steps of `restsOn` on which something severe rests: they are never left out. */
  bears: ReadonlySet<string>;
  /** Those that lanes of invoices name, by their names. */
  places: ReadonlyMap<string, Place>;
  /** Steps of invoices that stages of whatever lane ask about (`watches`), each once, by name. */
  watched: readonly string[];
  /** Every stage of the customers' own lanes, in the order of the file. */
  own: readonly Listed[];
  /** Those of items and accounts, in the order of the file. */
  chasing: readonly Listed[];
}

/** The outline of a journey, which is not changed afterwards. */
export function outlineOf(journey: Pick<Journey, 'lanes'>): Outline {
  const known = OUTLINES.get(journey);
  if (known) return known;
  const steps = journey.lanes.flatMap(({ stages }) => laddersOf(stages).flat());
  const goesOn = journey.lanes.flatMap(({ stages }) => laddersOf(stages).flatMap(goingOn));
  const outline: Outline = {
    order: new Map(journey.lanes.map(({ name }, index) => [name, index])),
    paced: new Set([
      ...steps.flatMap((step) => (verbOf(step.do).contacts ? [step.name] : [])),
      ...Object.values(STAGE_TYPES).flatMap(({ pacedSteps = [] }) => pacedSteps),
      ...HOLD_STEPS,
    ]),
    letters: new Set(steps.flatMap(({ name, do: doing }) => ('send' in doing && isLetter(doing.by) ? [name] : []))),
    anchors: new Set(steps.flatMap(({ at: { from } }) => (isItemDate(from) ? [] : [from]))),
    restsOn: new Map(goesOn.map((rests) => [rests.first.name, rests])),
    bears: new Set(goesOn.flatMap(({ first, last }) => (isSevere(first) ? [last.name] : []))),
    places: new Map(journey.lanes.filter((lane) => lane.for === 'item').flatMap(placesIn)),
    watched: [
      ...new Set(
        journey.lanes.flatMap(({ stages }) =>
          stages.flatMap(({ type, config }) => (STAGE_TYPES[type]?.watches?.(config) ?? []).map(({ step }) => step)),
        ),
      ),
    ].sort(),
    own: listedIn(journey, ['customer']),
    chasing: listedIn(journey, ['account', 'item']),
  };
  OUTLINES.set(journey, outline);
  return outline;
}
/** A journey that nobody holds any more takes its outline with it. */
const OUTLINES = new WeakMap<Pick<Journey, 'lanes'>, Outline>();

const isLetter = (by: readonly Way[] | undefined): boolean => by !== undefined && !by.includes('email');

const listedIn = ({ lanes }: Pick<Journey, 'lanes'>, kinds: readonly LaneKind[]): Listed[] =>
  lanes
    .filter((lane) => kinds.includes(lane.for))
    .flatMap((lane: Lane) => lane.stages.map((stage) => ({ lane: lane.name, stage: stage.name, isAccount: lane.for === 'account' })));

/** The steps of each stage that has some, in the order of the file; without what other systems are told, on which nothing rests. */
const laddersOf = (stages: readonly Stage[]): LadderStep[][] =>
  stages.flatMap(({ config }) => {
    const { steps = [] } = (config ?? {}) as { steps?: LadderStep[] };
    const spoken = steps.filter(({ do: doing }) => !('notify' in doing));
    return spoken.length > 0 ? [spoken] : [];
  });

function placesIn({ name: lane, stages }: Lane): [string, Place][] {
  let afterSevere = false;
  return laddersOf(stages)
    .flat()
    .map((step, at) => {
      const place = { lane, at, severe: isSevere(step), afterSevere };
      afterSevere ||= place.severe;
      return [step.name, place];
    });
}

/** What the first step of a ladder rests on. */
function goingOn([first]: LadderStep[], index: number, ladders: LadderStep[][]): GoesOn[] {
  const last = ladders[index - 1]?.at(-1);
  return first && last ? [{ first, last, said: saidBetween({ before: last, step: first }), steps: ladders.flat() }] : [];
}
