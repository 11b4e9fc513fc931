/**
 * Days and moments. A date is `YYYY-MM-DD` without a zone; an instant is milliseconds since 1970-01-01T00:00:00Z.
 * Nothing here reads a clock. Time zones are IANA names; a wall time that daylight saving skips moves forward, one that it repeats is the earlier.
 */
import { Temporal } from 'temporal-polyfill/implementation';

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
export const epochDay = (date: LocalDate): number =>
  Math.floor(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))) / DAY);

/** The date so many days after 1970-01-01. */
export const dateOfEpochDay = (day: number): LocalDate => new Date(day * DAY).toISOString().slice(0, 10);

/** The date `days` later (earlier when negative). */
export const addDays = (date: LocalDate, days: number): LocalDate => dateOfEpochDay(epochDay(date) + days);

/** Whole days from `from` to `to`: negative when `to` is earlier. */
export const daysBetween = (from: LocalDate, to: LocalDate): number => epochDay(to) - epochDay(from);

/** The same day `months` later, clamped to the month's end (31 January + 1 is 28 or 29 February). */
export const addMonths = (date: LocalDate, months: number): LocalDate => Temporal.PlainDate.from(date).add({ months }).toString();

/** The next date on or after `date` whose day of the month is `day`, clamped to the month's end. */
export function nextDayOfMonth(date: LocalDate, day: number): LocalDate {
  const from = Temporal.PlainDate.from(date);
  const here = from.with({ day });
  return (Temporal.PlainDate.compare(here, from) >= 0 ? here : from.with({ day: 1 }).add({ months: 1 }).with({ day })).toString();
}

/** The instant at which a wall clock in `zone` shows `time` on `date`. */
export function instantAt({ date, time, zone }: { date: LocalDate; time: WallTime; zone: string }): Instant {
  if (zone === 'UTC') return epochDay(date) * DAY + minutesOf(time) * MINUTE;
  return Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds;
}

/** The date that a calendar in `zone` shows at the instant. */
export function dateAt(instant: Instant, zone: string): LocalDate {
  if (zone === 'UTC') return dateOfEpochDay(Math.floor(instant / DAY));
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** The wall clock's `HH:MM` in `zone` at the instant. */
export function timeAt(instant: Instant, zone: string): WallTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainTime().toString({ smallestUnit: 'minute' });
}

/** The same wall time so many calendar days later in `zone`: a day with a clock change still counts as one. */
export function plusDays({ instant, days, zone }: { instant: Instant; days: number; zone: string }): Instant {
  if (zone === 'UTC') return instant + days * DAY;
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
export const isoInstant = (instant: Instant): string => `${new Date(instant).toISOString().slice(0, 19)}Z`;

const minutesOf = (time: WallTime): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
