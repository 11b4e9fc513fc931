/** When letters are handed to whoever prints them: on days of its own, before an hour of the day, so often at most. */
import { isBusinessDay } from '../business-days.js';
import { addDays, dateAt, type Instant, instantAt, type LocalDate, type WallTime } from '../calendar.js';
import type { Effect } from '../effects/effect.js';
import type { Contact } from '../journey/journey.js';
import { sendTime } from '../journey/long-form.js';
import type { Act } from '../stages/stage-type.js';
import type { Cap } from './caps.js';

export interface Letters {
  /** Without it they are printed every day. */
  days?: 'business';
  /** What comes later in the day is printed on the next. */
  before: WallTime;
  /** Letters that remind or ask, beside what all contacts are capped by. */
  atMost?: Cap;
}

interface PrintInput {
  at: Instant;
  letters: Letters;
  contact: Contact;
  zone: string;
  /** The customer's, whose business days count. */
  country: string;
}

/** The first moment at or after `at` at which a letter may go to print: on another day at the journey's send time. */
export function nextPrint({ at, letters, contact, zone, country }: PrintInput): Instant {
  const isPrinted = (date: LocalDate): boolean => letters.days === undefined || isBusinessDay({ date, country, closed: contact.closed });
  const today = dateAt(at, zone);
  if (isPrinted(today) && at < printEnds({ at, letters, zone })) return at;
  let date = addDays(today, 1);
  while (!isPrinted(date)) date = addDays(date, 1);
  return sendTime({ date, contact, zone });
}

/** When the printing of the day of `at` ends. */
export const printEnds = ({ at, letters, zone }: Pick<PrintInput, 'at' | 'letters' | 'zone'>): Instant =>
  instantAt({ date: dateAt(at, zone), time: letters.before, zone });

/** Whether it is written and goes by letter, by itself or beside an email. */
export const isLetter = (said: Act | Effect): boolean => 'by' in said && said.by !== undefined && said.by.some((way) => way !== 'email');
