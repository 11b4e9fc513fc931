import type { Journey } from '../journey/journey.js';
import { ruleFor } from '../journey-rules/journey-rules.js';
import type { CustomerRow } from '../rows.js';
import type { RuledJourneys } from '../simulation/live.js';

/** The journey of a customer who has done nothing yet: that of the first rule which is true of him, or, where there are no rules, the one that is given. */
export function beginsIn({
  journey,
  ruled,
  customer,
}: {
  journey: Journey;
  ruled: RuledJourneys | undefined;
  customer: CustomerRow;
}): Journey {
  if (!ruled?.rules) return journey;
  const about = { customer, accounts: [], hasAutopay: false, today: customer.knownSince, totals: { items: 0, overdue: 0 } };
  return ruleFor({ rules: ruled.rules, about })?.journey ?? journey;
}
