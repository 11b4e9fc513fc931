/** When a customer may be contacted: inside the journey's hours, on its days. Everything here waits; what is dropped instead, the steps decide. */
import { isBusinessDay, isClosed } from '../business-days.js';
import { addDays, dateAt, type Instant, instantAt, type LocalDate } from '../calendar.js';
import { fnv1a } from '../fingerprint.js';
import type { Contact } from '../journey/journey.js';

/** The hours of a day, and which days. */
export type Hours = Pick<Contact, 'at' | 'until' | 'days' | 'closed'>;

export interface WindowInput {
  at: Instant;
  contact: Hours;
  zone: string;
  /** The customer's, whose public holidays and days of rest count. */
  country: string;
}

/** The first moment at or after `at` inside the window: `contact.at` until `contact.until` in `zone`, on a day that is open. */
export function nextOpen({ at, contact, zone, country }: WindowInput): Instant {
  let date = dateAt(at, zone);
  if (isContactDay({ date, contact, country })) {
    const opens = instantAt({ date, time: contact.at, zone });
    if (at < opens) return opens;
    if (at < instantAt({ date, time: contact.until, zone })) return at;
  }
  date = nextContactDay({ date: addDays(date, 1), contact, country });
  return instantAt({ date, time: contact.at, zone });
}

/**
 * The first moment at or after `at` inside the window at which it is the customer's turn: so many milliseconds (`lateBy`) after the window opens, that not
 * everybody's messages go in one second. What becomes due later in the day goes at once.
 */
export function nextTurn(window: WindowInput & { lateBy: number }): Instant {
  const open = nextOpen(window);
  const { lateBy, contact, zone } = window;
  if (lateBy === 0) return open;
  const turn = instantAt({ date: dateAt(open, zone), time: contact.at, zone }) + lateBy;
  return turn > open && turn < closesAt({ at: open, contact, zone }) ? turn : open;
}

/** The customer's own part of the time over which the journey spreads, in milliseconds: always the same for one customer. */
export const latenessOf = ({ contact: { spread }, customerId }: { contact: Pick<Contact, 'spread'>; customerId: string }): number =>
  spread === undefined ? 0 : (fnv1a(customerId) % (spread * SECONDS)) * 1_000;
const SECONDS = 60;

/** When the window closes on the day of `at`. */
export const closesAt = ({ at, contact, zone }: Omit<WindowInput, 'country'>): Instant =>
  instantAt({ date: dateAt(at, zone), time: contact.until, zone });

interface DayInput extends Pick<WindowInput, 'country'> {
  date: LocalDate;
  contact: Pick<Hours, 'days' | 'closed'>;
}

/** Whether customers of the country are contacted on the day at all. */
export function isContactDay({ date, contact: { days, closed }, country }: DayInput): boolean {
  if (days === 'business') return isBusinessDay({ date, country, closed });
  return closed === undefined || !isClosed({ date, closed });
}

/** The day itself, or the next on which customers are contacted. */
export function nextContactDay({ date, contact, country }: DayInput): LocalDate {
  let day = date;
  while (!isContactDay({ date: day, contact, country })) day = addDays(day, 1);
  return day;
}
