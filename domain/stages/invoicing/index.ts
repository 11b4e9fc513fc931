import { z } from 'zod';
import { lastBusinessDay } from '../../business-days.js';
import { addDays, dateAt, type LocalDate, nextDayOfMonth } from '../../calendar.js';
import { isInvoiceOrPayment, type Report } from '../../facts.js';
import type { Contact } from '../../journey/journey.js';
import { sendTime } from '../../journey/long-form.js';
import { stopsOrders } from '../../ledger/credit-check.js';
import type { Change, CustomerRow, OrderRow } from '../../rows.js';
import { type Plan, type PlanInput, stageType } from '../stage-type.js';
import { tellInvoicing } from './tell.js';
import { words } from './words.js';

const schema = z.strictObject({
  /** When orders are invoiced: as the customer's own cycle says, or for everybody one invoice for the month. */
  cycle: z
    .union(
      [
        z.strictObject({ customer: z.literal(true) }),
        z.strictObject({
          monthly: z.union([z.strictObject({ dayOfMonth: z.int().min(1).max(31) }), z.strictObject({ lastBusinessDay: z.literal(true) })]),
        }),
      ],
      { error: 'Expected { customer: true }, { monthly: { dayOfMonth: 25 } } or { monthly: { lastBusinessDay: true } }.' },
    )
    .default({ customer: true }),
  /** Days from issue to due for a customer who has neither a due day nor terms of his own. */
  due: z.strictObject({ days: z.int().min(0).max(365) }).optional(),
  /** For a customer whose credit was declined, or who is insolvent: invoices are to be paid before delivery, and lapse so many days after issue. */
  prepaid: z.strictObject({ days: z.int().min(1).max(365) }).optional(),
});
export type InvoicingConfig = z.infer<typeof schema>;

const PREPAID: Readonly<Record<string, string>> = { declined: 'prepaid' };
const NO_TERMS: Readonly<Record<string, string>> = {};

/**
 * Issues invoices over released orders: on the customer's own cycle, with each order or one for the month on his billing day at the journey's send time; or
 * for everybody one for the month, where the journey says so. Whoever gets no credit pays before delivery, where the journey says so: each of his orders is
 * invoiced at once, and released when that is paid. Invoices that an outside system issued need nothing here: they are items as soon as they are reported. Standing: it has no outcome.
 */
export const invoicing = stageType<InvoicingConfig>({
  lanes: ['customer'],
  schema,
  outcomes: [],
  termsSaid({ prepaid }) {
    return prepaid ? PREPAID : NO_TERMS;
  },
  words,
  plan: planInvoicing,
  ignores: ({ fact, view }) => view.orders.length === 0 && isInvoiceOrPayment(fact),
  tell: tellInvoicing,
});

function planInvoicing({ config, contact, token, view, now, zone }: PlanInput<InvoicingConfig>): Plan {
  const before = prepay({ config, view, today: dateAt(now, zone), now });
  const after = planCredit({ config, contact, token, view, now, zone });
  if (!before) return after;
  return {
    ...after,
    changes: before.changes,
    reports: [...before.reports, ...(after.reports ?? [])],
    reasons: [...before.reasons, ...(after.reasons ?? [])],
  };
}

type Input = Pick<PlanInput<InvoicingConfig>, 'config' | 'contact' | 'token' | 'view' | 'now' | 'zone'>;

/** Orders of whoever gets no credit are invoiced at once, each by itself, to be paid first; undefined: there are none. Orders that something else stops wait. */
function prepay({
  config,
  view,
  today,
  now,
}: Pick<Input, 'config' | 'view' | 'now'> & { today: LocalDate }): Required<Pick<Plan, 'changes' | 'reports' | 'reasons'>> | undefined {
  const { customer } = view;
  if (!config.prepaid || (customer.creditStatus !== 'declined' && view.cutOff() === undefined)) return undefined;
  const held = view.orders.filter((order) => order.status === 'held');
  if (held.length === 0 || view.holdsInForce().some((hold) => hold.cutOffOn === null && stopsOrders(hold, customer.id))) return undefined;
  const { days } = config.prepaid;
  const questions = held.flatMap(({ id }) => view.task(`task/${id}/over-limit`) ?? []).filter(({ status }) => status === 'open');
  return {
    reports: held.map((order) => prepaidOver({ order, today, days })),
    // At once, so that nobody is asked about them in this decision.
    changes: [
      ...held.map(({ id }): Change => ({ update: 'order', id, set: { status: 'prepaid' } })),
      ...questions.map(({ id }): Change => ({ update: 'task', id, set: { status: 'closed', outcome: 'prepaid', endedAt: now } })),
    ],
    reasons: held.map(({ id }) => ({ about: id, code: 'order-prepaid', params: { until: addDays(today, days) } })),
  };
}

function planCredit({ config, contact, token, view, now, zone }: Input): Plan {
  const { customer } = view;
  const ready = view.orders.filter((order) => order.status === 'placed');
  const today = dateAt(now, zone);
  const reasons = ready.length > 0 ? [{ about: customer.id, code: 'invoice-due' as const, params: { orders: ready.length } }] : [];
  if ('customer' in config.cycle && customer.billingCycle === 'order') {
    if (ready.length === 0) return {};
    const reports = ready.map((order) => invoiceOver({ orders: [order], customer, today, config }));
    return { reports, reasons };
  }
  const next = (date: LocalDate): LocalDate => cycleDay({ date, config, customer, closed: contact.closed });
  const cycleOn = typeof token.data.nextCycleOn === 'string' ? token.data.nextCycleOn : next(dateAt(token.enteredAt, zone));
  const cycleAt = sendTime({ date: cycleOn, contact, zone });
  if (now < cycleAt) return { data: { nextCycleOn: cycleOn }, wakeAt: cycleAt };
  const nextCycleOn = next(addDays(today, 1));
  const byAccount = [...new Set(ready.map((order) => order.accountId))].map((accountId) =>
    ready.filter((order) => order.accountId === accountId),
  );
  return {
    data: { nextCycleOn },
    wakeAt: sendTime({ date: nextCycleOn, contact, zone }),
    reports: byAccount.map((orders) => invoiceOver({ orders, customer, today, config })),
    reasons,
  };
}

/** The first day of the cycle from that date on. */
function cycleDay({
  date,
  config: { cycle },
  customer: { billingDay, country },
  closed,
}: {
  date: LocalDate;
  config: InvoicingConfig;
  customer: CustomerRow;
  closed: Contact['closed'];
}): LocalDate {
  if ('customer' in cycle) return nextDayOfMonth(date, billingDay ?? 31);
  return 'dayOfMonth' in cycle.monthly ? nextDayOfMonth(date, cycle.monthly.dayOfMonth) : lastBusinessDay({ date, country, closed });
}

/** The invoice's id comes from its first order, so that one order is never invoiced twice; the ledger gives the number. */
function invoiceOver({
  orders,
  customer,
  today,
  config,
}: {
  orders: OrderRow[];
  customer: CustomerRow;
  today: LocalDate;
  config: InvoicingConfig;
}): Report {
  const first = orders[0] as OrderRow;
  const dueOn = customer.dueDay ? nextDayOfMonth(addDays(today, 1), customer.dueDay) : addDays(today, config.due?.days ?? customer.netDays);
  return issued({ first, orders, today, dueOn });
}

/** Payable until the day on which it lapses. */
const prepaidOver = ({ order, today, days }: { order: OrderRow; today: LocalDate; days: number }): Report =>
  issued({ first: order, orders: [order], today, dueOn: addDays(today, days), prepaid: true });

function issued({
  first,
  orders,
  today,
  dueOn,
  prepaid,
}: {
  first: OrderRow;
  orders: OrderRow[];
  today: LocalDate;
  dueOn: LocalDate;
  prepaid?: true;
}): Report {
  return {
    type: 'invoice.issued',
    source: 'duly',
    externalId: `invoice-over/${first.id}`,
    effectiveOn: today,
    data: {
      itemId: `inv_${first.id}`,
      accountId: first.accountId,
      number: '',
      amount: orders.reduce((sum, order) => sum + order.amount, 0),
      currency: first.currency,
      dueOn,
      delivery: 'waiting',
      orderIds: orders.map((order) => order.id),
      ...(prepaid && { prepaid }),
    },
  };
}
