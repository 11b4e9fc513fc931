import { dateAt, type LocalDate } from '../calendar.js';
import { becauseText } from '../reasons.js';
import { heldBy, liesOn, spokenSegment, stepText } from './reason-sentences.js';
import type { DatedReason, Known } from './records.js';
import { holdText, isInForce, sinceDue, spokenDate } from './words.js';

/** What comes next for a subject: `on` is null where no day is known; `step` is null where no step is waited for. */
export interface Next {
  step: string | null;
  on: LocalDate | null;
  text: string;
}

/** The reasons that say where a subject rests. */
const RESTS: ReadonlySet<string> = new Set([
  'step-waits',
  'step-due',
  'held',
  'money-pending',
  'money-unapplied',
  'needs-customer',
  'not-delivered',
  'notice-missing',
  'said-firmer',
  'call-open',
  'call-asked',
  'escalation-asked',
  'deposit-cheque-asked',
  'cheque-clears',
  'our-fault',
  'settled',
  'reopened',
  'lane-ended',
]);

const TO_DO = {
  'call-asked': 'is to call',
  'escalation-asked': 'is to decide how it goes on',
  'deposit-cheque-asked': 'is to give the cheque to the bank once more',
} as const;

/** From the last recorded reason that says why a subject rests. */
export function nextOf({ subject, known }: { subject: string; known: Known }): Next {
  const last = known.reasons.findLast(({ reason }) => RESTS.has(reason.code) && concerns(reason.about, subject, known));
  const nothing = 'Nothing, until something happens.';
  if (!last) return { step: null, on: null, text: nothing };
  const { code, params = {} } = last.reason;
  const step = params.step === undefined ? null : String(params.step);
  const waits = (text: string): Next => ({ step, on: null, text });
  switch (code) {
    case 'step-waits':
      return waitsUntil({ last, step: step ?? '', subject, known });
    case 'step-due':
      return wentOut({ last, step: step ?? '', known })
        ? { step: null, on: null, text: nothing }
        : { step, on: dateAt(last.at, known.zone), text: `${capital(stepText(step ?? ''))} is under way.` };
    case 'held':
      return waits(
        `${capital(stepText(step ?? ''))}, when this has ended: ${heldBy({ kind: String(params.kind), subject, at: last.at, known })}.`,
      );
    case 'money-pending':
      return waits(`${capital(stepText(step ?? ''))}, unless the payment that is on its way arrives.`);
    case 'money-unapplied':
      return waits(`${capital(stepText(step ?? ''))}, unless the money that we received is applied to it.`);
    case 'needs-customer':
      return {
        step: null,
        on: String(params.until),
        text: `The customer is asked for another way to pay until ${spokenDate(String(params.until))}; then the journey goes on without it.`,
      };
    case 'not-delivered':
      return waits('Nothing is asked for before the invoice is delivered.');
    case 'notice-missing':
      return waits(
        `Nothing by itself: ${stepText(step ?? '')} needs its notice, which never went. A person says whether that is given now, or the step is left out.`,
      );
    case 'said-firmer':
      return waits(`Nothing by itself: ${stepText(String(params.firmer))} said more firmly already what would come.`);
    case 'call-open':
      return waits(`${capital(stepText(step ?? ''))}, when ${stepText(String(params.call))} is done.`);
    case 'call-asked':
    case 'escalation-asked':
    case 'deposit-cheque-asked': {
      const what = params.choices === undefined ? TO_DO[code] : `${TO_DO[code]} (${params.choices})`;
      return { step, on: String(params.until), text: `${params.owner} ${what}, by ${spokenDate(String(params.until))}.` };
    }
    case 'cheque-clears':
      return waits('What the bank says of the cheque decides: until then nothing is asked for.');
    case 'our-fault':
      return waits('Nothing for the customer: the failure was ours, and a person looks at it.');
    case 'settled':
      return waits('Nothing: it is paid.');
    case 'lane-ended':
      return waits('Nothing by itself: the journey has done all that it does.');
    default:
      return waits(nothing);
  }
}

function waitsUntil({ last, step, subject, known }: { last: DatedReason; step: string; subject: string; known: Known }): Next {
  const { params = {} } = last.reason;
  const on = String(params.until);
  const because = String(params.because);
  const dueOn = known.items.get(subject)?.dueOn;
  const calendar = dueOn === undefined ? '' : `, ${sinceDue({ day: on, dueOn })}`;
  const why = because === 'its moment' ? '' : `: ${becauseText({ because, when: 'waits' })}`;
  const whom =
    params.only !== undefined
      ? `, if the customer counts as "${spokenSegment(String(params.only))}" by then`
      : params.not !== undefined
        ? `, unless the customer counts as "${spokenSegment(String(params.not))}" by then`
        : '';
  const late = on < known.on ? ' That day has passed, and it has not been looked at since.' : '';
  return {
    step,
    on,
    text: `${capital(stepText(step))} on ${spokenDate(on)}${calendar}${why}${whom}.${late}${heldText({ step, subject, known })}`,
  };
}

/** Holds in force that stop it if they last until then; only a part, where they hold a part. */
function heldText({ step, subject, known }: { step: string; subject: string; known: Known }): string {
  const what = step === 'collect' ? 'collecting' : subject === known.customerId ? 'surveys' : 'reminders';
  const hold = known.holds.find(
    (candidate) => liesOn({ hold: candidate, subject, known }) && candidate.stops.includes(what) && isInForce(candidate, known.until - 1),
  );
  if (!hold) return '';
  const named = holdText({ hold, currency: known.items.get(subject)?.currency ?? '', zone: known.zone });
  return hold.amount === null
    ? ` It does not go as long as this lasts: ${named}.`
    : ` What this holds is left out as long as it lasts: ${named}.`;
}

/** Whether the effect of that decision is over: then the step is not what comes next. */
const wentOut = ({ last, step, known }: { last: DatedReason; step: string; known: Known }): boolean =>
  known.effects.some(
    ({ effect, at, endedAt }) =>
      at >= last.at && endedAt !== null && effect.steps.some((ref) => ref.step === step && ref.subject === last.reason.about),
  );

function concerns(about: string, subject: string, known: Known): boolean {
  const items = known.itemsOf(about);
  return items.length > 0 ? items.includes(subject) : subject === known.customerId;
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
