/**
 * Facts: what happened, never changed afterwards. They hold ids, amounts, dates and codes; what names a person lives in erasable rows.
 * A `Report` is what somebody tells; the ledger books it (`domain/ledger/book.ts`) and the fact is what is kept of it.
 */
import type { Instant, LocalDate } from './calendar.js';
import type { Channel, Purpose } from './contacts/purposes.js';
import type { ChequeReason, CustomerRow, HoldName, ItemRow, MethodRow, PaidBy, PromiseRow, ReasonClass, Stoppable } from './rows.js';
import type { LaneKind } from './stages/stage-type.js';

/** One part of a payment that goes to one item, in minor units of the payment's currency. */
export interface Share {
  itemId: string;
  amount: number;
}

/** How the payer paid, as whoever reports it knows. */
export const TOLD_PAID_BY = ['online', 'transfer', 'cheque', 'cash'] as const satisfies readonly PaidBy[];
export type ToldPaidBy = (typeof TOLD_PAID_BY)[number];
export const isPaidBy = (word: string): word is ToldPaidBy => (TOLD_PAID_BY as readonly string[]).includes(word);

/** Every kind of fact with what it says. Amounts are minor units. */
export interface FactData {
  'customer.created': Record<never, never>;
  'customer.changed': {
    set: Partial<Omit<CustomerRow, 'id' | 'legalEntityId' | 'history' | 'segments' | 'reachable' | 'ruled' | 'itemJourneys'>>;
  };
  /**
   * The customer is pinned to another version of a journey. `stages` says where tokens go on whose stage is not in it, or is of another type there; with
   * `keeps` the stage only has another name, and what it noted stays. `begins` are the lanes that he had not, each with its first stage; `move` is the
   * undertaking that this is a part of. `pins`: a person gave him this journey, and rules pass him by from now on; or, false, they do no more. `rules`:
   * the version of the rules that gave it to him.
   */
  'journey.moved': {
    from: string;
    to: string;
    by: string;
    stages: { lane: string; from: string; to: string; keeps: boolean }[];
    begins?: { lane: string; for: LaneKind; stage: string }[];
    move?: string;
    pins?: boolean;
    rules?: number;
  };
  /** Somebody is to be written to at another address, or somebody else: whoever is there for the purpose from now on, and by what; by nothing: nobody. */
  'contact.changed': { contactId: string; purpose?: Purpose; by?: Channel[] };
  /** What was issued before the cut-off is a claim against the estate. `itemIds` is the ledger's own: about what persons are asked, so that it is asked again. */
  'customer.insolvent': { holdId: string; cutOff: LocalDate; itemIds?: string[] };
  'method.added': { methodId: string; kind: MethodRow['kind']; providerRef: string; autopay: boolean };
  /** `credit` is the answer of the credit check, made under the customer's lock. */
  'order.placed': { orderId: string; accountId: string; amount: number; currency: string; credit: 'passed' | 'held' | null };
  'invoice.issued': {
    itemId: string;
    accountId: string;
    number: string;
    amount: number;
    currency: string;
    dueOn: LocalDate;
    delivery: ItemRow['delivery'];
    /** For one that comes delivered: the day, where it is not the day of the report. */
    deliveredOn?: LocalDate;
    /** What was sold, as the books call it. Left out: nobody says. */
    product?: string;
    orderIds: string[];
    /** It is to be paid before delivery, by `dueOn`: nobody is reminded of it, and unpaid it lapses. */
    prepaid?: true;
    /** The ledger's own: money that waited for this invoice and went to it at once. */
    taken?: { paymentId: string; amount: number }[];
  };
  /** `arrivesOn`: it was posted, and comes on that day. */
  'invoice.delivered': { itemId: string; arrivesOn?: LocalDate };
  'invoice.undeliverable': { itemId: string; code: string };
  'invoice.refused': { itemId: string; code: string };
  /** It was to be paid before delivery and was not: nothing is owed of it, and its orders lapse, too. */
  'invoice.lapsed': { itemId: string };
  /** It is due on another day from now on: steps that it has had stay, what is left counts from that day. `before` is the ledger's own. */
  'invoice.dueChanged': { itemId: string; dueOn: LocalDate; before?: LocalDate };
  /**
   * It walks the lanes for invoices of another journey from now on, version `to`; null: those of its customer's own. `stages` says where its tokens go on
   * whose stage is not there, or is of another type there, as in `journey.moved`.
   */
  'invoice.moved': { itemId: string; from: string | null; to: string | null; by: string; stages: FactData['journey.moved']['stages'] };
  /** Somebody else took these steps of the item on that day, before Duly did: they never come again, and what follows keeps its distance to them. */
  'steps.taken': { itemId: string; steps: string[]; on: LocalDate };
  /** `shares` names items; `apply: oldest-first` lets the ledger choose, passing by what is disputed; the rest stays unapplied. */
  'payment.received': {
    paymentId: string;
    accountId: string;
    amount: number;
    currency: string;
    shares: Share[];
    /** The invoices as the reporter named them, also those that nobody knows (yet); by default those of `shares`. */
    requested?: { invoice: string; amount: number }[];
    apply: 'named' | 'oldest-first';
    chargeId: string | null;
    attemptId: string | null;
    reference: string | null;
    /** Left out: nobody says. */
    paidBy?: ToldPaidBy;
    /** The ledger's own: so much was meant for what is held since before an insolvency, and lies unapplied for that reason. */
    withheld?: number;
  };
  'payment.applied': { paymentId: string; shares: Share[] };
  /** Money taken back after it was applied; the items reopen, nothing is collected by itself. */
  'payment.refunded': { paymentId: string; itemIds: string[] };
  'payment.failed': {
    chargeId: string;
    attemptId: string;
    itemIds: string[];
    methodId: string | null;
    code: string;
    reasonClass: ReasonClass;
    attemptedAt: Instant;
  };
  /** The bank took money of a payment back. The items reopen; nothing is collected by itself. `itemIds` is the ledger's own. */
  'payment.chargedBack': { chargebackId: string; paymentId: string; amount: number; code: string; itemIds: string[] };
  /** What came of it. `won`: the money is ours again and goes where it had gone. `itemIds` is the ledger's own. */
  'chargeback.resolved': { chargebackId: string; paymentId: string; outcome: 'won' | 'lost'; itemIds: string[] };
  /** A cheque arrived and goes to the bank. `shares` is the ledger's own: what of it is meant for which item, as far as that is open. */
  'cheque.received': {
    chequeId: string;
    accountId: string;
    amount: number;
    currency: string;
    number: string;
    requested: Share[];
    apply: 'named' | 'oldest-first';
    shares: Share[];
  };
  /** The bank paid it: its money is received. `shares` and `itemIds` are the ledger's own, as in all of these. */
  'cheque.cleared': { chequeId: string; paymentId: string; itemIds: string[]; shares: Share[] };
  /** The bank did not pay it, or took its money back: `paymentId` is the payment that it had become. */
  'cheque.returned': { chequeId: string; reason: ChequeReason; paymentId: string | null; itemIds: string[] };
  /** The bank gets it once more. */
  'cheque.deposited': { chequeId: string; itemIds: string[] };
  /** So much of what is open is given up, for the reason of the code. */
  'invoice.writtenOff': { writeOffId: string; itemId: string; amount: number; code: string };
  /** It is owed again. */
  'writeOff.undone': { writeOffId: string; itemId: string };
  'creditNote.issued': { creditNoteId: string; itemId: string; amount: number };
  /** Interest and fees were claimed with a message: they are open on the item from then on. `to` is the last day for which interest was reckoned. */
  'costs.claimed': { itemId: string; effectId: string; interest: number; fee: number; to: LocalDate };
  'dispute.opened': { disputeId: string; itemId: string; amount: number; reasonCode: string };
  /** The customer gave his reason, or another one. */
  'dispute.explained': { disputeId: string; itemId: string; reasonCode: string };
  'dispute.resolved': { disputeId: string; itemId: string; outcome: 'for-customer' | 'against-customer' };
  /** What is open on the invoices is paid in instalments; each has an id of its own. */
  'plan.made': { planId: string; itemIds: string[]; instalments: { itemId: string; dueOn: LocalDate; amount: number }[] };
  /**
   * `missed`: so much is missed that the plan ends on a day of which the customer hears; `mended`: no more. `broken`: that day has come. `completed`: nothing of
   * it is open. `itemIds` is what is asked for otherwise from now on. `noticedAt`: when the customer had heard that it ends.
   */
  'plan.judged': {
    planId: string;
    outcome: 'missed' | 'mended' | 'completed' | 'broken' | 'cancelled';
    itemIds: string[];
    noticedAt?: Instant;
  };
  /** The customer promises so much of an item by a day. */
  'promise.made': { promiseId: string; itemId: string; amount: number; by: LocalDate };
  /** The ledger's own word on a promise: said when its time is up, when it is kept, and again when money with an earlier value date is booked later. */
  'promise.judged': { promiseId: string; itemId: string; outcome: Exclude<PromiseRow['status'], 'open'> };
  'hold.placed': {
    holdId: string;
    kind: Exclude<HoldName, 'dispute' | 'promise' | 'plan' | 'overdue'>;
    scope: 'item' | 'account' | 'customer';
    subject: string;
    stops: Stoppable[];
    endsAt: Instant | null;
  };
  'hold.released': { holdId: string };
  /** `itemIds` is the ledger's own: what the task is about, so that it is asked again. */
  'task.decided': { taskId: string; outcome: string; itemIds?: string[] };
  /** Refused for good, or `outcome_unknown`: nobody knows whether it arrived. */
  'message.failed': { effectId: string; itemIds: string[]; code: string };
  /** The message reached its addressee, and somebody who was to have it, too, did not get it. */
  'copy.failed': { effectId: string; itemIds: string[] };
  'message.given-back': { effectId: string; itemIds: string[]; accountId?: string };
  /** Another system will not take what a step told it; a person is asked. */
  'webhook.failed': { effectId: string; itemIds: string[]; hook: string; code: string };
  'survey.answered': { surveyId: string; score: number };
}
export type FactType = keyof FactData;

/** What somebody reports, before it has a number. */
export type Report = {
  [T in FactType]: {
    type: T;
    /** Who says so: `api`, `import`, `gateway`, `duly`. Unique together with `externalId`. */
    source: string;
    externalId: string;
    effectiveOn: LocalDate;
    data: FactData[T];
  };
}[FactType];

/** A fact as kept: numbered 1, 2, 3 … for its customer and stamped at intake. */
export type Fact = Report & { customerId: string; number: number; recordedAt: Instant };

/** Which subjects a fact touches: items by id, and whether the customer's own lanes want to hear of it. */
export const touchedBy = (fact: Pick<Fact, 'type' | 'data'>): { itemIds: string[]; customer: boolean } => ({
  itemIds: itemsTouchedBy(fact),
  customer: touchesCustomer(fact),
});

/** The items that a fact touches, each once; for a message of an account that was given back, the account. */
export function itemsTouchedBy({ type, data }: Pick<Fact, 'type' | 'data'>): string[] {
  if (type === 'message.given-back' && (data as FactData['message.given-back']).accountId !== undefined)
    return [(data as FactData['message.given-back']).accountId as string];
  const of = data as {
    itemId?: string;
    itemIds?: string[];
    shares?: Share[];
    instalments?: { itemId: string }[];
    scope?: string;
    subject?: string;
  };
  const touched = of.itemId ? [of.itemId] : [];
  for (const id of of.itemIds ?? []) if (!touched.includes(id)) touched.push(id);
  for (const { itemId } of of.instalments ?? []) if (!touched.includes(itemId)) touched.push(itemId);
  for (const { itemId } of of.shares ?? []) if (!touched.includes(itemId)) touched.push(itemId);
  if (of.scope === 'item' && of.subject && !touched.includes(of.subject)) touched.push(of.subject);
  return touched;
}

/** Whether the customer's own lanes want to hear of a fact: of a message given back only where it is about no item (a survey). */
export const touchesCustomer = ({ type, data }: Pick<Fact, 'type' | 'data'>): boolean =>
  type !== 'message.given-back' || (data as FactData['message.given-back']).itemIds.length === 0;

/** An invoice that was issued, or money that came: what most facts say. */
export const isInvoiceOrPayment = ({ type }: Pick<Fact, 'type'>): boolean => type === 'invoice.issued' || type === 'payment.received';

/** Facts after which every token of the customer must be asked again, not only those of the subjects named. */
export function touchesAll({ type, data }: Pick<Fact, 'type' | 'data'>): boolean {
  if (type === 'customer.changed') {
    const set = (data as FactData['customer.changed']).set;
    return 'timeZone' in set || 'paymentRun' in set || 'country' in set || 'journeyId' in set || 'deliverBy' in set;
  }
  if (
    type === 'hold.placed' ||
    type === 'hold.released' ||
    type === 'customer.insolvent' ||
    type === 'plan.made' ||
    type === 'journey.moved'
  )
    return true;
  return (
    type === 'method.added' ||
    type === 'payment.applied' ||
    (type === 'payment.received' && (data as FactData['payment.received']).shares.length === 0)
  );
}
