/** Years that are like those of a story, so that what happened can be played again in the future on the same days. */

/** Weekdays, months and leap years come again after 28 years (no century without a leap day lies before 2100). */
const CYCLE_YEARS = 28;
/** Years are looked for up to so many ahead. */
const FARTHEST = 150;

/**
 * The fewest years by which the years from `first` to `last` must be moved to begin at `from` or later with all weekdays the same and, with `holidays`, Easter and
 * what moves with it, too. Where there are none such near, holidays fall on other days.
 */
export function yearsAhead({ first, last, from, holidays }: { first: number; last: number; from: number; holidays: boolean }): number {
  const story = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  for (let years = Math.max(0, from - first); holidays && years <= FARTHEST; years += 1)
    if (story.every((year) => isLike(year, year + years))) return years;
  return Math.ceil(Math.max(0, from - first) / CYCLE_YEARS) * CYCLE_YEARS;
}

const isLike = (a: number, b: number): boolean =>
  weekdayOf(a, 0, 1) === weekdayOf(b, 0, 1) && weekdayOf(a, 11, 31) === weekdayOf(b, 11, 31) && easterOf(a) === easterOf(b);

const weekdayOf = (year: number, month: number, day: number): number => new Date(Date.UTC(year, month, day)).getUTCDay();

/** Easter Sunday as month and day, `month * 100 + day` (the anonymous Gregorian algorithm; Meeus, Astronomical Algorithms, chapter 8). */
export function easterOf(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  return Math.floor(sum / 31) * 100 + (sum % 31) + 1;
}
