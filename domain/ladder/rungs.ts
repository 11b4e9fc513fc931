import type { Stoppable } from '../rows.js';
import type { Span } from '../span.js';
import type { Act } from '../stages/stage-type.js';
import { saidBetween } from './distance.js';
import { isBeforeDue } from './moment.js';
import type { LadderStep } from './step.js';
import { verbOf } from './verbs/index.js';

/** What of a step is the same whatever it is asked about. */
export interface Rung {
  step: LadderStep;
  /** The step before it that speaks or is done: what another system is told stands between no two steps. */
  before: LadderStep | undefined;
  /** It counts from that one. */
  follows: boolean;
  /** What the journey says of the distance between both; undefined: that depends on the dates of the subject. */
  said: Span | undefined;
  /** It is counted from the due date, and before it. */
  beforeDue: boolean;
  severe: boolean;
  paced: boolean;
  stoppedBy: Stoppable;
  act: Act;
}

/** The rungs of a ladder, which is not changed afterwards. */
export function rungsOf(steps: readonly LadderStep[]): readonly Rung[] {
  const known = RUNGS.get(steps);
  if (known) return known;
  let before: LadderStep | undefined;
  const rungs = steps.map((step): Rung => {
    const verb = verbOf(step.do);
    const rung = {
      step,
      before,
      follows: before !== undefined && step.at.from === before.name,
      said: before && saidBetween({ before, step }),
      beforeDue: isBeforeDue(step.at),
      severe: step.severe || verb.severe,
      paced: verb.contacts,
      stoppedBy: verb.stoppedBy,
      act: verb.act(step.do),
    };
    if (!('notify' in step.do)) before = step;
    return rung;
  });
  RUNGS.set(steps, rungs);
  return rungs;
}
/** A journey that nobody holds any more takes its rungs with it. */
const RUNGS = new WeakMap<readonly LadderStep[], readonly Rung[]>();
