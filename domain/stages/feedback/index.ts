import { z } from 'zod';
import { addDays, addMonths, dateAt, daysBetween, type Instant, type LocalDate } from '../../calendar.js';
import { effectId } from '../../effects/effect.js';
import type { Fact } from '../../facts.js';
import { nameSchema, sendTime } from '../../journey/long-form.js';
import { SUPERIOR } from '../../ladder/verbs/call.js';
import { openedTask } from '../../opened-task.js';
import type { Reason } from '../../reasons.js';
import type { Change, HoldRow, TaskRow } from '../../rows.js';
import { endOfLimit, limitSchema } from '../../span.js';
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
    })
    .optional(),
});
export type FeedbackConfig = z.infer<typeof schema>;

/** The lane's notes: touch points whose survey is not yet asked or given up, and the own clock of NPS. Dates are the customer's. */
interface Notes {
  touchPoints: TouchPoint[];
  npsOn: LocalDate | null;
  npsRound: number;
}
interface TouchPoint {
  subject: string;
  on: LocalDate;
  /** When it was heard of, where that was later than the moment of its survey. */
  heardAt?: Instant;
}

/**
 * Asks for feedback: CSAT some days after a touch point unless a survey went within the cooldown, NPS by its own clock (first one period after
 * the first delivered item) but never on another survey's day. None while a dispute is open or surveys are held: a CSAT due then is dropped, an
 * NPS waits. Both keep to the contact window and the caps: a CSAT is dropped where there is no room or the journey skips what falls outside, an NPS waits.
 * Standing.
 */
export const feedback = stageType<FeedbackConfig>({
  lanes: ['customer'],
  schema,
  outcomes: [],
  ownSteps: ['csat', 'nps'],
  words,
  plan: planFeedback,
  tell: tellFeedback,
  inWindow: { en: 'surveys', de: 'Befragungen', ofItems: false },
});

function planFeedback({ config, contact, token, facts, view, done, now, zone, lateBy, room }: PlanInput<FeedbackConfig>): Plan {
  const { touchPoints = [], npsOn = null, npsRound = 0 } = token.data as Partial<Notes>;
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
  const csat = planCsat({ config, contact, view, now, zone, lateBy, moment, noted, lastAsked, room });
  const askedToday = lastAsked === moment.today || csat.steps.length > 0;
  const nps = planNps({ config, contact, facts, view, now, zone, lateBy, moment, notes: { npsOn, npsRound }, askedToday, room });
  const wakes = [...csat.wakes, ...nps.wakes];
  return {
    steps: [...csat.steps, ...nps.steps],
    reasons: [...csat.reasons, ...nps.reasons],
    data: { touchPoints: csat.kept, npsOn: nps.npsOn, npsRound: nps.npsRound } satisfies Notes,
    wakeAt: wakes.length ? Math.min(...wakes) : undefined,
    changes: planBadScores({ config, contact, facts, view, now, zone }),
  };
}

/** What the present moment allows. */
interface Moment {
  today: LocalDate;
  hold: HoldRow | undefined;
  disputed: boolean;
}
type Planning = Omit<PlanInput<FeedbackConfig>, 'token' | 'isIn' | 'done'> & { moment: Moment };

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
      const full = room?.()?.full();
      if (full) {
        reasons.push({ about, code: 'survey-capped', params: { span: full.span, count: full.count } });
        continue;
      }
      steps.push(survey({ kind: 'csat', subject: about, occurrence: 0, template: config.csat?.template ?? 'csat', at }));
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
}: Planning & { notes: Pick<Notes, 'npsOn' | 'npsRound'>; askedToday: boolean }) {
  const { customer } = view;
  const steps: ProposedStep[] = [];
  const reasons: Reason[] = [];
  const wakes: Instant[] = [];
  let { npsOn, npsRound } = notes;
  if (!config.nps) return { steps, reasons, wakes, npsOn, npsRound };
  const { months } = config.nps.every;
  const id =
    view.surveys.length === 0 ? '' : effectId({ customerId: customer.id, subject: customer.id, step: 'nps', occurrence: npsRound });
  if (view.surveys.some((survey) => survey.id === id)) npsRound += 1;
  // From the records and not from the notes, as long as it is remembered: its date is that of the zone in which the customer lives now.
  let lastAskedAt: Instant | null = null;
  for (const { kind, askedAt } of view.surveys)
    if (kind === 'nps' && (lastAskedAt === null || askedAt > lastAskedAt)) lastAskedAt = askedAt;
  if (lastAskedAt !== null) npsOn = addMonths(dateAt(lastAskedAt, zone), months);
  if (npsOn === null && facts.some(isDelivered)) npsOn = addMonths(moment.today, months);
  if (npsOn === null) return { steps, reasons, wakes, npsOn, npsRound };

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
    const under = room?.();
    const full = under?.full();
    if (under && full) {
      reasons.push({ about: customer.id, code: 'survey-no-room', params: { span: full.span, count: full.count } });
      wakes.push(openAt(sendTime({ date: under.nextDay(), contact, zone }), { contact, zone, view, lateBy }));
      return { steps, reasons, wakes, npsOn, npsRound };
    }
    steps.push(survey({ kind: 'nps', subject: customer.id, occurrence: npsRound, template: config.nps.template, at }));
    wakes.push(sendTime({ date: addMonths(moment.today, months), contact, zone }));
  }
  return { steps, reasons, wakes, npsOn, npsRound };
}

const survey = ({
  kind,
  subject,
  occurrence,
  template,
  at,
}: {
  kind: 'csat' | 'nps';
  subject: string;
  occurrence: number;
  template: string;
  at: Instant;
}): ProposedStep => ({
  subject,
  step: kind,
  occurrence,
  at,
  paced: false,
  stoppedBy: 'surveys',
  act: { do: 'survey', survey: kind, template },
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

/** Asks somebody about each bad score that came. */
function planBadScores({ facts, ...scoring }: BadScoring & Pick<Planning, 'facts'>): Change[] {
  const changes: Change[] = [];
  for (const fact of facts) {
    const row = fact.type === 'survey.answered' ? taskForBadScore(fact, scoring) : undefined;
    if (row) changes.push({ insert: 'task', row });
  }
  return changes;
}

function taskForBadScore(
  { data: { surveyId, score } }: Extract<Fact, { type: 'survey.answered' }>,
  { config, contact, view, now, zone }: BadScoring,
): TaskRow | undefined {
  if (!config.badScore) return undefined;
  const { within, ask: owner, else: superior } = config.badScore;
  const asked = view.surveys.find((survey) => survey.id === surveyId);
  if (!asked || score > config.badScore[asked.kind] || view.task(`task/${surveyId}`)) return undefined;
  return openedTask({
    id: `task/${surveyId}`,
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
