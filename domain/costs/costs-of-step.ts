import type { Journey } from '../journey/journey.js';
import { stepsUpTo } from '../journey/ladder.js';
import { type CostTerms, rateOf } from './terms.js';

/** What the step of an item may claim by the journey of this customer; undefined: nothing. `waived` is asked by the name of a segment. */
export function costsOfStep({
  journey,
  step,
  itemId,
  currency,
  waived,
}: {
  journey: Journey;
  step: string;
  itemId: string;
  currency: string;
  /** Whether he is in the segment; asked only where the step claims something. */
  waived(segment: string, what: 'interest' | 'fee'): boolean;
}): CostTerms | undefined {
  if (!journey.costs) return undefined;
  const { interest, fees, payments } = journey.costs;
  const bears = interest !== undefined && stepsUpTo({ journey, step })?.includes(interest.firstIn) === true;
  const rate = bears && !(interest.waivedFor !== undefined && waived(interest.waivedFor, 'interest')) ? rateOf(interest) : 0;
  const charged = fees.find((one) => one.with === step);
  const asked = charged?.amounts.find((money) => money.currency === currency)?.amount ?? 0;
  const fee = asked > 0 && !(charged?.waivedFor !== undefined && waived(charged.waivedFor, 'fee')) ? asked : 0;
  return rate > 0 || fee > 0 ? { itemId, rate, fee, first: payments } : undefined;
}
