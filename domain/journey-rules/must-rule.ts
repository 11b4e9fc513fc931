import type { LocalDate } from '../calendar.js';
import type { CustomerRow } from '../rows.js';
import type { JourneyRules } from './journey-rules.js';

/**
 * Whether the customer's journey is judged now: on a day of his once by each version of the rules, and whenever something was reported of him; never where a
 * person gave it to him.
 */
export const mustRule = ({
  rules,
  customer,
  heard,
  today,
}: {
  rules: Pick<JourneyRules, 'version'>;
  customer: Pick<CustomerRow, 'journeyPinned' | 'ruled'>;
  /** Facts wait. */
  heard: boolean;
  today: LocalDate;
}): boolean => !customer.journeyPinned && (heard || customer.ruled.on !== today || customer.ruled.by !== rules.version);
