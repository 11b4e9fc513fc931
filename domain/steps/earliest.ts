import { addDays, dateAt, type Instant } from '../calendar.js';
import type { Contact } from '../journey/journey.js';
import { sendTime } from '../journey/long-form.js';
import type { ProposedStep } from '../stages/stage-type.js';

interface EarliestInput {
  step: Pick<ProposedStep, 'at' | 'paced' | 'severe' | 'distanceDays'>;
  /** When the ladder's step before it really went; null: none did. */
  previousAt: Instant | null;
  /** When the subject's last paced step of any stage or lane went. */
  pacedAt?: Instant | null;
  /** When the last hold that stopped this ended; null: none did. */
  holdEndedAt: Instant | null;
  contact: Contact;
  peaceDays: number;
  zone: string;
}

export type Because = 'its moment' | 'the step before it' | 'the distance of a severe step' | 'peace after a hold';

/**
 * The earliest moment of a step: the latest of its own moment, the step before it plus `apart` (without one, the next calendar day), for a
 * severe step the full distance that the ladder puts between the two, and the end of the last hold plus peace.
 */
export function earliest({ step, previousAt, pacedAt = null, holdEndedAt, contact, peaceDays, zone }: EarliestInput): {
  at: Instant;
  because: Because;
} {
  let answer: { at: Instant; because: Because } = { at: step.at, because: 'its moment' };
  const notBefore = (at: Instant, because: Because) => {
    if (at > answer.at) answer = { at, because };
  };
  const daysAfter = (instant: Instant, days: number) => sendTime({ date: addDays(dateAt(instant, zone), days), contact, zone });
  const lastAt = pacedAt === null || (previousAt !== null && previousAt > pacedAt) ? previousAt : pacedAt;
  if (step.paced && lastAt !== null) notBefore(daysAfter(lastAt, contact.remindersApart ?? 1), 'the step before it');
  if (step.severe && previousAt !== null) notBefore(daysAfter(previousAt, step.distanceDays ?? 0), 'the distance of a severe step');
  if (step.paced && holdEndedAt !== null) notBefore(peaceDays > 0 ? daysAfter(holdEndedAt, peaceDays) : holdEndedAt, 'peace after a hold');
  return answer;
}
