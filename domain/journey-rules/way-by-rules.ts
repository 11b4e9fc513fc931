/** The way from a customer's journey to the one that rules give him. */
import { wayBetween } from '../journey/diff/way.js';
import type { Journey } from '../journey/journey.js';
import type { JourneyRules } from './journey-rules.js';

/**
 * Of the rules' stages those count whose new name the new journey has; else it is as in a move: the renamed stage, one of its type, or the lane's first.
 * What is for each invoice must go on; a lane for the customer or his accounts may end. `problems` are sentences on why nobody can go that way.
 */
export function wayByRules({ from, to, stages }: { from: Journey; to: Journey } & Pick<JourneyRules, 'stages'>) {
  const there = new Set(to.lanes.flatMap((lane) => lane.stages.map(({ name }) => name)));
  return wayBetween({ from, to, named: new Map([...stages].filter(([, now]) => there.has(now))), mustGoOn: ['item'] });
}
