/** A scenario as it is run: a customer, what happens to him, and what is expected to follow. Dates are the customer's. */
import type { LocalDate } from '../calendar.js';
import type { ToldPaidBy } from '../facts.js';
import type { Money } from '../money.js';
import type { ChequeReason, CustomerRow } from '../rows.js';
import type { When } from './sentence.js';

/** One thing that is wrong with a scenario file; `at` is `line:column`, both from 1. */
export interface Finding {
  at: string;
  message: string;
}

export interface Scenario {
  name: string;
  /** A journey's name, or its file, relative to the scenario's; undefined: the rules give him his first one, too. */
  journey: string | undefined;
  /** A file of rules that give the customer his journeys, relative to the scenario's. */
  rules: { file: string; place: string } | undefined;
  customer: Partial<CustomerRow>;
  story: Told<StoryFact>[];
  expect: Told<Expectation>[];
  /** Names of messages, steps, stages or tasks, or of a kind of touch point: nothing of them may happen. */
  never: { name: string; place: string }[];
  /** The last day that is looked at. */
  until: LocalDate;
  /** `line:column` of its beginning. */
  place: string;
}

/** A sentence of the file with the day that it stands at. */
export interface Told<Meaning> {
  when: When;
  meaning: Meaning;
  sentence: string;
  /** `line:column` of the sentence. */
  place: string;
}

/** Something that happens to the customer. */
export type StoryFact =
  | {
      what: 'invoice';
      invoice: string;
      money: Money;
      dueOn: LocalDate | undefined;
      /** By its due date, before delivery. */
      prepaid: boolean;
      delivered: boolean;
      deliveredOn: LocalDate | undefined;
      product: string | undefined;
    }
  | { what: 'delivered'; invoice: string }
  | { what: 'due'; invoice: string; dueOn: LocalDate }
  /** Without a journey: back to its customer's. */
  | { what: 'invoice moved'; invoice: string; journey: string | undefined; stage: { old: string; now: string } | undefined }
  | { what: 'not delivered'; invoice: string; how: 'undeliverable' | 'refused'; code: string }
  | {
      what: 'payment';
      payment: string | undefined;
      money: Money;
      invoice: string | undefined;
      oldestFirst: boolean;
      valueOn: LocalDate | undefined;
      paidBy: ToldPaidBy | undefined;
    }
  | { what: 'payment applied'; payment: string | undefined; invoice: string }
  | { what: 'payment refunded'; payment: string | undefined }
  /** The last one, unless it is named. */
  | { what: 'charged back'; payment: string | undefined; code: string }
  | { what: 'cheque'; cheque: string | undefined; money: Money; invoice: string | undefined }
  | { what: 'cheque cleared'; cheque: string | undefined }
  | { what: 'cheque returned'; cheque: string | undefined; reason: ChequeReason }
  | { what: 'chargeback resolved'; outcome: 'won' | 'lost' }
  /** Without an amount, all that is open. */
  | { what: 'write-off'; invoice: string; money: Money | undefined; code: string }
  | { what: 'write-off undone'; invoice: string }
  | { what: 'payment failed'; invoice: string; code: string }
  | { what: 'credit note'; invoice: string; money: Money }
  | { what: 'dispute'; invoice: string; money: Money | undefined; reason: string }
  | {
      what: 'dispute solved';
      invoice: string | undefined;
      outcome: 'for-customer' | 'against-customer';
      creditNote: Money | undefined;
    }
  | { what: 'dispute explained'; invoice: string | undefined; reason: string }
  | { what: 'promise'; invoice: string; money: Money | undefined; by: LocalDate }
  | { what: 'card'; card: string; autopay: boolean }
  | { what: 'order'; order: string; money: Money }
  | { what: 'task decided'; kind: string; outcome: string }
  | { what: 'survey answered'; score: number }
  /** A setting of the customer is another from now on. */
  | { what: 'customer changed'; setting: string; value: string }
  /** He goes on in another journey; `stage` says where those invoices go on that stand in `old`. */
  | { what: 'moved'; journey: string; stage: { old: string; now: string } | undefined }
  | { what: 'hold'; invoice: string | undefined; account?: true; until: LocalDate | undefined }
  | { what: 'hold released'; invoice: string | undefined; account?: true }
  /** All that is open on them, in as many even parts, month after month; the last one takes what does not divide. */
  | { what: 'plan'; invoices: string[]; count: number; from: LocalDate }
  | { what: 'plan cancelled' }
  /** Without a cut-off, that day. */
  | { what: 'insolvent'; cutOff: LocalDate | undefined }
  | { what: 'insolvency ended' }
  | { what: 'says'; invoice: string; kind: 'said-to-be-paid' | 'reply-waiting' | 'cheque-in-the-post' }
  /** From now on every mail to him is refused for good, or taken again. */
  | { what: 'mails'; refused: boolean }
  | { what: 'engine down'; until: When };

/** The kinds of lines of a timeline. Of those of `COMPLETE` a scenario names every one. */
export type LineKind =
  | 'delivered'
  | 'sent'
  | 'asked'
  | 'notified'
  | 'call'
  | 'charged'
  | 'declined'
  | 'settled'
  | 'reopened'
  | 'task'
  | 'task ended'
  | 'stage'
  | 'state'
  | 'order'
  | 'credit'
  | 'promise'
  | 'plan'
  | 'hold'
  | 'hold ended'
  | 'journey';
export const COMPLETE: ReadonlySet<LineKind> = new Set([
  'delivered',
  'sent',
  'asked',
  'notified',
  'call',
  'charged',
  'declined',
  'settled',
]);

/** Something that is to come; what it does not name may be anything. */
export type Expectation =
  | {
      line: LineKind;
      name?: string | undefined;
      invoices?: string[] | undefined;
      money?: Money | undefined;
      outcome?: string | undefined;
      /** Of a message; of one that goes by email and letter, one of both is enough. */
      way?: string | undefined;
      owner?: string | undefined;
      /** What the contact of a message is for, or `usual`. */
      to?: string | undefined;
    }
  | { none: string; invoices?: string[] | undefined; because?: string | undefined }
  | { because: string }
  | { balance: Money; invoice?: string | undefined };
