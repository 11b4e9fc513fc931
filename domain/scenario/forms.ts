/** The sentences of scenarios: each is one line, as people read it. The reference lists them from here, and a test holds both together. */
import type { LocalDate } from '../calendar.js';
import type { ToldPaidBy } from '../facts.js';
import type { Money } from '../money.js';
import type { ChequeReason } from '../rows.js';
import type { Expectation, StoryFact } from './scenario.js';
import { type Form, form, type Values, type When } from './sentence.js';

const text = (value: Values[string]): string => value as string;
const maybe = (value: Values[string]): string | undefined => value as string | undefined;
const money = (value: Values[string]): Money => value as Money;
const maybeMoney = (value: Values[string]): Money | undefined => value as Money | undefined;
const maybeNames = (value: Values[string]): string[] | undefined => value as string[] | undefined;

/** What can happen. */
export const STORY_FORMS: readonly Form<StoryFact>[] = [
  form(
    'invoice {invoice:name} over {amount:money} [, due {due:date}] [, <prepaid>] [, <delivered> [{day:date}]] [, product {product:text}]',
    (found) => ({
      what: 'invoice',
      invoice: text(found.invoice),
      money: money(found.amount),
      dueOn: maybe(found.due) as LocalDate | undefined,
      prepaid: found.prepaid === true,
      delivered: found.delivered === true,
      deliveredOn: maybe(found.day) as LocalDate | undefined,
      product: maybe(found.product),
    }),
  ),
  form('invoice {invoice:name} due {day:date}', ({ invoice, day }) => ({
    what: 'due',
    invoice: text(invoice),
    dueOn: text(day) as LocalDate,
  })),
  form('invoice {invoice:name} moved to {journey:text} [, {old:text} <goes> on in {stage:text}]', ({ invoice, journey, old, stage }) => ({
    what: 'invoice moved',
    invoice: text(invoice),
    journey: text(journey),
    stage: old === undefined ? undefined : { old: text(old), now: text(stage) },
  })),
  form('invoice {invoice:name} moved back', ({ invoice }) => ({
    what: 'invoice moved',
    invoice: text(invoice),
    journey: undefined,
    stage: undefined,
  })),
  form('invoice {invoice:name} delivered', ({ invoice }) => ({ what: 'delivered', invoice: text(invoice) })),
  form('invoice {invoice:name} {how=undeliverable|refused} {sign=with|:} {code:text}', ({ invoice, how, code }) => ({
    what: 'not delivered',
    invoice: text(invoice),
    how: how as 'undeliverable' | 'refused',
    code: text(code),
  })),
  form(
    'payment [{payment:name}] of {amount:money} for {invoice:name} [, paid [by] {by=online|transfer|cheque|cash}] [, value date {day:date}]',
    (found) => paid(found),
  ),
  form(
    'payment [{payment:name}] of {amount:money} without a reference [, paid [by] {by=online|transfer|cheque|cash}] [, value date {day:date}]',
    (found) => paid(found),
  ),
  form('payment [{payment:name}] of {amount:money} , <oldest> first [, paid [by] {by=online|transfer|cheque|cash}]', (found) =>
    paid(found),
  ),
  form('payment [{payment:name}] applied to {invoice:name}', ({ payment, invoice }) => ({
    what: 'payment applied',
    payment: maybe(payment),
    invoice: text(invoice),
  })),
  form('payment [{payment:name}] refunded', ({ payment }) => ({ what: 'payment refunded', payment: maybe(payment) })),
  form('payment [{payment:name}] charged back [, {code:name}]', ({ payment, code }) => ({
    what: 'charged back',
    payment: maybe(payment),
    code: maybe(code) ?? 'not-named',
  })),
  form('cheque [{cheque:name}] of {amount:money} for {invoice:name}', cheque),
  form('cheque [{cheque:name}] of {amount:money} , <oldest> first', cheque),
  form('cheque [{cheque:name}] cleared', (found) => ({ what: 'cheque cleared', cheque: maybe(found.cheque) })),
  form('cheque [{cheque:name}] returned , {reason=no funds|stopped|account closed|wrong date|no signature|our fault}', (found) => ({
    what: 'cheque returned',
    cheque: maybe(found.cheque),
    reason: text(found.reason).replaceAll(' ', '-') as ChequeReason,
  })),
  form('chargeback {outcome=won|lost}', ({ outcome }) => ({ what: 'chargeback resolved', outcome: outcome as 'won' | 'lost' })),
  form('write-off [of {amount:money}] of {invoice:name} [, {code:name}]', ({ amount, invoice, code }) => ({
    what: 'write-off',
    invoice: text(invoice),
    money: maybeMoney(amount),
    code: maybe(code) ?? 'not-named',
  })),
  form('write-off of {invoice:name} undone', ({ invoice }) => ({ what: 'write-off undone', invoice: text(invoice) })),
  form('payment of {invoice:name} failed {sign=with|:} {code:name}', ({ invoice, code }) => ({
    what: 'payment failed',
    invoice: text(invoice),
    code: text(code),
  })),
  form('credit note of {amount:money} for {invoice:name}', ({ amount, invoice }) => ({
    what: 'credit note',
    invoice: text(invoice),
    money: money(amount),
  })),
  form('dispute [of {amount:money}] on [line {line:number} of] {invoice:name} [, {reason:text}]', disputed),
  form('dispute of {invoice:name} [, {reason:text}]', disputed),
  form('dispute [on {invoice:name}] solved {outcome=for|against} the customer [, credit note of {amount:money}]', (found) => ({
    what: 'dispute solved',
    invoice: maybe(found.invoice),
    outcome: found.outcome === 'for' ? 'for-customer' : 'against-customer',
    creditNote: maybeMoney(found.amount),
  })),
  form('dispute [on {invoice:name}] solved , credit note of {amount:money}', ({ invoice, amount }) => ({
    what: 'dispute solved',
    invoice: maybe(invoice),
    outcome: 'for-customer',
    creditNote: money(amount),
  })),
  form('dispute [on {invoice:name}] explained {sign=with|:} {reason:text}', ({ invoice, reason }) => ({
    what: 'dispute explained',
    invoice: maybe(invoice),
    reason: text(reason),
  })),
  form('promise [of {amount:money}] for {invoice:name} by {day:date}', ({ amount, invoice, day }) => ({
    what: 'promise',
    invoice: text(invoice),
    money: maybeMoney(amount),
    by: text(day) as LocalDate,
  })),
  form('card {card:name} [for <autopay>]', ({ card, autopay }) => ({ what: 'card', card: text(card), autopay: autopay === true })),
  form('order {order:name} over {amount:money}', ({ order, amount }) => ({ what: 'order', order: text(order), money: money(amount) })),
  form('task decided {task:name} {sign=as|:} {outcome:text}', ({ task, outcome }) => ({
    what: 'task decided',
    kind: text(task),
    outcome: text(outcome),
  })),
  form('survey answered {score:number}', ({ score }) => ({ what: 'survey answered', score: score as number })),
  form('customer says that {invoice:name} is paid', ({ invoice }) => ({ what: 'says', invoice: text(invoice), kind: 'said-to-be-paid' })),
  form('customer replies about {invoice:name}', ({ invoice }) => ({ what: 'says', invoice: text(invoice), kind: 'reply-waiting' })),
  form('cheque for {invoice:name} in the post', ({ invoice }) => ({ what: 'says', invoice: text(invoice), kind: 'cheque-in-the-post' })),
  form('hold [on {invoice:name}] [until {day:date}]', ({ invoice, day }) => ({
    what: 'hold',
    invoice: maybe(invoice),
    until: maybe(day) as LocalDate | undefined,
  })),
  form('hold on the account [until {day:date}]', ({ day }) => ({
    what: 'hold',
    account: true,
    invoice: undefined,
    until: maybe(day) as LocalDate | undefined,
  })),
  form('hold on the account released', () => ({ what: 'hold released', account: true, invoice: undefined })),
  form('hold [on {invoice:name}] released', ({ invoice }) => ({ what: 'hold released', invoice: maybe(invoice) })),
  form('plan for {invoice:names} in {count:number} instalments from {day:date}', ({ invoice, count, day }) => ({
    what: 'plan',
    invoices: maybeNames(invoice) ?? [],
    count: count as number,
    from: text(day) as LocalDate,
  })),
  form('plan cancelled', () => ({ what: 'plan cancelled' })),
  form('customer insolvent [, cut-off {day:date}]', ({ day }) => ({ what: 'insolvent', cutOff: maybe(day) as LocalDate | undefined })),
  form('insolvency ended', () => ({ what: 'insolvency ended' })),
  form('customer {setting:name} becomes {value:text}', ({ setting, value }) => ({
    what: 'customer changed',
    setting: text(setting),
    value: text(value),
  })),
  form('moved to {journey:text} [, {old:text} <goes> on in {stage:text}]', ({ journey, old, stage }) => ({
    what: 'moved',
    journey: text(journey),
    stage: old === undefined ? undefined : { old: text(old), now: text(stage) },
  })),
  form('mails to him {turn=bounce|arrive}', ({ turn }) => ({ what: 'mails', refused: turn === 'bounce' })),
  form('engine down until {moment:moment}', ({ moment }) => ({ what: 'engine down', until: moment as When })),
];

const WAY = '{way=email|letter|email and letter}';

const sent = ({ message, way, invoice, amount }: Values) => ({
  line: 'sent' as const,
  name: text(message),
  invoices: maybeNames(invoice),
  money: maybeMoney(amount),
  way: maybe(way),
});

/** What can be expected. */
export const EXPECTATION_FORMS: readonly Form<Expectation>[] = [
  form(`delivered {invoice:names} [by ${WAY}]`, ({ invoice, way }) => ({
    line: 'delivered',
    invoices: maybeNames(invoice),
    way: maybe(way),
  })),
  form(`sent {message:text} to [the] {contact:text} [by ${WAY}] [for {invoice:names}] [, {amount:money}]`, ({ contact, ...found }) => ({
    ...sent(found),
    to: text(contact).replace(/ contact$/, ''),
  })),
  form(`sent {message:text} [by ${WAY}] [for {invoice:names}] [, {amount:money}]`, sent),
  form('asked {survey:name} [for {invoice:names}]', ({ survey, invoice }) => ({
    line: 'asked',
    name: text(survey),
    invoices: maybeNames(invoice),
  })),
  form('notified [the] {system:text} [for {invoice:names}]', ({ system, invoice }) => ({
    line: 'notified',
    name: text(system),
    invoices: maybeNames(invoice),
  })),
  form('call [by {owner:text}] [for {invoice:names}]', ({ owner, invoice }) => ({
    line: 'call',
    name: maybe(owner)?.replace(/^the /i, ''),
    invoices: maybeNames(invoice),
  })),
  form('charged [{amount:money}] [for {invoice:names}]', ({ amount, invoice }) => ({
    line: 'charged',
    invoices: maybeNames(invoice),
    money: maybeMoney(amount),
  })),
  form('charge [of {amount:money}] [for {invoice:names}] declined [{sign=with|:} {code:name}]', ({ amount, invoice, code }) => ({
    line: 'declined',
    name: maybe(code),
    invoices: maybeNames(invoice),
    money: maybeMoney(amount),
  })),
  form('settled {invoice:names}', ({ invoice }) => ({ line: 'settled', invoices: maybeNames(invoice) })),
  form('reopened {invoice:names}', ({ invoice }) => ({ line: 'reopened', invoices: maybeNames(invoice) })),
  form('task {task:name} [for {invoice:names}] [, asked {who:text}]', ({ task, invoice, who }) => ({
    line: 'task',
    name: text(task),
    invoices: maybeNames(invoice),
    owner: maybe(who),
  })),
  form('task {task:name} [for {invoice:names}] ended [{sign=as|:} {outcome:text}]', ({ task, invoice, outcome }) => ({
    line: 'task ended',
    name: text(task),
    invoices: maybeNames(invoice),
    outcome: maybe(outcome),
  })),
  form('stage {stage:text} [for {invoice:names}]', ({ stage, invoice }) => ({
    line: 'stage',
    name: text(stage),
    invoices: maybeNames(invoice),
  })),
  form('journey {journey:text} for {invoice:names}', ({ journey, invoice }) => ({
    line: 'journey',
    name: text(journey),
    invoices: maybeNames(invoice),
  })),
  form('journey {journey:text}', ({ journey }) => ({ line: 'journey', name: text(journey), invoices: undefined })),
  form('state {state:text}', ({ state }) => ({ line: 'state', name: text(state) })),
  form('order {order:names} {state=passed|held|prepaid|released|invoiced|lapsed}', ({ order, state }) => ({
    line: 'order',
    name: text(state),
    invoices: maybeNames(order),
  })),
  form('credit {answer=approved|declined} [, {amount:money}]', ({ answer, amount }) => ({
    line: 'credit',
    name: text(answer),
    money: maybeMoney(amount),
  })),
  form('promise [for {invoice:names}] {outcome=kept|broken|void}', ({ invoice, outcome }) => ({
    line: 'promise',
    name: text(outcome),
    invoices: maybeNames(invoice),
  })),
  form('promise [for {invoice:names}] partly kept', ({ invoice }) => ({
    line: 'promise',
    name: 'partly kept',
    invoices: maybeNames(invoice),
  })),
  form('plan {state=running|completed|broken|cancelled|missed|mended}', ({ state }) => ({ line: 'plan', name: text(state) })),
  form('hold {kind:name} [on {invoice:names}]', ({ kind, invoice }) => ({
    line: 'hold',
    name: text(kind),
    invoices: maybeNames(invoice),
  })),
  form('hold {kind:name} [on {invoice:names}] ended', ({ kind, invoice }) => ({
    line: 'hold ended',
    name: text(kind),
    invoices: maybeNames(invoice),
  })),
  form('no {message:text} [for {invoice:names}] [, because {reason:text}]', ({ message, invoice, reason }) => ({
    none: text(message),
    invoices: maybeNames(invoice),
    because: maybe(reason),
  })),
  form('because {reason:text}', ({ reason }) => ({ because: text(reason) })),
  form('balance [of {invoice:name}] {amount:money}', ({ amount, invoice }) => ({ balance: money(amount), invoice: maybe(invoice) })),
];

const paid = (found: Values): StoryFact => ({
  what: 'payment',
  payment: maybe(found.payment),
  money: money(found.amount),
  invoice: maybe(found.invoice),
  oldestFirst: found.oldest === true,
  valueOn: maybe(found.day) as LocalDate | undefined,
  paidBy: maybe(found.by) as ToldPaidBy | undefined,
});

function cheque({ cheque: number, amount, invoice }: Values): StoryFact {
  return { what: 'cheque', cheque: maybe(number), money: money(amount), invoice: maybe(invoice) };
}

function disputed({ amount, invoice, reason }: Values): StoryFact {
  return { what: 'dispute', invoice: text(invoice), money: maybeMoney(amount), reason: maybe(reason) ?? 'not named' };
}
