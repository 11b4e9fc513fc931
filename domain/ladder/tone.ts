/** The tone of what is said about one invoice never falls back. */
import type { Instant } from '../calendar.js';
import type { StepRef } from '../effects/effect.js';
import type { Place } from '../journey/outline.js';
import type { ProposedStep } from '../stages/stage-type.js';
import { isReminding } from '../steps/may-drop.js';

/** A severe step that was taken, and when. */
export type Firm = StepRef & { at: Instant };

/**
 * What said more firmly already what a reminder or a call would say: a severe step that the journey puts after it in its lane; or one of another journey
 * or version, as long as nothing severe stands before it in this one. Lanes side by side keep no order. Undefined: nothing did; the last one else.
 */
export function saidMoreFirmly({
  step,
  firm,
  places,
}: {
  step: ProposedStep;
  /** Of its subject. */
  firm: readonly Firm[];
  /** Of the steps of the journey in force. */
  places: ReadonlyMap<string, Place>;
}): Firm | undefined {
  const own = places.get(step.step);
  if (own === undefined || step.severe || !isReminding(step)) return undefined;
  let last: Firm | undefined;
  for (const one of firm) {
    const place = places.get(one.step);
    const isFirmer = place ? place.lane === own.lane && place.at > own.at : !own.afterSevere;
    if (isFirmer && (last === undefined || one.at > last.at)) last = one;
  }
  return last;
}
