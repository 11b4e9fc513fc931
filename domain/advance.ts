/**
 * The whole journey as one function: the same input always gives the same decision. Effects are data; somebody else performs them.
 *
 * 1. No clock, no I/O, no randomness.
 * 2. Positions are recomputed from the records, never resumed by counting ticks: late, held or repeated questions get the calendar's answer.
 * 3. A step that is over for its subject (taken, lapsed, dropped) or under way is never proposed again, in any stage, lane or journey.
 * 4. At most `EFFECTS_AT_ONCE` effects are under way for one customer; what finds no room stays due.
 */
import { dateAt, type Instant, instantAt } from './calendar.js';
import { type Effect, effectId, type StepRef } from './effects/effect.js';
import { type Fact, type Report, touchedBy } from './facts.js';
import { type Headline, headlineOf } from './headline.js';
import type { Journey, Lane, Stage } from './journey/journey.js';
import { changeRows } from './ledger/change-rows.js';
import type { Reason } from './reasons.js';
import type { Change, DecisionRows, StepRow, TokenRow } from './rows.js';
import { STAGE_TYPES } from './stages/index.js';
import type { Act, Plan, PlanInput, ProposedStep } from './stages/stage-type.js';
import { claimable } from './steps/claimable.js';
import { earliest } from './steps/earliest.js';
import { lapsed } from './steps/lapse.js';
import { mergeMessages } from './steps/merge.js';
import { withinHours } from './steps/windows.js';
import { type View, viewOf } from './view.js';

export const EFFECTS_AT_ONCE = 50;
/** A token moves through at most so many stages in one decision: a loop without a wait ends here and is reported by the journey's check. */
const MOVES_AT_ONCE = 20;

export interface Decision {
  seq: number;
  /** The highest fact number taken in. */
  applied: number;
  /** The tokens asked about, as they stand now. */
  tokens: TokenRow[];
  /** Steps that are over without an effect. */
  steps: StepRow[];
  effects: Effect[];
  /** Changes of our own records, and facts that Duly itself reports: stored with the decision. */
  changes: Change[];
  reports: Report[];
  /** When the customer wants to be decided again; null: only news wakes him. */
  wakeAt: Instant | null;
  /** More waits than one decision takes: decide again at once. */
  more: boolean;
  reasons: Reason[];
  headline: Headline;
}

export interface AdvanceInput {
  journey: Journey;
  /** Position and ledger of the customer: what is due or touched, and totals. Not changed. */
  rows: DecisionRows;
  /** UTC. The later of the workflow's time and the newest fact's `recordedAt`. */
  now: Instant;
}

export function advance({ journey, rows, now }: AdvanceInput): Decision {
  const work = startWork({ journey, rows, now });
  placeTokens(work);
  for (const token of [...work.tokens.values()].sort(byLaneThenSubject(journey))) moveToken(work, token);
  const effects = mergeMessages({
    effects: work.effects,
    together: journey.contact.together,
    customerId: rows.customer.id,
    view: work.view(),
  });
  const tokens = [...work.tokens.values()];
  const wakes = [...tokens.map((token) => token.wakeAt), rows.restWakeAt].filter((at) => at !== null);
  const wakeAt = work.full ? now + 1000 : wakes.length ? Math.min(...wakes) : null;
  return {
    seq: rows.seq + 1,
    applied: rows.facts.at(-1)?.number ?? rows.applied,
    tokens,
    steps: work.over,
    effects,
    changes: work.changes,
    reports: work.reports,
    wakeAt,
    more: rows.more || work.reports.length > 0,
    reasons: work.reasons,
    headline: headlineOf({ journey, tokens, rows, effects, steps: work.next, wakeAt }),
  };
}

interface Work {
  journey: Journey;
  rows: DecisionRows;
  now: Instant;
  zone: string;
  tokens: Map<string, TokenRow>;
  /** Over or under way: when each step went (now, for one that this decision starts). */
  done: Map<string, { at: Instant; went: boolean; underWay: boolean }>;
  over: StepRow[];
  effects: Effect[];
  changes: Change[];
  reports: Report[];
  reasons: Reason[];
  /** When the last of the journey's own steps went for each subject, whatever stage or lane it stood in. */
  paced: Map<string, Instant>;
  /** The next step that is waited for, for the headline. */
  next: { step: string; at: Instant; because: string }[];
  full: boolean;
  view: () => View;
  change: (changes: Change[]) => void;
}

function startWork({ journey, rows, now }: AdvanceInput): Work {
  let current = rows;
  let view = viewOf({ rows, now });
  const work: Work = {
    journey,
    rows,
    now,
    zone: journey.contact.zone === 'customer' ? rows.customer.timeZone : journey.contact.zone,
    tokens: new Map(rows.tokens.map((token) => [tokenKey(token), { ...token }])),
    done: new Map(),
    over: [],
    effects: [],
    changes: [],
    reports: [],
    reasons: [],
    paced: new Map(),
    next: [],
    full: false,
    view: () => view,
    change: (changes) => {
      if (changes.length === 0) return;
      work.changes.push(...changes);
      current = { ...current, ...changeRows(current, changes) };
      view = viewOf({ rows: current, now });
    },
  };
  for (const step of rows.steps) work.done.set(stepKey(step), { at: step.at, went: step.how === 'taken', underWay: false });
  for (const { at, ...step } of stepsUnderWay(rows))
    if (!work.done.has(stepKey(step))) work.done.set(stepKey(step), { at, went: true, underWay: true });
  const named = namedSteps(journey);
  for (const { subject, step, at } of [...rows.steps.filter(({ how }) => how === 'taken'), ...stepsUnderWay(rows)])
    if (named.has(step)) work.paced.set(subject, Math.max(work.paced.get(subject) ?? at, at));
  return work;
}

const stepsUnderWay = (rows: DecisionRows) => rows.underWay.flatMap(({ effect, at }) => effect.steps.map((step) => ({ ...step, at })));

/** The steps that the journey itself names, against those that stage types bring along (delivery, collection). */
const namedSteps = (journey: Journey): Set<string> =>
  new Set(
    journey.lanes.flatMap(({ stages }) =>
      stages.flatMap(({ config }) => ((config as { steps?: { name: string }[] } | undefined)?.steps ?? []).map(({ name }) => name)),
    ),
  );

/** New subjects get their tokens, reopened items return, and `whenever` takes tokens out of their stages. */
function placeTokens(work: Work): void {
  const { journey, rows, now } = work;
  const customerId = rows.customer.id;
  const place = (lane: Lane, subject: string) => {
    const start = lane.stages[0] as Stage;
    const token: TokenRow = {
      customerId,
      lane: lane.name,
      subject,
      stage: start.name,
      enteredAt: now,
      wakeAt: null,
      leftStage: null,
      data: {},
    };
    if (!work.tokens.has(tokenKey(token))) work.tokens.set(tokenKey(token), token);
  };
  for (const fact of rows.facts) {
    if (fact.type === 'customer.created')
      for (const lane of journey.lanes.filter((candidate) => candidate.for === 'customer')) place(lane, customerId);
    if (fact.type === 'invoice.issued')
      for (const lane of journey.lanes.filter((candidate) => candidate.for === 'item')) place(lane, fact.data.itemId);
    for (const lane of journey.lanes) {
      const stage = lane.whenever.find((rule) => rule.fact === fact.type)?.stage;
      if (!stage) continue;
      const touched = touchedBy(fact);
      for (const token of work.tokens.values()) {
        const concerns =
          token.subject === customerId ? touched.customer : touched.itemIds.includes(token.subject) || touched.itemIds.length === 0;
        if (token.lane === lane.name && token.stage !== null && token.stage !== stage && concerns) enter(work, token, stage);
      }
    }
  }
}

function enter(work: Work, token: TokenRow, stage: string): void {
  Object.assign(token, { stage, enteredAt: work.now, wakeAt: null, leftStage: null, data: {} });
  work.reasons.push({ about: token.subject, code: 'entered-stage', params: { stage, lane: token.lane } });
}

function moveToken(work: Work, token: TokenRow): void {
  const lane = work.journey.lanes.find((candidate) => candidate.name === token.lane);
  token.wakeAt = null;
  if (!lane) return;
  if (lane.for === 'item' && !isAsked(work, token)) return;
  let laneAsked = false;
  for (let moves = 0; moves < MOVES_AT_ONCE; moves += 1) {
    const stage = lane.stages.find((candidate) => candidate.name === token.stage);
    if (!stage) return;
    let outcome = askStage(work, token, stage, 'plan');
    if (outcome === undefined && !laneAsked) {
      laneAsked = true;
      outcome = askLane(work, token, lane);
    }
    if (outcome === undefined) return;
    leave(work, token, outcome.stage, outcome.outcome);
  }
}

/** A settled item leaves every stage; open again, it returns to the one it left. */
function isAsked(work: Work, token: TokenRow): boolean {
  const item = work.view().item(token.subject);
  if (!item) return false;
  if (item.open <= 0) {
    if (token.stage !== null) {
      work.reasons.push({ about: item.id, code: 'settled', params: { stage: token.stage } });
      Object.assign(token, { leftStage: token.stage, stage: null });
      closeTasks(work, item.id);
    }
    return false;
  }
  if (token.stage === null && token.leftStage !== null) {
    work.reasons.push({ about: item.id, code: 'reopened', params: { stage: token.leftStage } });
    Object.assign(token, { stage: token.leftStage, leftStage: null });
  }
  return true;
}

function closeTasks(work: Work, subject: string): void {
  const open = work.view().tasks.filter((task) => task.subject === subject && task.status === 'open');
  work.change(open.map((task) => ({ update: 'task', id: task.id, set: { status: 'closed', outcome: 'settled', endedAt: work.now } })));
}

function leave(work: Work, token: TokenRow, stage: Stage, outcome: string): void {
  const next = outcome === 'again' ? stage.name : (stage.on[outcome] ?? STAGE_TYPES[stage.type]?.defaults?.[outcome] ?? 'end');
  if (next === 'end') {
    work.reasons.push({ about: token.subject, code: 'lane-ended', params: { lane: token.lane, stage: stage.name, outcome } });
    Object.assign(token, { stage: null, leftStage: null, wakeAt: null, data: {} });
    return;
  }
  work.reasons.push({ about: token.subject, code: 'left-stage', params: { stage: stage.name, outcome, next } });
  enter(work, token, next);
}

type Left = { stage: Stage; outcome: string } | undefined;

/** What belongs to the lane is judged in any of its stages. */
function askLane(work: Work, token: TokenRow, lane: Lane): Left {
  for (const stage of lane.stages) {
    const left = STAGE_TYPES[stage.type]?.always ? askStage(work, token, stage, 'always') : undefined;
    if (left) return left;
  }
  return undefined;
}

function askStage(work: Work, token: TokenRow, stage: Stage, which: 'plan' | 'always'): Left {
  const { journey, rows, now, zone } = work;
  const type = STAGE_TYPES[stage.type];
  const ask = type?.[which];
  if (!type || !ask) return undefined;
  const facts = rows.facts.filter((fact) => concerns(fact, token.subject, rows.customer.id));
  const input: PlanInput<unknown> = { config: stage.config, contact: journey.contact, token, facts, view: work.view(), now, zone };
  const plan = ask.call(type, input);
  work.change(plan.changes ?? []);
  work.reports.push(...(plan.reports ?? []));
  work.reasons.push(...(plan.reasons ?? []));
  if (plan.data) token.data = plan.data;
  if (plan.outcome) return { stage, outcome: plan.outcome };
  wakeNoLaterThan(token, plan.wakeAt);
  return takeSteps(work, token, plan) ? { stage, outcome: plan.whenUsedUp as string } : undefined;
}

const concerns = (fact: Fact, subject: string, customerId: string): boolean => {
  const touched = touchedBy(fact);
  return subject === customerId ? touched.customer : touched.itemIds.includes(subject);
};

function wakeNoLaterThan(token: TokenRow, at: Instant | undefined): void {
  if (at !== undefined) token.wakeAt = token.wakeAt === null ? at : Math.min(token.wakeAt, at);
}

/**
 * Takes the steps in their order as far as they may go now. True when all are over and the stage has an outcome for that. A token that waits for a
 * step under way has no wake of its own: the claim of that step asks it again.
 */
function takeSteps(work: Work, token: TokenRow, { steps = [], whenUsedUp }: Plan): boolean {
  const { now, zone, journey, rows } = work;
  let previous: { step: string; at: Instant } | null = null;
  let underWay = false;
  for (const step of steps) {
    const done = work.done.get(stepKey(step));
    if (done) {
      if (done.went) previous = { step: step.step, at: done.at };
      underWay ||= done.underWay;
      continue;
    }
    if (lapsed({ step, now })) {
      passOver(work, step);
      continue;
    }
    const holdEndedAt = step.stoppedBy ? work.view().lastHoldEnd(step.subject, step.stoppedBy) : null;
    const planned = earliest({
      step: previous?.step === step.step && step.everyDays !== undefined ? { ...step, distanceDays: step.everyDays } : step,
      previousAt: previous?.at ?? null,
      pacedAt: work.paced.get(step.subject) ?? null,
      holdEndedAt,
      contact: journey.contact,
      peaceDays: journey.peaceDays,
      zone,
    });
    const at = step.paced ? withinHours({ at: Math.max(planned.at, now), contact: journey.contact, zone }) : planned.at;
    if (at > now) {
      const because = planned.at > now ? planned.because : 'contact hours';
      wakeNoLaterThan(token, step.lapsesAt === undefined ? at : Math.min(at, step.lapsesAt));
      work.next.push({ step: step.step, at, because });
      work.reasons.push({ about: step.subject, code: 'step-waits', params: { step: step.step, until: dateAt(at, zone), because } });
      return false;
    }
    if (step.paced && underWay) {
      work.reasons.push({
        about: step.subject,
        code: 'step-waits',
        params: { step: step.step, until: dateAt(now, zone), because: 'the step before it is under way' },
      });
      return false;
    }
    const stopped = stoppedFor(work, token, step);
    if (stopped) {
      work.reasons.push(stopped);
      const until = work
        .view()
        .activeHolds(token.subject, step.stoppedBy ?? 'reminders')
        .map((hold) => hold.endsAt)
        .filter((end) => end !== null);
      for (const end of until) wakeNoLaterThan(token, end);
      wakeNoLaterThan(token, step.lapsesAt);
      return false;
    }
    if (rows.underWay.length + work.effects.length >= EFFECTS_AT_ONCE) {
      if (!work.full) work.reasons.push({ about: rows.customer.id, code: 'in-flight-full' });
      work.full = true;
      token.wakeAt = now;
      return false;
    }
    work.effects.push(effectOf(work, token, step, planned.at));
    work.done.set(stepKey(step), { at: now, went: true, underWay: true });
    work.reasons.push({ about: step.subject, code: 'step-due', params: { step: step.step, because: planned.because } });
    previous = { step: step.step, at: now };
    if (step.paced) work.paced.set(step.subject, now);
    underWay = true;
  }
  return whenUsedUp !== undefined && !underWay;
}

function passOver(work: Work, step: ProposedStep): void {
  const { rows, now } = work;
  work.over.push({
    customerId: rows.customer.id,
    subject: step.subject,
    step: step.step,
    occurrence: step.occurrence,
    at: now,
    how: 'lapsed',
    effectId: null,
  });
  work.done.set(stepKey(step), { at: now, went: false, underWay: false });
  work.reasons.push({
    about: step.subject,
    code: step.lapse === 'overtaken' ? 'step-overtaken' : 'step-lapsed',
    params: { step: step.step, before: 'the due date' },
  });
}

function stoppedFor(work: Work, token: TokenRow, step: ProposedStep): Reason | undefined {
  if (step.stoppedBy === null) return undefined;
  if (token.subject === work.rows.customer.id) {
    const hold = work.view().activeHolds(token.subject, step.stoppedBy)[0];
    return hold ? { about: step.subject, code: 'held', params: { step: step.step, kind: hold.kind } } : undefined;
  }
  const answer = claimable({ itemId: token.subject, step: step.step, stoppedBy: step.stoppedBy, view: work.view() });
  return answer.ok ? undefined : answer.reason;
}

function effectOf(
  work: Work,
  token: TokenRow,
  { subject, step, occurrence, stoppedBy, lapsesAt, paced, severe, act }: ProposedStep,
  due: Instant,
): Effect {
  const customerId = work.rows.customer.id;
  const itemIds = token.subject === customerId ? [] : [token.subject];
  const hoursEnd = paced ? instantAt({ date: dateAt(work.now, work.zone), time: work.journey.contact.until, zone: work.zone }) : null;
  const notAfter = hoursEnd !== null && lapsesAt !== undefined ? Math.min(hoursEnd, lapsesAt) : (hoursEnd ?? lapsesAt ?? null);
  const base = {
    id: effectId({ customerId, subject, step, occurrence }),
    steps: [{ subject, step, occurrence }],
    due,
    notAfter,
    stoppedBy,
  };
  return performing(act);

  function performing(what: Act): Effect {
    switch (what.do) {
      case 'send':
        return {
          ...base,
          kind: 'message',
          template: what.template,
          purpose: what.purpose,
          itemIds: chargeItems(what.chargeId) ?? itemIds,
          chargeId: what.chargeId ?? null,
          ...(severe ? { alone: true as const } : {}),
        };
      case 'collect': {
        const known = work.view().charge(what.chargeId);
        if (!known) openCharge(work, { chargeId: what.chargeId, methodId: what.methodId, itemIds });
        return { ...base, kind: 'collect', chargeId: what.chargeId, itemIds: known?.itemIds ?? itemIds, methodId: what.methodId };
      }
      case 'survey':
        return { ...base, kind: 'survey', survey: what.survey, subject, template: what.template };
    }
  }
  function chargeItems(chargeId: string | undefined): string[] | undefined {
    return chargeId === undefined ? undefined : work.view().charge(chargeId)?.itemIds;
  }
}

function openCharge(work: Work, { chargeId, methodId, itemIds }: { chargeId: string; methodId: string; itemIds: string[] }): void {
  const items = itemIds.map((id) => work.view().item(id)).filter((item) => item !== undefined);
  const row = {
    id: chargeId,
    customerId: work.rows.customer.id,
    itemIds,
    methodId,
    amount: items.reduce((sum, item) => sum + item.open, 0),
    currency: items[0]?.currency ?? work.rows.customer.currency,
    status: 'open' as const,
    startedAt: work.now,
  };
  work.change([{ insert: 'charge', row }]);
}

const tokenKey = ({ lane, subject }: Pick<TokenRow, 'lane' | 'subject'>) => `${lane} ${subject}`;
const stepKey = ({ subject, step, occurrence }: StepRef) => `${subject} ${step} ${occurrence}`;
const byLaneThenSubject = (journey: Journey) => {
  const order = new Map(journey.lanes.map((lane, index) => [lane.name, index]));
  return (a: TokenRow, b: TokenRow) => (order.get(a.lane) ?? 0) - (order.get(b.lane) ?? 0) || (a.subject < b.subject ? -1 : 1);
};
