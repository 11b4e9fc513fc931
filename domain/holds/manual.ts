/** Holds that a person places: what is named is left in peace until a day that he has to name. */
import { addDays, type Instant, instantAt, type LocalDate } from '../calendar.js';
import { DulyError } from '../errors.js';
import type { Stoppable } from '../rows.js';

/** Nothing is asked for, drawn, reckoned or asked about; what is owed stays. */
export const MANUAL_STOPS: Stoppable[] = ['reminders', 'escalation', 'collecting', 'interest', 'surveys'];

/** The moment at which the last day of the hold is over where the customer is. Throws `invalid_date` for a day that is over. */
export function endOfHold({ until, today, zone, at }: { until: LocalDate; today: LocalDate; zone: string; at: string }): Instant {
  if (until < today) throw new DulyError({ code: 'invalid_date', at, message: `${until} is over: send ${today} or a later day.` });
  return instantAt({ date: addDays(until, 1), time: '00:00', zone });
}
