import { dateAt } from '../calendar.js';
import type { Rank } from '../contacts/purposes.js';
import { rankText } from '../contacts/tell-whom.js';
import { becauseText, type ReasonCode, reasonSentence } from '../reasons.js';
import type { HoldRow } from '../rows.js';
import type { DatedReason, Known } from './records.js';
import { holdKind, holdText, isInForce, spokenDate, spokenStep } from './words.js';

/** Why a step did not go, or why something was decided. `step` names what was held back. */
export interface ToldReason {
  kind: 'held-back' | 'decided';
  step?: string;
  text: string;
}

/** Told by facts, effects and moves, or of no interest to a customer. */
const SILENT: ReadonlySet<ReasonCode> = new Set([
  'step-due',
  'step-under-way',
  'collect-failed',
  'left-stage',
  'entered-stage',
  'no-autopay',
  'in-flight-full',
  'invoice-due',
]);

/** A reason in words, or undefined where something else tells it. */
export function tellReason({ dated, subject, known }: { dated: DatedReason; subject: string; known: Known }): ToldReason | undefined {
  const { reason, at } = dated;
  const { code, params = {} } = reason;
  if (SILENT.has(code)) return undefined;
  const step = params.step === undefined ? undefined : String(params.step);
  const heldBack = (why: string, until = ''): ToldReason => ({
    kind: 'held-back',
    ...(step !== undefined && { step }),
    text: `Held back${until}: ${step === undefined ? 'what was next' : stepText(step)}, because ${why}.`,
  });
  switch (code) {
    case 'step-waits': {
      const because = String(params.because);
      if (because === 'its moment' || because === 'the step before it is under way') return undefined;
      return heldBack(becauseText({ because, when: 'waits' }), ` until ${spokenDate(String(params.until))}`);
    }
    case 'held':
      return heldBack(`of ${heldBy({ kind: String(params.kind), subject, at, known })}`);
    case 'promised':
      return heldBack(`${params.money} is promised until ${spokenDate(String(params.until))}`);
    case 'within-tolerance':
      return heldBack('so little is not asked for');
    case 'money-pending':
      return heldBack('a payment is on its way');
    case 'money-unapplied':
      return heldBack('money that we received and have not applied yet covers it');
    case 'step-lapsed':
      return {
        kind: 'held-back',
        ...(step !== undefined && { step }),
        text: `Left out: ${stepText(step ?? '')}, because it belongs before the due date.`,
      };
    case 'step-overtaken':
      return {
        kind: 'held-back',
        ...(step !== undefined && { step }),
        text: `Left out: ${stepText(step ?? '')}, because its next repeat was due already.`,
      };
    case 'step-skipped':
      return {
        kind: 'held-back',
        ...(step !== undefined && { step }),
        text: `Left out: ${stepText(step ?? '')}, because nobody is contacted at that time and the journey does not make up for it.`,
      };
    case 'step-capped':
      return {
        kind: 'held-back',
        ...(step !== undefined && { step }),
        text: `Left out: ${stepText(step ?? '')}, because the customer had had all contacts that he may get in a ${params.span} (${params.count}).`,
      };
    case 'said-firmer':
      return {
        kind: 'held-back',
        ...(step !== undefined && { step }),
        text: `Left out: ${stepText(step ?? '')}, because ${stepText(String(params.firmer))} said it more firmly already on ${spokenDate(String(params.on))}.`,
      };
    case 'not-for':
    case 'only-for':
      return {
        kind: 'held-back',
        ...(step !== undefined && { step }),
        text: `Left out: ${stepText(step ?? '')}, because it is ${code === 'not-for' ? 'not' : 'only'} for customers who count as "${segmentText(params)}".`,
      };
    case 'contact-instead':
      return {
        kind: 'decided',
        text: `Meant for ${rankText(params.meant as Rank)}; no such contact is known by ${params.channel}, so it is for ${gotText(String(params.got))}.`,
      };
    case 'costs-waived':
      return {
        kind: 'decided',
        text: `No ${params.what} was claimed with ${stepText(step ?? '')}, because that is waived for customers who count as "${segmentText(params)}".`,
      };
    case 'segment-joined':
      return { kind: 'decided', text: `Counts as "${segmentText(params)}" from then on: ${params.values}.` };
    case 'segment-left':
      return { kind: 'decided', text: `Does not count as "${segmentText(params)}" any more: ${params.values}.` };
    case 'notice-missing':
      return heldBack('the notice before it never went');
    case 'left-out':
      return heldBack('the notice before it never went, and it was left out by a person');
    case 'not-delivered':
      return heldBack('the invoice is not delivered yet');
    case 'survey-cooldown':
    case 'survey-dropped':
    case 'survey-dropped-notice':
    case 'survey-skipped':
    case 'survey-capped':
    case 'survey-no-room':
    case 'survey-waits':
    case 'survey-waits-notice':
    case 'survey-other-day':
      return { kind: 'held-back', text: reasonSentence(reason) };
    case 'call-open':
      return heldBack(`${stepText(String(params.call))} is not done yet`);
    case 'call-asked':
    case 'escalation-asked':
    case 'deposit-cheque-asked':
      return {
        kind: 'decided',
        text: `A person was asked: ${params.owner} is to ${TO_DO[code]} by ${spokenDate(String(params.until))}.`,
      };
    case 'orders-held':
      return { kind: 'decided', text: 'New orders are held until the invoice is paid, or disputed, promised or held itself.' };
    case 'orders-freed':
      return { kind: 'decided', text: `New orders are not held for it any more, because ${whyText(String(params.why))}.` };
    case 'task-closed':
      return {
        kind: 'decided',
        text: `What ${params.owner} was asked (${params.kind}) is closed, because ${whyText(String(params.why))}.`,
      };
    case 'settled':
      return { kind: 'decided', text: 'Nothing is owed any more, so nothing more is asked for.' };
    case 'reopened':
      return { kind: 'decided', text: `It is open again and goes on with ${params.stage}; what was sent before is not sent again.` };
    case 'lane-ended':
      return { kind: 'decided', text: `Everything that the journey does by itself is done: ${params.stage} ended (${params.outcome}).` };
    case 'task-opened':
      return { kind: 'decided', text: `A person was asked: ${String(params.owner)} (${String(params.kind).replaceAll('-', ' ')}).` };
    default:
      return { kind: 'decided', text: reasonSentence(reason) };
  }
}

const TO_DO = {
  'call-asked': 'call',
  'escalation-asked': 'decide',
  'deposit-cheque-asked': 'give the cheque to the bank once more',
} as const;

const segmentText = ({ segment }: NonNullable<DatedReason['reason']['params']>): string => spokenSegment(String(segment));

/** A segment as people say it. */
export const spokenSegment = (segment: string): string => segment.replaceAll('-', ' ');

/** What a step is called when it is held back. */
export const stepText = (step: string): string =>
  step === 'collect'
    ? 'the collection'
    : step === 'deliver'
      ? 'the invoice'
      : step === 'csat' || step === 'nps'
        ? 'a survey'
        : spokenStep(step);

/** The hold that was in force on the subject, its account or the whole customer; its kind, where the record is gone. */
export function heldBy({ kind, subject, at, known }: { kind: string; subject: string; at: number; known: Known }): string {
  const hold = known.holds.find(
    (candidate) => candidate.kind === kind && liesOn({ hold: candidate, subject, known }) && isInForce(candidate, at),
  );
  return hold ? holdText({ hold, currency: known.items.get(hold.subject)?.currency ?? '', zone: known.zone }) : holdKind(kind);
}

/** Whether the hold is about the subject, its account or the whole customer; of an insolvency, only what was issued before its cut-off. */
export const liesOn = ({ hold, subject, known }: { hold: HoldRow; subject: string; known: Known }): boolean =>
  hold.cutOffOn === null || subject === known.customerId
    ? hold.subject === subject || hold.subject === known.customerId || hold.subject === known.items.get(subject)?.accountId
    : known.issuedOn(subject) < hold.cutOffOn;

/** The stages through which one decision took a subject, as one sentence; nothing where it did not move. */
export function tellMoves(moves: DatedReason[]): string | undefined {
  const left = moves.filter(({ reason }) => reason.code === 'left-stage').map(({ reason }) => reason.params ?? {});
  const entered = moves.filter(({ reason }) => reason.code === 'entered-stage').map(({ reason }) => reason.params ?? {});
  const to = entered.at(-1)?.stage ?? left.at(-1)?.next;
  if (to === undefined) return undefined;
  const from = left[0]?.stage;
  if (from === undefined) return `Went to ${to}.`;
  return `Went on from ${from} to ${to} (${left.map((move) => move.outcome).join('; ')}).`;
}

export const dayOf = (at: number, { zone }: Pick<Known, 'zone'>): string => dateAt(at, zone);

const gotText = (got: string): string =>
  got === 'usual' ? 'the usual contact' : got === 'nobody' ? 'nobody: there is no other either' : rankText(got as Rank);

/** Why a task or a hold of ours ended: money, or the hold that came. */
const whyText = (why: string): string => WHY[why] ?? `of ${holdKind(why)}`;
const WHY: Readonly<Record<string, string>> = {
  settled: 'it is paid',
  moved: 'the invoice goes on where that is not asked',
  'money-pending': 'a payment is on its way',
  'money-unapplied': 'money that we received and have not applied yet covers it',
};
