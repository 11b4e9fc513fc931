import { HOUR } from '../calendar.js';
import type { Effect } from '../effects/effect.js';
import { type Fact, itemsTouchedBy, touchesCustomer } from '../facts.js';
import type { Lane, Stage } from '../journey/journey.js';
import type { Change, TokenRow } from '../rows.js';
import { STAGE_TYPES } from '../stages/index.js';
import type { PlanInput, StageAnswers } from '../stages/stage-type.js';
import { takeHoldSteps } from './decide-holds.js';
import { standIn } from './follow-move.js';
import { lapsePrepaid } from './lapse-prepaid.js';
import { openNotice } from './open-notice.js';
import { cameFrom, enter, FOR_A_PLAN, reopen } from './place-tokens.js';
import { isIn } from './segments.js';
import { takeSteps } from './take-steps.js';
import { letterRoomOf, roomOf, type Work, wakeNoLaterThan } from './work.js';

/** A token moves through at most so many stages in one decision: a loop without a wait ends here and is reported by the journey's check. */
const MOVES_AT_ONCE = 20;

/** Asks the token's stage, and the lane, until it comes to rest. */
export function moveToken(work: Work, token: TokenRow): void {
  const lane = work.journeyOf(token.subject).lanes.find((candidate) => candidate.name === token.lane);
  if (lane?.for === 'customer' && isIgnored(work, token, lane)) {
    work.unasked.push({ token, wakeAt: token.wakeAt });
    return;
  }
  token.wakeAt = null;
  if (!lane) return;
  if (lane.for === 'item') {
    lapsePrepaid(work, token);
    takeHoldSteps(work, token);
    if (!isAsked(work, token)) return;
  }
  // When holds want to be asked again, in whatever stage it stands by then.
  const holdsAt = token.wakeAt ?? undefined;
  const facts = work.rows.facts.length === 0 ? NONE : lane.for === 'item' ? factsAbout(work, token.subject) : factsOfCustomer(work);
  let laneAsked = false;
  for (let moves = 0; moves < MOVES_AT_ONCE; moves += 1) {
    const stage = lane.stages.find((candidate) => candidate.name === token.stage) ?? standIn(work, token, lane);
    if (!stage) break;
    let outcome = askStage(work, token, stage, facts, 'plan');
    if (outcome === undefined && !laneAsked) {
      laneAsked = true;
      outcome = askLane(work, token, lane, facts);
    }
    if (outcome === undefined) break;
    leave({ work, token, lane, stage: outcome.stage, outcome: outcome.outcome });
    wakeNoLaterThan(token, holdsAt);
  }
  if (holdsAt !== undefined && token.wakeAt === holdsAt && isWaitingForClaim(work, token))
    token.wakeAt = Math.min(holdsAt, work.now + HOUR);
}

/**
 * Whether the token of the customer is asked only because of facts that its stage and its lane ignore: it stays as it is, and so does what was said of it.
 * Not where it is due, has entered its stage just now, or this decision has changed something already.
 */
function isIgnored(work: Work, token: TokenRow, lane: Lane): boolean {
  const { rows, now, changes, reports } = work;
  if (rows.facts.length === 0 || changes.length > 0 || reports.length > 0) return false;
  const { stage: name, enteredAt, wakeAt } = token;
  if (name === null || enteredAt === now || (wakeAt !== null && wakeAt <= now)) return false;
  const stands = lane.stages.find((candidate) => candidate.name === name);
  if (!stands || !ignoresAll(work, token, stands, true)) return false;
  for (const stage of alwaysAsked(lane)) if (!ignoresAll(work, token, stage, false)) return false;
  return true;
}

function ignoresAll({ rows, now, zone, view }: Work, token: TokenRow, { type, config }: Stage, standsHere: boolean): boolean {
  const of = STAGE_TYPES[type];
  if (!of?.ignores) return false;
  for (const fact of rows.facts)
    if (touchesCustomer(fact) && !of.ignores({ config, token, view: view(), fact, now, zone, standsHere })) return false;
  return true;
}

/** Claims ask only those again that want nothing else: who waits for the end of a hold, too, looks by himself whether his step has gone. */
const isWaitingForClaim = ({ effects, rows }: Work, { subject, stage }: TokenRow): boolean => {
  const isOf = ({ steps }: Effect) => steps.some((step) => step.subject === subject);
  return stage !== null && (effects.some(isOf) || rows.underWay.some(({ effect }) => isOf(effect)));
};

/** A settled item leaves every stage; open again, it returns to the one it left. */
function isAsked(work: Work, token: TokenRow): boolean {
  const item = work.view().item(token.subject);
  if (!item) return false;
  if (item.open <= 0) {
    closeUnknownCharges(work, item.id);
    if (token.stage !== null) {
      const over = work.view().planOf(item.id)?.status;
      if (over === 'broken' || over === 'cancelled') work.reasons.push({ about: item.id, code: 'instalment-gone', params: { plan: over } });
      else work.reasons.push({ about: item.id, code: 'settled', params: { stage: token.stage } });
      token.leftStage = token.stage;
      token.stage = null;
      closeTasks(work, item.id);
    }
    return false;
  }
  if (token.stage === null) reopen(work, token);
  return true;
}

function closeTasks(work: Work, subject: string): void {
  const open = work.view().tasks.filter((task) => task.subject === subject && task.status === 'open');
  work.change(open.map((task) => ({ update: 'task', id: task.id, set: { status: 'closed', outcome: 'settled', endedAt: work.now } })));
}

/** Of what is settled nobody needs to know any more whether it was drawn, too; open again, it is not taken for money on its way. */
function closeUnknownCharges(work: Work, itemId: string): void {
  const view = work.view();
  const settled = view
    .chargesOf(itemId)
    .filter(({ status, itemIds }) => status === 'open' && itemIds.every((id) => (view.item(id)?.open ?? 0) <= 0));
  for (const charge of settled) {
    const unknown = view.attemptsOf(charge.id).filter(({ outcome }) => outcome === 'unknown');
    if (unknown.length === 0) continue;
    work.change([
      ...unknown.map(({ id }): Change => ({ update: 'attempt', id, set: { outcome: 'settled' } })),
      { update: 'charge', id: charge.id, set: { status: 'failed' } },
    ]);
  }
}

function leave({ work, token, lane, stage, outcome }: { work: Work; token: TokenRow; lane: Lane; stage: Stage; outcome: string }): void {
  const next = outcome === 'again' ? stage.name : (stage.on[outcome] ?? byDefault({ token, lane, stage, outcome }));
  if (next === 'end') {
    work.reasons.push({ about: token.subject, code: 'lane-ended', params: { lane: token.lane, stage: stage.name, outcome } });
    const data = outcome === 'plan' ? { [FOR_A_PLAN]: stage.name } : {};
    token.stage = null;
    token.leftStage = null;
    token.wakeAt = null;
    token.data = data;
    return;
  }
  work.reasons.push({ about: token.subject, code: 'left-stage', params: { stage: stage.name, outcome, next } });
  enter(work, token, next);
}

/** What follows where the journey does not say: the end, or the stage that the token was taken out of; where that is gone, the lane's first. */
function byDefault({ token, lane, stage, outcome }: { token: TokenRow; lane: Lane; stage: Stage; outcome: string }): string {
  const next = STAGE_TYPES[stage.type]?.defaults?.[outcome] ?? 'end';
  if (next === 'end') return next;
  const before = lane.stages.find(({ name }) => name === cameFrom(token) && name !== stage.name);
  return (before ?? lane.stages.find(({ name }) => name !== stage.name))?.name ?? 'end';
}

type Left = { stage: Stage; outcome: string } | undefined;

/** What belongs to the lane is judged in any of its stages. */
function askLane(work: Work, token: TokenRow, lane: Lane, facts: Fact[]): Left {
  for (const stage of alwaysAsked(lane)) {
    const left = askStage(work, token, stage, facts, 'always');
    if (left) return left;
  }
  return undefined;
}

/** The lane's stages that are asked for its tokens in any stage, found once. */
function alwaysAsked(lane: Lane): readonly Stage[] {
  let stages = ALWAYS_ASKED.get(lane);
  if (!stages) {
    stages = lane.stages.filter(({ type }) => STAGE_TYPES[type]?.always);
    ALWAYS_ASKED.set(lane, stages);
  }
  return stages;
}
const ALWAYS_ASKED = new WeakMap<Lane, readonly Stage[]>();

function askStage(work: Work, token: TokenRow, stage: Stage, facts: Fact[], which: 'plan' | 'always'): Left {
  const { journey, now, zone } = work;
  const type = STAGE_TYPES[stage.type];
  const ask = which === 'plan' ? type?.plan : type?.always;
  if (!type || !ask) return undefined;
  work.answers ??= answersOf(work);
  const { done, wentLast, room, letterRoom, openNotice } = work.answers;
  const input: PlanInput<unknown> = {
    config: stage.config,
    contact: journey.contact,
    token,
    facts,
    view: work.view(),
    done,
    wentLast,
    now,
    zone,
    lateBy: work.lateBy,
    isIn(segment) {
      return isIn(work, segment, token.subject);
    },
    room,
    letterRoom,
    openNotice,
  };
  const plan = ask.call(type, input);
  if (plan.changes) {
    work.change(plan.changes);
    if (plan.changes.some(endsHold)) askCustomerAgain(work);
  }
  if (plan.reports) work.reports.push(...plan.reports);
  if (plan.reasons) work.reasons.push(...plan.reasons);
  if (plan.data) token.data = plan.data;
  if (plan.outcome) return { stage, outcome: plan.outcome };
  wakeNoLaterThan(token, plan.wakeAt);
  return takeSteps(work, token, plan) ? { stage, outcome: plan.whenUsedUp as string } : undefined;
}

/** What stages ask of the decision, made once for all of them. */
const answersOf = (work: Work): StageAnswers => ({
  done(step) {
    return work.done.get(step);
  },
  wentLast(step) {
    return work.done.lastOf(step);
  },
  room() {
    return roomOf(work);
  },
  letterRoom() {
    return letterRoomOf(work);
  },
  openNotice(steps) {
    return openNotice(work, steps);
  },
});

const endsHold = (change: Change): boolean => 'set' in change && change.update === 'hold' && 'endedAt' in change.set;

/** The customer's own lanes may have been asked before: what was held for them is free at once. */
function askCustomerAgain({ tokens, rows, now }: Work): void {
  for (const token of tokens) if (token.subject === rows.customer.id) wakeNoLaterThan(token, now);
}

/** The facts of this decision that touch the item. */
const factsAbout = ({ rows }: Work, itemId: string): Fact[] => rows.facts.filter((fact) => itemsTouchedBy(fact).includes(itemId));

/** Those that the customer's own lanes and his accounts' hear of. */
const factsOfCustomer = ({ rows }: Work): Fact[] => (rows.facts.every(touchesCustomer) ? rows.facts : rows.facts.filter(touchesCustomer));

const NONE: Fact[] = [];
