import { addDays, dateAt, daysBetween, instantAt, type LocalDate } from '../calendar.js';
import { sendTime } from '../journey/long-form.js';
import type { Span } from '../span.js';
import type { PlanInput, ProposedStep } from '../stages/stage-type.js';
import { distanceBetween } from './distance.js';
import { dayOfMoment, type ItemDate, type ItemDates, isItemDate, isMonthly, repeats } from './moment.js';
import { orderHoldOf, questionOf, stepTaskId } from './own-records.js';
import { type Rung, rungsOf } from './rungs.js';
import type { LadderStep } from './step.js';

interface PlanLadderInput {
  steps: readonly LadderStep[];
  subject: string;
  /** The subject's dates from which moments count. */
  dates: ItemDates;
  input: Pick<PlanInput<unknown>, 'contact' | 'token' | 'view' | 'done' | 'wentLast' | 'now' | 'zone'>;
}

/**
 * Configured steps as a stage proposes them, in their order, each at the journey's send time of its day. A repeated one comes once for each repeat.
 * What counts from a step that went counts from the day on which it really went, and from a call from the day on which it was done. A step of another
 * stage that never went counts as gone on the day on which this stage was entered.
 */
export function planLadder({ steps, subject, dates, input }: PlanLadderInput): ProposedStep[] {
  const proposed: ProposedStep[] = [];
  /** The days of the steps so far, if each went on its own; and by what has really gone of those from which they count. */
  const planned: LocalDate[] = [];
  const expected: LocalDate[] = [];
  let beforeOn = '';
  const calendar = { country: input.view.customer.country, closed: input.contact.closed };
  for (const rung of rungsOf(steps)) {
    const { step, before, follows } = rung;
    const { from } = step.at;
    const anchor = isItemDate(from) ? undefined : dayOfStep({ from, subject, steps, planned, expected, input });
    const anchorOn = anchor?.on ?? dates[from as ItemDate];
    const on = dayOfMoment({ at: step.at, anchor: anchorOn, calendar });
    const ideal = anchor === undefined || anchorOn === anchor.planned ? on : dayOfMoment({ at: step.at, anchor: anchor.planned, calendar });
    const distance = rung.said ?? (before && distanceBetween({ before, step, days: { before: beforeOn, step: ideal } }));
    const dueOn = dates.due;
    if (step.every && anchor?.waits) {
      proposed.push(propose({ rung, subject, date: on, occurrence: 0, dueOn, distance, endless: true, input }));
    } else if (step.every) {
      for (const [occurrence, date] of repeatsOf({ step, first: on, every: step.every.days, subject, input }).entries())
        proposed.push(propose({ rung, subject, date, occurrence, dueOn, distance, endless: false, input }));
    } else {
      const occurrence = occurrenceOf({ step, subject, input });
      const one = propose({ rung, subject, date: on, occurrence, dueOn, distance, endless: false, input });
      if (anchor && (!follows || anchor.call))
        one.after = {
          step: from,
          distance:
            step.at.businessDays === undefined || isMonthly(step.at)
              ? { days: Math.max(0, daysBetween(anchorOn, on)) }
              : { businessDays: step.at.businessDays },
          open: anchor.call === 'open',
        };
      proposed.push(one);
    }
    if (!('notify' in step.do)) beforeOn = ideal;
    planned.push(ideal);
    expected.push(on);
  }
  return proposed;
}

type OfSubject = Pick<PlanLadderInput, 'subject' | 'input'>;

const repeatsOf = ({
  step,
  first,
  every,
  subject,
  input: { done, now, zone },
}: OfSubject & { step: LadderStep; first: LocalDate; every: number }): LocalDate[] =>
  repeats({
    first,
    every,
    today: dateAt(now, zone),
    isOver: (occurrence) => done({ subject, step: step.name, occurrence }) !== undefined,
  });

/** The day of a step from which others count: on which it really went, and as planned. While it `waits`, repeats that count from it have no days of their own yet. */
function dayOfStep({
  from,
  subject,
  steps,
  planned,
  expected,
  input: { token, view, done, wentLast, zone },
}: OfSubject & { from: string; steps: readonly LadderStep[]; planned: readonly LocalDate[]; expected: readonly LocalDate[] }): {
  on: LocalDate;
  planned: LocalDate;
  waits?: true;
  call?: 'open' | 'done';
} {
  const step = { subject, step: from, occurrence: 0 };
  const first = done(step);
  const anew = first && !first.went ? wentLast?.(step) : undefined;
  const known = anew ?? first;
  const { customerId } = token;
  const task = known?.went ? view.task(stepTaskId({ customerId, ...step, occurrence: anew?.occurrence ?? 0 })) : undefined;
  const went = known?.went ? dateAt(task?.endedAt ?? known.at, zone) : undefined;
  const place = steps.findIndex(({ name }) => name === from);
  const own = planned[place];
  const ideal = own ?? went ?? dateAt(token.enteredAt, zone);
  // Left out, it counts as planned; still to come, as soon as it may go: it may be the one that this decision takes.
  const day = {
    on: went ?? (known ? ideal : (expected[place] ?? ideal)),
    planned: ideal,
    ...(known === undefined && own !== undefined && { waits: true as const }),
  };
  return task ? { ...day, call: task.status === 'open' ? 'open' : 'done' } : day;
}

/** What was undone because its item was settled or held is done anew when the item may be chased again. */
function occurrenceOf({ step, subject, input: { token, view } }: OfSubject & { step: LadderStep }): number {
  const of = { view, customerId: token.customerId, subject, step: step.name };
  if ('ask' in step.do) return questionOf(of).occurrence;
  return 'hold' in step.do ? orderHoldOf(of).occurrence : 0;
}

interface ProposeInput extends OfSubject {
  rung: Rung;
  date: LocalDate;
  occurrence: number;
  dueOn: LocalDate;
  distance: Span | undefined;
  /** Nothing overtakes it yet. */
  endless: boolean;
}

function propose({
  rung: { step, follows, beforeDue, severe, paced, stoppedBy, act },
  subject,
  date,
  occurrence,
  dueOn,
  distance,
  endless,
  input: { contact, zone },
}: ProposeInput): ProposedStep {
  const lapsesOn = endless ? undefined : step.every ? addDays(date, step.every.days) : beforeDue ? dueOn : undefined;
  return {
    subject,
    step: step.name,
    occurrence,
    at: sendTime({ date, contact, zone }),
    lapsesAt: lapsesOn === undefined ? undefined : instantAt({ date: lapsesOn, time: beforeDue ? '00:00' : contact.at, zone }),
    lapse: lapsesOn === undefined ? undefined : beforeDue ? 'before-due' : 'overtaken',
    severe,
    follows,
    distance,
    everyDays: step.every?.days,
    paced,
    stoppedBy,
    act,
    to: step.to,
  };
}
