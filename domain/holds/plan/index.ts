/**
 * A payment plan: its invoices are in peace and its instalments are asked for in their place, each an item with its own day.
 * 1. An instalment is missed when it is unpaid after its grace. By how many the plan ends says the journey: unpaid in a row, or missed of so many, paid
 *    by now or not; by the last one it always does, and never while nothing that was missed is unpaid.
 * 2. Then one notice names the day on which it ends. Paid before, it goes on; a plan of which the customer never heard that it ends does not end.
 * 3. Ended, its instalments are gone, and what is left is asked for by the invoices' own days, with the steps that they have had.
 */
import { z } from 'zod';
import { dateAt, HOUR, type Instant } from '../../calendar.js';
import type { DoneStep } from '../../decision/done-steps.js';
import { type Work, wakeNoLaterThan } from '../../decision/work.js';
import type { FactData } from '../../facts.js';
import { endOfDays, nameSchema } from '../../journey/long-form.js';
import { toleranceOf } from '../../journey/tolerance.js';
import type { PlanRow, TokenRow } from '../../rows.js';
import { spanSchema } from '../../span.js';
import type { ProposedStep } from '../../stages/stage-type.js';
import type { HoldKind } from '../hold-kind.js';
import { dayAfter } from '../span.js';
import { NOTICE_STEP } from './steps.js';
import { tellPlan } from './tell.js';
import { planWords } from './words.js';

const planSchema = z.strictObject({
  /** So long after its day an instalment is not missed yet. */
  grace: spanSchema.default({ days: 3 }),
  /** So many unpaid, one after the other, end the plan; or so many missed of as many on end, the ones paid late among them. */
  ends: z
    .strictObject({
      missedInARow: z.int().min(1).max(12).optional(),
      missed: z.int().min(1).max(60).optional(),
      of: z.int().min(1).max(60).optional(),
    })
    .refine(({ missedInARow, missed, of }) => (missedInARow === undefined) === (missed !== undefined && of !== undefined), {
      error: 'Expected either missedInARow, or missed and of.',
    })
    .refine(({ missedInARow, missed, of }) => missedInARow !== undefined || missed === undefined || of === undefined || missed <= of, {
      error: 'More cannot be missed than there are: make the number after "of" the greater one.',
      path: ['of'],
    })
    .default({ missedInARow: 2 }),
  /** The message that names the day on which the plan ends, so many days after it. */
  notice: z.strictObject({ send: nameSchema, days: z.int().min(1).max(60) }).default({ send: 'plan-ends', days: 7 }),
});
export type PlanConfig = z.infer<typeof planSchema>;

export const plan: HoldKind<PlanConfig> = {
  schema: planSchema,
  usual: planSchema.parse({}),
  words: planWords,
  ownSteps: [NOTICE_STEP],
  decide: ({ work, config }) => judgePlans(work, config),
  steps: ({ work, token, config }) => noticeOf(work, token, config),
  tell: tellPlan,
};

function judgePlans(work: Work, config: PlanConfig): Instant | null {
  if (work.rows.plans.length === 0) return null;
  let soonest: Instant | null = null;
  for (const one of work.rows.plans) {
    if (one.status !== 'running') continue;
    const again = judge(work, one, config);
    if (again !== null && (soonest === null || again < soonest)) soonest = again;
  }
  return soonest;
}

/** Says what has become of the plan, and returns when the next instalment is missed if it stays unpaid. */
function judge(work: Work, one: PlanRow, { grace, ends, notice }: PlanConfig): Instant | null {
  const tolerance = toleranceOf({ journey: work.journey, currency: one.currency });
  if (work.view().restOf(one) <= tolerance) {
    report(work, one, { outcome: 'completed', itemIds: [] });
    return null;
  }
  const missed: string[] = [];
  let soonest: Instant | null = null;
  for (const { id, dueOn } of one.instalments) {
    if ((work.view().item(id)?.open ?? 0) <= tolerance) continue;
    const missedAt = endOfDays({ from: dayAfter({ date: dueOn, span: grace, work }), days: 0, zone: work.zone });
    if (missedAt > work.now) {
      soonest = missedAt;
      break;
    }
    missed.push(id);
  }
  const last = missed.at(-1);
  const ever = rememberMissed(work, one, missed);
  const isOver = last !== undefined && (last === one.instalments.at(-1)?.id || isTooMany({ plan: one, ends, missed, last, ever }));
  if (isOver && one.missedId === null) report(work, one, { outcome: 'missed', itemIds: [last as string] });
  if (!isOver && one.missedId !== null) report(work, one, { outcome: 'mended', itemIds: [one.missedId] });
  // Before its instalments are asked: nothing is to be said of them any more.
  if (isOver && one.missedId !== null) endPlan(work, { one, done: noticeGone(work, one), days: notice.days });
  return soonest;
}

const noticeGone = (work: Work, { missedId, notices }: PlanRow): DoneStep | undefined =>
  work.done.get({ subject: missedId ?? '', step: NOTICE_STEP, occurrence: notices - 1 });

const endsAtOf = (work: Work, { done, days }: { done: DoneStep | undefined; days: number }): Instant =>
  endOfDays({ from: dateAt(done?.at ?? work.now, work.zone), days, zone: work.zone });

/** The day that the notice named is over. */
function endPlan(work: Work, { one, done, days }: { one: PlanRow; done: DoneStep | undefined; days: number }): void {
  if (done?.went && !done.underWay && work.now >= endsAtOf(work, { done, days }))
    report(work, one, { outcome: 'broken', itemIds: [], noticedAt: done.at });
}

/** All that were missed so far, those that have been paid since among them. */
function rememberMissed(work: Work, { id, missed: known }: PlanRow, missed: readonly string[]): readonly string[] {
  const more = missed.filter((one) => !known.includes(one));
  if (more.length === 0) return known;
  const all = [...known, ...more];
  work.change([{ update: 'paymentPlan', id, set: { missed: all } }]);
  return all;
}

/** `missed`: unpaid now, and always in a row, for money pays the first ones first; `last` is the last of them. */
function isTooMany({
  plan: { instalments },
  ends,
  missed,
  last,
  ever,
}: {
  plan: PlanRow;
  ends: PlanConfig['ends'];
  missed: readonly string[];
  last: string;
  ever: readonly string[];
}): boolean {
  if (ends.missedInARow !== undefined) return missed.length >= ends.missedInARow;
  const { missed: most = 1, of = 1 } = ends;
  const place = instalments.findIndex(({ id }) => id === last);
  const among = instalments.slice(Math.max(0, place + 1 - of), place + 1);
  return among.filter(({ id }) => ever.includes(id)).length >= most;
}

/** The notice on the instalment by which the plan ends; and its end, when the day that the notice named is over. */
function noticeOf(work: Work, token: TokenRow, { notice }: PlanConfig): ProposedStep[] {
  if (work.rows.plans.length === 0) return NONE;
  const one = work.rows.plans.find(({ missedId, status }) => missedId === token.subject && status === 'running');
  if (!one || (work.view().item(token.subject)?.open ?? 0) <= 0) return NONE;
  const occurrence = one.notices - 1;
  const done = noticeGone(work, one);
  const endsAt = endsAtOf(work, { done, days: notice.days });
  // A token whose lane has ended hears nothing of its claims: it asks by itself.
  if (!done || done.underWay) wakeNoLaterThan(token, Math.max(endsAt, work.now + HOUR));
  if (!done)
    return [
      {
        subject: token.subject,
        step: NOTICE_STEP,
        occurrence,
        at: work.now,
        paced: true,
        severe: true,
        afterHold: true,
        stoppedBy: 'reminders',
        act: { do: 'send', template: notice.send, purpose: 'notice', plan: { id: one.id, days: notice.days } },
      },
    ];
  if (!done.went || done.underWay) return NONE;
  if (work.now < endsAt) wakeNoLaterThan(token, endsAt);
  return NONE;
}
const NONE: ProposedStep[] = [];

function report(work: Work, { id, notices }: PlanRow, what: Omit<FactData['plan.judged'], 'planId'>): void {
  const externalId = `${id}/${what.outcome}/${notices}`;
  if (work.reports.some((known) => known.externalId === externalId)) return;
  const effectiveOn = dateAt(work.now, work.zone);
  work.reports.push({ type: 'plan.judged', source: 'duly', externalId, effectiveOn, data: { planId: id, ...what } });
}
