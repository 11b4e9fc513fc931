import { dateAt, dayAt, type Instant, instantOn } from '../calendar.js';
import type { Contact } from '../journey/journey.js';
import { sendTime } from '../journey/long-form.js';
import { dateAfter, isNoTime, type Span } from '../span.js';
import type { ProposedStep } from '../stages/stage-type.js';

interface EarliestInput {
  step: Pick<ProposedStep, 'at' | 'paced' | 'severe' | 'follows' | 'after' | 'distance'>;
  /** When the ladder's step before it really went; null: none did. */
  previousAt: Instant | null;
  /** When the step really went that this one counts from, where that is not the one before it; null: it never did. */
  anchoredAt?: Instant | null;
  /** When the subject's last paced step of any stage or lane went. */
  pacedAt?: Instant | null;
  /** When the last hold that stopped this ended; null: none did. */
  holdEndedAt: Instant | null;
  /** When an answer to the last letter could have come by post; null: there was none, or the journey does not say how long the post takes. */
  answerAt?: Instant | null;
  contact: Contact;
  /** After a hold. */
  peace: Span;
  zone: string;
  /** The customer's, whose business days count. */
  country: string;
}

export interface Earliest {
  at: Instant;
  because: Because;
}

export type Because = 'its moment' | 'the post' | 'the step before it' | 'the distance of a severe step' | 'peace after a hold';

/**
 * The earliest moment of a step: the latest of its own moment, the step before it plus `apart` (without one, the next calendar day), for a
 * severe step, and for one that is counted from the step before it, the full distance that the ladder puts between the two, and the end of the last hold plus peace.
 */
export function earliest({
  step,
  previousAt,
  anchoredAt = null,
  pacedAt = null,
  holdEndedAt,
  answerAt = null,
  contact,
  peace,
  zone,
  country,
}: EarliestInput): Earliest {
  const lastAt = pacedAt === null || (previousAt !== null && previousAt > pacedAt) ? previousAt : pacedAt;
  let answer: Earliest = { at: step.at, because: 'its moment' };
  if (step.paced && lastAt !== null)
    answer = later(answer, daysAfter({ instant: lastAt, days: contact.remindersApart ?? 1, contact, zone }), 'the step before it');
  if ((step.severe || step.follows) && previousAt !== null)
    answer = later(
      answer,
      after({ instant: previousAt, span: step.distance ?? AT_ONCE, contact, zone, country }),
      step.severe ? 'the distance of a severe step' : 'the step before it',
    );
  if (step.after && anchoredAt !== null)
    answer = later(
      answer,
      after({ instant: anchoredAt, span: step.after.distance, contact, zone, country }),
      step.severe ? 'the distance of a severe step' : 'the step before it',
    );
  if ((step.paced || step.severe) && answerAt !== null) answer = later(answer, answerAt, 'the post');
  if ((step.paced || step.severe) && holdEndedAt !== null)
    answer = later(
      answer,
      isNoTime(peace) ? holdEndedAt : after({ instant: holdEndedAt, span: peace, contact, zone, country }),
      'peace after a hold',
    );
  return answer;
}

const later = (answer: Earliest, at: Instant, because: Because): Earliest => (at > answer.at ? { at, because } : answer);

const AT_ONCE: Span = { days: 0 };

/** The journey's send time so long after the day of the instant. */
const after = ({
  instant,
  span,
  contact,
  zone,
  country,
}: Pick<EarliestInput, 'contact' | 'zone' | 'country'> & { instant: Instant; span: Span }): Instant =>
  sendTime({ date: dateAfter({ date: dateAt(instant, zone), span, country, closed: contact.closed }), contact, zone });

/** The journey's send time so many days after the day of the instant. */
const daysAfter = ({
  instant,
  days,
  contact,
  zone,
}: Pick<EarliestInput, 'contact' | 'zone'> & { instant: Instant; days: number }): Instant =>
  instantOn(dayAt(instant, zone) + days, contact.at, zone);
