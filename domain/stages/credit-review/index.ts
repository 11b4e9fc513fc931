import { z } from 'zod';
import type { BusinessCalendar } from '../../business-days.js';
import { addMonths, dateAt, daysBetween } from '../../calendar.js';
import { type Fact, isInvoiceOrPayment } from '../../facts.js';
import { type Ask, askSchema, moneySchema, nameSchema, sendTime } from '../../journey/long-form.js';
import { creditCheck, stopsOrders } from '../../ledger/credit-check.js';
import { decimalText, type Money, minorDigits } from '../../money.js';
import { openedTask } from '../../opened-task.js';
import type { Reason } from '../../reasons.js';
import type { Change, CustomerRow, TaskRow } from '../../rows.js';
import { endOfLimit } from '../../span.js';
import type { View } from '../../view.js';
import { type Plan, type PlanInput, stageType } from '../stage-type.js';
import { tellCreditReview } from './tell.js';
import { words } from './words.js';

const ruleSchema = z
  .strictObject({
    /** All that is named must hold; without `if` the rule always matches. */
    if: z
      .strictObject({
        riskClass: z.enum(['low', 'normal', 'high']),
        country: z.string().length(2),
        monthsKnownAtLeast: z.int().min(0),
        segment: nameSchema,
      })
      .partial()
      .optional(),
    do: z.enum(['approve', 'decline', 'ask']),
    limit: moneySchema.optional(),
  })
  .refine(
    (rule) => rule.do !== 'approve' || rule.limit !== undefined,
    'A rule that approves needs a limit, like { amount: 500000, currency: EUR }.',
  );

const schema = z.strictObject({
  /** The first that matches decides. The last must match always. */
  rules: z
    .array(ruleSchema)
    .min(1)
    .refine(
      (rules) => rules.at(-1)?.if === undefined,
      'The last rule must have no "if": a customer whom no rule matches would wait for ever.',
    ),
  ask: askSchema,
  /** The review is made anew so many months after the last, as soon as the risk class is another, and after a cheque came back through no fault of ours. */
  again: z
    .strictObject({
      months: z.int().min(1).max(120),
      riskClassChanges: z.literal(true).optional(),
      chequeReturned: z.literal(true).optional(),
    })
    .optional(),
  /** Who is asked about an order that exceeds the limit. */
  overLimit: askSchema.default({ who: 'credit-desk', within: { days: 1 }, else: 'hold' }),
});
export type CreditReviewConfig = z.infer<typeof schema>;
type Rule = CreditReviewConfig['rules'][number];

/**
 * Decides a customer's credit by rule, or asks a person. The lane, in any of its stages, reviews again when the time has come and releases
 * held orders as soon as they fit the limit or a person overrides. Outcomes: approved; declined (also as the `else` of its ask).
 */
export const creditReview = stageType<CreditReviewConfig>({
  lanes: ['customer'],
  schema,
  outcomes: ['approved', 'declined'],
  words,
  plan: planReview,
  always: planLane,
  ignores: ({ standsHere, fact, view }) => !standsHere && view.orders.length === 0 && isInvoiceOrPayment(fact),
  tell: tellCreditReview,
  question: 'Who waits for a credit decision?',
});

function planReview({ config, contact, view, now, zone, token, isIn }: PlanInput<CreditReviewConfig>): Plan {
  const { customer } = view;
  const ruled = byRule({ config, customer, now, zone, isIn });
  if (ruled) return ruled;

  const id = `task/${customer.id}/credit-review/${token.enteredAt}`;
  const task = view.task(id);
  if (!task) {
    const calendar = { country: customer.country, closed: contact.closed };
    const row = newTask({ id, customerId: customer.id, subject: customer.id, kind: 'credit-review', ask: config.ask, now, zone, calendar });
    return {
      changes: [{ insert: 'task', row }],
      wakeAt: row.dueAt ?? undefined,
      reasons: [{ about: customer.id, code: 'credit-asked', params: { owner: config.ask.who } }],
    };
  }
  const lapsed = task.status === 'open' && task.dueAt !== null && task.dueAt <= now;
  if (task.status === 'open' && !lapsed) return { wakeAt: task.dueAt ?? undefined };
  const answer = lapsed ? config.ask.else : (task.outcome ?? config.ask.else);
  const status = answer === 'approved' ? 'approved' : 'declined';
  const limit = status === 'approved' ? (config.rules.find((candidate) => candidate.limit)?.limit?.amount ?? 0) : null;
  const decided = decide({
    customer,
    status,
    limit,
    now,
    reason: lapsed
      ? { about: customer.id, code: 'task-lapsed', params: { outcome: answer } }
      : { about: customer.id, code: 'left-stage', params: { stage: 'credit review', outcome: answer, next: answer } },
  });
  if (lapsed) decided.changes.push({ update: 'task', id, set: { status: 'closed', outcome: answer, endedAt: now } });
  return decided;
}

/** What the rules say; undefined: a person is to be asked. */
function byRule({
  config,
  customer,
  now,
  zone,
  isIn,
}: Pick<PlanInput<CreditReviewConfig>, 'config' | 'now' | 'zone' | 'isIn'> & { customer: CustomerRow }): Decided | undefined {
  const index = config.rules.findIndex((candidate) => matches({ rule: candidate, customer, today: dateAt(now, zone), isIn }));
  const rule = config.rules[index] as Rule;
  if (rule.do === 'ask') return undefined;
  if (rule.do === 'decline')
    return decide({
      customer,
      status: 'declined',
      limit: null,
      now,
      reason: { about: customer.id, code: 'credit-declined', params: { rule: index + 1 } },
    });
  const limit = rule.limit as Money;
  return decide({
    customer,
    status: 'approved',
    limit: limit.amount,
    now,
    reason: { about: customer.id, code: 'credit-approved', params: { limit: moneyText(limit), currency: limit.currency, rule: index + 1 } },
  });
}

const moneyText = ({ amount, currency }: Money): string => decimalText(amount, minorDigits(currency));

interface Decided {
  outcome: 'approved' | 'declined';
  changes: Change[];
  reasons: Reason[];
}

function decide({
  customer,
  status,
  limit,
  now,
  reason,
}: {
  customer: CustomerRow;
  status: 'approved' | 'declined';
  limit: number | null;
  now: number;
  reason: Reason;
}): Decided {
  return {
    outcome: status,
    changes: [{ update: 'customer', id: customer.id, set: { creditStatus: status, creditLimit: limit, creditDecidedAt: now } }],
    reasons: [reason],
  };
}

/** `again` and held orders. */
function planLane(input: PlanInput<CreditReviewConfig>): Plan {
  const orders = input.view.orders.length === 0 ? NOTHING_HELD : planOrders(input);
  const { config, contact, facts, view, now, zone, isIn } = input;
  if (!config.again || view.customer.creditDecidedAt === null || isAsked(view)) return orders;
  const { months, riskClassChanges, chequeReturned } = config.again;
  const sooner = facts.some((fact) => (riskClassChanges && changesRisk(fact)) || (chequeReturned && isReturnedCheque(fact)));
  const againAt = monthsAfter({ instant: view.customer.creditDecidedAt, months, contact, zone });
  const { changes = [], reasons = [], wakeAt = againAt } = orders;
  if (now < againAt && !sooner) return { changes, reasons, wakeAt: Math.min(wakeAt, againAt) };
  const anew = again({ config, view, now, zone, isIn });
  // What is held may fit the new limit.
  const isHeld = view.orders.some(({ status }) => status === 'held');
  const plan: Plan = {
    wakeAt: isHeld ? now : monthsAfter({ instant: now, months, contact, zone }),
    changes: [...changes, ...(anew.changes ?? [])],
    reasons: [...reasons, ...(anew.reasons ?? [])],
  };
  if (anew.outcome !== undefined) plan.outcome = anew.outcome;
  return plan;
}
const NOTHING_HELD: Plan = {};

/** Held orders. One that was released is for the stage to see: it is asked again at once. */
function planOrders({ config, contact, view, now, zone }: PlanInput<CreditReviewConfig>): Plan {
  const { customer } = view;
  const changes: Change[] = [];
  const reasons: Reason[] = [];
  const wakes: number[] = [];
  let orders = view.orders;
  const stoppedBy = view.holdsInForce().find((hold) => stopsOrders(hold, customer.id));
  for (const order of view.orders) {
    if (order.status !== 'held') continue;
    const id = `task/${order.id}/over-limit`;
    const task = view.task(id);
    const check = creditCheck({ customer, accounts: view.accounts, orders, amount: order.amount, currency: order.currency, stoppedBy });
    const by = check.answer === 'passed' ? 'it fits the limit' : task?.outcome === 'release' ? 'a person overrode the limit' : undefined;
    if (by) {
      changes.push({ update: 'order', id: order.id, set: { status: 'placed' } });
      if (task?.status === 'open') changes.push({ update: 'task', id, set: { status: 'closed', outcome: 'released', endedAt: now } });
      orders = orders.map((candidate) => (candidate.id === order.id ? { ...candidate, status: 'placed' } : candidate));
      reasons.push({ about: order.id, code: 'order-released', params: { by } });
      wakes.push(now);
    } else if (!task && check.limit !== null) {
      const calendar = { country: customer.country, closed: contact.closed };
      const row = newTask({
        id,
        customerId: customer.id,
        subject: order.id,
        kind: 'order-over-limit',
        ask: config.overLimit,
        now,
        zone,
        calendar,
      });
      changes.push({ insert: 'task', row });
      if (stoppedBy) {
        reasons.push({ about: order.id, code: 'order-stopped', params: { kind: stoppedBy.kind } });
        continue;
      }
      const [amount, exposure, limit] = [order.amount, check.exposure, check.limit].map((minor) =>
        moneyText({ amount: minor, currency: order.currency }),
      ) as [string, string, string];
      reasons.push({ about: order.id, code: 'order-held', params: { amount, currency: order.currency, exposure, limit } });
    }
  }
  if (stoppedBy?.endsAt && orders.some(({ status }) => status === 'held')) wakes.push(stoppedBy.endsAt);
  return { changes, reasons, wakeAt: wakes.length ? Math.min(...wakes) : undefined };
}

const changesRisk = (fact: Fact): boolean => fact.type === 'customer.changed' && 'riskClass' in fact.data.set;

/** What is our fault counts nothing against the customer. */
const isReturnedCheque = (fact: Fact): boolean => fact.type === 'cheque.returned' && fact.data.reason !== 'our-fault';

const isAsked = (view: View): boolean => view.tasks.some((task) => task.kind === 'credit-review' && task.status === 'open');

/** The journey's send time so many months after the day of the instant. */
const monthsAfter = ({
  instant,
  months,
  contact,
  zone,
}: Pick<PlanInput<CreditReviewConfig>, 'contact' | 'zone'> & { instant: number; months: number }): number =>
  sendTime({ date: addMonths(dateAt(instant, zone), months), contact, zone });

/** The review made anew: a rule's new answer is taken over and the token moves only when the result changes; a question goes back to the review. */
function again({ config, view, now, zone, isIn }: Pick<PlanInput<CreditReviewConfig>, 'config' | 'view' | 'now' | 'zone' | 'isIn'>): Plan {
  const result = byRule({ config, customer: view.customer, now, zone, isIn });
  if (!result) return { outcome: 'again' };
  return result.outcome === view.customer.creditStatus ? { changes: result.changes, reasons: result.reasons } : result;
}

function matches({
  rule,
  customer,
  today,
  isIn,
}: Pick<PlanInput<CreditReviewConfig>, 'isIn'> & { rule: Rule; customer: CustomerRow; today: string }): boolean {
  if (!rule.if) return true;
  const { riskClass, country, monthsKnownAtLeast, segment } = rule.if;
  const known = monthsKnownAtLeast === undefined || daysBetween(addMonths(customer.knownSince, monthsKnownAtLeast), today) >= 0;
  if (!known || (riskClass !== undefined && riskClass !== customer.riskClass)) return false;
  return (country === undefined || country === customer.country) && (segment === undefined || isIn(segment));
}

function newTask({
  id,
  customerId,
  subject,
  kind,
  ask,
  now,
  zone,
  calendar,
}: {
  id: string;
  customerId: string;
  subject: string;
  kind: TaskRow['kind'];
  ask: Ask;
  now: number;
  zone: string;
  calendar: BusinessCalendar;
}): TaskRow {
  const dueAt = endOfLimit({ now, within: ask.within, zone, ...calendar });
  return openedTask({ id, customerId, subject, kind, owner: ask.who, openedAt: now, dueAt });
}
