/** Payment plans: made for what is open, and judged. Nothing of a plan is posted: what is open stays on its invoices, which are held as long as it runs. */
import { DulyError } from '../../errors.js';
import { type Fact, itemsTouchedBy } from '../../facts.js';
import { formatMoney } from '../../money.js';
import { findInstalment } from '../../plans/instalments.js';
import type { Change, ItemRow, PlanRow, Stoppable } from '../../rows.js';
import type { BookingRows } from '../book.js';
import type { BookingRule } from './booking-rule.js';
import { need, needItem, positive } from './refusals.js';

/** An invoice of a plan is not asked for by whatever means: its instalments are. */
const PLAN_STOPS: Stoppable[] = ['reminders', 'collecting', 'interest', 'escalation'];

const planHoldId = ({ planId, itemId }: { planId: string; itemId: string }): string => `hold/${planId}/${itemId}`;

/**
 * Throws `already_planned` where an invoice is in a plan that runs, `currency_mismatch` for invoices of different currencies, `invalid_amount` where the
 * instalments are not what is open, and `invalid_date` for days that are over or not one after the other.
 */
export const bookPlan: BookingRule<'plan.made'> = ({ data, effectiveOn, rows, customerId, recordedAt }) => {
  const { planId, itemIds, instalments } = data;
  const items = itemIds.map((id) => needItem({ rows, id }));
  const [first] = items;
  if (!first || instalments.length === 0)
    throw new DulyError({ code: 'invalid_request', message: 'A plan is about one invoice at least, and has one instalment at least.' });
  refuseUnlessPlannable({ items, instalments, today: effectiveOn, plans: rows.plans });
  const plan: PlanRow = {
    id: planId,
    customerId,
    accountId: first.accountId,
    currency: first.currency,
    number: items.length === 1 ? first.number : `${first.number} + ${items.length - 1}`,
    itemIds,
    instalments: instalments.map(({ itemId, dueOn, amount }) => ({ id: itemId, dueOn, amount })),
    status: 'running',
    madeOn: effectiveOn,
    madeAt: recordedAt,
    endedAt: null,
    notices: 0,
    missed: [],
    missedId: null,
    noticedAt: null,
  };
  const agreed = rows.tasks.filter(({ kind, status, subject }) => kind === 'agree-plan' && status === 'open' && itemIds.includes(subject));
  return {
    changes: [
      { insert: 'paymentPlan', row: plan },
      ...items.map(
        ({ id: itemId }): Change => ({
          insert: 'hold',
          row: {
            id: planHoldId({ planId, itemId }),
            customerId,
            kind: 'plan',
            scope: 'item',
            subject: itemId,
            amount: null,
            stops: PLAN_STOPS,
            startedAt: recordedAt,
            endsAt: null,
            endedAt: null,
            cutOffOn: null,
          },
        }),
      ),
      ...agreed.map(({ id }): Change => ({ update: 'task', id, set: { status: 'closed', outcome: 'planned', endedAt: recordedAt } })),
    ],
  };
};

function refuseUnlessPlannable({
  items,
  instalments,
  today,
  plans,
}: {
  items: ItemRow[];
  instalments: { dueOn: string; amount: number }[];
  today: string;
  plans: PlanRow[];
}): void {
  const planned = items.find(({ id }) => plans.some(({ status, itemIds }) => status === 'running' && itemIds.includes(id)));
  if (planned)
    throw new DulyError({
      code: 'already_planned',
      at: 'invoices',
      message: `Invoice ${planned.number} is in a payment plan that runs: cancel that first, or leave the invoice out.`,
    });
  const currency = items[0]?.currency ?? '';
  const other = items.find((item) => item.currency !== currency);
  if (other)
    throw new DulyError({
      code: 'currency_mismatch',
      at: 'invoices',
      message: `A plan has one currency: invoice ${other.number} is in ${other.currency}, the first one in ${currency}.`,
    });
  const open = items.reduce((sum, item) => sum + item.open, 0);
  const sum = instalments.reduce((total, { amount }) => total + positive(amount), 0);
  const said = (amount: number) => formatMoney({ amount, currency });
  if (open <= 0 || sum !== open)
    throw new DulyError({
      code: 'invalid_amount',
      at: 'instalments',
      message: `The instalments come to ${said(sum)}, and ${said(open)} are open: they are to come to the same.`,
    });
  let before = today;
  for (const [index, { dueOn }] of instalments.entries()) {
    if (index === 0 ? dueOn < before : dueOn <= before)
      throw new DulyError({
        code: 'invalid_date',
        at: `instalments.${index}.due_on`,
        message:
          index === 0
            ? `${dueOn} is over: the first instalment is due on ${today} or later.`
            : `${dueOn} is not after ${before}: instalments follow each other, day after day.`,
      });
    before = dueOn;
  }
}

/** What is over frees its invoices: they are asked for again by their own days. Throws `already_ended` for a plan that does not run. */
export const bookPlanJudgement: BookingRule<'plan.judged'> = ({ data, rows, recordedAt }) => {
  const { outcome, itemIds, noticedAt = null } = data;
  const plan = need({ rows: rows.plans, id: data.planId, code: 'unknown_plan', noun: 'payment plan' });
  if (plan.status !== 'running')
    throw new DulyError({ code: 'already_ended', message: `Payment plan ${plan.id} does not run any more: it is ${plan.status}.` });
  if (outcome === 'missed')
    return { changes: [{ update: 'paymentPlan', id: plan.id, set: { missedId: itemIds[0] ?? null, notices: plan.notices + 1 } }] };
  if (outcome === 'mended') return { changes: [{ update: 'paymentPlan', id: plan.id, set: { missedId: null } }] };
  return {
    data: { ...data, itemIds: [...plan.itemIds, ...plan.instalments.map(({ id }) => id)] },
    changes: [
      { update: 'paymentPlan', id: plan.id, set: { status: outcome, endedAt: recordedAt, missedId: null, noticedAt } },
      ...plan.itemIds.map(
        (itemId): Change => ({ update: 'hold', id: planHoldId({ planId: plan.id, itemId }), set: { endedAt: recordedAt } }),
      ),
    ],
    wakeAll: true,
  };
};

/** Whether the fact is about an invoice of a plan that runs: its instalments are asked again. */
export const movesPlan = ({ rows: { plans }, fact }: { rows: BookingRows; fact: Fact }): boolean =>
  plans.length > 0 &&
  fact.type !== 'plan.judged' &&
  itemsTouchedBy(fact).some(
    (id) =>
      plans.some(({ status, itemIds }) => status === 'running' && itemIds.includes(id)) || findInstalment({ plans, id }) !== undefined,
  );
