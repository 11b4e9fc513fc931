import { z } from 'zod';
import { addDays, addMonths, dateAt, daysBetween, type Instant, type LocalDate } from '../../calendar.js';
import { ENCLOSURES, effectId } from '../../effects/effect.js';
import { type Fact, isInvoiceOrPayment } from '../../facts.js';
import { nameSchema, sendTime } from '../../journey/long-form.js';
import { SUPERIOR } from '../../ladder/verbs/call.js';
import { openedTask } from '../../opened-task.js';
import type { Reason } from '../../reasons.js';
import type { Change, HoldRow, ItemRow, TaskRow } from '../../rows.js';
import { endOfLimit, limitSchema, type TimeLimit } from '../../span.js';
import { nextCallHour } from '../../steps/call-hours.js';
import { nextOpen, nextTurn } from '../../steps/windows.js';
import type { View } from '../../view.js';
import { type Act, type IgnoreInput, type Plan, type PlanInput, type ProposedStep, stageType } from '../stage-type.js';
import { tellFeedback } from './tell.js';
import { words } from './words.js';

/** How it is asked, where not by email: somebody calls and notes the score, or a letter goes, whose answer somebody enters. */
const bySchema = z
  .union(
    [
      z.strictObject({
        telephone: z.strictObject({
          ask: nameSchema.default('account-manager'),
          within: limitSchema.default({ businessDays: 2 }),
          /** Whose it becomes when the time is up. */
          else: nameSchema.default(SUPERIOR),
        }),
      }),
      z.strictObject({ letter: z.strictObject({ with: z.array(z.enum(ENCLOSURES)).min(1).optional() }) }),
    ],
    { error: 'Expected { telephone: {} } or { letter: {} }.' },
  )
  .optional();
type By = z.infer<typeof bySchema>;

const schema = z.strictObject({
  csat: z
    .strictObject({
      /** The touch points after which it is asked: a dispute that was resolved, a failed payment that was recovered, an item settled. */
      after: z.array(z.enum(['dispute resolved', 'payment recovered', 'settled'])).min(1),
      days: z.int().min(0).max(90).default(1),
      template: nameSchema.default('csat'),
      by: bySchema,
    })
    .optional(),
  nps: z
    .strictObject({ every: z.strictObject({ months: z.int().min(1).max(60) }), template: nameSchema.default('nps'), by: bySchema })
    .optional(),
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
  touchPoints: readonly TouchPoint[];
  npsOn: LocalDate | null;
  /** From when the first round counts: the day of the first delivery. Left out: none was heard of, or before there was this note. */
  npsFrom?: LocalDate;
  npsRound: number;
  /** Bad scores after which somebody is still to be asked to call, by the numbers of their facts. */
  calls?: readonly CallToAsk[];
};
type NpsNotes = Pick<Notes, 'npsOn' | 'npsRound'> & { npsFrom: LocalDate | undefined };
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
  ignores: ignoresFact,
  tell: tellFeedback,
  inWindow: { en: 'surveys', de: 'Befragungen', ofItems: false },
});

function planFeedback(input: PlanInput<FeedbackConfig>): Plan {
  const { config, token, view, done, now, zone } = input;
  const { touchPoints = NO_POINTS, npsOn = null, npsFrom, npsRound = 0, calls = NO_CALLS } = token.data as Partial<Notes>;
  let lastAsked: LocalDate | null = null;
  for (const survey of view.surveys) lastAsked = maxDate(lastAsked, dateAt(survey.askedAt, zone));
  // Decided and not yet on its way, it is asked today, too.
  if (done({ subject: view.customer.id, step: 'nps', occurrence: npsRound })?.underWay) lastAsked = dateAt(now, zone);
  const moment: Moment = {
    today: dateAt(now, zone),
    hold: view.activeHolds(view.customer.id, 'surveys')[0],
    disputed: view.openDisputes().length > 0,
  };
  const planned: Planned = { steps: [], reasons: [], wakes: [] };
  const pending =
    calls.length === 0 ? calls : calls.filter(({ number }) => !done({ subject: view.customer.id, step: 'bad-score', occurrence: number }));
  // What is asked of a person comes first: it never waits for a question to the customer.
  const bad = planBadScores({ input, calls: pending, planned });
  const callsPlanned = planned.steps.length;
  const noted = config.csat ? notedPoints({ input, after: config.csat.after, days: config.csat.days, touchPoints }) : NO_POINTS;
  const kept = noted.length === 0 ? NO_POINTS : planCsat({ input, moment, noted, lastAsked, planned });
  const askedToday = lastAsked === moment.today || planned.steps.length > callsPlanned;
  const nps = config.nps
    ? planNps({ input, nps: config.nps, moment, notes: { npsOn, npsFrom, npsRound }, askedToday, planned })
    : { npsOn, npsFrom, npsRound };
  const notes: Notes = { touchPoints: kept, npsOn: nps.npsOn, npsRound: nps.npsRound };
  if (nps.npsFrom !== undefined) notes.npsFrom = nps.npsFrom;
  if (bad.calls.length > 0) notes.calls = bad.calls;
  return {
    steps: planned.steps,
    reasons: planned.reasons,
    data: notes,
    wakeAt: planned.wakes.length > 0 ? Math.min(...planned.wakes) : undefined,
    changes: bad.changes,
  };
}

const NO_POINTS: readonly TouchPoint[] = [];

/** An invoice or a payment, while no question waits for anything but its day. */
function ignoresFact({ config: { csat, nps }, token, view, fact, now, zone }: IgnoreInput<FeedbackConfig>): boolean {
  if (!isInvoiceOrPayment(fact)) return false;
  const { touchPoints, npsOn = null, calls = NO_CALLS } = token.data as Partial<Notes>;
  if (touchPoints === undefined || touchPoints.length > 0 || calls.length > 0) return false;
  if (nps && (npsOn === null ? isDelivered(fact) : npsOn <= dateAt(now, zone))) return false;
  return !csat || touchedSubjects({ fact, after: csat.after, view }).length === 0;
}

/** What the parts of a plan come to together, in the order in which they are asked. */
interface Planned {
  steps: ProposedStep[];
  reasons: Reason[];
  wakes: Instant[];
}

/** Those that were noted before, and those of the facts that are heard of now. */
function notedPoints({
  input: { contact, facts, view, zone },
  after,
  days,
  touchPoints,
}: {
  input: PlanInput<FeedbackConfig>;
  touchPoints: readonly TouchPoint[];
} & Pick<NonNullable<FeedbackConfig['csat']>, 'after' | 'days'>): readonly TouchPoint[] {
  let noted = touchPoints;
  for (const fact of facts) {
    const subjects = touchedSubjects({ fact, after, view });
    if (subjects.length === 0) continue;
    const on = addDays(dateAt(fact.recordedAt, zone), days);
    const late = contact.outside === 'skip' && fact.recordedAt > sendTime({ date: on, contact, zone }) ? { heardAt: fact.recordedAt } : {};
    noted = [...noted, ...subjects.map((subject) => ({ subject, on, ...late }))];
  }
  return noted;
}

/** What the fact is a touch point of. */
function touchedSubjects({
  fact: { type, data },
  after,
  view,
}: {
  fact: Fact;
  after: NonNullable<FeedbackConfig['csat']>['after'];
  view: View;
}): readonly string[] {
  if (type === 'dispute.resolved') return after.includes('dispute resolved') ? [data.disputeId] : NOTHING;
  if (type !== 'payment.received') return NOTHING;
  const settled = data.shares.filter(({ itemId }) => isSettled(view.item(itemId))).map(({ itemId }) => itemId);
  return settled.filter((itemId) => after.includes('settled') || (after.includes('payment recovered') && isRecovered(view, itemId)));
}
const NOTHING: readonly string[] = [];

const isSettled = (item: ItemRow | undefined): boolean => item !== undefined && item.settledAt !== null;

/** A payment of it was declined before. */
const isRecovered = (view: View, itemId: string): boolean =>
  view.chargesOf(itemId).some((charge) => view.attemptsOf(charge.id).some((attempt) => attempt.outcome === 'declined'));
/** What the present moment allows. */
interface Moment {
  today: LocalDate;
  hold: HoldRow | undefined;
  disputed: boolean;
}
interface Planning {
  input: PlanInput<FeedbackConfig>;
  moment: Moment;
  planned: Planned;
}

/** The step of a notice that is open and keeps questions away. */
const noticeThatIsOpen = ({ config: { never }, openNotice }: Planning['input']): string | undefined =>
  never?.notices && openNotice?.(never.notices);

/** The first moment at or after another one at which it is the customer's turn: inside the contact window or, by telephone, when customers are called. */
function openAt(at: Instant, { contact, zone, view, lateBy }: Planning['input'], by?: By): Instant {
  const { timeZone, country } = view.customer;
  return contact.calls && isByTelephone(by)
    ? nextCallHour({ at, calls: contact.calls, closed: contact.closed, timeZone, country })
    : nextTurn({ at, contact, zone, country, lateBy });
}

const isByTelephone = (by: By): by is Extract<By, { telephone: unknown }> => by !== undefined && 'telephone' in by;

/** The caps that have no room for a question asked that way today: those of all contacts, and of letters for one by letter. */
const fullRooms = (
  { room, letterRoom }: Planning['input'],
  by: By,
): { cap: { span: 'day' | 'week'; count: number }; nextDay: LocalDate }[] =>
  [room?.(), by !== undefined && 'letter' in by ? letterRoom?.() : undefined].flatMap((under) => {
    const cap = under?.full();
    return under && cap ? [{ cap, nextDay: under.nextDay() }] : [];
  });

/** A touch point is kept until its survey is known to be asked: one that found no room, or whose claim was refused, is judged again. */
function planCsat({
  input,
  moment,
  noted,
  lastAsked,
  planned: { steps, reasons, wakes },
}: Planning & { noted: readonly TouchPoint[]; lastAsked: LocalDate | null }): readonly TouchPoint[] {
  const { config, contact, view, now, zone } = input;
  const by = config.csat?.by;
  const kept: TouchPoint[] = [];
  let last = lastAsked;
  for (const point of noted) {
    const about = point.subject;
    const at = sendTime({ date: point.on, contact, zone });
    const since = last === null ? null : daysBetween(last, moment.today);
    const first = Math.max(at, point.heardAt ?? at);
    if (isSkipped({ first, by, input })) {
      reasons.push({ about, code: 'survey-skipped' });
    } else if (now < first || now < openAt(now, input, by)) {
      kept.push(point);
      wakes.push(contact.outside === 'skip' && now < first ? first : openAt(Math.max(first, now), input, by));
    } else if (view.surveys.some((asked) => asked.subject === about)) continue;
    else if (moment.hold) reasons.push({ about, code: 'held', params: { step: 'csat', kind: moment.hold.kind } });
    else if (moment.disputed) reasons.push({ about, code: 'survey-dropped' });
    else if (since !== null && (since < contact.surveysApart || since === 0))
      reasons.push({ about, code: 'survey-cooldown', params: { days: since } });
    else {
      const notice = noticeThatIsOpen(input);
      if (notice !== undefined) {
        reasons.push({ about, code: 'survey-dropped-notice', params: { step: notice } });
        continue;
      }
      const [full] = fullRooms(input, by);
      if (full) {
        reasons.push({ about, code: 'survey-capped', params: { span: full.cap.span, count: full.cap.count } });
        continue;
      }
      steps.push(survey({ kind: 'csat', subject: about, occurrence: 0, template: config.csat?.template ?? 'csat', at, config }));
      kept.push(point);
      last = moment.today;
    }
  }
  return kept;
}

/** A call waits for the hours of calls whatever the journey skips. */
const isSkipped = ({ first, by, input: { contact, view, now, zone } }: Pick<Planning, 'input'> & { first: Instant; by: By }): boolean =>
  contact.outside === 'skip' &&
  !isByTelephone(by) &&
  now >= first &&
  nextOpen({ at: first, contact, zone, country: view.customer.country }) > first;

/** The clock goes on only when the survey of its round was asked. */
function planNps({
  input,
  nps: {
    every: { months },
    template,
    by,
  },
  moment,
  notes,
  askedToday,
  planned: { steps, reasons, wakes },
}: Planning & {
  nps: NonNullable<FeedbackConfig['nps']>;
  notes: NpsNotes;
  askedToday: boolean;
}): NpsNotes {
  const { config, contact, facts, view, now, zone } = input;
  const { customer } = view;
  let { npsOn, npsFrom, npsRound } = notes;
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
  if (npsOn === null) return { npsOn, npsFrom, npsRound };

  const at = sendTime({ date: npsOn, contact, zone });
  if (now < at || now < openAt(now, input, by)) wakes.push(openAt(Math.max(at, now), input, by));
  else if (moment.hold) {
    reasons.push({ about: customer.id, code: 'held', params: { step: 'nps', kind: moment.hold.kind } });
    if (moment.hold.endsAt !== null) wakes.push(moment.hold.endsAt);
  } else if (moment.disputed) reasons.push({ about: customer.id, code: 'survey-waits' });
  else if (askedToday) {
    reasons.push({ about: customer.id, code: 'survey-other-day' });
    wakes.push(openAt(sendTime({ date: addDays(moment.today, 1), contact, zone }), input, by));
  } else {
    const notice = noticeThatIsOpen(input);
    if (notice !== undefined) {
      reasons.push({ about: customer.id, code: 'survey-waits-notice', params: { step: notice } });
      return { npsOn, npsFrom, npsRound };
    }
    const full = fullRooms(input, by);
    if (full[0]) {
      reasons.push({ about: customer.id, code: 'survey-no-room', params: { span: full[0].cap.span, count: full[0].cap.count } });
      const [date = moment.today] = full
        .map(({ nextDay }) => nextDay)
        .sort()
        .reverse();
      wakes.push(openAt(sendTime({ date, contact, zone }), input, by));
      return { npsOn, npsFrom, npsRound };
    }
    steps.push(survey({ kind: 'nps', subject: customer.id, occurrence: npsRound, template, at, config }));
    wakes.push(sendTime({ date: addMonths(moment.today, months), contact, zone }));
  }
  return { npsOn, npsFrom, npsRound };
}

function survey({
  kind,
  subject,
  occurrence,
  template,
  at,
  config,
}: {
  kind: 'csat' | 'nps';
  subject: string;
  occurrence: number;
  template: string;
  at: Instant;
  config: FeedbackConfig;
}): ProposedStep {
  const by = config[kind]?.by;
  if (isByTelephone(by)) {
    const { ask: owner, within, else: superior } = by.telephone;
    const call: Act = { do: 'task', kind: 'call', owner, within, superior, survey: kind };
    return { subject, step: kind, occurrence, at, paced: false, waits: true, stoppedBy: 'surveys', act: call };
  }
  const act: Extract<Act, { do: 'survey' }> = { do: 'survey', survey: kind, template };
  if (by) act.by = ['letter'];
  if (by?.letter.with) act.enclosed = by.letter.with;
  if (config.never?.notices) act.never = config.never.notices;
  return { subject, step: kind, occurrence, at, paced: false, stoppedBy: 'surveys', act };
}

/** Asks somebody about each bad score that came, at once, or to call when customers are called. */
function planBadScores({ input, calls: noted, planned }: Omit<Planning, 'moment'> & { calls: readonly CallToAsk[] }): {
  changes: Change[];
  calls: readonly CallToAsk[];
} {
  const changes: Change[] = [];
  let calls = noted;
  const asked: string[] = [];
  for (const fact of input.facts) {
    const surveyId = fact.type === 'survey.answered' ? badlyScored(fact, input) : undefined;
    if (surveyId === undefined || asked.includes(surveyId) || calls.some((call) => call.surveyId === surveyId)) continue;
    asked.push(surveyId);
    if (input.config.badScore?.call) calls = [...calls, { number: fact.number, surveyId }];
    else changes.push({ insert: 'task', row: taskAbout({ surveyId, number: fact.number }, input) });
  }
  return { changes, calls: calls.length === 0 ? calls : askToCall({ input, calls, planned }) };
}

/** Asks for the calls when customers are called. Until then, and as long as one finds no room, it is noted. */
function askToCall({ input, calls, planned }: Omit<Planning, 'moment'> & { calls: readonly CallToAsk[] }): readonly CallToAsk[] {
  const { config, view, now } = input;
  const { call, within, ask: owner = '', else: superior = SUPERIOR } = config.badScore ?? {};
  if (!call || within === undefined) return NO_CALLS;
  const callAt = callableAt(input);
  if (callAt > now) planned.wakes.push(callAt);
  else for (const one of calls) planned.steps.push(callStep({ call: one, owner, superior, within, customerId: view.customer.id, now }));
  return calls;
}
const NO_CALLS: readonly CallToAsk[] = [];

/** The first moment from now on at which the customer may be called. */
function callableAt(input: Planning['input']): Instant {
  const { contact, view, now } = input;
  const { timeZone, country } = view.customer;
  return contact.calls ? nextCallHour({ at: now, calls: contact.calls, closed: contact.closed, timeZone, country }) : openAt(now, input);
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
  { config, view }: Planning['input'],
): string | undefined {
  if (!config.badScore) return undefined;
  const asked = view.surveys.find((survey) => survey.id === surveyId);
  const known = view.tasks.some(
    ({ kind, subject, status }) => subject === surveyId && status === 'open' && (kind === 'bad-score' || kind === 'call'),
  );
  return asked && score <= config.badScore[asked.kind] && !known ? surveyId : undefined;
}

function taskAbout({ surveyId, number }: CallToAsk, { config, contact, view, now, zone }: Planning['input']): TaskRow {
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
