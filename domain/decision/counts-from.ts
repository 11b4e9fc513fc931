/** From when what has gone counts for what comes after it. */
import type { Instant } from '../calendar.js';
import type { GoesOn } from '../journey/outline.js';
import { distanceBetween, plannedDay } from '../ladder/distance.js';
import { datesOf } from '../ladder/moment.js';
import type { TokenRow } from '../rows.js';
import type { Span } from '../span.js';
import type { ProposedStep } from '../stages/stage-type.js';
import type { Work } from './work.js';

interface Named {
  subject: string;
  step: string;
}

/** When a step of the subject went, for the first time; undefined: it did not. Nothing waits again for what was undone and is done anew. */
export function firstWent({ done }: Work, { subject, step }: Named): Instant | undefined {
  const known = done.get({ subject, step, occurrence: 0 });
  return known && !known.went ? done.lastOf({ subject, step })?.at : known?.at;
}

/** A message counts from the last time that it was said, for it may have repeated in another version; what is done, from its first time. */
const lastingFrom = (work: Work, step: Named): Instant | undefined => work.done.lastSaid(step)?.at ?? firstWent(work, step);

/** From when a step that went counts for what follows it in its ladder; undefined for one that repeats: from this very time. */
export const countsFrom = (work: Work, step: ProposedStep): Instant | undefined =>
  step.everyDays === undefined ? lastingFrom(work, step) : undefined;

/**
 * What the first severe step of a ladder rests on that goes on from another: its last step, else the moment of entering the stage; with the distance that
 * the journey puts between both.
 */
export function restsOn(
  work: Work,
  token: TokenRow,
  { subject, step, distance }: ProposedStep,
): { at: Instant; distance: Span } | undefined {
  const goesOn = distance === undefined ? work.outlineOf(subject).restsOn.get(step) : undefined;
  if (!goesOn) return undefined;
  return {
    at: lastingFrom(work, { subject, step: goesOn.last.name }) ?? token.enteredAt,
    distance: goesOn.said ?? distanceByDates(work, token, goesOn),
  };
}

function distanceByDates(work: Work, { subject, enteredAt }: TokenRow, { first, last, steps }: GoesOn): Span {
  const item = work.view().item(subject);
  if (!item) return A_DAY;
  const calendar = { country: work.rows.customer.country, closed: work.journey.contact.closed };
  const common = { steps, dates: datesOf({ item, customer: work.rows.customer, enteredAt, zone: work.zone }), calendar };
  const [before, step] = [plannedDay({ step: last, ...common }), plannedDay({ step: first, ...common })];
  return before && step ? distanceBetween({ before: last, step: first, days: { before, step } }) : A_DAY;
}
const A_DAY: Span = { days: 1 };
