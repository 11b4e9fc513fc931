import { addDays, dateAt, daysBetween, type Instant, instantAt, type LocalDate } from '../calendar.js';
import type { Contact } from '../journey/journey.js';
import { sendTime } from '../journey/long-form.js';
import type { ProposedStep } from '../stages/stage-type.js';
import { dayOfMoment, type ItemDate, isBeforeDue, isItemDate, repeats } from './moment.js';
import type { LadderStep } from './step.js';
import { send } from './verbs/send.js';

interface PlanLadderInput {
  steps: readonly LadderStep[];
  subject: string;
  /** The subject's dates from which moments count. */
  dates: Readonly<Record<ItemDate, LocalDate>>;
  contact: Contact;
  now: Instant;
  zone: string;
}

/** Configured steps as a stage proposes them, in their order, each at the journey's send time of its day. A repeated one comes once for each repeat. */
export function planLadder({ steps, subject, dates, contact, now, zone }: PlanLadderInput): ProposedStep[] {
  const proposed: ProposedStep[] = [];
  let before: LocalDate | undefined;
  for (const step of steps) {
    const follows = !isItemDate(step.at.from);
    const first = dayOfMoment({ at: step.at, anchor: isItemDate(step.at.from) ? dates[step.at.from] : (before ?? dates.due) });
    const distanceDays = before === undefined ? undefined : Math.max(0, daysBetween(before, first));
    const beforeDue = isBeforeDue(step.at);
    if (step.every) {
      const every = step.every.days;
      for (const [occurrence, date] of repeats({ first, every, today: dateAt(now, zone) }).entries()) {
        const lapsesOn = addDays(date, every);
        proposed.push(propose({ step, subject, date, occurrence, follows, distanceDays, beforeDue, lapsesOn, contact, zone }));
      }
    } else {
      const lapsesOn = beforeDue ? dates.due : undefined;
      proposed.push(propose({ step, subject, date: first, occurrence: 0, follows, distanceDays, beforeDue, lapsesOn, contact, zone }));
    }
    before = first;
  }
  return proposed;
}

interface ProposeInput extends Pick<PlanLadderInput, 'subject' | 'contact' | 'zone'> {
  step: LadderStep;
  date: LocalDate;
  occurrence: number;
  follows: boolean;
  distanceDays: number | undefined;
  /** The step belongs before the due date. */
  beforeDue: boolean;
  lapsesOn: LocalDate | undefined;
}

const propose = ({
  step,
  subject,
  date,
  occurrence,
  follows,
  distanceDays,
  beforeDue,
  lapsesOn,
  contact,
  zone,
}: ProposeInput): ProposedStep => ({
  subject,
  step: step.name,
  occurrence,
  at: sendTime({ date, contact, zone }),
  lapsesAt: lapsesOn === undefined ? undefined : instantAt({ date: lapsesOn, time: beforeDue ? '00:00' : contact.at, zone }),
  lapse: lapsesOn === undefined ? undefined : beforeDue ? 'before-due' : 'overtaken',
  severe: step.severe,
  follows,
  distanceDays,
  everyDays: step.every?.days,
  paced: true,
  stoppedBy: send.stoppedBy,
  act: send.act(step.do),
});
