import { dateAt } from '../calendar.js';
import type { CustomerHistory } from '../timeline.js';
import type { DatedReason, Known } from './records.js';
import { sinceDue, spokenList, spokenStep } from './words.js';

type EffectEntry = CustomerHistory['effects'][number];

/** One effect as it is told for one subject. `done`: it really went out; else something stopped it at the last moment. */
export interface ToldEffect {
  subject: string;
  step: string;
  done: boolean;
  text: string;
}

/** What became of an effect, for each subject that it is about: sent, collected or asked, and why then; or what stopped it. */
export function tellEffect({ entry, known }: { entry: EffectEntry; known: Known }): ToldEffect[] {
  const { effect } = entry;
  const itemIds = [...new Set(effect.kind === 'survey' ? [] : effect.itemIds)];
  const subjects = itemIds.length > 0 ? itemIds : [known.customerId];
  const isOver = entry.status === 'done' || entry.status === 'failed';
  const leftOut = (subject: string) => isOver && effect.steps.some((ref) => ref.subject === subject) && !known.took(entry.id, subject);
  return subjects.map((subject) => {
    const step = effect.steps.find((candidate) => candidate.subject === subject) ?? effect.steps[0];
    const name = step?.step ?? effect.kind;
    const stopped = entry.status === 'suppressed' || entry.status === 'given-back' || leftOut(subject);
    const others = itemIds.filter((id) => id !== subject && !leftOut(id)).map(known.nameOf);
    const together = others.length > 0 && !stopped ? `, together with ${othersText(others)}` : '';
    return {
      subject,
      step: name,
      done: !stopped,
      text: stopped
        ? `Held back at the last moment: ${doing(entry, name)}, because ${leftOut(subject) ? 'it was paid or held by then' : (SUPPRESSED[entry.outcome ?? ''] ?? 'something stopped it')}.`
        : `${became(entry, doing(entry, name), known)}${together}${whyThen({ entry, subject, step: name, known })}.`,
    };
  });
}

const othersText = (names: string[]): string => (names.length > 5 ? `${names.length} others` : spokenList(names));

/** What it is called. */
function doing({ effect }: EffectEntry, step: string): string {
  if (effect.kind === 'collect') return 'the collection';
  if (effect.kind === 'webhook') return `the system ${effect.hook}`;
  if (effect.kind === 'survey') return effect.survey === 'nps' ? 'whether he would recommend us' : 'how we did';
  return effect.purpose === 'invoice' ? 'the invoice' : spokenStep(effect.purpose === 'failure' ? effect.template : step);
}

function became({ effect, status, outcome, delivery, letter }: EffectEntry, what: string, { customerId }: Known): string {
  const [did, ask] =
    effect.kind === 'collect'
      ? ['Collected', 'Collecting']
      : effect.kind === 'webhook'
        ? ['Notified', 'Notifying']
        : effect.kind === 'survey'
          ? ['Asked', 'Asking']
          : ['Sent', 'Sending'];
  const named = effect.kind === 'collect' ? '' : ` ${what}`;
  const about = effect.kind === 'survey' && effect.subject !== customerId ? ' after what happened' : '';
  switch (outcome) {
    case 'sent':
    case 'collected':
      return `${did}${named}${about}${delivery === 'bounced' ? cameBack(letter) : ''}`;
    case 'notified':
      return `${did}${named}`;
    case 'refused':
      return `Tried to notify${named}, and it refused`;
    case 'undeliverable':
      return `${did}${named}, but the address refused it for good`;
    case 'declined':
      return 'Tried to collect, and the payment was declined';
    case 'ours':
      return 'Tried to collect, and the fault was ours';
    case 'unknown':
      return effect.kind === 'collect'
        ? 'Tried to collect, and nobody knows yet whether money moved'
        : `${did}${named}, and nobody knows whether it arrived`;
    default:
      return `${ask}${named}${status === 'claimed' || status === 'planned' ? ' is under way' : ''}`;
  }
}

const cameBack = (letter: string | null): string => `, but it came back${letter === 'sent' ? ', and a letter went instead' : ''}`;

/** Why it went when it went, from the reason that was recorded with its decision. */
function whyThen({ entry, subject, step, known }: { entry: EffectEntry; subject: string; step: string; known: Known }): string {
  if (entry.effect.kind === 'message' && entry.effect.purpose !== 'reminder' && entry.effect.purpose !== 'notice') return '';
  const subjects = new Set([subject, ...entry.effect.steps.map((ref) => ref.subject)]);
  const due = known.reasons.findLast(
    ({ at, reason }) => at <= entry.at && reason.code === 'step-due' && reason.params?.step === step && subjects.has(reason.about),
  );
  const dueOn = known.dueOn(subject, entry.at);
  const day = dateAt(entry.at, known.zone);
  const calendar = dueOn === undefined || entry.effect.kind === 'survey' ? '' : `, ${sinceDue({ day, dueOn })}`;
  return `${calendar}${LATER[becauseOf(due)] ?? ''}`;
}

const becauseOf = (due: DatedReason | undefined): string => String(due?.reason.params?.because ?? '');

/** Why not on its own day. */
const LATER: Readonly<Record<string, string>> = {
  'the post': ': not earlier, to leave the post its time for the letter before it and an answer',
  'the step before it': ': not earlier, to keep its distance to the step before it',
  'the distance of a severe step': ': not earlier, to leave the full time after the notice before it',
  'peace after a hold': ': not earlier, for the days of peace after a hold',
};

/** The codes with which a claim refuses. */
const SUPPRESSED: Readonly<Record<string, string>> = {
  settled: 'it was paid by then',
  held: 'a hold had come by then',
  'money-pending': 'a payment is on its way',
  'money-unapplied': 'money that we received and have not applied yet covers it',
  'step-under-way': 'it is under way elsewhere',
  'step-waits': 'the contact hours were over; it is planned again',
  'due-changed': 'the due date had become another one; it is planned again',
  'state-changed': 'the account stood in another state by then, or in none',
  'list-changed': 'what it listed was not what was open any more; it is planned again',
  'hold-ended': 'a hold had just ended, and days of peace follow; it is planned again',
  'method-added': 'the customer had added a payment method, by which it may be collected',
  'no-room': 'the customer had had all contacts that he may get',
  'survey-dropped': 'a dispute is open',
  'survey-dropped-notice': 'an invoice is open that has had a notice',
};
