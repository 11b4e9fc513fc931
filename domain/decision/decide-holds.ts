/** The one place at which a decision asks the kinds of holds: once for all, before the tokens, and for each item before its stage. */
import type { Instant } from '../calendar.js';
import { decidingHoldsOf, speakingHoldsOf } from '../holds/index.js';
import type { TokenRow } from '../rows.js';
import { takeSteps } from './take-steps.js';
import type { Work } from './work.js';

/** Judges, asks people and ends what is over. Returns when the first of them wants to be asked again, or null. */
export function decideHolds(work: Work): Instant | null {
  let soonest: Instant | null = null;
  for (const { kind, config } of decidingHoldsOf(work.journey)) {
    const again = kind.decide?.({ work, config }) ?? null;
    if (again !== null && (soonest === null || again < soonest)) soonest = again;
  }
  return soonest;
}

/** Takes what holds have to say about the token's item, as far as it may go now. */
export function takeHoldSteps(work: Work, token: TokenRow): void {
  for (const { kind, config } of speakingHoldsOf(work.journey)) {
    const steps = kind.steps?.({ work, token, config });
    if (steps && steps.length > 0) takeSteps(work, token, { steps });
  }
}
