/** The judges' own reckoning of a ladder's moments, from the journey as its file says it. */
import type { JourneyForm, MomentForm, StepForm } from './draw-journey.js';
import { apart, countedLater, dayInMonth, endOfMonth, lastOfMonth, later, monthsLater } from './own-calendar.js';

export interface PlacedStep {
  step: StepForm;
  stage: string;
  lane: string;
  /** The step right before it in its stage, of which the customer hears. */
  before: StepForm | undefined;
  /** The stage's steps in their order. */
  ladder: StepForm[];
}

export interface Anchors {
  due: string;
  issue: string;
  delivery: string;
  /** Whether a date is a business day of the journey. */
  counts(day: string): boolean;
}

/** The journey's own steps of items, by their names. */
export function stepsOf({ lanes }: JourneyForm): Map<string, PlacedStep> {
  const placed = new Map<string, PlacedStep>();
  for (const [lane, { for: subject, stages }] of Object.entries(lanes))
    if (subject === 'item')
      for (const [stage, { steps = [] }] of Object.entries(stages))
        for (const [index, step] of steps.entries())
          placed.set(step.name, {
            step,
            stage,
            lane,
            before: steps.slice(0, index).findLast((one) => one.do.notify === undefined),
            ladder: steps,
          });
  return placed;
}

/** Whether the step costs the customer something. */
export const isSevere = ({ severe, do: act }: StepForm): boolean => severe === true || act.hold !== undefined || act.ask !== undefined;

/** The date for which the ladder has the step (its first occurrence). */
export function dateOf({ ladder, name, anchors }: { ladder: StepForm[]; name: string; anchors: Anchors }): string {
  const step = ladder.find((candidate) => candidate.name === name) as StepForm;
  const from = ladder.some((candidate) => candidate.name === step.at.from)
    ? dateOf({ ladder, name: step.at.from, anchors })
    : anchors[step.at.from as 'due' | 'issue' | 'delivery'];
  return shifted(from, step.at, anchors);
}

/** The date so long after another one. */
export function shifted(
  from: string,
  { days, businessDays, months, endOfMonth: toTheEnd, dayOfMonth }: MomentForm,
  { counts }: Pick<Anchors, 'counts'>,
): string {
  if (businessDays !== undefined) return countedLater(from, businessDays, counts);
  const date = days === undefined ? monthsLater(from, months ?? 0) : later(from, days);
  if (dayOfMonth !== undefined) return dayInMonth(date, dayOfMonth);
  if (toTheEnd !== 'business') return toTheEnd ? endOfMonth(date) : date;
  const last = lastOfMonth(date, counts);
  return last < date ? lastOfMonth(monthsLater(`${date.slice(0, 8)}01`, 1), counts) : last;
}

/** Days that the ladder puts between the step and the one before it. */
export const distanceTo = ({
  ladder,
  name,
  before,
  anchors,
}: {
  ladder: StepForm[];
  name: string;
  before: string;
  anchors: Anchors;
}): number => Math.max(0, apart(dateOf({ ladder, name: before, anchors }), dateOf({ ladder, name, anchors })));
