/** Turns what the books gain from one moment to the next into lines of one form, whatever engine kept them. */
import { dateAt, type Instant, type LocalDate, timeAt, type WallTime } from '../calendar.js';
import { chooseContact } from '../contacts/choose-contact.js';
import { type Purpose, RANKS, type Rank } from '../contacts/purposes.js';
import { rankText } from '../contacts/tell-whom.js';
import type { Effect, WebhookEffect, WrittenEffect } from '../effects/effect.js';
import { decimalText, type Money, minorDigits } from '../money.js';
import { findInstalment, instalmentItem } from '../plans/instalments.js';
import { reasonSentence } from '../reasons.js';
import type { EffectRow, ItemRow } from '../rows.js';
import { claimable } from '../steps/claimable.js';
import { viewOf } from '../view.js';
import type { BooksSeen } from './engine.js';
import type { LineKind } from './scenario.js';

/** A registered letter is a letter. */
const WAYS = ['email', 'letter'] as const;

/** One thing that happened. Dates and times are the customer's. */
export interface Line {
  on: LocalDate;
  time: WallTime;
  kind: LineKind;
  /** Readable, and a sentence of `expect` that it meets. */
  text: string;
  /** By what it can be named: the template and the steps of a message, a stage, a kind of task … */
  names: string[];
  invoices: string[];
  money?: Money;
  /** Of a task that ended. */
  outcome?: string;
  /** Of a message: the ways that it went. */
  by?: readonly (typeof WAYS)[number][];
  /** What the contact of a message is for, where it went to another than the usual one. */
  to?: Rank;
}

/** Why, as a decision recorded it. */
export interface Why {
  on: LocalDate;
  time: WallTime;
  code: string;
  /** The invoices it is about; none: the customer. */
  invoices: string[];
  text: string;
}

/** What was owed at the end of what happened at a moment. */
export interface Balance {
  on: LocalDate;
  total: Money[];
  items: { invoice: string; money: Money }[];
}

export interface Timeline {
  lines: Line[];
  reasons: Why[];
  balances: Balance[];
}

interface ObserverInput {
  customerId: string;
  zone: string;
  /** The story's day of a day of the run. */
  inStory(date: LocalDate): LocalDate;
  /** Of the journey of that id. */
  journeyName(id: string): string;
}

export function createObserver({ customerId, zone, inStory, journeyName }: ObserverInput) {
  const timeline: Timeline = { lines: [], reasons: [], balances: [] };
  const seen = new Map<string, string>();
  let decided = 0;

  /** Whether something has another state than before; told once for each state. */
  function isNews(key: string, state: string): boolean {
    if (seen.get(key) === state) return false;
    seen.set(key, state);
    return true;
  }

  /** Takes in the books as they are after everything of the moment is done. */
  function see({ at, books }: { at: Instant; books: BooksSeen }): void {
    const on = inStory(dateAt(at, zone));
    const time = timeAt(at, zone);
    const orders = new Set(books.orders.map(({ id }) => id));
    const nameOf = (subject: string): string | undefined => {
      if (subject === customerId) return undefined;
      const item = books.items.find(({ id }) => id === subject) ?? instalmentOf(subject);
      const charge = books.charges.find(({ id }) => id === subject);
      if (charge) return charge.itemIds.map(nameOf).join(' and ');
      const cheque = books.cheques.find(({ id }) => id === subject);
      if (cheque) return cheque.itemIds.map(nameOf).join(' and ') || undefined;
      if (item && orders.has(subject.replace(/^inv_/, ''))) return nameOf(subject.replace(/^inv_/, ''));
      const dispute = books.disputes.find(({ id }) => id === subject);
      if (dispute) return nameOf(dispute.itemId);
      return item?.number ?? (orders.has(subject) ? subject.slice(customerId.length + 1) : undefined);
    };
    const instalmentOf = (id: string) => {
      const found = findInstalment({ plans: books.paymentPlans, id });
      return found && instalmentItem({ ...found, rest: 0 });
    };
    const namesOf = (subjects: string[]): string[] =>
      [
        ...new Set(
          subjects
            .map(nameOf)
            .filter((name) => name !== undefined)
            .flatMap((name) => name.split(' and ')),
        ),
      ].sort();
    const add = (kind: LineKind, text: string, more: Partial<Line> = {}) =>
      timeline.lines.push({ on, time, kind, text, names: [], invoices: [], ...more });

    for (const { seq, reasons } of books.decisions) {
      if (seq <= decided) continue;
      decided = seq;
      for (const reason of reasons) {
        const invoices = namesOf([reason.about]);
        const text = `${invoices.length > 0 ? `${invoices.join(', ')}: ` : ''}${reasonSentence(reason).replace(/\d{4}-\d{2}-\d{2}/g, inStory)}`;
        const last = timeline.reasons.findLast((one) => one.on === on && one.text === text);
        if (!last) timeline.reasons.push({ on, time, code: reason.code, invoices, text });
      }
    }
    const view = viewOf({ rows: { ...books, promises: books.paymentPromises, plans: books.paymentPlans, shielded: [] }, now: at });
    const asked = ({
      itemIds,
      stoppedBy,
      despite,
      tolerance,
    }: { itemIds: string[] } & Pick<Effect, 'stoppedBy' | 'despite' | 'tolerance'>): Money | undefined => {
      const items = itemIds.map((id) => view.item(id)).filter((item) => item !== undefined);
      const amount = items.reduce((sum, { id }) => {
        const answer = claimable({ itemId: id, step: '', stoppedBy, despite, tolerance, view });
        return sum + (answer.ok ? answer.amount : 0);
      }, 0);
      return items[0] && amount > 0 ? { amount, currency: items[0].currency } : undefined;
    };
    for (const row of inOrder(books.effects)) {
      if (!isNews(`effect ${row.id}`, row.status) || row.status !== 'done') continue;
      const { effect } = row;
      if (effect.kind === 'collect') tellCharge(row, effect.itemIds);
      else if (effect.kind === 'webhook') tellNotified(effect, row.outcome);
      else if (row.outcome === 'sent') tellMessage(effect);
    }
    for (const item of books.items) {
      tellItem(item);
      tellItemJourney(item);
    }
    for (const task of books.tasks) {
      const isNew = !seen.has(`task ${task.id}`);
      const turns = isNews(`task ${task.id}`, task.status);
      const isForHim = isNews(`owner of ${task.id}`, task.owner);
      if (!turns && !isForHim) continue;
      const invoices = namesOf([task.subject]);
      const named = `task ${task.kind}${forInvoices(invoices)}`;
      if (isNew && task.kind === 'call')
        add('call', `call by ${task.owner}${forInvoices(invoices)}`, { names: ['call', task.owner], invoices });
      if (isForHim) add('task', `${named}, asked ${task.owner}`, { names: [task.kind, task.owner], invoices });
      if (!turns || task.status === 'open') continue;
      const outcome = task.outcome ?? task.status;
      add('task ended', `${named} ended as ${outcome}`, { names: [task.kind], invoices, outcome });
    }
    for (const token of books.tokens) {
      if (!isNews(`token ${token.lane} ${token.subject}`, token.stage ?? 'none') || token.stage === null) continue;
      const invoices = namesOf([token.subject]);
      add('stage', `stage ${token.stage}${forInvoices(invoices)}`, { names: [token.stage], invoices });
    }
    for (const { lane, subject, data } of books.tokens) {
      if (!books.accounts.some(({ id }) => id === subject)) continue;
      const state = typeof data.state === 'string' ? data.state : 'clear';
      const before = seen.get(`state ${lane} ${subject}`) ?? 'clear';
      if (isNews(`state ${lane} ${subject}`, state) && state !== before) add('state', `state ${state}`, { names: [state] });
    }
    for (const order of books.orders) {
      const before = seen.get(`order ${order.id}`);
      if (!isNews(`order ${order.id}`, order.status)) continue;
      const state = order.status === 'placed' ? (before === 'held' ? 'released' : 'passed') : order.status;
      const invoices = namesOf([order.id]);
      if (before === undefined && state === 'invoiced') add('order', `order ${invoices.join()} passed`, { names: ['passed'], invoices });
      if (before === 'prepaid' && state === 'invoiced')
        add('order', `order ${invoices.join()} released`, { names: ['released'], invoices });
      if (before === 'held' && state === 'invoiced') add('order', `order ${invoices.join()} released`, { names: ['released'], invoices });
      add('order', `order ${invoices.join()} ${state}`, { names: [state], invoices });
    }
    tellCredit();
    tellJourney();
    for (const promise of books.paymentPromises) {
      if (!isNews(`promise ${promise.id}`, promise.status) || promise.status === 'open') continue;
      const invoices = namesOf([promise.itemId]);
      add('promise', `promise${forInvoices(invoices)} ${promise.status}`, { names: [promise.status], invoices });
    }
    for (const plan of books.paymentPlans) {
      const before = seen.get(`plan ${plan.id}`);
      const state = plan.status === 'running' && plan.missedId !== null ? 'missed' : plan.status;
      if (!isNews(`plan ${plan.id}`, state)) continue;
      const named = before === 'missed' && state === 'running' ? 'mended' : state;
      add('plan', `plan ${named}`, { names: [named] });
    }
    for (const hold of books.holds) {
      const ended = hold.endedAt !== null || (hold.endsAt !== null && hold.endsAt <= at);
      if (!isNews(`hold ${hold.id}`, String(ended))) continue;
      const invoices = namesOf([hold.subject]);
      const named = `hold ${hold.kind}${invoices.length > 0 ? ` on ${invoices.join(' and ')}` : ''}`;
      if (ended) add('hold ended', `${named} ended`, { names: [hold.kind], invoices });
      else add('hold', named, { names: [hold.kind], invoices });
    }
    timeline.balances.push({
      on,
      total: totalsOf(books.items),
      items: [...books.items].sort(byId).map((item) => ({
        invoice: nameOf(item.id) ?? item.number,
        money: { amount: item.open, currency: item.currency },
      })),
    });

    function tellCharge({ id, outcome }: EffectRow, itemIds: string[]): void {
      const attempt = books.attempts.find((one) => one.id === id);
      const charge = books.charges.find((one) => one.id === attempt?.chargeId);
      const invoices = namesOf(itemIds);
      const money = charge && { amount: charge.amount, currency: charge.currency };
      const sum = money ? ` ${moneyText(money)}` : '';
      const common = { invoices, ...(money && { money }) };
      if (outcome === 'collected') return void add('charged', `charged${sum}${forInvoices(invoices)}`, common);
      const code = attempt?.code ?? outcome ?? 'unknown';
      add('declined', `charge${sum && ` of${sum}`}${forInvoices(invoices)} declined with ${code}`, { ...common, names: [code] });
    }

    function tellNotified({ hook, itemIds, steps }: WebhookEffect, outcome: string | null): void {
      const invoices = namesOf(itemIds);
      if (outcome === 'notified')
        add('notified', `notified ${hook}${forInvoices(invoices)}`, { names: [hook, ...steps.map(({ step }) => step)], invoices });
    }

    function tellMessage(effect: WrittenEffect): void {
      const steps = effect.steps.map(({ step }) => step);
      const names = [effect.template, ...steps];
      const by = WAYS.filter((way) => (effect.by ?? ['email']).some((one) => (one === 'email') === (way === 'email')));
      if (effect.kind === 'survey') {
        const invoices = namesOf([effect.subject]);
        return void add('asked', `asked ${effect.survey.toUpperCase()}${forInvoices(invoices)}`, {
          by,
          names: [effect.survey, ...names],
          invoices,
        });
      }
      const invoices = namesOf(effect.itemIds);
      const ways = `by ${by.join(' and ')}`;
      if (effect.purpose === 'invoice')
        return void add('delivered', `delivered ${invoices.join(' and ')} ${ways}`, { names, invoices, by });
      const name = effect.purpose === 'reminder' ? [...new Set(steps)].join(' + ') : effect.template;
      const money = effect.purpose === 'failure' || effect.purpose === 'thanks' ? undefined : asked(effect);
      const sum = money ? `, ${moneyText(money)}` : '';
      const to =
        effect.to && rankOf(chooseContact({ contacts: books.customer.reachable, meant: effect.to[0], usual: 'reminders' })?.purpose);
      add(
        'sent',
        `sent ${name}${to ? ` to ${rankText(to)}` : ''}${by.includes('letter') ? ` ${ways}` : ''}${forInvoices(invoices)}${sum}`,
        {
          ...(to && { to }),
          by,
          names: [...names, ...(effect.purpose === 'reminder' ? ['reminder'] : [])],
          invoices,
          ...(money && { money }),
        },
      );
    }

    /** Its customer's own, where it has none of its own any more. */
    function tellItemJourney({ id, journeyId }: ItemRow): void {
      const before = seen.get(`journey ${id}`) ?? '';
      if (!isNews(`journey ${id}`, journeyId ?? '') || before === (journeyId ?? '')) return;
      const name = journeyName(journeyId ?? books.customer.journeyId);
      const invoices = namesOf([id]);
      add('journey', `journey ${name}${forInvoices(invoices)}`, { names: [name], invoices });
    }

    function tellItem(item: ItemRow): void {
      const state = item.open > 0 ? 'open' : 'settled';
      const before = seen.get(`item ${item.id}`) ?? 'open';
      if (!isNews(`item ${item.id}`, state) || state === before) return;
      const invoices = namesOf([item.id]);
      if (state === 'settled') add('settled', `settled ${invoices.join()}`, { invoices });
      else add('reopened', `reopened ${invoices.join()}`, { invoices });
    }

    /** The one in which he begins is no news. */
    function tellJourney(): void {
      const before = seen.get('journey');
      const { journeyId } = books.customer;
      if (!isNews('journey', journeyId) || before === undefined) return;
      add('journey', `journey ${journeyName(journeyId)}`, { names: [journeyName(journeyId)] });
    }

    function tellCredit(): void {
      const { creditStatus, creditLimit, currency, creditDecidedAt } = books.customer;
      if (creditStatus === 'unknown' || creditDecidedAt === null) return;
      const limit = creditLimit === null ? undefined : { amount: creditLimit, currency };
      const text = `credit ${creditStatus}${limit ? `, ${moneyText(limit)}` : ''}`;
      if (isNews('credit', text)) add('credit', text, { names: [creditStatus], ...(limit && { money: limit }) });
    }
  }

  return { see, timeline };
}

/** `EUR 249.95`. */
export const moneyText = ({ amount, currency }: Money): string => `${currency} ${decimalText(amount, minorDigits(currency))}`;

const rankOf = (purpose: Purpose | undefined): Rank | undefined => RANKS.find((rank) => rank === purpose);
const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);

const forInvoices = (invoices: string[]): string => (invoices.length > 0 ? ` for ${invoices.join(' and ')}` : '');

const inOrder = (effects: EffectRow[]): EffectRow[] => [...effects].sort((a, b) => a.seq - b.seq || (a.id < b.id ? -1 : 1));

function totalsOf(items: ItemRow[]): Money[] {
  const sums = new Map<string, number>();
  for (const { currency, open } of items) sums.set(currency, (sums.get(currency) ?? 0) + open);
  return [...sums].map(([currency, amount]) => ({ amount, currency }));
}
