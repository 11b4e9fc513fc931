/**
 * Business days by country: every day but its days of rest, its public holidays and the organisation's own closed days.
 * 1. What is remembered of a country's days is a pure function of country and day; to forget it changes no answer, only its cost.
 * 2. It is bounded: when it has grown to `CHUNKS` it is forgotten and begun anew.
 * 3. Saturday and Sunday rest, and nothing else, in a country that is not known.
 */
import { addDays, dateOfEpochDay, epochDay, type LocalDate, nextDayOfMonth } from './calendar.js';
import { publicHolidays } from './data/public-holidays.js';
import { weekendOf } from './data/weekends.js';

/** From the first to the last day, both closed. */
export interface ClosedDays {
  from: LocalDate;
  to: LocalDate;
}

export interface BusinessCalendar {
  /** ISO code of two letters. */
  country: string;
  /** The organisation's own days, whatever the country. */
  closed?: readonly ClosedDays[] | undefined;
}

export const isClosed = ({ date, closed }: { date: LocalDate; closed: readonly ClosedDays[] }): boolean =>
  closed.some(({ from, to }) => date >= from && date <= to);

export const isBusinessDay = ({ date, country, closed }: BusinessCalendar & { date: LocalDate }): boolean =>
  !isFree(country, epochDay(date), closed);

/** The same for a day since 1970-01-01. */
export const isBusinessDayOn = (day: number, { country, closed }: BusinessCalendar): boolean => !isFree(country, day, closed);

/** So many business days after the date (before it, when negative); 0 is the date itself, or the next business day where it is none. */
export function addBusinessDays({ date, days, country, closed }: BusinessCalendar & { date: LocalDate; days: number }): LocalDate {
  let day = epochDay(date);
  if (days === 0) while (isFree(country, day, closed)) day += 1;
  const ahead = days < 0 ? -1 : 1;
  for (let left = Math.abs(days); left > 0; ) {
    day += ahead;
    if (!isFree(country, day, closed)) left -= 1;
  }
  return dateOfEpochDay(day);
}

/** The last business day of the date's month; where that is over on the date, of the next month that has one. */
export function lastBusinessDay({ date, country, closed }: BusinessCalendar & { date: LocalDate }): LocalDate {
  const first = epochDay(date);
  for (let month = nextDayOfMonth(date, 31); ; month = nextDayOfMonth(addDays(month, 1), 31)) {
    let day = epochDay(month);
    while (day >= first && isFree(country, day, closed)) day -= 1;
    if (day >= first) return dateOfEpochDay(day);
  }
}

/** No business day, of days since 1970-01-01. */
const isFree = (country: string, day: number, closed: readonly ClosedDays[] | undefined): boolean =>
  rests(country, day) || (closed !== undefined && isClosed({ date: dateOfEpochDay(day), closed }));

const DAYS_IN_CHUNK = 512;
/** 512 bytes each. */
const CHUNKS = 16_384;
const OPEN = 1;
const RESTS = 2;

const countries = new Map<string, (Uint8Array | undefined)[]>();
let chunks = 0;
let recent: { country: string; chunks: (Uint8Array | undefined)[] } = { country: '', chunks: [] };

/** Whether a country rests on a day (days since 1970-01-01). */
function rests(country: string, day: number): boolean {
  if (recent.country !== country) recent = { country, chunks: countries.get(country) ?? [] };
  const known = recent.chunks[day >> 9]?.[day & (DAYS_IN_CHUNK - 1)];
  return (known || learn(country, day)) === RESTS;
}

/** Learns the day's whole year. */
function learn(country: string, day: number): number {
  const year = Number(dateOfEpochDay(day).slice(0, 4));
  const first = epochDay(`${year}-01-01`);
  const weekend = weekendOf(country);
  const holidays = new Set(publicHolidays({ country, year }));
  for (let one = first; one < epochDay(`${year + 1}-01-01`); one += 1) {
    // 1970-01-01 was a Thursday.
    const weekday = (((one + 4) % 7) + 7) % 7;
    keep(country, one, weekend.includes(weekday) || holidays.has(dateOfEpochDay(one)) ? RESTS : OPEN);
  }
  return recent.chunks[day >> 9]?.[day & (DAYS_IN_CHUNK - 1)] ?? OPEN;
}

function keep(country: string, day: number, what: number): void {
  if (chunks >= CHUNKS) {
    countries.clear();
    chunks = 0;
  }
  const own = countries.get(country) ?? [];
  countries.set(country, own);
  recent = { country, chunks: own };
  let chunk = own[day >> 9];
  if (!chunk) {
    chunk = new Uint8Array(DAYS_IN_CHUNK);
    own[day >> 9] = chunk;
    chunks += 1;
  }
  chunk[day & (DAYS_IN_CHUNK - 1)] = what;
}
