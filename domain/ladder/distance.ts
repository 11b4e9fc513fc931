/** What a ladder puts between two of its steps, in the unit in which the journey says it. */
import type { BusinessCalendar } from '../business-days.js';
import { daysBetween, type LocalDate } from '../calendar.js';
import type { Span } from '../span.js';
import { dayOfMoment, type ItemDates, isItemDate, isMonthly, type Moment, reachOf } from './moment.js';
import type { LadderStep } from './step.js';

type Placed = Pick<LadderStep, 'name' | 'at'>;
const inUnit = ({ at }: Placed, unit: 'days' | 'businessDays'): number | undefined => (isMonthly(at) ? undefined : at[unit]);

/** Where both moments are said in one unit from one date, or the one from the other. */
export function saidBetween({ before, step }: { before: Placed; step: Placed }): Span | undefined {
  for (const unit of ['days', 'businessDays'] as const) {
    const to = inUnit(step, unit);
    if (to === undefined) continue;
    if (step.at.from === before.name) return spanOf(unit, to);
    const from = inUnit(before, unit);
    return from === undefined || before.at.from !== step.at.from ? undefined : spanOf(unit, to - from);
  }
  return undefined;
}

/** Else the calendar days between the days on which each would go by itself. At least one: no two steps of a ladder go on one day. */
export const distanceBetween = (steps: { before: Placed; step: Placed; days: { before: LocalDate; step: LocalDate } }): Span =>
  saidBetween(steps) ?? spanOf('days', daysBetween(steps.days.before, steps.days.step));

const spanOf = (unit: 'days' | 'businessDays', count: number): Span => {
  const atLeastOne = Math.max(1, count);
  return unit === 'days' ? { days: atLeastOne } : { businessDays: atLeastOne };
};

/** The day on which a step would go if each went on its own; undefined: what it counts from has no day of its own. */
export function plannedDay({ step, steps, dates, calendar }: PlannedDayInput): LocalDate | undefined {
  let day: LocalDate | undefined;
  const way: Placed[] = [];
  for (let one: Placed | undefined = step; one && day === undefined; ) {
    const from: string = one.at.from;
    if (way.push(one) > steps.length + 1) return undefined;
    if (isItemDate(from)) day = dates[from];
    else one = steps.find(({ name }) => name === from);
  }
  return day && way.reduceRight((anchor, { at }) => dayOfMoment({ at, anchor, calendar }), day);
}
interface PlannedDayInput {
  step: Placed;
  /** Those of its lane. */
  steps: readonly Placed[];
  dates: ItemDates;
  calendar: BusinessCalendar;
}

/** Whether the one moment surely lies after the other, wherever holidays fall; undefined: they count from different dates, or by months. */
export function surelyAfter({ step, before }: { step: Moment; before: Moment }): boolean | undefined {
  if (step.from !== before.from) return undefined;
  if (step.businessDays !== undefined && before.businessDays !== undefined && !isMonthly(step) && !isMonthly(before))
    return step.businessDays > before.businessDays;
  const [reach, reachBefore] = [reachOf(step), reachOf(before)];
  return reach && reachBefore && reach.fewest > reachBefore.most;
}
