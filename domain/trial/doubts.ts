/** What a journey can hardly mean, seen when it was tried out: no mistake that keeps it from being published, but worth a look. */
import { type Doubt, daysText } from '../journey/findings.js';
import type { Contact, Journey } from '../journey/journey.js';
import { outlineOf } from '../journey/outline.js';
import type { Cap } from '../steps/caps.js';
import { type TriedStep, tryJourney } from './try-journey.js';

/** In the order of the file. */
export function doubtsOf(journey: Journey): Doubt[] {
  const { steps, undelivered } = tryJourney(journey);
  const waits: Doubt[] = undelivered
    ? [
        {
          code: 'never-delivered',
          path: ['lanes', undelivered.lane, 'stages', undelivered.stage],
          message: `An invoice that Duly is to deliver waits in "${undelivered.stage}" for ever: nothing is asked for before it is delivered, and no stage before this one delivers it. Put "delivery:" with "on delivered: ${undelivered.stage}" first; without it only invoices that come as delivered are asked for.`,
        },
      ]
    : [];
  return [
    ...waits,
    ...steps.flatMap((one): Doubt[] => {
      const path = ['lanes', one.lane, 'stages', one.stage, 'steps', one.index, 'at'];
      if (one.late === null)
        return [{ code: 'silent-step', path, message: `"${one.step.name}" never goes${whyNever(one, journey.contact)}` }];
      if (one.late < NOTEWORTHY_DAYS) return [];
      return [
        {
          code: 'late-step',
          path,
          message: `"${one.step.name}" goes at least ${daysText(one.late)} later than this says: ${whyLate(one, journey)}. Say the day on which it can go, or make room before it.`,
        },
      ];
    }),
  ];
}

/** A day more or less is what weekends do, too. */
const NOTEWORTHY_DAYS = 2;

function whyLate({ after, because }: TriedStep, journey: Journey): string {
  const { remindersApart, post } = journey.contact;
  const before = after === undefined ? 'what goes before it' : `"${after}"`;
  const goes = post && after !== undefined && outlineOf(journey).letters.has(after) ? 'goes before it, by post,' : 'goes before it,';
  switch (because) {
    case 'the post':
      return `${before} goes before it, and an answer by post takes its time`;
    case 'the distance of a severe step':
      return `it is severe, and keeps its full distance to ${before}, which goes late itself`;
    case 'the caps':
      return `${before} ${goes} and a customer hears of us at most ${capText(journey.contact)}`;
    default:
      return `${before} ${goes} and the next contact about an invoice comes ${daysText(remindersApart ?? 1)} later`;
  }
}

function whyNever({ because }: TriedStep, contact: Contact): string {
  switch (because) {
    case 'step-capped':
      return `: a customer hears of us at most ${capText(contact)}, and what goes in the days before it is that many already. Give it more distance, or allow more.`;
    case 'step-lapsed':
      return ': it belongs before the due date, and that has come by the time it may go. Give it more distance, or leave it out.';
    case 'step-skipped':
      return ': its moment always lies outside the contact hours, and what falls there is left out. Let it wait, or move it.';
    default:
      return ', although an invoice comes to its stage. Look at what stands before it.';
  }
}

const capText = ({ atMost, calls, letters }: Contact): string =>
  [...capsText(atMost), ...capsText(calls?.atMost, ' by telephone'), ...capsText(letters?.atMost, ' by letter')].join(' and ');

const capsText = ({ day, week }: Cap = {}, how = ''): string[] => [
  ...(day === undefined ? [] : [`${day} a day${how}`]),
  ...(week === undefined ? [] : [`${week} a week${how}`]),
];
