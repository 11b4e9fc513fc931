/** When customers are called: in hours of its own, on days of its own, so often at most. */
import { isBusinessDay, isClosed } from '../business-days.js';
import { addDays, dateAt, type Instant, instantAt, type LocalDate, type WallTime } from '../calendar.js';
import type { Contact } from '../journey/journey.js';
import type { Cap } from './caps.js';

export interface CallHours {
  /** In their order, none over another. */
  hours: { at: WallTime; until: WallTime }[];
  /** Without it every day is one, but the organisation's own closed days. */
  days?: 'business';
  /** `customer`: the customer's own zone. */
  zone: string;
  /** Calls that somebody is asked to make, beside what all contacts are capped by. */
  atMost?: Cap;
}

/** The first moment at or after `at` at which the customer may be called. */
export function nextCallHour({
  at,
  calls,
  closed,
  timeZone,
  country,
}: {
  at: Instant;
  calls: CallHours;
  closed: Contact['closed'];
  /** The customer's. */
  timeZone: string;
  country: string;
}): Instant {
  const zone = calls.zone === 'customer' ? timeZone : calls.zone;
  const isOpen = (date: LocalDate): boolean =>
    calls.days === 'business' ? isBusinessDay({ date, country, closed }) : closed === undefined || !isClosed({ date, closed });
  for (let date = dateAt(at, zone); ; date = addDays(date, 1)) {
    if (!isOpen(date)) continue;
    for (const { at: opens, until } of calls.hours)
      if (at < instantAt({ date, time: until, zone })) return Math.max(at, instantAt({ date, time: opens, zone }));
  }
}
