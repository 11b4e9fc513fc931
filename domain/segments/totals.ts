import { dateAt, type Instant, type LocalDate } from '../calendar.js';
import type { Journey } from '../journey/journey.js';
import type { CustomerRow, ItemRow, OpenTotals } from '../rows.js';
import { compiledSegments } from './compiled.js';

/** The day for which a decision needs the totals of open items; undefined: nobody asks for them, or today's segments are judged already. */
export function totalsDay({
  journey,
  customer,
  now,
}: {
  journey: Pick<Journey, 'contact' | 'segments'>;
  customer: CustomerRow;
  now: Instant;
}): LocalDate | undefined {
  if (journey.segments === undefined || !compiledSegments(journey).needsTotals) return undefined;
  const today = dateAt(now, journey.contact.zone === 'customer' ? customer.timeZone : journey.contact.zone);
  return customer.segments.on === today ? undefined : today;
}

/** The totals on that day, from all open items. */
export function totalsOf({ items, currency, on }: { items: readonly ItemRow[]; currency: string; on: LocalDate }): OpenTotals {
  let overdue = 0;
  for (const item of items) if (item.currency === currency && item.dueOn < on) overdue += item.open;
  return { items: items.length, overdue };
}
