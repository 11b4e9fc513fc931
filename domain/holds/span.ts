/** Spans of holds: days, or business days of the customer's country and the journey's own closed days. */
import { z } from 'zod';
import { addBusinessDays } from '../business-days.js';
import { addDays, type LocalDate } from '../calendar.js';
import type { Work } from '../decision/work.js';
import type { Words } from '../tell/words.js';

const count = z.int().min(0).max(365);
export const spanSchema = z.union([z.strictObject({ days: count }), z.strictObject({ businessDays: count })], {
  error: 'Expected a span like { days: 3 } or { businessDays: 3 }.',
});
export type Span = z.infer<typeof spanSchema>;

/** The day so long after the date. */
export const dayAfter = ({ date, span, work }: { date: LocalDate; span: Span; work: Work }): LocalDate =>
  'days' in span
    ? addDays(date, span.days)
    : addBusinessDays({
        date,
        days: span.businessDays,
        country: work.rows.customer.country,
        closed: work.journey.contact.closed,
      });

/** "3 days", "5 business days". */
export function spanText({ span, words }: { span: Span; words: Words }): string {
  if ('days' in span) return words.days(span.days);
  const { businessDays: count } = span;
  return words.say({ en: `${count} business ${count === 1 ? 'day' : 'days'}`, de: `${count} ${count === 1 ? 'Werktag' : 'Werktage'}` });
}
