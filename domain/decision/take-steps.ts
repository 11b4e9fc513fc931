import { dateAt, dayAt, type Instant, instantAt } from '../calendar.js';
import { sendTime } from '../journey/long-form.js';
import { type Firm, saidMoreFirmly } from '../ladder/tone.js';
import type { Reason } from '../reasons.js';
import type { PlanRow, Stoppable, TokenRow } from '../rows.js';
import type { Act, Plan, ProposedStep } from '../stages/stage-type.js';
import { nextCallHour } from '../steps/call-hours.js';
import { type Full, isCounted, type Room } from '../steps/caps.js';
import { claimable } from '../steps/claimable.js';
import { type Earliest, earliest } from '../steps/earliest.js';
import { lapsed } from '../steps/lapse.js';
import { isLetter, nextPrint } from '../steps/letters.js';
import { isReminding, mayDrop } from '../steps/may-drop.js';
import { seatOf } from '../steps/merge.js';
import { isContactDay, nextOpen, nextTurn } from '../steps/windows.js';
import { isLeftOut, leftOutByPerson, noticeAnew } from './ask-about-notice.js';
import { countsFrom, firstWent, restsOn } from './counts-from.js';
import { doAtOnce } from './do-at-once.js';
import type { DoneStep } from './done-steps.js';
import { effectOf, isItem, toleranceFor } from './effect-of-step.js';
import { leftOut } from './segments.js';
import { callRoomOf, isPaced, letterRoomOf, roomOf, setPace, type Work, waitFor, wakeNoLaterThan } from './work.js';

/** At most so many effects of a customer are under way, a joint message counted once. */
export const EFFECTS_AT_ONCE = 50;

/**
 * Takes the steps in their order as far as they may go now. True when all are over and the stage has an outcome for that. A token that waits for a
 * step under way has no wake of its own: the claim of that step asks it again.
 */
export function takeSteps(work: Work, token: TokenRow, { steps: proposed = [], whenUsedUp }: Plan): boolean {
  const { now, zone, journey, rows } = work;
  const plan = rows.plans.length > 0 ? work.view().planOf(token.subject) : undefined;
  if (plan && endsNow(work, plan)) return false;
  const steps = plan ? proposed.filter(isForInstalments) : proposed;
  let previous: { step: string; at: Instant } | null = null;
  /** The step before, where it was passed over: a severe step does not rest on it. */
  let unsent: string | null = null;
  let underWay = false;
  for (let index = 0; index < steps.length; index += 1) {
    const own = steps[index] as ProposedStep;
    const known = doneAs(work, own);
    const next = steps[index + 1];
    const anew = known && !known.went && next?.severe ? noticeAnew(work, own) : undefined;
    const step = anew ?? own;
    const done = anew ? undefined : known;
    // What another system is told is no word to the customer: nothing counts from it by itself, rests on it or waits for it.
    const aside = step.act.do === 'notify';
    if (done && aside) continue;
    const firmer = done?.went ? undefined : firmerThan(work, step);
    if (done) {
      if (done.went) previous = { step: step.step, at: countsFrom(work, step) ?? done.at };
      else if (firmer) previous = restingOn(work, step, firmer);
      unsent = done.went || firmer ? null : lacking(step, unsent);
      underWay ||= done.underWay;
      // Held meanwhile, its claim will come to nothing: when the hold ends by itself, the step is due again and nothing else says so.
      if (done.underWay && step.stoppedBy !== null) wakeAfterHolds(work, token, step.stoppedBy);
      continue;
    }
    if (firmer) {
      if (work.done.get(firmer)?.underWay) {
        work.reasons.push(waitsForClaim(work, step));
        return false;
      }
      // One that repeats would be passed over for ever: nothing is kept of it, and nobody wakes for it.
      if (step.everyDays !== undefined) {
        work.reasons.push(saidFirmer(work, step, firmer));
        return false;
      }
      if (passOver(work, token, step, saidFirmer(work, step, firmer)) === 'ask again') return false;
      previous = restingOn(work, step, firmer);
      unsent = null;
      continue;
    }
    if (lapsed({ step, now })) {
      if (passOver(work, token, step, 'lapsed') === 'ask again') return false;
      if (!aside) unsent = lacking(step, unsent);
      continue;
    }
    if (step.after?.open) {
      work.reasons.push({ about: step.subject, code: 'call-open', params: { step: step.step, call: step.after.step } });
      return false;
    }
    const rests = step.severe && previous === null ? restsOn(work, token, step) : undefined;
    if (!rests && step.severe && step.distance !== undefined && (previous === null || (unsent !== null && unsent !== step.step))) {
      const notice = noticeBefore(work, steps, index);
      const stopped = stoppedFor(work, token, { ...notice, stoppedBy: 'reminders' });
      if (stopped) {
        work.reasons.push(stopped);
        wakeAfterHolds(work, token, 'reminders');
        return false;
      }
      if (!isLeftOut(work, { step, notice })) return false;
      // One that repeats is left out for good: nothing is kept of each time.
      if (step.everyDays !== undefined) {
        work.reasons.push(leftOutByPerson(step));
        return false;
      }
      if (passOver(work, token, step, leftOutByPerson(step)) === 'ask again') return false;
      // The stage may be over with that, which a question does not say by itself.
      wakeNoLaterThan(token, now);
      unsent = step.step;
      continue;
    }
    const holdEndedAt = step.stoppedBy && !step.afterHold ? work.view().lastHoldEnd(step.subject, step.stoppedBy) : null;
    const distance = previous?.step === step.step && step.everyDays !== undefined ? { days: step.everyDays } : rests?.distance;
    const planned = earliest({
      step: distance === undefined ? step : { ...step, distance },
      previousAt: step.severe
        ? later(previous?.at ?? rests?.at ?? null, work.view().planNoticeAt(step.subject))
        : (previous?.at ?? rests?.at ?? null),
      anchoredAt: step.after ? (firstWent(work, { subject: step.subject, step: step.after.step }) ?? null) : null,
      pacedAt: work.paced?.get(step.subject) ?? null,
      holdEndedAt,
      answerAt: work.answerAt?.get(step.subject) ?? null,
      contact: journey.contact,
      peace: journey.peace,
      zone,
      country: rows.customer.country,
    });
    const skips = journey.contact.outside === 'skip' && mayLeaveOut(work, step, steps[index + 1]) && isOutside(work, token, step, planned);
    const open = step.paced && !skips ? windowFor(work, step, Math.max(planned.at, now)) : planned.at;
    const at = skips ? open : printFor(work, step, open);
    if (at > now) {
      const because = at > Math.max(open, now) ? 'the print' : waitsFor(work, step, planned, at);
      wakeNoLaterThan(token, step.lapsesAt === undefined ? at : Math.min(at, step.lapsesAt));
      // Whether it is left out is decided when its hold ends, not when the window opens.
      if (journey.contact.outside === 'skip' && step.stoppedBy !== null) wakeAfterHolds(work, token, step.stoppedBy);
      waitFor(work, { step: step.step, at, because });
      work.reasons.push({
        about: step.subject,
        code: 'step-waits',
        params: { step: step.step, until: dateAt(at, zone), because, ...forWhom(step) },
      });
      return false;
    }
    if ((step.paced || step.severe) && underWay) {
      work.reasons.push(waitsForClaim(work, step));
      return false;
    }
    const stopped = stoppedFor(work, token, step);
    if (stopped) {
      work.reasons.push(stopped);
      wakeAfterHolds(work, token, step.stoppedBy ?? 'reminders');
      wakeNoLaterThan(token, step.lapsesAt);
      return false;
    }
    if (skips) {
      if (passOver(work, token, step, 'skipped') === 'ask again') return false;
      unsent = step.step;
      continue;
    }
    const missed = leftOut(work, step);
    if (missed) {
      if (passOver(work, token, step, missed) === 'ask again') return false;
      if (!aside) unsent = step.step;
      continue;
    }
    const seat = seatFor(work, token, step);
    const full = isReminding(step) ? fullFor(work, step) : null;
    if (full && !work.outgoing.hasSeat(seat)) {
      if (mayLeaveOut(work, step, steps[index + 1])) {
        if (passOver(work, token, step, full) === 'ask again') return false;
        unsent = step.step;
        continue;
      }
      waitForRoom(work, token, step);
      return false;
    }
    if (step.act.do === 'task' || step.act.do === 'hold orders') {
      doAtOnce({ work, token, step, act: step.act });
      if (isReminding(step)) roomOf(work)?.add();
      if (isCall(step.act)) callRoomOf(work)?.add();
      previous = { step: step.step, at: countsFrom(work, step) ?? now };
      unsent = null;
      continue;
    }
    if (rows.underWay.length + work.outgoing.count() >= EFFECTS_AT_ONCE && !work.outgoing.hasSeat(seat)) {
      if (!work.full) work.reasons.push({ about: rows.customer.id, code: 'in-flight-full' });
      work.full = true;
      token.wakeAt = now;
      return false;
    }
    const effect = effectOf(work, token, { step, act: step.act, planned });
    if (isCounted(effect) && !work.outgoing.hasSeat(seat)) {
      roomOf(work)?.add();
      if (isLetter(effect)) letterRoomOf(work)?.add();
    }
    work.effects.push(effect);
    work.outgoing.add(seat);
    work.done.set(step, { at: now, went: true, underWay: true, said: true });
    work.reasons.push({ about: step.subject, code: 'step-due', params: { step: step.step, because: planned.because } });
    if (aside) continue;
    previous = { step: step.step, at: now };
    unsent = null;
    if (step.paced) pace(work, step);
    underWay = true;
  }
  return whenUsedUp !== undefined && !underWay;
}

/** Without what the next step goes when this one is passed over: this one; where it repeats and has gone without another, that one, at its next time, too. */
const lacking = ({ step, everyDays }: ProposedStep, unsent: string | null): string => (everyDays === undefined ? step : (unsent ?? step));

/** What became of the step. One that repeated in another version, and whose first time only was left out, went all the same. */
function doneAs({ done }: Work, step: ProposedStep): DoneStep | undefined {
  const own = done.get(step);
  return own === undefined || own.went || step.everyDays !== undefined ? own : (done.lastOf(step) ?? own);
}

/** The notice that the severe step of that place lacks: the one before it; where that is severe, and lacks its own, the one before that. */
function noticeBefore(work: Work, steps: readonly ProposedStep[], index: number): ProposedStep {
  let at = index - 1;
  while (steps[at]?.severe && at > 0 && !doneAs(work, steps[at - 1] as ProposedStep)?.went) at -= 1;
  return steps[at] as ProposedStep;
}

const waitsForClaim = ({ now, zone }: Work, { subject, step }: ProposedStep): Reason => ({
  about: subject,
  code: 'step-waits',
  params: { step, until: dateAt(now, zone), because: 'the step before it is under way' },
});

const firmerThan = ({ firm, outlineOf }: Work, step: ProposedStep): Firm | undefined => {
  const own = firm?.get(step.subject);
  return own && saidMoreFirmly({ step, firm: own, places: outlineOf(step.subject).places });
};

const saidFirmer = ({ zone }: Work, { subject, step }: ProposedStep, firmer: Firm): Reason => ({
  about: subject,
  code: 'said-firmer',
  params: { step, firmer: firmer.step, on: dateAt(firmer.at, zone) },
});

/** What comes after a reminder that was said more firmly rests on what said it. */
const restingOn = (work: Work, { step }: ProposedStep, firmer: Firm): { step: string; at: Instant } => ({
  step,
  at: work.done.get(firmer)?.at ?? firmer.at,
});

/** Whether this decision says that the plan is over: its instalments are gone with the next one, at once. */
const endsNow = ({ reports }: Work, { id }: PlanRow): boolean =>
  reports.some((report) => report.type === 'plan.judged' && report.data.planId === id && report.data.outcome === 'broken');

/**
 * What an instalment is asked for by: nothing severe but the notice that its plan ends. How a plan ends is the plan's to say; what is severe beyond that
 * comes to its invoices.
 */
const isForInstalments = ({ severe, act }: ProposedStep): boolean =>
  act.do === 'hold orders' || (act.do === 'task' && act.kind === 'escalation')
    ? false
    : !severe || (act.do === 'send' && act.plan !== undefined);

const later = (a: Instant | null, b: Instant | null): Instant | null => (a === null || (b !== null && b > a) ? b : a);

/** What is remembered of it afterwards holds in this decision, too. */
function pace(work: Work, step: ProposedStep): void {
  if (isPaced(work, step)) setPace(work, step.subject, work.now);
}

/** Asks the token again when the holds that stop this end by themselves. */
function wakeAfterHolds(work: Work, token: TokenRow, stoppedBy: Stoppable): void {
  const view = work.view();
  // An instalment is stopped by what stops its invoices.
  for (const subject of [token.subject, ...(view.planOf(token.subject)?.itemIds ?? [])])
    for (const { endsAt } of view.activeHolds(subject, stoppedBy)) wakeNoLaterThan(token, endsAt ?? undefined);
}

/** The message in which a mild reminder of an item may travel with others. */
function seatFor(work: Work, token: TokenRow, { act, severe }: ProposedStep): string | undefined {
  const accountId = act.do === 'send' && act.purpose === 'reminder' && !severe ? work.view().item(token.subject)?.accountId : undefined;
  return accountId === undefined || act.do !== 'send'
    ? undefined
    : seatOf({ accountId, by: act.by, enclosed: act.enclosed, to: act.to, copy: act.copy });
}

const mayLeaveOut = (work: Work, step: ProposedStep, next: ProposedStep | undefined): boolean =>
  mayDrop({ step, next, bears: work.outlineOf(step.subject).bears });

/** The step waits for the next day with room, or lapses before. */
function waitForRoom(work: Work, token: TokenRow, step: ProposedStep): void {
  const { zone, journey } = work;
  const date = roomsFor(work, step).reduce((latest, room) => (room.full() && room.nextDay() > latest ? room.nextDay() : latest), '');
  const calls = journey.contact.calls !== undefined && isCall(step.act);
  const from = calls ? instantAt({ date, time: '00:00', zone }) : sendTime({ date, contact: journey.contact, zone });
  const at = printFor(work, step, windowFor(work, step, from));
  const because = 'the caps';
  wakeNoLaterThan(token, step.lapsesAt === undefined ? at : Math.min(at, step.lapsesAt));
  waitFor(work, { step: step.step, at, because });
  work.reasons.push({ about: step.subject, code: 'step-waits', params: { step: step.step, until: dateAt(at, zone), because } });
}

/** The first moment at or after `at` at which the customer may be contacted and it is his turn. */
const windowAfter = ({ journey, zone, rows, lateBy }: Work, at: Instant): Instant =>
  nextTurn({ at, contact: journey.contact, zone, country: rows.customer.country, lateBy });

/** The first moment at or after `at` at which the step may go: a call in the hours of calls, where the journey has some. */
function windowFor(work: Work, { act }: ProposedStep, at: Instant): Instant {
  const { calls, closed } = work.journey.contact;
  if (calls === undefined || !isCall(act)) return windowAfter(work, at);
  const { timeZone, country } = work.rows.customer;
  return nextCallHour({ at, calls, closed, timeZone, country });
}

/** The first moment at or after `at` at which the step may go: a letter when it is printed, where the journey says when that is. */
function printFor({ journey, zone, rows, now }: Work, { act }: ProposedStep, at: Instant): Instant {
  const { contact } = journey;
  const { letters } = contact;
  if (letters === undefined || !isLetter(act)) return at;
  const from = Math.max(at, now);
  const printed = nextPrint({ at: from, letters, contact, zone, country: rows.customer.country });
  return printed > from ? printed : at;
}

const isCall = (act: Act): boolean => act.do === 'task' && act.kind === 'call';

/** The caps that the step counts under. */
function roomsFor(work: Work, { act }: ProposedStep): Room[] {
  return [roomOf(work), isCall(act) ? callRoomOf(work) : undefined, isLetter(act) ? letterRoomOf(work) : undefined].filter(
    (room) => room !== undefined,
  );
}

/** Which cap has no room for it today. */
const fullFor = (work: Work, step: ProposedStep): Full => roomsFor(work, step).reduce<Full>((full, room) => full ?? room.full(), null);

/** Whether the moment at which the step could first have gone, for a token that stands in its stage, lies outside the window. */
function isOutside(work: Work, { enteredAt }: TokenRow, step: ProposedStep, planned: Earliest): boolean {
  const { journey, zone, rows } = work;
  const first = Math.max(planned.at, enteredAt);
  const opens =
    journey.contact.calls && isCall(step.act)
      ? windowFor(work, step, first)
      : nextOpen({ at: first, contact: journey.contact, zone, country: rows.customer.country });
  return opens > first;
}

/** Why a step that is planned waits until `at`. */
function waitsFor(work: Work, step: ProposedStep, planned: Earliest, at: Instant): string {
  if (work.journey.contact.calls && isCall(step.act) && at > planned.at) return 'hours of calls';
  if (planned.at <= work.now) return isOpenDay(work, work.now) ? 'contact hours' : 'a closed day';
  return at === planned.at || isOpenDay(work, planned.at) ? planned.because : 'the next open day';
}

/** The segment on which it depends whether the step is for this one, as is judged when it goes. */
const forWhom = ({ to }: ProposedStep): { only: string } | { not: string } | undefined =>
  to?.only !== undefined ? { only: to.only } : to?.not !== undefined ? { not: to.not } : undefined;

const isOpenDay = ({ zone, journey, rows }: Work, instant: Instant): boolean =>
  isContactDay(dayAt(instant, zone), journey.contact, rows.customer.country);

/** The step is over without having been taken. What counts from it has another day by now: then the stage is to be asked again, at once. */
function passOver(
  work: Work,
  token: TokenRow,
  step: ProposedStep,
  why: 'lapsed' | 'skipped' | Exclude<Full, null> | Reason,
): 'ask again' | undefined {
  const { rows, now } = work;
  work.over.push({
    customerId: rows.customer.id,
    subject: step.subject,
    step: step.step,
    occurrence: step.occurrence,
    at: now,
    how: why === 'lapsed' ? 'lapsed' : 'dropped',
    effectId: null,
    severe: null,
  });
  work.done.set(step, { at: now, went: false, underWay: false, said: false });
  work.reasons.push(passedOver(step, why));
  // A repeat whose next one had no day yet: it has one now that what both count from is over.
  const isAnchor = work.outlineOf(step.subject).anchors.has(step.step);
  if (isAnchor || (step.everyDays !== undefined && step.lapsesAt === undefined)) wakeNoLaterThan(token, now);
  return isAnchor ? 'ask again' : undefined;
}

function passedOver({ subject: about, step, lapse }: ProposedStep, why: 'lapsed' | 'skipped' | Exclude<Full, null> | Reason): Reason {
  if (why === 'skipped') return { about, code: 'step-skipped', params: { step } };
  if (why === 'lapsed')
    return { about, code: lapse === 'overtaken' ? 'step-overtaken' : 'step-lapsed', params: { step, before: 'the due date' } };
  return 'about' in why ? why : { about, code: 'step-capped', params: { step, span: why.span, count: why.count } };
}

function stoppedFor(work: Work, token: TokenRow, step: ProposedStep): Reason | undefined {
  if (step.stoppedBy === null) return stoppedByInsolvency(work, token, step);
  if (!isItem(work, token)) {
    const hold = work.view().activeHolds(token.subject, step.stoppedBy)[0];
    return hold ? { about: step.subject, code: 'held', params: { step: step.step, kind: hold.kind } } : undefined;
  }
  if (work.reports.length > 0 && isDisputedNow(work, token.subject))
    return { about: step.subject, code: 'held', params: { step: step.step, kind: 'dispute' } };
  const tolerance = toleranceFor(work, token.subject);
  const { stoppedBy, despite } = step;
  const answer = claimable({ itemId: token.subject, step: step.step, stoppedBy, despite, tolerance, view: work.view() });
  return answer.ok ? undefined : answer.reason;
}

/** Whether this decision itself says that what is missing of the item is disputed: all that is open without a word. */
const isDisputedNow = ({ reports }: Work, itemId: string): boolean =>
  reports.some(({ type, data }) => type === 'dispute.opened' && data.itemId === itemId);

/** Nothing at all is said about what is from before an insolvency. */
function stoppedByInsolvency(work: Work, { subject }: TokenRow, { step }: ProposedStep): Reason | undefined {
  const cutOff = work.view().cutOff();
  const issuedOn = cutOff === undefined ? undefined : work.view().item(subject)?.issuedOn;
  return cutOff !== undefined && issuedOn !== undefined && issuedOn < cutOff
    ? { about: subject, code: 'held', params: { step, kind: 'legal' } }
    : undefined;
}
