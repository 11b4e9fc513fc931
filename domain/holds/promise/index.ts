/**
 * A promise to pay: the promised amount is in peace until its day and the days of grace are over; the rest is chased.
 * 1. Money counts by its value date. The promise is kept as soon as all of it has come; what came of it is judged when the last day of grace has ended.
 * 2. Judged again when money with an earlier value date is booked later: the judgement only rises.
 * 3. What is not owed any more, though it was not paid so (a credit note, a write-off), is void: nobody thanks or reproaches.
 * 4. One message a judgement: thanks at once, a reproach like a reminder, without the peace that follows a hold.
 * 5. The word before its day goes though the promise holds reminders, never though something else holds the invoice, and not after that day.
 */
import { z } from 'zod';
import { addDays, DAY, dateAt, type Instant } from '../../calendar.js';
import type { Work } from '../../decision/work.js';
import type { FactData } from '../../facts.js';
import { endOfDays, nameSchema, sendTime } from '../../journey/long-form.js';
import type { PromiseRow, TokenRow } from '../../rows.js';
import { spanSchema } from '../../span.js';
import type { ProposedStep } from '../../stages/stage-type.js';
import { nextOpen } from '../../steps/windows.js';
import type { HoldKind } from '../hold-kind.js';
import { dayAfter } from '../span.js';
import { callAct, thenCallSchema } from '../then-call.js';
import { judgementOf } from './judgement.js';
import { BEFORE_STEP, BROKEN_STEP, KEPT_STEP } from './steps.js';
import { tellPromise } from './tell.js';
import { promiseWords } from './words.js';

const message = z.strictObject({ send: nameSchema });
export const promiseSchema = z.strictObject({
  /** So far ahead may a promise be made. */
  ahead: z.strictObject({ days: z.int().min(0).max(365) }).default({ days: 14 }),
  /** So long after its day does money still keep it. */
  grace: spanSchema.default({ days: 3 }),
  /** So long before its day the customer is told what he promised. */
  before: z.strictObject({ days: z.int().min(1).max(30), send: nameSchema }).optional(),
  kept: message.optional(),
  /** A message, or somebody is to call. */
  broken: z.union([message, thenCallSchema], { error: 'Expected { send: … } or { call: … }.' }).optional(),
});
export type PromiseConfig = z.infer<typeof promiseSchema>;

/** So long after its judgement is a message about a promise still worth sending. */
const STALE = 14 * DAY;

export const promise: HoldKind<PromiseConfig> = {
  schema: promiseSchema,
  usual: promiseSchema.parse({}),
  words: promiseWords,
  ownSteps: [BEFORE_STEP, KEPT_STEP, BROKEN_STEP],
  decide: ({ work, config }) => judgePromises(work, config),
  steps: ({ work, token, config }) => messagesAbout(work, token, config),
  tell: tellPromise,
};

function judgePromises(work: Work, { grace }: PromiseConfig): Instant | null {
  if (work.rows.promises.length === 0) return null;
  let soonest: Instant | null = null;
  for (const promise of work.rows.promises) {
    const untilOn = promise.untilOn ?? dayAfter({ date: promise.byOn, span: grace, work });
    if (promise.untilOn === null) work.change([{ update: 'paymentPromise', id: promise.id, set: { untilOn } }]);
    const endsAt = endOfDays({ from: untilOn, days: 0, zone: work.zone });
    const outcome = judgementOf({
      promise: { ...promise, untilOn },
      open: work.view().item(promise.itemId)?.open,
      isOver: work.now >= endsAt,
    });
    if (outcome === 'open' && (soonest === null || endsAt < soonest)) soonest = endsAt;
    if (outcome === 'open' || outcome === promise.status) continue;
    const data: FactData['promise.judged'] = { promiseId: promise.id, itemId: promise.itemId, outcome };
    const externalId = `${promise.id}/${outcome.replace(' ', '-')}`;
    work.reports.push({ type: 'promise.judged', source: 'duly', externalId, effectiveOn: dateAt(work.now, work.zone), data });
  }
  return soonest;
}

/** The message about the item's last promise, while it is news. */
function messagesAbout(work: Work, { subject }: TokenRow, { before, kept, broken }: PromiseConfig): ProposedStep[] {
  let last: PromiseRow | undefined;
  for (const one of work.view().promises) if (one.itemId === subject && (last === undefined || one.ordinal > last.ordinal)) last = one;
  if (last && last.status === 'open') return before ? wordBefore(work, last, before) : NONE;
  if (!last || last.judgedAt === null || work.now >= last.judgedAt + STALE) return NONE;
  const common = { subject, occurrence: last.ordinal, afterHold: true } as const;
  const { contact } = work.journey;
  if (last.status === 'kept' && kept)
    return [
      {
        ...common,
        step: KEPT_STEP,
        at: nextOpen({ at: last.judgedAt, contact, zone: work.zone, country: work.rows.customer.country }),
        paced: false,
        stoppedBy: null,
        act: { do: 'send', template: kept.send, purpose: 'thanks', promiseId: last.id },
      },
    ];
  if ((last.status === 'broken' || last.status === 'partly kept') && broken)
    return [
      {
        ...common,
        step: BROKEN_STEP,
        at: last.judgedAt,
        paced: true,
        stoppedBy: 'reminders',
        act: 'call' in broken ? callAct(broken) : { do: 'send', template: broken.send, purpose: 'notice', promiseId: last.id },
      },
    ];
  return NONE;
}
const NONE: ProposedStep[] = [];

/** What was promised on the day of the word or later, or for a day that is over, needs none. */
function wordBefore(work: Work, promise: PromiseRow, { days, send }: NonNullable<PromiseConfig['before']>): ProposedStep[] {
  const { id: promiseId, itemId: subject, ordinal: occurrence, byOn, madeAt } = promise;
  const on = addDays(byOn, -days);
  if (on <= dateAt(madeAt, work.zone) || work.now >= endOfDays({ from: byOn, days: 0, zone: work.zone })) return NONE;
  const at = sendTime({ date: on, contact: work.journey.contact, zone: work.zone });
  return [
    {
      ...{ subject, occurrence, step: BEFORE_STEP, at, paced: true, stoppedBy: 'reminders', despite: 'promise' },
      act: { do: 'send', template: send, purpose: 'notice', promiseId },
    },
  ];
}
