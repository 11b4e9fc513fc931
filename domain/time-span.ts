import { DAY, HOUR, type Instant, plusDays } from './calendar.js';

/** How far to go: calendar days, or hours. */
export type TimeSpan = { days: number } | { hours: number };

/** The longest span, in days. */
export const LONGEST_SPAN_DAYS = 3_660;

/** What to write, for errors. */
export const SPAN_HINT = `write days like 30d or hours like 12h, at most ${LONGEST_SPAN_DAYS}d`;

/** `30d` or `12h`; undefined for anything else, for nothing at all and for more than ten years. */
export function parseTimeSpan(text: string): TimeSpan | undefined {
  const [, digits, unit] = /^(\d{1,6})([dh])$/.exec(text) ?? [];
  const count = Number(digits);
  const span = unit === 'd' ? { days: count } : { hours: count };
  const length = count * (unit === 'd' ? DAY : HOUR);
  return length > 0 && length <= LONGEST_SPAN_DAYS * DAY ? span : undefined;
}

/** The moment that lies so far ahead; days keep the wall time of `zone`. */
export const momentAfter = ({ instant, span, zone }: { instant: Instant; span: TimeSpan; zone: string }): Instant =>
  'days' in span ? plusDays({ instant, days: span.days, zone }) : instant + span.hours * HOUR;
