import type { LocalDate } from '../calendar.js';
import type { Report } from '../facts.js';

/** An operator ends a hold; said twice it is one fact. */
export const releasedByHand = ({ holdId, effectiveOn }: { holdId: string; effectiveOn: LocalDate }): Report => ({
  type: 'hold.released',
  source: 'operator',
  externalId: `release/${holdId}`,
  effectiveOn,
  data: { holdId },
});
