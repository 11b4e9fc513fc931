/**
 * The records that rules read and write, one shape for the database and for the simulator's memory.
 * Plain JSON: amounts are integers of minor units, instants milliseconds UTC, dates `YYYY-MM-DD`. No names, addresses or free text.
 */
import type { Instant, LocalDate } from './calendar.js';
import type { Reach } from './contacts/purposes.js';
import type { Effect } from './effects/effect.js';
import type { Fact } from './facts.js';

export interface CustomerRow {
  id: string;
  legalEntityId: string;
  timeZone: string;
  locale: string;
  country: string;
  currency: string;
  /** Days from issue to due when the customer has no due day of his own. */
  netDays: number;
  /** The day of the month on which he pays (1 to 31, clamped to the month), or null. */
  dueDay: number | null;
  /** The day of the month on which his payment run is (1 to 31, clamped), whatever is due when; null: nobody said. */
  paymentRun: number | null;
  /** `order`: an invoice with each order; `monthly`: one for the month on `billingDay`. */
  billingCycle: 'order' | 'monthly';
  billingDay: number | null;
  deliverBy: 'email' | 'paper' | 'outside';
  riskClass: 'low' | 'normal' | 'high';
  /** Customer since. */
  knownSince: LocalDate;
  creditStatus: 'unknown' | 'approved' | 'declined';
  /** Minor units of `currency`; null: none decided. */
  creditLimit: number | null;
  creditDecidedAt: Instant | null;
  journeyId: string;
  /** A person gave him his journey: rules pass him by. */
  journeyPinned: boolean;
  /** The versions that invoices of his were given in place of his own journey's lanes for invoices, each once, those of invoices paid since among them. */
  itemJourneys: string[];
  /** When his journey was last judged by rules: the day, and the version of the rules. */
  ruled: { on: LocalDate | null; by: number };
  /** What the ERP or a person says of him; null: nobody said. */
  kind: 'business' | 'consumer' | null;
  industry: string | null;
  size: 'small' | 'medium' | 'large' | null;
  paysBy: 'transfer' | 'online' | 'cheque' | 'debit' | 'cash' | null;
  /** The invoices that he paid last, at most `PAST_ITEMS`, by the day of payment, the newest last. Kept by the ledger. */
  history: PastItem[];
  /** The segments of his journey that he is in, as they were judged on the day `on`, the last on which a step asked; null: none did yet. */
  segments: { on: LocalDate | null; in: string[] };
  /** For what there are contacts, and by what each can be reached; in their order. */
  reachable: Reach[];
}

/** How money came, as far as the ledger knows. `collected`: we drew it. `credit`: what was left of a credit note. */
export type PaidBy = 'collected' | 'online' | 'transfer' | 'cheque' | 'cash' | 'credit' | 'unknown';

/** An invoice that was paid in full: what it tells of the customer's habits. */
export interface PastItem {
  item: string;
  paidOn: LocalDate;
  /** After the due date; paid before it, negative. */
  daysLate: number;
  by: PaidBy;
}

export interface MethodRow {
  id: string;
  customerId: string;
  kind: 'card' | 'bank-debit';
  /** The provider's own id of the method. */
  providerRef: string;
  status: 'active' | 'dead';
  addedAt: Instant;
}

/** What the customer agreed to, and until when. */
export interface ConsentRow {
  id: string;
  customerId: string;
  /** `collect`: we may draw on the method by ourselves. */
  kind: 'collect';
  methodId: string;
  givenAt: Instant;
  withdrawnAt: Instant | null;
}

/** One payer, one legal entity, one currency. */
export interface AccountRow {
  id: string;
  customerId: string;
  legalEntityId: string;
  currency: string;
  /** What is open on its items. */
  balance: number;
  /** Money received and not applied. */
  unapplied: number;
  /** How many of its items are open. */
  openItems: number;
}

export interface ItemRow {
  id: string;
  customerId: string;
  accountId: string;
  /** An instalment is no record of its own: see `domain/plans/`. `prepaid`: an invoice that is to be paid before delivery, by its due date or not at all. */
  kind: 'invoice' | 'instalment' | 'prepaid';
  number: string;
  amount: number;
  /** Derived from the postings. */
  open: number;
  currency: string;
  issuedOn: LocalDate;
  dueOn: LocalDate;
  /** The newest decision when the due date was last changed, 0 before the first; null: it is as issued. */
  dueChangedAfter: number | null;
  delivery: 'waiting' | 'delivered' | 'undeliverable' | 'refused';
  deliveredAt: Instant | null;
  settledAt: Instant | null;
  /** What was sold, as the books call it; null: nobody says. */
  product: string | null;
  /** When what we did wrong kept it from being paid for the first time since it was open: later than this it does not count as late; null: we did not. */
  excusedOn: LocalDate | null;
  /** The version whose lanes for invoices it walks; null: those of its customer's journey. */
  journeyId: string | null;
}

/** Sorts items oldest due date first, then by id. */
export const byDueDate = (a: Pick<ItemRow, 'dueOn' | 'id'>, b: Pick<ItemRow, 'dueOn' | 'id'>): number =>
  a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;

export interface OrderRow {
  id: string;
  customerId: string;
  accountId: string;
  amount: number;
  currency: string;
  placedOn: LocalDate;
  /** `prepaid`: it waits until its invoice is paid, and is `invoiced` then; `lapsed`: that was not in time. */
  status: 'placed' | 'held' | 'invoiced' | 'prepaid' | 'lapsed';
  itemId: string | null;
}

export interface PaymentRow {
  id: string;
  customerId: string;
  accountId: string;
  amount: number;
  unapplied: number;
  currency: string;
  /** Value date. */
  receivedOn: LocalDate;
  chargeId: string | null;
  paidBy: PaidBy;
}

export interface AllocationRow {
  id: string;
  customerId: string;
  paymentId: string;
  itemId: string;
  amount: number;
  factNumber: number;
}

/** Money of a payment that named an invoice which nobody knew: it goes there as soon as the invoice comes. */
export interface AwaitedRow {
  id: string;
  customerId: string;
  paymentId: string;
  /** The invoice's number or id, as the payer named it. */
  invoice: string;
  /** Minor units, of the payment's currency. */
  amount: number;
}

/** A part of an item that was given up, for the reason of its code. */
export interface WriteOffRow {
  id: string;
  customerId: string;
  itemId: string;
  /** Minor units of the item's currency. */
  amount: number;
  code: string;
  status: 'standing' | 'undone';
  at: Instant;
}

/** Money that the bank took back. What it was applied to is in the allocations of the fact of that number. */
export interface ChargebackRow {
  id: string;
  customerId: string;
  paymentId: string;
  factNumber: number;
  /** Minor units of the payment's currency. */
  amount: number;
  code: string;
  status: 'open' | 'won' | 'lost';
  at: Instant;
}

/** Why the bank did not pay a cheque, in codes. */
export const CHEQUE_REASONS = ['no-funds', 'stopped', 'account-closed', 'wrong-date', 'no-signature', 'our-fault'] as const;
export type ChequeReason = (typeof CHEQUE_REASONS)[number];

/** A cheque that the customer sent. While it clears, its money is on its way: each part is held on its item, and nothing is booked as received. */
export interface ChequeRow {
  id: string;
  customerId: string;
  accountId: string;
  /** As it stands on the cheque. */
  number: string;
  /** Minor units. */
  amount: number;
  currency: string;
  /** Those of `parts`. */
  itemIds: string[];
  /** What of it is meant for which item, as far as that was open. */
  parts: { itemId: string; amount: number }[];
  status: 'clearing' | 'cleared' | 'returned';
  /** Why the bank returned it last. */
  reason: ChequeReason | null;
  /** How often the bank got it. */
  deposits: number;
  /** When the bank got it last. */
  depositedAt: Instant;
  /** Without word from the bank a person is asked then; null until a decision has read the journey. */
  askAt: Instant | null;
  /** Whom. */
  asks: string | null;
  /** When it was cleared or returned. */
  endedAt: Instant | null;
  /** The payment that it became. */
  paymentId: string | null;
}

/** Postings of one fact sum to zero in each currency; debit positive. */
export interface PostingRow {
  id: string;
  customerId: string;
  factNumber: number;
  accountId: string;
  book: 'receivable' | 'revenue' | 'cash' | 'unapplied' | 'credit-notes' | 'write-offs' | 'interest' | 'fees';
  itemId: string | null;
  amount: number;
  currency: string;
}

/** What one fact moved of an item's balance: the sum of its postings, on the day on which it counts. */
export interface MoveRow {
  itemId: string;
  /** The fact's. */
  number: number;
  on: LocalDate;
  amount: number;
  /** Interest and fees, where the fact claimed them; `to` is the last day for which interest was claimed. */
  costs: { effectId: string; interest: number; fee: number; to: LocalDate } | null;
}

/** What is drawn in one go for one or more items: one series of attempts. */
export interface ChargeRow {
  id: string;
  customerId: string;
  itemIds: string[];
  methodId: string;
  amount: number;
  currency: string;
  status: 'open' | 'collected' | 'failed';
  startedAt: Instant;
}

export interface AttemptRow {
  id: string;
  customerId: string;
  chargeId: string;
  methodId: string;
  at: Instant;
  /** `settled`: nobody ever heard, and what it was to collect was settled otherwise. */
  outcome: 'collected' | 'declined' | 'ours' | 'unknown' | 'under way' | 'settled';
  /** The provider's raw code. */
  code: string | null;
  reasonClass: ReasonClass | null;
  reference: string | null;
}

export type ReasonClass =
  | 'soft_funds'
  | 'soft_limit'
  | 'soft_unknown'
  | 'technical_network'
  | 'technical_ours'
  | 'outcome_unknown'
  | 'fix_data'
  | 'authentication'
  | 'hard_instrument'
  | 'hard_mandate'
  | 'hard_fraud'
  | 'reversal'
  | 'party';

export interface DisputeRow {
  id: string;
  customerId: string;
  itemId: string;
  /** Tax included. */
  amount: number;
  reasonCode: string;
  status: 'open' | 'resolved';
  openedAt: Instant;
  resolvedAt: Instant | null;
  outcome: 'for-customer' | 'against-customer' | null;
}

/** `service`: what we deliver or let use, which another system stops and lets go on. */
export type Stoppable = 'reminders' | 'collecting' | 'escalation' | 'surveys' | 'orders' | 'interest' | 'service';

/** Why something must not happen. */
export type HoldName =
  | 'dispute'
  | 'promise'
  | 'plan'
  | 'said-to-be-paid'
  | 'reply-waiting'
  | 'cheque-in-the-post'
  | 'money-on-its-way'
  | 'incomplete'
  | 'prepaid'
  | 'legal'
  | 'overdue'
  | 'agency'
  | 'manual'
  | 'imported'
  | 'restored';

export interface HoldRow {
  id: string;
  customerId: string;
  kind: HoldName;
  scope: 'item' | 'account' | 'customer';
  /** The item's, the account's or the customer's id. */
  subject: string;
  /** The part that is held; null: all of it. */
  amount: number | null;
  stops: Stoppable[];
  startedAt: Instant;
  endsAt: Instant | null;
  endedAt: Instant | null;
  /** Of a legal hold on a customer: of his items it holds those that were issued before this day; null: it holds all of its subject. */
  cutOffOn: LocalDate | null;
}

/** Whether the hold is in force at the moment. */
export const isInForce = ({ startedAt, endsAt, endedAt }: HoldRow, at: Instant): boolean =>
  endedAt === null && startedAt <= at && (endsAt === null || endsAt > at);

/** A promise to pay: so much of one item by a day. */
export interface PromiseRow {
  id: string;
  customerId: string;
  itemId: string;
  /** Counts the promises for the item, from 0. */
  ordinal: number;
  /** Minor units of the item's currency. */
  amount: number;
  /** The day by which it is promised. */
  byOn: LocalDate;
  /** The last day on which money still keeps it, grace included; null until a decision has read the journey. */
  untilOn: LocalDate | null;
  /** `void`: what was promised is not owed any more, though it was not paid so. */
  status: 'open' | 'kept' | 'partly kept' | 'broken' | 'void';
  madeAt: Instant;
  judgedAt: Instant | null;
  /** Money applied to the item since, by its payments' value dates. */
  paid: { paymentId: string; on: LocalDate; amount: number }[];
}

/** A payment plan: instalments that are asked for in place of their invoices while it runs. */
export interface PlanRow {
  id: string;
  customerId: string;
  accountId: string;
  currency: string;
  /** What the instalments are called after: the number of the invoice, or of several. */
  number: string;
  /** Its invoices. */
  itemIds: string[];
  /** By their days; they sum to what was open on the invoices when it was made. */
  instalments: { id: string; dueOn: LocalDate; amount: number }[];
  status: 'running' | 'completed' | 'broken' | 'cancelled';
  madeOn: LocalDate;
  madeAt: Instant;
  endedAt: Instant | null;
  /** How often it was announced that it ends. */
  notices: number;
  /** The instalments that were missed, those paid since among them, in the order in which they were. */
  missed: readonly string[];
  /** The instalment by which it would end now; null: nothing that the journey minds is missed. */
  missedId: string | null;
  /** When the notice went after which it was broken. */
  noticedAt: Instant | null;
}

export interface TaskRow {
  id: string;
  customerId: string;
  subject: string;
  kind:
    | 'credit-review'
    | 'order-over-limit'
    | 'undelivered'
    | 'refused'
    | 'unapplied-money'
    | 'prepaid-in-part'
    | 'fix-address'
    | 'message-unknown'
    | 'copy-failed'
    | 'notice-missing'
    | 'webhook-failed'
    | 'bad-score'
    | 'payment-unknown'
    | 'ours'
    | 'call'
    | 'escalation'
    | 'chargeback'
    | 'dispute'
    | 'overdue'
    | 'said-to-be-paid'
    | 'reply-waiting'
    | 'cheque-in-the-post'
    | 'cheque-clearing'
    | 'deposit-cheque'
    | 'file-claim'
    | 'agree-plan'
    | 'stuck';
  owner: string;
  /** Whose it becomes when its time is up; null: something else follows then, or it has no limit. */
  superior: string | null;
  /** What may be decided, where the journey says; empty: what a task of its kind may be. */
  choices: readonly string[];
  openedAt: Instant;
  dueAt: Instant | null;
  status: 'open' | 'done' | 'closed';
  /** What a person decided, or the `else` that took its place. */
  outcome: string | null;
  endedAt: Instant | null;
}

export interface SurveyRow {
  id: string;
  customerId: string;
  kind: 'csat' | 'nps';
  subject: string;
  askedAt: Instant;
  answeredAt: Instant | null;
  score: number | null;
}

/** A step that is over for its subject and never comes again. */
export interface StepRow {
  customerId: string;
  subject: string;
  step: string;
  occurrence: number;
  at: Instant;
  how: 'taken' | 'lapsed' | 'dropped';
  effectId: string | null;
  /** Whether this step of a ladder was severe in the version in which it was taken; null: it is no such step, was not taken, or by somebody else. */
  severe: boolean | null;
}

export interface EffectRow {
  id: string;
  customerId: string;
  seq: number;
  effect: Effect;
  status: 'planned' | 'claimed' | 'done' | 'suppressed' | 'failed' | 'given-back';
  at: Instant;
  claimedAt: Instant | null;
  endedAt: Instant | null;
  outcome: string | null;
  /** How often the provider was asked and may have heard it: each claim counts, until it is known that it surely handed nothing over. */
  asked: number;
}

/** A contact that caps count: a claimed reminder or survey, or a call that somebody was asked to make. */
export interface ContactRow {
  /** Of its effect or task. */
  id: string;
  at: Instant;
  /** It went by letter. */
  letter?: true;
}

/** Where one subject stands in one lane. `stage` is null when it left: settled, or the lane's end. */
export interface TokenRow {
  customerId: string;
  lane: string;
  subject: string;
  stage: string | null;
  enteredAt: Instant;
  /** The next moment at which its stage wants to be asked; null: only when touched. */
  wakeAt: Instant | null;
  /** The stage that a settled item left, to which it returns when it is reopened. */
  leftStage: string | null;
  /** The stage type's own notes. */
  data: Record<string, unknown>;
}

/** The tables that rules may change, by name. */
export interface Tables {
  customer: CustomerRow;
  method: MethodRow;
  consent: ConsentRow;
  item: ItemRow;
  order: OrderRow;
  payment: PaymentRow;
  allocation: AllocationRow;
  awaited: AwaitedRow;
  writeOff: WriteOffRow;
  chargeback: ChargebackRow;
  cheque: ChequeRow;
  charge: ChargeRow;
  attempt: AttemptRow;
  dispute: DisputeRow;
  hold: HoldRow;
  paymentPromise: PromiseRow;
  paymentPlan: PlanRow;
  task: TaskRow;
  survey: SurveyRow;
}
export type TableName = keyof Tables;

/** One change of one record: a whole new one, some columns of one that is there, or one that goes. */
export type Change = {
  [T in TableName]: { insert: T; row: Tables[T] } | { update: T; id: string; set: Partial<Tables[T]> } | { remove: T; id: string };
}[TableName];

/** What is open of a customer. */
export interface OpenTotals {
  /** Open items. */
  items: number;
  /** What is open on those in the customer's own currency whose due date is over, minor units. */
  overdue: number;
}

/** What a decision rests on: the customer, what is due or touched, and account totals. */
export interface DecisionRows {
  customer: CustomerRow;
  seq: number;
  applied: number;
  /** Waiting facts in order of their numbers. */
  facts: Fact[];
  /** Tokens due or touched. */
  tokens: TokenRow[];
  /** The earliest wake of the tokens that are not in `tokens`. */
  restWakeAt: Instant | null;
  /** The stages in which the other tokens stand, each once. */
  restStages: { lane: string; stage: string }[];
  /** The states of accounts whose tokens are not among `tokens`. */
  restStates: { lane: string; subject: string; state: string }[];
  /** More is due or waits than one decision takes. */
  more: boolean;
  accounts: AccountRow[];
  /** Over all open items, where the journey's segments ask for it and were not judged today. */
  totals?: OpenTotals;
  /** The oldest due date among all open items, in the ledger. */
  oldestDueOn: LocalDate | null;
  items: ItemRow[];
  /** For accounts with unapplied money: their oldest open items, as many as that money covers. */
  shielded: ItemRow[];
  /**
   * Only where an account's token is asked: open items of those accounts, the oldest by due date and by issue, and those on which a hold lies; of each
   * as many as a decision may look at. Then `holds` has every hold that is not ended.
   */
  accountItems?: ItemRow[];
  steps: StepRow[];
  underWay: EffectRow[];
  methods: MethodRow[];
  consents: ConsentRow[];
  charges: ChargeRow[];
  attempts: AttemptRow[];
  disputes: DisputeRow[];
  holds: HoldRow[];
  /** Open ones, and all of the items touched. */
  promises: PromiseRow[];
  /** Those that clear, and all of the items touched. */
  cheques: ChequeRow[];
  /** Those that run, with their invoices among `items`, and all of the items touched. */
  plans: PlanRow[];
  orders: OrderRow[];
  tasks: TaskRow[];
  surveys: SurveyRow[];
  /** Of each step that the journey's stages watch: one open invoice that has had it, the first by id. Only where they do and the customer's own token is asked. */
  noticed?: { subject: string; step: string }[];
  /** Those of the last eight days; only where the journey has caps. */
  contacts?: ContactRow[];
}
