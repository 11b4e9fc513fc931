/** Spans of holds, counted by the customer's country and the journey's own closed days. */
import type { LocalDate } from '../calendar.js';
import type { Work } from '../decision/work.js';
import { dateAfter, type Span } from '../span.js';

/** The day so long after the date. */
export const dayAfter = ({ date, span, work }: { date: LocalDate; span: Span; work: Work }): LocalDate =>
  dateAfter({ date, span, country: work.rows.customer.country, closed: work.journey.contact.closed });
