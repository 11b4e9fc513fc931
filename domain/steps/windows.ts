import { addDays, dateAt, type Instant, instantAt } from '../calendar.js';
import type { Contact } from '../journey/journey.js';

/** The first moment at or after `at` inside the contact hours (`contact.at` until `contact.until`, in `zone`). Waits; never drops. */
export function withinHours({ at, contact, zone }: { at: Instant; contact: Contact; zone: string }): Instant {
  const date = dateAt(at, zone);
  const opens = instantAt({ date, time: contact.at, zone });
  if (at < opens) return opens;
  return at < instantAt({ date, time: contact.until, zone }) ? at : instantAt({ date: addDays(date, 1), time: contact.at, zone });
}
