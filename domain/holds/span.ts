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

/** "3 days", "5 business days"; in German also as they stand after "von". */
export function spanText({ span, words, dative = false }: { span: Span; words: Words; dative?: boolean }): string {
  if ('days' in span) return dative ? words.ofDays(span.days) : words.days(span.days);
  const { businessDays: count } = span;
  const days = count === 1 ? 'Werktag' : dative ? 'Werktagen' : 'Werktage';
  return words.say({ en: `${count} business ${count === 1 ? 'day' : 'days'}`, de: `${count} ${days}` });
}
