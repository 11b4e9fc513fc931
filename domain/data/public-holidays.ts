/**
 * Public holidays of whole countries, from the package date-holidays (see NOTICE). It is large (about 0.1 s and 28 MB to load), so it is loaded when a
 * holiday is first asked for: a journey without business days never does.
 */
import { createRequire } from 'node:module';
import type Holidays from 'date-holidays';
import { addDays, DAY, type LocalDate } from '../calendar.js';

const load = createRequire(import.meta.url);

/** The days of the year that are public holidays in all of the country (ISO code), whole days only; none for a country that is not known. */
export function publicHolidays({ country, year }: { country: string; year: number }): LocalDate[] {
  const Known = load('date-holidays') as typeof Holidays;
  const known = new Known(country, { types: ['public'] });
  // One that begins in December may last into January.
  return [year - 1, year]
    .flatMap((one) => known.getHolidays(one) || [])
    .flatMap(datesOf)
    .filter((date) => date.startsWith(`${year}-`));
}

/** The whole days of a holiday, whose beginning is a local time: half days are none, and a feast that begins at noon or in the evening counts from the next day. */
function datesOf({ date, start, end }: { date: string; start: Date; end: Date }): LocalDate[] {
  const first = date.slice(11, 16) === '00:00' ? date.slice(0, 10) : addDays(date.slice(0, 10), 1);
  const half = DAY / 2;
  const days = Math.floor((end.getTime() - start.getTime() + half - 1) / DAY);
  return Array.from({ length: days }, (_, index) => addDays(first, index));
}
