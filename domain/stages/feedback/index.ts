import { z } from 'zod';
import { addDays, addMonths, dateAt, daysBetween, type LocalDate } from '../../calendar.js';
import type { Fact } from '../../facts.js';
import { nameSchema, sendTime } from '../../journey/long-form.js';
import type { Reason } from '../../reasons.js';
import type { TaskRow } from '../../rows.js';
import type { View } from '../../view.js';
import { type Plan, type PlanInput, type ProposedStep, stageType } from '../stage-type.js';

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
  badScore: z.strictObject({ csat: z.int().default(2), nps: z.int().default(6), ask: nameSchema.default('account-manager') }).optional(),
});
type FeedbackConfig = z.infer<typeof schema>;

/** The lane's notes: touch points waiting for their survey, and the own clock of NPS. Dates are the customer's. */
interface Notes {
  touchPoints: { subject: string; on: LocalDate }[];
  npsOn: LocalDate | null;
  npsRound: number;
}

/**
 * Asks for feedback: CSAT some days after a touch point unless a survey went within the cooldown, NPS by its own clock (first one period after
 * the first delivered item) but never on another survey's day. None while a dispute is open: a CSAT due then is dropped, an NPS waits. Standing.
 */
export const feedback = stageType<FeedbackConfig>({ lanes: ['customer'], schema, outcomes: [], plan: planFeedback });

function planFeedback({ config, contact, token, facts, view, now, zone }: PlanInput<FeedbackConfig>): Plan {
  const { customer } = view;
  const notes: Notes = { touchPoints: [], npsOn: null, npsRound: 0, ...(token.data as Partial<Notes>) };
  const today = dateAt(now, zone);
  const disputed = view.openDisputes().length > 0;
  const lastAsked = view.surveys.reduce<LocalDate | null>((latest, survey) => maxDate(latest, dateAt(survey.askedAt, zone)), null);
  const steps: ProposedStep[] = [];
  const reasons: Reason[] = [];
  const waiting: Notes['touchPoints'] = [];
  let askedToday = lastAsked === today;
  let last = lastAsked;
  const survey = (kind: 'csat' | 'nps', subject: string, occurrence: number, template: string, at: number): ProposedStep => ({
    subject,
    step: kind,
    occurrence,
    at,
    paced: false,
    stoppedBy: 'surveys',
    act: { do: 'survey', survey: kind, template },
  });

  const noted = config.csat ? [...notes.touchPoints, ...facts.flatMap((fact) => touchPointsOf({ fact, config, view, zone }))] : [];
  for (const point of noted) {
    const at = sendTime({ date: point.on, contact, zone });
    if (now < at) waiting.push(point);
    else if (view.surveys.some((asked) => asked.subject === point.subject)) continue;
    else if (disputed) reasons.push({ about: point.subject, code: 'survey-dropped' });
    else if (last !== null && daysBetween(last, today) < contact.surveysApart)
      reasons.push({ about: point.subject, code: 'survey-cooldown', params: { days: daysBetween(last, today) } });
    else if (!askedToday) {
      steps.push(survey('csat', point.subject, 0, config.csat?.template ?? 'csat', at));
      [askedToday, last] = [true, today];
    }
  }

  let { npsOn, npsRound } = notes;
  if (config.nps) {
    if (npsOn === null && facts.some(isDelivered)) npsOn = addMonths(today, config.nps.every.months);
    if (npsOn !== null && now >= sendTime({ date: npsOn, contact, zone })) {
      if (disputed) reasons.push({ about: customer.id, code: 'survey-waits' });
      else if (askedToday) reasons.push({ about: customer.id, code: 'survey-other-day' });
      else {
        steps.push(survey('nps', customer.id, npsRound, config.nps.template, sendTime({ date: npsOn, contact, zone })));
        npsRound += 1;
        npsOn = addMonths(today, config.nps.every.months);
      }
    }
  }
  const askAgainOn = npsOn === null || (disputed && npsOn <= today) ? [] : [npsOn];
  const wakes = [...waiting.map((point) => point.on), ...askAgainOn].map((on) =>
    sendTime({ date: on > today || now < sendTime({ date: on, contact, zone }) ? on : addDays(today, 1), contact, zone }),
  );
  const data: Notes = { touchPoints: waiting, npsOn, npsRound };
  return {
    steps,
    reasons,
    data: { ...data },
    wakeAt: wakes.length ? Math.min(...wakes) : undefined,
    changes: facts.flatMap((fact) => tasksForBadScores({ fact, config, view, now })),
  };
}

function touchPointsOf({
  fact,
  config,
  view,
  zone,
}: {
  fact: Fact;
  config: FeedbackConfig;
  view: View;
  zone: string;
}): Notes['touchPoints'] {
  if (!config.csat) return [];
  const { after, days } = config.csat;
  const on = addDays(dateAt(fact.recordedAt, zone), days);
  if (fact.type === 'dispute.resolved' && after.includes('dispute resolved')) return [{ subject: fact.data.disputeId, on }];
  if (fact.type !== 'payment.received') return [];
  return fact.data.shares
    .filter((share) => view.item(share.itemId)?.settledAt !== null && view.item(share.itemId) !== undefined)
    .flatMap(({ itemId }) => {
      const recovered = view
        .chargesOf(itemId)
        .some((charge) => view.attemptsOf(charge.id).some((attempt) => attempt.outcome === 'declined'));
      if (recovered && after.includes('payment recovered')) return [{ subject: itemId, on }];
      return after.includes('settled') ? [{ subject: itemId, on }] : [];
    });
}

function tasksForBadScores({ fact, config, view, now }: { fact: Fact; config: FeedbackConfig; view: View; now: number }) {
  if (fact.type !== 'survey.answered' || !config.badScore) return [];
  const { surveyId, score } = fact.data;
  const asked = view.surveys.find((survey) => survey.id === surveyId);
  if (!asked || score > config.badScore[asked.kind] || view.task(`task/${surveyId}`)) return [];
  const row: TaskRow = {
    id: `task/${surveyId}`,
    customerId: view.customer.id,
    subject: surveyId,
    kind: 'bad-score',
    owner: config.badScore.ask,
    openedAt: now,
    dueAt: null,
    status: 'open',
    outcome: null,
    endedAt: null,
  };
  return [{ insert: 'task' as const, row }];
}

const isDelivered = (fact: Fact) =>
  fact.type === 'invoice.delivered' || (fact.type === 'invoice.issued' && fact.data.delivery === 'delivered');
const maxDate = (a: LocalDate | null, b: LocalDate): LocalDate => (a === null || b > a ? b : a);
