/**
 * Days and moments. A date is `YYYY-MM-DD` without a zone; an instant is milliseconds since 1970-01-01T00:00:00Z.
 * Nothing here reads a clock. Time zones are IANA names; a wall time that daylight saving skips moves forward, one that it repeats is the earlier.
 */
import { Temporal } from 'temporal-polyfill/implementation';
import { LAST_DAY, offsetAt, offsetThroughout, steadyOffset } from './zone-offsets.js';

/** Milliseconds since the epoch, UTC. */
export type Instant = number;
/** `YYYY-MM-DD`, without a zone. */
export type LocalDate = string;
/** `HH:MM`, 24 hours. */
export type WallTime = string;

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Days since 1970-01-01. */
export function epochDay(date: LocalDate): number {
  const year = yearOf(date);
  const month = monthOf(date);
  const day = pair(date, 8);
  if (isNear(year) && month > 0 && day > 0 && date.length === 10) return dayOf(year, month, day);
  return Math.floor(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))) / DAY);
}

/** The date so many days after 1970-01-01. */
export function dateOfEpochDay(day: number): LocalDate {
  if (!(day >= 0 && day <= LAST_DAY)) return textOf(day);
  const known = DATES[day];
  if (known !== undefined) return known;
  const text = textOf(day);
  if (Number.isInteger(day)) DATES[day] = text;
  return text;
}
/** The texts of the days up to `LAST_DAY`, as they are asked for. */
const DATES = new Array<LocalDate | undefined>(LAST_DAY + 1);
const textOf = (day: number): LocalDate => new Date(day * DAY).toISOString().slice(0, 10);

/** The date `days` later (earlier when negative). */
export const addDays = (date: LocalDate, days: number): LocalDate => dateOfEpochDay(epochDay(date) + days);

/** Whole days from `from` to `to`: negative when `to` is earlier. */
export const daysBetween = (from: LocalDate, to: LocalDate): number => epochDay(to) - epochDay(from);

/** The same day `months` later, clamped to the month's end (31 January + 1 is 28 or 29 February). */
export function addMonths(date: LocalDate, months: number): LocalDate {
  const month = yearOf(date) * 12 + monthOf(date) - 1 + months;
  const year = Math.floor(month / 12);
  if (!isNear(yearOf(date)) || !isNear(year)) return Temporal.PlainDate.from(date).add({ months }).toString();
  return clamped(year, month - year * 12 + 1, pair(date, 8));
}

/** The next date on or after `date` whose day of the month is `day`, clamped to the month's end. */
export function nextDayOfMonth(date: LocalDate, day: number): LocalDate {
  const here = inMonth(date, day);
  return here >= date ? here : inMonth(addMonths(`${date.slice(0, 8)}01`, 1), day);
}

/** The instant at which a wall clock in `zone` shows `time` on `date`. */
export const instantAt = ({ date, time, zone }: { date: LocalDate; time: WallTime; zone: string }): Instant =>
  instantOn(epochDay(date), time, zone);

/** The same for a date in days since 1970-01-01. */
export function instantOn(day: number, time: WallTime, zone: string): Instant {
  const offset = zone === 'UTC' ? 0 : steadyOffset(zone, day);
  if (offset !== undefined && time.length === 5) return day * DAY + minutesOf(time) * MINUTE - offset;
  const known = MOMENTS.get(zone)?.get(day)?.get(time);
  if (known !== undefined) return known;
  const instant = Temporal.PlainDate.from(dateOfEpochDay(day)).toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds;
  keepMoment(zone, day, time, instant);
  return instant;
}

/** The moments of wall clocks around the days on which they change, by zone, day and time, as they are asked for; to forget them changes no answer. */
const MOMENTS = new Map<string, Map<number, Map<WallTime, Instant>>>();
const MOMENTS_KEPT = 10_000;
let momentsKept = 0;

function keepMoment(zone: string, day: number, time: WallTime, instant: Instant): void {
  if (momentsKept >= MOMENTS_KEPT) {
    MOMENTS.clear();
    momentsKept = 0;
  }
  momentsKept += 1;
  const days = MOMENTS.get(zone) ?? new Map<number, Map<WallTime, Instant>>();
  MOMENTS.set(zone, days);
  const times = days.get(day) ?? new Map<WallTime, Instant>();
  days.set(day, times);
  times.set(time, instant);
}

/** The date that a calendar in `zone` shows at the instant. */
export const dateAt = (instant: Instant, zone: string): LocalDate => dateOfEpochDay(dayAt(instant, zone));

/** The same in days since 1970-01-01. */
export function dayAt(instant: Instant, zone: string): number {
  const day = Math.floor(instant / DAY);
  if (zone === 'UTC') return day;
  const offset = steadyOffset(zone, day);
  if (offset !== undefined) return Math.floor((instant + offset) / DAY);
  if (day >= 0 && day < LAST_DAY) {
    const local = Math.floor((instant + offsetAt(zone, day)) / DAY);
    // Where the clock changes on this day, either offset mostly shows the same date.
    if (local === Math.floor((instant + offsetAt(zone, day + 1)) / DAY)) return local;
  }
  return epochDay(Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDate().toString());
}

/** The wall clock's `HH:MM` in `zone` at the instant. */
export function timeAt(instant: Instant, zone: string): WallTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainTime().toString({ smallestUnit: 'minute' });
}

/** The same wall time so many calendar days later in `zone`: a day with a clock change still counts as one. */
export function plusDays({ instant, days, zone }: { instant: Instant; days: number; zone: string }): Instant {
  if (zone === 'UTC') return instant + days * DAY;
  const offset = offsetThroughout(zone, Math.floor(instant / DAY));
  const then = offset === undefined ? undefined : steadyOffset(zone, Math.floor((instant + offset) / DAY) + days);
  if (offset !== undefined && then !== undefined) return instant + offset + days * DAY - then;
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).add({ days }).epochMilliseconds;
}

/** Whether the runtime's zone data know the name. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** Whether the text is a real date: `2026-02-30` is not. */
export const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && dateOfEpochDay(epochDay(text)) === text;

/** An instant as RFC 3339 in UTC, without fractions: `2026-03-06T07:00:00Z`. */
export function isoInstant(instant: Instant): string {
  const day = Math.floor(instant / DAY);
  if (!(day >= 0 && day <= LAST_DAY)) return `${new Date(instant).toISOString().slice(0, 19)}Z`;
  const second = Math.floor((instant - day * DAY) / 1_000);
  return `${dateOfEpochDay(day)}T${two(Math.floor(second / 3_600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}Z`;
}
const two = (count: number): string => (count < 10 ? `0${count}` : `${count}`);

/** Years whose dates are reckoned here; before and after them the library is asked. */
const isNear = (year: number): boolean => year >= 1970 && year <= 2199;

/** The number of two digits that stands there in a text; not a number where others than digits do. */
function pair(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

const yearOf = (date: LocalDate): number => pair(date, 0) * 100 + pair(date, 2);
const monthOf = (date: LocalDate): number => pair(date, 5);

/** Days from 1970-01-01 to a date of the Gregorian calendar, whose year is reckoned from March so that a leap day comes last. */
function dayOf(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const sinceMarch = (((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) | 0) + day - 1;
  return y * 365 + (y >> 2) - ((y / 100) | 0) + ((y / 400) | 0) + sinceMarch - 719_468;
}

/** The day of the month, or its last one where it has fewer. */
function clamped(year: number, month: number, day: number): LocalDate {
  const next = month === 12 ? dayOf(year + 1, 1, 1) : dayOf(year, month + 1, 1);
  return dateOfEpochDay(Math.min(dayOf(year, month, day), next - 1));
}

/** The day in the month of a date, or its last one where it has fewer. */
function inMonth(date: LocalDate, day: number): LocalDate {
  const year = yearOf(date);
  if (!isNear(year) || !(day >= 1)) return Temporal.PlainDate.from(date).with({ day }).toString();
  return clamped(year, monthOf(date), day);
}

const minutesOf = (time: WallTime): number => pair(time, 0) * 60 + pair(time, 3);
