/** The judges' own calendar: nothing of it comes from the rules' one. Dates are `YYYY-MM-DD`, wall clocks `YYYY-MM-DD HH:MM`. */

/** Saturdays, Sundays, and the German holidays: those that stand on a date of the month, and those that move with Easter. */
export const rests = (date: string): boolean =>
  [0, 6].includes(new Date(`${date}T12:00Z`).getUTCDay()) ||
  FIXED.includes(date.slice(5)) ||
  FROM_EASTER.includes(apart(easter(Number(date.slice(0, 4))), date));
const FIXED = ['01-01', '05-01', '10-03', '12-25', '12-26'];
/** Good Friday, Easter Monday, Ascension Day, Whit Monday. */
const FROM_EASTER = [-2, 1, 39, 50];

/** Easter Sunday, by Gauss and Lichtenberg. */
function easter(year: number): string {
  const century = Math.floor(year / 100);
  const moon = 15 + Math.floor((3 * century + 3) / 4) - Math.floor((8 * century + 13) / 25);
  const sun = 2 - Math.floor((3 * century + 3) / 4);
  const place = year % 19;
  const seed = (19 * place + moon) % 30;
  const shift = Math.floor((seed + Math.floor(place / 11)) / 29);
  const limit = 21 + seed - shift;
  const sunday = 7 - ((year + Math.floor(year / 4) + sun) % 7);
  return later(`${year}-03-01`, limit + (7 - ((limit - sunday) % 7)) - 1);
}

/** So many days later of those that count. */
export function countedLater(date: string, days: number, counts: (day: string) => boolean): string {
  let day = date;
  for (let left = days; left > 0; ) {
    day = later(day, 1);
    if (counts(day)) left -= 1;
  }
  return day;
}

/** When the date begins in the zone, to the minute. */
export function beginsAt(date: string, zone: string): number {
  let [before, from] = [Date.parse(`${date}T00:00Z`) - 15 * 3_600_000, Date.parse(`${date}T00:00Z`) + 15 * 3_600_000];
  while (from - before > 60_000) {
    const middle = Math.floor((before + from) / 120_000) * 60_000;
    if (dayAt(middle, zone) < date) before = middle;
    else from = middle;
  }
  return from;
}

const DAY_MS = 86_400_000;

export const dayNumber = (date: string): number =>
  Math.round(Date.UTC(+date.slice(0, 4), +date.slice(5, 7) - 1, +date.slice(8, 10)) / DAY_MS);
export const dateOfDay = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
export const later = (date: string, days: number): string => dateOfDay(dayNumber(date) + days);
export const apart = (from: string, to: string): number => dayNumber(to) - dayNumber(from);

/** So many months later, on the last day where the month is shorter. */
export function monthsLater(date: string, months: number): string {
  const first = new Date(Date.UTC(+date.slice(0, 4), +date.slice(5, 7) - 1 + months, 1));
  const last = lastOf(first.getUTCFullYear(), first.getUTCMonth());
  return `${first.toISOString().slice(0, 8)}${String(Math.min(+date.slice(8, 10), last)).padStart(2, '0')}`;
}
export const endOfMonth = (date: string): string => `${date.slice(0, 8)}${lastOf(+date.slice(0, 4), +date.slice(5, 7) - 1)}`;
/** The last day of the month that counts. */
export function lastOfMonth(date: string, counts: (day: string) => boolean): string {
  let day = endOfMonth(date);
  while (!counts(day)) day = later(day, -1);
  return day;
}

/** The first day that has this number, from the date on; the last of a month that is shorter. */
export function dayInMonth(date: string, number: number): string {
  const own = inMonth(date, number);
  return own >= date ? own : inMonth(monthsLater(`${date.slice(0, 8)}01`, 1), number);
}
function inMonth(date: string, number: number): string {
  const [earlier = ''] = [`${date.slice(0, 8)}${String(number).padStart(2, '0')}`, endOfMonth(date)].sort();
  return earlier;
}
const lastOf = (year: number, month: number): number => new Date(Date.UTC(year, month + 1, 0)).getUTCDate();

const FORMATS = new Map<string, Intl.DateTimeFormat>();
const KNOWN = new Map<string, string>();

/** What calendar and clock show in the zone. */
export function wallClock(instant: number, zone: string): string {
  if (zone === 'UTC') return new Date(instant).toISOString().slice(0, 16).replace('T', ' ');
  const key = `${zone}${Math.floor(instant / 60_000)}`;
  const known = KNOWN.get(key);
  if (known) return known;
  let format = FORMATS.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
    FORMATS.set(zone, format);
  }
  const text = format.format(instant).replace(' ', ' ');
  if (KNOWN.size > 20_000) KNOWN.clear();
  KNOWN.set(key, text);
  return text;
}
export const dayAt = (instant: number, zone: string): string => wallClock(instant, zone).slice(0, 10);
