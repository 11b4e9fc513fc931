/** One simulated customer through one journey: the engine in memory, his deeds between its wakes, and what came of it. Nothing is shared between customers. */
import { addMonths, dateAt, dateOfEpochDay, epochDay, type Instant, instantAt, type LocalDate } from '../calendar.js';
import type { Effect } from '../effects/effect.js';
import type { Report } from '../facts.js';
import type { Journey } from '../journey/journey.js';
import type { JourneyRule, JourneyRules } from '../journey-rules/journey-rules.js';
import { type Happening, type Simulation, simulate } from '../simulator/simulate.js';
import { simulatedCustomer } from '../simulator/simulated-customer.js';
import { type ContactKind, createPayer, type Deed } from './payer.js';
import { type PlannedCustomer, type PlannedInvoice, weekday } from './plan-customer.js';
import type { Response } from './profile.js';
import { draw } from './random.js';

export interface LivedInvoice {
  /** Days since the epoch. */
  issued: number;
  due: number;
  /** Minor units. */
  amount: number;
  /** What lowered it, in order: money, or a credit note. */
  paid: { day: number; amount: number; by: 'payment' | 'credit note' }[];
}

export interface Lived {
  segment: string;
  currency: string;
  /** The name of the journey that is his in the end. */
  endsIn: string;
  invoices: LivedInvoice[];
  /** Messages that went, by template. */
  messages: Record<string, number>;
  surveys: number;
  /** Tasks opened, by kind. */
  tasks: Record<string, number>;
  charges: { tried: number; collected: number };
  decisions: number;
}

/** What gives customers their journeys, with those that they may get. */
export interface RuledJourneys {
  /** Null: only what journeys themselves say of their customers. */
  rules: JourneyRules | null;
  journeyOf(id: string): Journey;
  /** For what journeys say of their customers; undefined: they stay. */
  journeyNamed(name: string): Pick<JourneyRule, 'journey' | 'journeyId'> | undefined;
}

interface LiveInput {
  customer: PlannedCustomer;
  journey: Journey;
  /** What gives him his journeys; without it `journey` is his. */
  ruled?: RuledJourneys | undefined;
  response: Response;
  seed: string;
  start: LocalDate;
  /** The first day that is not lived any more. */
  end: LocalDate;
}

export function live({ customer: plan, journey, ruled, response, seed, start, end }: LiveInput): Lived {
  const zone = plan.timeZone;
  const payer = createPayer({ customer: plan, response, seed });
  const messages: Record<string, number> = {};
  let surveys = 0;
  let tried = 0;
  const hear = ({ at, effect, outcome, parts }: Happening): void => {
    if (effect.kind === 'collect' && outcome !== 'suppressed' && outcome !== 'given-back') tried += 1;
    if (outcome !== 'sent') return;
    if (effect.kind === 'survey') surveys += 1;
    if (effect.kind !== 'message') return;
    messages[effect.template] = (messages[effect.template] ?? 0) + 1;
    const kind = contactKindOf(effect);
    if (kind) payer.contact({ kind, invoices: parts.map(({ itemId }) => Number(itemId.slice(1))), at });
  };
  const run = simulate({
    journey,
    ...(ruled && { journeyOf: ruled.journeyOf, journeyNamed: ruled.journeyNamed, rulesAt: () => ruled.rules }),
    customer: simulatedCustomer({
      id: `c${plan.number}`,
      timeZone: zone,
      country: 'US',
      currency: plan.currency,
      deliverBy: plan.deliverBy,
      knownSince: addMonths(start, -24),
      journeyId: journey.name,
    }),
    start: instantAt({ date: start, time: '00:00', zone }),
    keep: false,
    hear,
    collect: ({ chargeId, earlier }) =>
      draw({ seed, customer: plan.number, invoice: Number(chargeId.replace(/^charge\/i/, '')), purpose: `collect ${earlier.length}` }) <
      plan.declined
        ? { did: 'declined', code: 'insufficient_funds' }
        : { did: 'collected' },
  });
  const common = { source: 'simulation', effectiveOn: start };
  run.report({ type: 'customer.created', externalId: 'created', data: {}, ...common });
  if (plan.autopay)
    run.report({
      type: 'method.added',
      externalId: 'method',
      data: { methodId: 'm', kind: 'bank-debit', providerRef: 'simulated', autopay: true },
      ...common,
    });
  const last = instantAt({ date: end, time: '00:00', zone }) - 1;
  for (;;) {
    const deed = payer.next();
    const call = callOf(run, zone);
    const next = Math.min(deed?.at ?? last, call?.at ?? last, last);
    // What the engine does on the way may change what comes next.
    if (wakesBefore(run, next)) continue;
    if (call && call.at === next) {
      run.sleepTo(call.at);
      payer.contact({ kind: 'call', invoices: [Number(call.itemId.slice(1))], at: call.at });
      const data = { taskId: call.taskId, outcome: 'done' };
      run.report({ type: 'task.decided', source: 'simulation', externalId: call.taskId, effectiveOn: dateAt(call.at, zone), data });
    } else if (deed && deed.at === next) {
      run.sleepTo(deed.at);
      const report = reportOf({ deed, planned: plan.invoices[deed.invoice] as PlannedInvoice, run, plan });
      payer.done(deed);
      if (report) run.report(report);
    } else break;
  }
  run.runTo(last);
  return {
    segment: plan.segment,
    currency: plan.currency,
    endsIn: (ruled?.journeyOf(run.book.customer().journeyId) ?? journey).name,
    invoices: livedInvoices(run),
    messages,
    surveys,
    tasks: counted(run.book.list('task').map(({ kind }) => kind)),
    charges: { tried, collected: run.book.list('charge').filter(({ status }) => status === 'collected').length },
    decisions: run.book.decided(),
  };
}

/** Whether the engine woke at or before that moment: then it decided, and the customer may have thought better of it. */
function wakesBefore(run: Simulation, at: Instant): boolean {
  const wake = run.book.nextWake();
  if (wake === null || wake > at) return false;
  run.runTo(wake);
  return true;
}

/** The first call that people were asked to make about an invoice: it is made, and the customer reached, at ten on the next weekday. */
function callOf(run: Simulation, zone: string): { at: Instant; taskId: string; itemId: string } | undefined {
  const task = run.book.list('task').find(({ kind, status, subject }) => kind === 'call' && status === 'open' && run.book.item(subject));
  if (!task) return undefined;
  const on = dateOfEpochDay(weekday(epochDay(dateAt(task.openedAt, zone)) + 1));
  return { at: Math.max(run.now(), instantAt({ date: on, time: '10:00', zone })), taskId: task.id, itemId: task.subject };
}

/** How a message weighs with the customer; undefined: it asks for nothing. */
function contactKindOf(effect: Extract<Effect, { kind: 'message' }>): ContactKind | undefined {
  if (effect.purpose === 'failure') return 'failure';
  return effect.purpose === 'reminder' ? (effect.alone ? 'notice' : 'reminder') : undefined;
}

function reportOf({
  deed: { on, does, invoice },
  planned,
  run,
  plan,
}: {
  deed: Deed;
  planned: PlannedInvoice;
  run: Simulation;
  plan: PlannedCustomer;
}): Report | undefined {
  const itemId = `i${invoice}`;
  const accountId = run.book.accountFor(plan.currency);
  const common = { source: 'simulation', effectiveOn: on, externalId: `${itemId}/${does}` };
  switch (does) {
    case 'gets invoice': {
      const { amount, dueOn } = planned;
      const delivery = plan.deliverBy === 'email' ? 'waiting' : 'delivered';
      const data = {
        itemId,
        accountId,
        number: String(invoice + 1),
        amount,
        currency: plan.currency,
        dueOn,
        delivery,
        orderIds: [],
      } as const;
      return { type: 'invoice.issued', data: { ...data, orderIds: [] }, ...common };
    }
    case 'disputes': {
      const open = run.book.item(itemId)?.open ?? 0;
      const amount = Math.min(open, planned.dispute?.amount ?? 0);
      return amount > 0
        ? { type: 'dispute.opened', data: { disputeId: `d${invoice}`, itemId, amount, reasonCode: 'other' }, ...common }
        : undefined;
    }
    case 'stops disputing': {
      const dispute = run.book.list('dispute').find(({ id }) => id === `d${invoice}`);
      if (!dispute) return undefined;
      if (!planned.dispute?.credited)
        return { type: 'dispute.resolved', data: { disputeId: dispute.id, itemId, outcome: 'against-customer' }, ...common };
      const credit = { creditNoteId: `c${invoice}`, itemId, amount: dispute.amount };
      run.report({ type: 'creditNote.issued', data: credit, ...common, externalId: `${itemId}/credit` });
      return { type: 'dispute.resolved', data: { disputeId: dispute.id, itemId, outcome: 'for-customer' }, ...common };
    }
    case 'pays first part':
    case 'pays': {
      const open = run.book.item(itemId)?.open ?? 0;
      const amount = does === 'pays' ? open : Math.min(open, planned.parts?.first ?? open);
      if (amount <= 0) return undefined;
      const data = { paymentId: `p${invoice}/${does}`, accountId, amount, currency: plan.currency, shares: [{ itemId, amount }] };
      return {
        type: 'payment.received',
        data: {
          apply: 'named',
          chargeId: null,
          attemptId: null,
          reference: null,
          ...(planned.paidBy && { paidBy: planned.paidBy }),
          ...data,
        },
        ...common,
      };
    }
  }
}

function livedInvoices(run: Simulation): LivedInvoice[] {
  const invoices = new Map<string, LivedInvoice>();
  for (const { type, data, effectiveOn } of run.book.facts) {
    const day = epochDay(effectiveOn);
    if (type === 'invoice.issued') invoices.set(data.itemId, { issued: day, due: epochDay(data.dueOn), amount: data.amount, paid: [] });
    if (type === 'payment.received')
      for (const { itemId, amount } of data.shares) invoices.get(itemId)?.paid.push({ day, amount, by: 'payment' });
    if (type === 'creditNote.issued') invoices.get(data.itemId)?.paid.push({ day, amount: data.amount, by: 'credit note' });
  }
  return [...invoices.values()];
}

function counted(kinds: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
