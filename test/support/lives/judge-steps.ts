import type { StepForm } from './draw-journey.js';
import { contacts, doneAtOnce, isFor, type Judge, reached, type TakenStep, type Went } from './judge.js';
import { firmerThan } from './judge-moves.js';
import { dateOf, distanceTo, shifted } from './moments.js';
import { apart, later } from './own-calendar.js';

/**
 * Each step of a subject goes once, in the ladder's order, never before its moment, a step before due never on the due date or later; reminders of an
 * item keep their distance to one another and to the end of a hold; a severe one goes only after its notice, at the ladder's distance.
 */
export const judgeSteps: Judge = (known) => {
  const { contact, holds } = known.life.form;
  const taken = new Set<string>();
  const keyOf = ({ subject, step, occurrence }: TakenStep) => `${subject} ${step} #${occurrence}`;
  const dayOf = ({ at }: Went) => known.clock(at).slice(0, 10);

  /** `decidedAt` is when it was decided: what somebody else was told to have taken since had not been taken for it. */
  function ofLadder({ subject, step: name, occurrence }: TakenStep, at: number, decidedAt: number): string | undefined {
    const steps = known.stepsOf(subject);
    const placed = steps.get(name);
    if (!placed) return undefined;
    const { step, before, ladder } = placed;
    const [today, key] = [known.clock(at).slice(0, 10), keyOf({ subject, step: name, occurrence })];
    const anchors = known.anchors(subject);
    if (known.ledger.isInstalment(subject) && (step.severe || step.do.hold || step.do.ask)) return `${key} comes to an instalment`;
    const ofAll = known.wentOf(subject);
    // What is counted from a step before it follows when that really went, were it earlier.
    const gone = ladder.some((one) => one.name === step.at.from) ? ofAll.findLast((one) => one.step === step.at.from) : undefined;
    const first = dateOf({ ladder, name, anchors });
    const counted = gone ? shifted(dayOf(gone), step.at, anchors) : first;
    const on = later([counted, first].sort()[0] ?? first, occurrence * (step.every?.days ?? 0));
    // What another system is told keeps to no clock of the customer's: it is not planned again when he moves.
    const isElsewhere = step.do.notify !== undefined && known.moved;
    // In the very instant of a decision nobody can tell what came first.
    const isRetimed = retimed.get(subject) === decidedAt;
    if (!isElsewhere && !isRetimed && known.clock(at) < `${on} ${contact.at}`) return `${key} goes before its moment, ${on} ${contact.at}`;
    if (isBeforeDue(step) && !step.every && today >= anchors.due) return `${key} belongs before the due date, ${anchors.due}`;
    if (!isFor(step, known.life.customer)) return `${key} is not for a customer of ${known.life.customer.riskClass} risk`;
    const own = ofAll.filter((one) => steps.has(one.step));
    const gap = contact.apart.reminders ?? 1;
    // Of what somebody else took, a version that does not have it knows not whether it was a reminder.
    const isReminder = (one: Went) => known.everyStep.has(one.step) && (one.severe !== null || steps.has(one.step));
    for (const other of contacts(step) ? ofAll.filter(isReminder) : [])
      if (
        !known.moved &&
        !wasToldAfter(other, decidedAt) &&
        contacts(known.everyStep.get(other.step)?.step ?? step) &&
        apart(dayOf(other), today) < gap
      )
        return `${key} goes ${apart(dayOf(other), today)} days after ${keyOf(other)}`;
    const letter = contacts(step) && own.findLast((other) => isLetter(steps.get(other.step)?.step) && !wasToldAfter(other, decidedAt));
    if (letter && contact.post && !known.moved) {
      const answered = shifted(shifted(dayOf(letter), posted(contact.post), anchors), posted(contact.post), anchors);
      if (today < answered) return `${key} goes on ${today}, before an answer to ${letter.step} could come by post, ${answered}`;
    }
    const following = ladder
      .slice(ladder.indexOf(step) + 1)
      // What another system is told nobody waits for.
      .find(({ name: next, do: act }) => !act.notify && own.some((one) => one.step === next && isOfThisVersion(one)));
    if (following && !step.do.notify && !wasTakenElsewhere(subject, following.name))
      return `${key} goes after ${following.name}, which follows it`;
    const endedAt = known.ledger.lastHoldEnd({ subject, what: 'reminders', at });
    if (endedAt !== null && endedAt < at && !known.moved && !step.do.notify) {
      const peaceUntil = later(known.clock(endedAt).slice(0, 10), holds.afterwards.days);
      if (holds.afterwards.days > 0 && today < peaceUntil) return `${key} goes before the peace after a hold ends, ${peaceUntil}`;
    }
    // What was left out because something firmer had been said, that stands for.
    const previous =
      own.findLast((one) => one.step === before?.name) ?? (before && firmerThan({ known, subject, step: before.name, at: decidedAt }));
    if (occurrence > 0) {
      const repeat = own.find((one) => one.step === name && one.occurrence === occurrence - 1);
      if (repeat && (step.severe || step.at.from === before?.name) && !known.moved && apart(dayOf(repeat), today) < (step.every?.days ?? 0))
        return `${key} goes too soon after the one before it`;
    }
    if (step.severe || (before && step.at.from === before.name)) {
      // The first of a ladder that goes on from another one rests on that.
      if (step.severe && before && !previous && occurrence === 0) return `${key} is severe, and ${before.name} before it never went`;
      const distance = previous && before ? distanceTo({ ladder, name, before: before.name, anchors }) : 0;
      if (previous && occurrence === 0 && !known.moved && apart(dayOf(previous), today) < distance)
        return `${key} goes ${apart(dayOf(previous), today)} days after ${before?.name}, the ladder says ${distance}`;
    }
    return undefined;
  }

  /** How often the customer had been moved when each step was decided last. */
  const movesAt = new Map<string, number>();
  /** Another version may have put it elsewhere. */
  const isOfThisVersion = (one: Went): boolean => (movesAt.get(keyOf(one)) ?? known.movesOf(one.subject)) === known.movesOf(one.subject);
  /** When each effect was decided, by its id. */
  const decided = new Map<string, number>();
  /** When the due date of an item was changed last. */
  const retimed = new Map<string, number>();
  /** When it was told that somebody else had taken the step. */
  const elsewhere = new Map<string, number>();
  const wasTakenElsewhere = (subject: string, step: string) => elsewhere.has(`${subject} ${step}`);
  const wasToldAfter = ({ subject, step }: Went, at: number) => (elsewhere.get(`${subject} ${step}`) ?? at) > at;
  return (entry) => {
    if (entry.what === 'fact' && entry.report.type === 'steps.taken')
      for (const step of entry.report.data.steps) elsewhere.set(`${entry.report.data.itemId} ${step}`, entry.at);
    if (entry.what === 'fact' && entry.report.type === 'invoice.dueChanged') retimed.set(entry.report.data.itemId, entry.at);
    if (entry.what === 'decided') {
      for (const { id, steps } of entry.decision.effects) {
        decided.set(id, entry.at);
        for (const step of steps) movesAt.set(keyOf(step), known.movesOf(step.subject));
      }
      for (const step of doneAtOnce(entry)) {
        movesAt.set(keyOf(step), known.movesOf(step.subject));
        const closedForCalls = step.step === 'bad-score' ? known.outsideCalls(entry.at) : undefined;
        if (closedForCalls) return `${keyOf(step)} is put ${closedForCalls}`;
        const placed = known.stepsOf(step.subject).get(step.step)?.step;
        // What was undone and is done anew keeps the moment at which it was done first.
        if (!placed || step.occurrence > 0) continue;
        const what = placed.do.call ? 'reminders' : 'escalation';
        if (known.ledger.askable({ itemId: step.subject, what, at: entry.at }) <= 0)
          return `${keyOf(step)} is put for what may not be asked for`;
        const closed = placed.do.call ? known.outsideCalls(entry.at) : undefined;
        const complaint = closed ? `${keyOf(step)} is put ${closed}` : ofLadder(step, entry.at, entry.at);
        if (complaint) return complaint;
      }
    }
    if (entry.what !== 'done' || !reached(entry)) return undefined;
    const seen = new Set<string>();
    for (const step of entry.steps) {
      const key = keyOf(step);
      if (taken.has(key) || (step.occurrence === 0 && known.wentOf(step.subject).some((one) => keyOf(one) === key)))
        return `${key} goes a second time`;
      if (seen.has(`${step.subject}`) && known.stepsOf(step.subject).has(step.step))
        return `two steps of ${step.subject} go in one message`;
      seen.add(step.subject);
      taken.add(key);
      const isSaid = entry.effect.kind === 'message' || entry.effect.kind === 'webhook';
      const complaint = isSaid ? ofLadder(step, entry.at, decided.get(entry.effect.id) ?? entry.at) : undefined;
      if (complaint) return complaint;
    }
    return undefined;
  };
};

/** What goes by mail, too, is there at once. */
const isLetter = (step: StepForm | undefined): boolean => step?.do.by?.every((way) => way !== 'email') === true;

const posted = (takes: { days?: number; businessDays?: number }) => ({ ...takes, from: 'due' });

const isBeforeDue = ({ at }: StepForm): boolean => at.from === 'due' && (at.days ?? at.months ?? 0) < 0;
