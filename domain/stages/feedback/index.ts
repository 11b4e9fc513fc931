import { z } from 'zod';
import { addDays, addMonths, dateAt, daysBetween, type Instant, type LocalDate } from '../../calendar.js';
import { effectId } from '../../effects/effect.js';
import type { Fact } from '../../facts.js';
import { nameSchema, sendTime } from '../../journey/long-form.js';
import { SUPERIOR } from '../../ladder/verbs/call.js';
import { openedTask } from '../../opened-task.js';
import type { Reason } from '../../reasons.js';
import type { Change, HoldRow, TaskRow } from '../../rows.js';
import { endOfLimit, limitSchema, type TimeLimit } from '../../span.js';
import { nextCallHour } from '../../steps/call-hours.js';
import { nextOpen, nextTurn } from '../../steps/windows.js';
import { type Plan, type PlanInput, type ProposedStep, stageType } from '../stage-type.js';
import { tellFeedback } from './tell.js';
import { words } from './words.js';

const schema = z.strictObject({
  csat: z
    .strictObject({
      /** The touch points after which it is asked: a dispute that was resolved, a failed payment that was recovered, an item settled. */
      after: z.array(z.enum(['dispute resolved', 'payment recovered', 'settled'])).min(1),
      days: z.int().min(0).max(90).default(1),
      template: nameSchema.default('csat'),
    })
    .optional(),
  nps: z.strictObject({ every: z.strictObject({ months: z.int().min(1).max(60) }), template: nameSchema.default('nps') }).optional(),
  /** A score at or below opens a task for `ask`. */
  badScore: z
    .strictObject({
      csat: z.int().default(2),
      nps: z.int().default(6),
      ask: nameSchema.default('account-manager'),
      /** Without it the task has no limit. */
      within: limitSchema.optional(),
      /** Whose it becomes when the time is up. */
      else: nameSchema.default(SUPERIOR),
      /** He is to call the customer: the task is a call, and is opened when customers are called. */
      call: z.literal(true).optional(),
    })
    .refine(({ call, within }) => !call || within !== undefined, {
      path: ['within'],
      error: 'A call needs a time limit, like "within 2 business days".',
    })
    .optional(),
  /** While nothing is asked: a dispute is open anyway; a notice, from its day until its invoice is settled. */
  never: z.strictObject({ dispute: z.literal(true).optional(), notices: z.array(nameSchema).min(1).max(20).optional() }).optional(),
});
export type FeedbackConfig = z.infer<typeof schema>;

/** The lane's notes: touch points whose survey is not yet asked or given up, and the own clock of NPS. Dates are the customer's. */
type Notes = {
  touchPoints: TouchPoint[];
  npsOn: LocalDate | null;
  /** From when the first round counts: the day of the first delivery. Left out: none was heard of, or before there was this note. */
  npsFrom?: LocalDate;
  npsRound: number;
  /** Bad scores after which somebody is still to be asked to call, by the numbers of their facts. */
  calls?: readonly CallToAsk[];
};
interface CallToAsk {
  number: number;
  surveyId: string;
}
interface TouchPoint {
  subject: string;
  on: LocalDate;
  /** When it was heard of, where that was later than the moment of its survey. */
  heardAt?: Instant;
}

/**
 * Asks for feedback: CSAT some days after a touch point unless a survey went within the cooldown, NPS by its own clock (first one period after
 * the first delivered item) but never on another survey's day. None while a dispute is open, a notice that the journey names is, or surveys are held: a
 * CSAT due then is dropped, an NPS waits. Both keep to the contact window and the caps: a CSAT is dropped where there is no room or the journey skips what falls outside, an NPS waits.
 * Standing.
 */
export const feedback = stageType<FeedbackConfig>({
  lanes: ['customer'],
  schema,
  outcomes: [],
  ownSteps: ['csat', 'nps', 'bad-score'],
  watches: ({ never }) => (never?.notices ?? []).map((step, index) => ({ step, path: ['never', 'notices', index] })),
  words,
  plan: planFeedback,
  tell: tellFeedback,
  inWindow: { en: 'surveys', de: 'Befragungen', ofItems: false },
});

function planFeedback({ config, contact, token, facts, view, done, now, zone, lateBy, room, openNotice }: PlanInput<FeedbackConfig>): Plan {
  const { touchPoints = [], npsOn = null, npsFrom, npsRound = 0, calls = [] } = token.data as Partial<Notes>;
  let lastAsked: LocalDate | null = null;
  for (const survey of view.surveys) lastAsked = maxDate(lastAsked, dateAt(survey.askedAt, zone));
  // Decided and not yet on its way, it is asked today, too.
  if (done({ subject: view.customer.id, step: 'nps', occurrence: npsRound })?.underWay) lastAsked = dateAt(now, zone);
  const noted = config.csat ? [...touchPoints] : [];
  for (const fact of facts) noted.push(...touchPointsOf({ fact, config, contact, view, zone }));
  const moment: Moment = {
    today: dateAt(now, zone),
    hold: view.activeHolds(view.customer.id, 'surveys')[0],
    disputed: view.openDisputes().length > 0,
  };
  const csat = planCsat({ config, contact, view, now, zone, lateBy, moment, noted, lastAsked, room, openNotice });
  const askedToday = lastAsked === moment.today || csat.steps.length > 0;
  const nps = planNps({
    config,
    contact,
    facts,
    view,
    now,
    zone,
    lateBy,
    moment,
    notes: { npsOn, npsRound, ...(npsFrom !== undefined && { npsFrom }) },
    askedToday,
    room,
    openNotice,
  });
  const pending =
    calls.length === 0 ? calls : calls.filter(({ number }) => !done({ subject: view.customer.id, step: 'bad-score', occurrence: number }));
  const bad = planBadScores({ config, contact, facts, view, now, zone, lateBy, calls: pending });
  const wakes = [...csat.wakes, ...nps.wakes];
  if (bad.callAt !== undefined) wakes.push(bad.callAt);
  const notes: Notes = { touchPoints: csat.kept, npsOn: nps.npsOn, npsRound: nps.npsRound };
  if (nps.npsFrom !== undefined) notes.npsFrom = nps.npsFrom;
  if (bad.calls.length > 0) notes.calls = bad.calls;
  return {
    // What is asked of a person comes first: it never waits for a question to the customer.
    steps: [...bad.steps, ...csat.steps, ...nps.steps],
    reasons: [...csat.reasons, ...nps.reasons],
    data: notes,
    wakeAt: wakes.length ? Math.min(...wakes) : undefined,
    changes: bad.changes,
  };
}

/** What the present moment allows. */
interface Moment {
  today: LocalDate;
  hold: HoldRow | undefined;
  disputed: boolean;
}
type Planning = Omit<PlanInput<FeedbackConfig>, 'token' | 'isIn' | 'done'> & { moment: Moment };

/** The step of a notice that is open and keeps questions away. */
const noticeThatIsOpen = ({ config: { never }, openNotice }: Pick<Planning, 'config' | 'openNotice'>): string | undefined =>
  never?.notices && openNotice?.(never.notices);

/** The first moment at or after another one inside the contact window at which it is the customer's turn. */
const openAt = (at: Instant, { contact, zone, view, lateBy }: Pick<Planning, 'contact' | 'zone' | 'view' | 'lateBy'>): Instant =>
  nextTurn({ at, contact, zone, country: view.customer.country, lateBy });

/** A touch point is kept until its survey is known to be asked: one that found no room, or whose claim was refused, is judged again. */
function planCsat({
  config,
  contact,
  view,
  now,
  zone,
  lateBy,
  moment,
  noted,
  lastAsked,
  room,
  openNotice,
}: Omit<Planning, 'facts'> & { noted: TouchPoint[]; lastAsked: LocalDate | null }) {
  const steps: ProposedStep[] = [];
  const reasons: Reason[] = [];
  const kept: TouchPoint[] = [];
  const wakes: Instant[] = [];
  let last = lastAsked;
  for (const point of noted) {
    const about = point.subject;
    const at = sendTime({ date: point.on, contact, zone });
    const since = last === null ? null : daysBetween(last, moment.today);
    const first = Math.max(at, point.heardAt ?? at);
    if (contact.outside === 'skip' && now >= first && nextOpen({ at: first, contact, zone, country: view.customer.country }) > first) {
      reasons.push({ about, code: 'survey-skipped' });
    } else if (now < first || now < openAt(now, { contact, zone, view, lateBy })) {
      kept.push(point);
      wakes.push(contact.outside === 'skip' && now < first ? first : openAt(Math.max(first, now), { contact, zone, view, lateBy }));
    } else if (view.surveys.some((asked) => asked.subject === about)) continue;
    else if (moment.hold) reasons.push({ about, code: 'held', params: { step: 'csat', kind: moment.hold.kind } });
    else if (moment.disputed) reasons.push({ about, code: 'survey-dropped' });
    else if (since !== null && (since < contact.surveysApart || since === 0))
      reasons.push({ about, code: 'survey-cooldown', params: { days: since } });
    else {
      const notice = noticeThatIsOpen({ config, openNotice });
      if (notice !== undefined) {
        reasons.push({ about, code: 'survey-dropped-notice', params: { step: notice } });
        continue;
      }
      const full = room?.()?.full();
      if (full) {
        reasons.push({ about, code: 'survey-capped', params: { span: full.span, count: full.count } });
        continue;
      }
      steps.push(survey({ kind: 'csat', subject: about, occurrence: 0, template: config.csat?.template ?? 'csat', at, config }));
      kept.push(point);
      last = moment.today;
    }
  }
  return { steps, reasons, kept, wakes };
}

/** The clock goes on only when the survey of its round was asked. */
function planNps({
  config,
  contact,
  facts,
  view,
  now,
  zone,
  lateBy,
  moment,
  notes,
  askedToday,
  room,
  openNotice,
}: Planning & { notes: Pick<Notes, 'npsOn' | 'npsFrom' | 'npsRound'>; askedToday: boolean }) {
  const { customer } = view;
  const steps: ProposedStep[] = [];
  const reasons: Reason[] = [];
  const wakes: Instant[] = [];
  let { npsOn, npsFrom, npsRound } = notes;
  if (!config.nps) return { steps, reasons, wakes, npsOn, npsFrom, npsRound };
  const { months } = config.nps.every;
  const id =
    view.surveys.length === 0 ? '' : effectId({ customerId: customer.id, subject: customer.id, step: 'nps', occurrence: npsRound });
  if (view.surveys.some((survey) => survey.id === id)) npsRound += 1;
  // From the records and not from the notes, as long as it is remembered: its date is that of the zone in which the customer lives now.
  let lastAskedAt: Instant | null = null;
  for (const { kind, askedAt } of view.surveys)
    if (kind === 'nps' && (lastAskedAt === null || askedAt > lastAskedAt)) lastAskedAt = askedAt;
  if (lastAskedAt !== null) npsOn = addMonths(dateAt(lastAskedAt, zone), months);
  if (npsOn === null && facts.some(isDelivered)) npsFrom = moment.today;
  // By the months that the journey says now.
  if (lastAskedAt === null && npsFrom !== undefined) npsOn = addMonths(npsFrom, months);
  if (npsOn === null) return { steps, reasons, wakes, npsOn, npsFrom, npsRound };

  const at = sendTime({ date: npsOn, contact, zone });
  if (now < at || now < openAt(now, { contact, zone, view, lateBy }))
    wakes.push(openAt(Math.max(at, now), { contact, zone, view, lateBy }));
  else if (moment.hold) {
    reasons.push({ about: customer.id, code: 'held', params: { step: 'nps', kind: moment.hold.kind } });
    if (moment.hold.endsAt !== null) wakes.push(moment.hold.endsAt);
  } else if (moment.disputed) reasons.push({ about: customer.id, code: 'survey-waits' });
  else if (askedToday) {
    reasons.push({ about: customer.id, code: 'survey-other-day' });
    wakes.push(openAt(sendTime({ date: addDays(moment.today, 1), contact, zone }), { contact, zone, view, lateBy }));
  } else {
    const notice = noticeThatIsOpen({ config, openNotice });
    if (notice !== undefined) {
      reasons.push({ about: customer.id, code: 'survey-waits-notice', params: { step: notice } });
      return { steps, reasons, wakes, npsOn, npsFrom, npsRound };
    }
    const under = room?.();
    const full = under?.full();
    if (under && full) {
      reasons.push({ about: customer.id, code: 'survey-no-room', params: { span: full.span, count: full.count } });
      wakes.push(openAt(sendTime({ date: under.nextDay(), contact, zone }), { contact, zone, view, lateBy }));
      return { steps, reasons, wakes, npsOn, npsFrom, npsRound };
    }
    steps.push(survey({ kind: 'nps', subject: customer.id, occurrence: npsRound, template: config.nps.template, at, config }));
    wakes.push(sendTime({ date: addMonths(moment.today, months), contact, zone }));
  }
  return { steps, reasons, wakes, npsOn, npsFrom, npsRound };
}

const survey = ({
  kind,
  subject,
  occurrence,
  template,
  at,
  config: { never },
}: {
  kind: 'csat' | 'nps';
  subject: string;
  occurrence: number;
  template: string;
  at: Instant;
  config: FeedbackConfig;
}): ProposedStep => ({
  subject,
  step: kind,
  occurrence,
  at,
  paced: false,
  stoppedBy: 'surveys',
  act: { do: 'survey', survey: kind, template, ...(never?.notices && { never: never.notices }) },
});

function touchPointsOf({
  fact,
  config,
  contact,
  view,
  zone,
}: Pick<Planning, 'config' | 'contact' | 'view' | 'zone'> & { fact: Fact }): TouchPoint[] {
  if (!config.csat) return [];
  const { after, days } = config.csat;
  if (fact.type !== 'dispute.resolved' && fact.type !== 'payment.received') return [];
  const on = addDays(dateAt(fact.recordedAt, zone), days);
  const late = contact.outside === 'skip' && fact.recordedAt > sendTime({ date: on, contact, zone }) ? { heardAt: fact.recordedAt } : {};
  if (fact.type === 'dispute.resolved') return after.includes('dispute resolved') ? [{ subject: fact.data.disputeId, on, ...late }] : [];
  return fact.data.shares
    .filter((share) => view.item(share.itemId)?.settledAt !== null && view.item(share.itemId) !== undefined)
    .flatMap(({ itemId }) => {
      const recovered = view
        .chargesOf(itemId)
        .some((charge) => view.attemptsOf(charge.id).some((attempt) => attempt.outcome === 'declined'));
      if (recovered && after.includes('payment recovered')) return [{ subject: itemId, on, ...late }];
      return after.includes('settled') ? [{ subject: itemId, on, ...late }] : [];
    });
}

type BadScoring = Pick<Planning, 'config' | 'contact' | 'view' | 'now' | 'zone'>;

/** Asks somebody about each bad score that came, at once, or to call when customers are called. */
function planBadScores(scoring: BadScoring & Pick<Planning, 'facts' | 'lateBy'> & { calls: readonly CallToAsk[] }) {
  const changes: Change[] = [];
  let { calls } = scoring;
  const asked: string[] = [];
  for (const fact of scoring.facts) {
    const surveyId = fact.type === 'survey.answered' ? badlyScored(fact, scoring) : undefined;
    if (surveyId === undefined || asked.includes(surveyId) || calls.some((call) => call.surveyId === surveyId)) continue;
    asked.push(surveyId);
    if (scoring.config.badScore?.call) calls = [...calls, { number: fact.number, surveyId }];
    else changes.push({ insert: 'task', row: taskAbout({ surveyId, number: fact.number }, scoring) });
  }
  return { changes, ...askToCall(calls, scoring) };
}

/** Asks for the calls when customers are called. Until then, and as long as one finds no room, it is noted. */
function askToCall(calls: readonly CallToAsk[], scoring: BadScoring & Pick<Planning, 'lateBy'>) {
  const { config, view, now } = scoring;
  const { call, within, ask: owner = '', else: superior = SUPERIOR } = config.badScore ?? {};
  if (!call || within === undefined || calls.length === 0) return NO_CALLS;
  const callAt = callableAt(scoring);
  if (callAt > now) return { calls, steps: [], callAt };
  return {
    calls,
    steps: calls.map((one) => callStep({ call: one, owner, superior, within, customerId: view.customer.id, now })),
    callAt: undefined,
  };
}
const NO_CALLS: { calls: readonly CallToAsk[]; steps: ProposedStep[]; callAt: Instant | undefined } = {
  calls: [],
  steps: [],
  callAt: undefined,
};

/** The first moment from now on at which the customer may be called. */
function callableAt({ contact, view, now, zone, lateBy }: Pick<Planning, 'contact' | 'view' | 'now' | 'zone' | 'lateBy'>): Instant {
  const { timeZone, country } = view.customer;
  return contact.calls
    ? nextCallHour({ at: now, calls: contact.calls, closed: contact.closed, timeZone, country })
    : openAt(now, { contact, zone, view, lateBy });
}

const callStep = ({
  call: { number, surveyId },
  owner,
  superior,
  within,
  customerId,
  now,
}: {
  call: CallToAsk;
  owner: string;
  superior: string;
  within: TimeLimit;
  customerId: string;
  now: Instant;
}): ProposedStep => ({
  subject: customerId,
  step: 'bad-score',
  occurrence: number,
  at: now,
  paced: false,
  waits: true,
  stoppedBy: null,
  act: { do: 'task', kind: 'call', owner, superior, within, about: surveyId },
});

/** The survey that the fact answers with a bad score, unless somebody is asked about it already. */
function badlyScored(
  { data: { surveyId, score } }: Extract<Fact, { type: 'survey.answered' }>,
  { config, view }: Pick<BadScoring, 'config' | 'view'>,
): string | undefined {
  if (!config.badScore) return undefined;
  const asked = view.surveys.find((survey) => survey.id === surveyId);
  const known = view.tasks.some(
    ({ kind, subject, status }) => subject === surveyId && status === 'open' && (kind === 'bad-score' || kind === 'call'),
  );
  return asked && score <= config.badScore[asked.kind] && !known ? surveyId : undefined;
}

function taskAbout({ surveyId, number }: CallToAsk, { config, contact, view, now, zone }: BadScoring): TaskRow {
  const { within, ask: owner = '', else: superior = null } = config.badScore ?? {};
  return openedTask({
    id: `task/${surveyId}/${number}`,
    customerId: view.customer.id,
    subject: surveyId,
    kind: 'bad-score',
    owner,
    superior,
    openedAt: now,
    dueAt: within ? endOfLimit({ now, within, zone, country: view.customer.country, closed: contact.closed }) : null,
  });
}

const isDelivered = (fact: Fact) =>
  fact.type === 'invoice.delivered' || (fact.type === 'invoice.issued' && fact.data.delivery === 'delivered');
const maxDate = (a: LocalDate | null, b: LocalDate): LocalDate => (a === null || b > a ? b : a);
