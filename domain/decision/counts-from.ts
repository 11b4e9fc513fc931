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

/** What is done counts from its first time, a message from its last: it may have repeated in another version. */
const lastingFrom = (work: Work, step: Named, { isMessage }: { isMessage: boolean }): Instant | undefined =>
  isMessage ? work.done.lastOf(step)?.at : firstWent(work, step);

/** From when a step that went counts for what follows it in its ladder; undefined for one that repeats: from this very time. */
export function countsFrom(work: Work, step: ProposedStep): Instant | undefined {
  if (step.everyDays !== undefined) return undefined;
  return lastingFrom(work, step, { isMessage: step.act.do !== 'task' && step.act.do !== 'hold orders' });
}

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
  const { name, do: doing } = goesOn.last;
  return {
    at: lastingFrom(work, { subject, step: name }, { isMessage: 'send' in doing }) ?? token.enteredAt,
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
