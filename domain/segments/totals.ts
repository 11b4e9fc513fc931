import { dateAt, type Instant, type LocalDate } from '../calendar.js';
import type { Journey } from '../journey/journey.js';
import type { JourneyRules } from '../journey-rules/journey-rules.js';
import { mustRule } from '../journey-rules/must-rule.js';
import type { CustomerRow, ItemRow, OpenTotals } from '../rows.js';
import { compiledSegments } from './compiled.js';

/** The day for which a decision needs the totals of open items; undefined: nobody asks for them, or what does is judged already today. */
export function totalsDay({
  journey,
  itemJourneys,
  customer,
  now,
  rules = null,
  heard = false,
}: {
  journey: Pick<Journey, 'contact' | 'segments'>;
  /** Those that items walk in place of it. */
  itemJourneys?: ReadonlyMap<string, Pick<Journey, 'segments'>> | undefined;
  customer: CustomerRow;
  now: Instant;
  /** Those in force. */
  rules?: JourneyRules | null | undefined;
  /** Facts wait. */
  heard?: boolean;
}): LocalDate | undefined {
  const bySegments = asks(journey) || (itemJourneys !== undefined && itemJourneys.size > 0 && [...itemJourneys.values()].some(asks));
  const byRules = rules?.needsTotals === true;
  if (!bySegments && !byRules) return undefined;
  const today = dateAt(now, journey.contact.zone === 'customer' ? customer.timeZone : journey.contact.zone);
  const wanted = (bySegments && customer.segments.on !== today) || (byRules && mustRule({ rules, customer, heard, today }));
  return wanted ? today : undefined;
}

const asks = (journey: Pick<Journey, 'segments'>): boolean => journey.segments !== undefined && compiledSegments(journey).needsTotals;

/** The totals on that day, from all open items. */
export function totalsOf({ items, currency, on }: { items: readonly ItemRow[]; currency: string; on: LocalDate }): OpenTotals {
  let overdue = 0;
  for (const item of items) if (item.currency === currency && item.dueOn < on) overdue += item.open;
  return { items: items.length, overdue };
}
