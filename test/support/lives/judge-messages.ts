import { type Done, doneAtOnce, type Judge, type Known, reached } from './judge.js';
import { apart } from './own-calendar.js';

const CHASING = ['reminder', 'notice'];

/** Nothing is asked for that is settled, disputed, held, on its way or covered, nor more than that; chasing keeps to the contact hours. */
export const judgeMessages: Judge = (known) => {
  const { ledger, life, outside, clock, surveys } = known;
  /** The days of the contacts that caps count. */
  const contacts: string[] = [];
  const { contact } = life.form;
  /** Items of which nobody knows whether they were drawn, until something is heard of them, or they are settled by something else. */
  const unknown = new Set<string>();
  /** One contact more, now: whether that is too many. */
  function counts(at: number, what: string): string | undefined {
    const today = clock(at).slice(0, 10);
    const counted = [...contacts, ...surveys.map(({ day }) => day)];
    const inADay = counted.filter((day) => day === today).length + 1;
    const inAWeek = counted.filter((day) => apart(day, today) < 7).length + 1;
    contacts.push(today);
    if (known.moved) return undefined;
    if (inADay > (contact.atMost?.day ?? Infinity)) return `${what} is contact ${inADay} of a day`;
    return inAWeek > (contact.atMost?.week ?? Infinity) ? `${what} is contact ${inAWeek} of seven days` : undefined;
  }
  return (entry) => {
    if (entry.what === 'fact') {
      const { report } = entry;
      if (report.type === 'payment.failed') {
        const isUnknown = report.data.reasonClass === 'outcome_unknown';
        for (const id of report.data.itemIds) isUnknown ? unknown.add(id) : unknown.delete(id);
      } else if (report.type === 'task.decided' || report.type === 'payment.received' || report.type === 'payment.refunded')
        unknown.clear();
      return undefined;
    }
    if (entry.what === 'decided') for (const id of unknown) if ((ledger.item(id)?.open ?? 0) <= 0) unknown.delete(id);
    if (entry.what === 'decided' && contact.atMost) {
      for (const { subject, step } of doneAtOnce(entry)) {
        if (!isCall(known, subject, step)) continue;
        const complaint = counts(entry.at, `the call ${step}`);
        if (complaint) return complaint;
      }
    }
    if (entry.what !== 'done' || entry.effect.kind !== 'message' || !reached(entry)) return undefined;
    const { at, effect, parts } = entry;
    if (effect.accountId !== undefined) {
      const isMild = effect.purpose === 'reminder' && !known.accounts.states.get(entry.steps[0]?.step ?? '')?.severe;
      return contact.atMost && isMild ? counts(at, effect.id) : undefined;
    }
    const unlike = isWrittenOtherwise(known, entry);
    if (unlike) return unlike;
    if (effect.purpose === 'thanks') return undefined;
    if (parts.length === 0) return `${effect.id} asks for nothing`;
    for (const { itemId, amount } of parts) {
      const item = ledger.item(itemId);
      if (!item || item.open <= 0) return `${effect.id} speaks of ${itemId}, of which nothing is owed`;
      if (amount <= 0) return `${effect.id} asks for ${amount} of ${itemId}`;
      if (ledger.held({ subject: itemId, what: 'orders', at }).some(({ cutOff }) => cutOff !== undefined))
        return `${effect.id} speaks of ${itemId}, which is from before an insolvency`;
      const askable =
        CHASING.includes(effect.purpose) && !isQuestion(entry)
          ? ledger.askable({ itemId, what: 'reminders', at, ...(isBeforePromise(entry) && { but: 'promise' }) })
          : item.open;
      if (amount !== askable) return `${effect.id} names ${amount} of ${itemId}, of which ${askable} may be asked for`;
    }
    if (!CHASING.includes(effect.purpose)) return undefined;
    const closed = outside(at);
    if (closed) return `${effect.id} goes ${closed}`;
    if (isQuestion(entry)) return undefined;
    if (contact.atMost && effect.purpose === 'reminder' && !effect.alone) {
      const complaint = counts(at, effect.id);
      if (complaint) return complaint;
    }
    for (const { itemId } of parts) {
      // Who promised to pay it knows of it.
      if (ledger.item(itemId)?.deliveredAt === null && !isAboutPromise(entry))
        return `${effect.id} reminds of ${itemId}, which was never delivered`;
      if (unknown.has(itemId)) return `${effect.id} reminds of ${itemId}, of which nobody knows whether it was drawn`;
      if (!entry.steps.some(({ subject }) => subject === itemId)) return `${effect.id} names ${itemId} without a step of it`;
    }
    const accounts = new Set(parts.map(({ itemId }) => ledger.item(itemId)?.account));
    if (accounts.size > 1) return `${effect.id} goes to several accounts`;
    if (parts.length > 100) return `${effect.id} lists ${parts.length} items`;
    if (entry.steps.length > 1) {
      if (!contact.together) return `${effect.id} joins what is to go alone`;
      if (entry.steps.some(({ subject, step }) => known.stepsOf(subject).get(step)?.step.severe))
        return `${effect.id} joins a severe step with others`;
    }
    const oldest = [...parts].sort((a, b) => ((ledger.item(a.itemId)?.dueOn ?? '') < (ledger.item(b.itemId)?.dueOn ?? '') ? -1 : 1))[0];
    const tones = entry.effect.steps
      .filter(({ subject }) => ledger.item(subject)?.dueOn === ledger.item(oldest?.itemId ?? '')?.dueOn)
      .map(({ subject, step }) => known.stepsOf(subject).get(step)?.step.do.send);
    if (effect.purpose === 'reminder' && entry.steps.length === effect.steps.length && !tones.includes(effect.template))
      return `${effect.id} speaks as "${effect.template}", its oldest item is at ${tones.join(' or ')}`;
    return undefined;
  };
};

/** Whether it goes to others, or is written and signed otherwise, than the journey says. */
function isWrittenOtherwise({ life, stepsOf }: Known, { effect, steps: went }: Done): string | undefined {
  if (effect.kind !== 'message') return undefined;
  const { signedBy } = (life.form.writing ?? {}) as { signedBy?: string };
  if (effect.writing?.signedBy !== signedBy) return `${effect.id} is signed by ${effect.writing?.signedBy}, the journey says ${signedBy}`;
  for (const { subject, step } of went) {
    const to = stepsOf(subject).get(step)?.step.do.to;
    if (String(effect.to) !== String(to)) return `${effect.id} goes to ${effect.to}, the journey says ${to}`;
  }
  return undefined;
}

/** The word before a promise goes though that is what stops reminders. */
const isBeforePromise = ({ steps }: Done): boolean => steps.some(({ step }) => step === 'promise-comes-up');

const isAboutPromise = ({ steps }: Done): boolean => steps.some(({ step }) => step.startsWith('promise-'));

/** What is missing of a payment is asked about, not asked for. */
const isQuestion = ({ steps }: Done): boolean => steps.some(({ step }) => step === 'short-payment-question');

/** Whether the journey's step, or what follows a cheque that came back or a bad score, is a call. */
const isCall = ({ stepsOf }: Known, subject: string, step: string): boolean =>
  stepsOf(subject).get(step)?.step.do.call !== undefined || step.startsWith('call-') || step === 'bad-score';
