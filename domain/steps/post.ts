/** How long letters and the answers to them are with the post, where the journey says so. */
import { dateAt, type Instant } from '../calendar.js';
import type { Contact } from '../journey/journey.js';
import { sendTime } from '../journey/long-form.js';
import { dateAfter, type Span } from '../span.js';

/** When what is posted at that moment arrives: at the journey's send time of the day. */
export function arrivalOf({
  at,
  post,
  contact,
  zone,
  country,
}: {
  at: Instant;
  post: Span;
  contact: Contact;
  zone: string;
  /** The customer's, whose business days count. */
  country: string;
}): Instant {
  return sendTime({ date: dateAfter({ date: dateAt(at, zone), span: post, country, closed: contact.closed }), contact, zone });
}
