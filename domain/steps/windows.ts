/** When a customer may be contacted: inside the journey's hours, on its days. Everything here waits; what is dropped instead, the steps decide. */
import { isBusinessDayOn, isClosed } from '../business-days.js';
import { dateOfEpochDay, dayAt, type Instant, instantOn } from '../calendar.js';
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
  let day = dayAt(at, zone);
  if (isContactDay(day, contact, country)) {
    const opens = instantOn(day, contact.at, zone);
    if (at < opens) return opens;
    if (at < instantOn(day, contact.until, zone)) return at;
  }
  do day += 1;
  while (!isContactDay(day, contact, country));
  return instantOn(day, contact.at, zone);
}

/**
 * The first moment at or after `at` inside the window at which it is the customer's turn: so many milliseconds (`lateBy`) after the window opens, that not
 * everybody's messages go in one second. What becomes due later in the day goes at once.
 */
export function nextTurn(window: WindowInput & { lateBy: number }): Instant {
  const open = nextOpen(window);
  const { lateBy, contact, zone } = window;
  if (lateBy === 0) return open;
  const turn = instantOn(dayAt(open, zone), contact.at, zone) + lateBy;
  return turn > open && turn < closesAt({ at: open, contact, zone }) ? turn : open;
}

/** The customer's own part of the time over which the journey spreads, in milliseconds: always the same for one customer. */
export const latenessOf = ({ contact: { spread }, customerId }: { contact: Pick<Contact, 'spread'>; customerId: string }): number =>
  spread === undefined ? 0 : (fnv1a(customerId) % (spread * SECONDS)) * 1_000;
const SECONDS = 60;

/** When the window closes on the day of `at`. */
export const closesAt = ({ at, contact, zone }: Omit<WindowInput, 'country'>): Instant => instantOn(dayAt(at, zone), contact.until, zone);

/** Whether customers of the country are contacted on the day (days since 1970-01-01) at all. */
export function isContactDay(day: number, { days, closed }: Pick<Hours, 'days' | 'closed'>, country: string): boolean {
  if (days === 'business') return isBusinessDayOn(day, { country, closed });
  return closed === undefined || !isClosed({ date: dateOfEpochDay(day), closed });
}
