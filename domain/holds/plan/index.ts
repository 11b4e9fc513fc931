/**
 * A payment plan: its invoices are in peace and its instalments are asked for in their place, each an item with its own day.
 * 1. An instalment is missed when it is unpaid after its grace. By how many in a row the plan ends says the journey; by the last one it always does.
 * 2. Then one notice names the day on which it ends. Paid before, it goes on; a plan of which the customer never heard that it ends does not end.
 * 3. Ended, its instalments are gone, and what is left is asked for by the invoices' own days, with the steps that they have had.
 */
import { z } from 'zod';
import { dateAt, HOUR, type Instant } from '../../calendar.js';
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
  /** So many missed, one after the other, end the plan. */
  ends: z.strictObject({ missedInARow: z.int().min(1).max(12) }).default({ missedInARow: 2 }),
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
function judge(work: Work, one: PlanRow, { grace, ends }: PlanConfig): Instant | null {
  const tolerance = toleranceOf({ journey: work.journey, currency: one.currency });
  if (work.view().restOf(one) <= tolerance) {
    report(work, one, { outcome: 'completed', itemIds: [] });
    return null;
  }
  let missed = 0;
  let last: string | undefined;
  let soonest: Instant | null = null;
  for (const { id, dueOn } of one.instalments) {
    if ((work.view().item(id)?.open ?? 0) <= tolerance) continue;
    const missedAt = endOfDays({ from: dayAfter({ date: dueOn, span: grace, work }), days: 0, zone: work.zone });
    if (missedAt > work.now) {
      soonest = missedAt;
      break;
    }
    missed += 1;
    last = id;
  }
  const isOver = last !== undefined && (missed >= ends.missedInARow || last === one.instalments.at(-1)?.id);
  if (isOver && one.missedId === null) report(work, one, { outcome: 'missed', itemIds: [last as string] });
  if (!isOver && one.missedId !== null) report(work, one, { outcome: 'mended', itemIds: [one.missedId] });
  return soonest;
}

/** The notice on the instalment by which the plan ends; and its end, when the day that the notice named is over. */
function noticeOf(work: Work, token: TokenRow, { notice }: PlanConfig): ProposedStep[] {
  if (work.rows.plans.length === 0) return NONE;
  const one = work.rows.plans.find(({ missedId, status }) => missedId === token.subject && status === 'running');
  if (!one || (work.view().item(token.subject)?.open ?? 0) <= 0) return NONE;
  const occurrence = one.notices - 1;
  const done = work.done.get({ subject: token.subject, step: NOTICE_STEP, occurrence });
  const endsAt = endOfDays({ from: dateAt(done?.at ?? work.now, work.zone), days: notice.days, zone: work.zone });
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
  if (work.now >= endsAt) report(work, one, { outcome: 'broken', itemIds: [], noticedAt: done.at });
  else wakeNoLaterThan(token, endsAt);
  return NONE;
}
const NONE: ProposedStep[] = [];

function report(work: Work, { id, notices }: PlanRow, what: Omit<FactData['plan.judged'], 'planId'>): void {
  const externalId = `${id}/${what.outcome}/${notices}`;
  if (work.reports.some((known) => known.externalId === externalId)) return;
  const effectiveOn = dateAt(work.now, work.zone);
  work.reports.push({ type: 'plan.judged', source: 'duly', externalId, effectiveOn, data: { planId: id, ...what } });
}
