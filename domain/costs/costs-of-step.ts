import type { Journey } from '../journey/journey.js';
import { stepsUpTo } from '../journey/ladder.js';
import { type CostTerms, rateOf } from './terms.js';

/** What the step of an item may claim by the journey; undefined: nothing. */
export function costsOfStep({
  journey,
  step,
  itemId,
  currency,
}: {
  journey: Journey;
  step: string;
  itemId: string;
  currency: string;
}): CostTerms | undefined {
  if (!journey.costs) return undefined;
  const { interest, fees, payments } = journey.costs;
  const rate = interest && stepsUpTo({ journey, step })?.includes(interest.firstIn) ? rateOf(interest) : 0;
  const fee = fees.find((one) => one.with === step)?.amounts.find((money) => money.currency === currency)?.amount ?? 0;
  return rate > 0 || fee > 0 ? { itemId, rate, fee, first: payments } : undefined;
}
