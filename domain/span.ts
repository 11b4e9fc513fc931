/** Spans that a journey says: days, business days of the customer's country without the journey's own closed days, and hours of a clock. */
import { z } from 'zod';
import { addBusinessDays, type BusinessCalendar } from './business-days.js';
import { addDays, dateAt, HOUR, type Instant, instantAt, type LocalDate } from './calendar.js';

const count = z.int().min(0).max(365);
const days = z.strictObject({ days: count });
const businessDays = z.strictObject({ businessDays: count });
export const spanSchema = z.union([days, businessDays], { error: 'Expected a span like { days: 3 } or { businessDays: 3 }.' });
export type Span = z.infer<typeof spanSchema>;

/** Whether it is no time at all. */
export const isNoTime = (span: Span): boolean => ('days' in span ? span.days : span.businessDays) === 0;

/** How long somebody has for an answer. */
export const limitSchema = z.union([days, businessDays, z.strictObject({ hours: z.int().min(1).max(720) })], {
  error: 'Expected a time limit like { days: 3 }, { businessDays: 3 } or { hours: 4 }.',
});
export type TimeLimit = z.infer<typeof limitSchema>;

/** The day so long after the date. */
export const dateAfter = ({ date, span, ...calendar }: BusinessCalendar & { date: LocalDate; span: Span }): LocalDate =>
  'days' in span ? addDays(date, span.days) : addBusinessDays({ date, days: span.businessDays, ...calendar });

/** When the time is up: the end of its last day in `zone`; hours are over to the minute, at night and on holidays, too. */
export const endOfLimit = ({
  now,
  within,
  zone,
  ...calendar
}: BusinessCalendar & { now: Instant; within: TimeLimit; zone: string }): Instant =>
  'hours' in within
    ? now + within.hours * HOUR
    : instantAt({ date: addDays(dateAfter({ date: dateAt(now, zone), span: within, ...calendar }), 1), time: '00:00', zone });
