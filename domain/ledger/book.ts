/**
 * Books a report: the fact as it is kept, the records it changes, the postings it makes. Pure.
 * 1. The postings of one fact sum to zero in each currency.
 * 2. Money received is never refused for what it was meant for: what cannot be applied stays unapplied, with a task for the cash desk.
 *    Money that names an invoice nobody knows goes there when the invoice comes, in the same booking.
 *    A credit note beyond what is open is such money too: under its own id, until it is applied or paid out.
 * 3. An item's `open` and an account's totals come from postings alone; no change here sets them.
 */
import type { Instant } from '../calendar.js';
import { type Fact, type FactType, type Report, touchesAll } from '../facts.js';
import type {
  AllocationRow,
  AwaitedRow,
  Change,
  ChargebackRow,
  ChequeRow,
  CustomerRow,
  DecisionRows,
  PaymentRow,
  PostingRow,
  StepRow,
  WriteOffRow,
} from '../rows.js';
import type { BookingRule, LaneBeginning, Parts, RuleInput } from './booking/booking-rule.js';
import { bookChargeback, bookChargebackResult } from './booking/chargebacks.js';
import { bookFailedPayment } from './booking/charges.js';
import { bookCheque, bookClearedCheque, bookDepositedCheque, bookReturnedCheque } from './booking/cheques.js';
import { bookCosts } from './booking/costs.js';
import { bookCreditNote } from './booking/credit-notes.js';
import { bookContact, bookCustomerChange, bookMethod, bookMove } from './booking/customers.js';
import { bookDispute, bookExplanation, bookHold, bookRelease, bookResolution } from './booking/disputes-and-holds.js';
import { rememberPaid } from './booking/history.js';
import { bookInsolvency } from './booking/insolvency.js';
import { bookDelivery, bookDueDate, bookInvoice, bookItemMove, bookNonDelivery, bookRefusal, bookTakenSteps } from './booking/items.js';
import { bookOrder } from './booking/orders.js';
import { bookApplication, bookPayment } from './booking/payments.js';
import { bookPlan, bookPlanJudgement, movesPlan } from './booking/plans.js';
import { bookLapse, endPrepayment } from './booking/prepaid.js';
import { bookJudgement, bookPromise } from './booking/promises.js';
import { bookRefund } from './booking/refunds.js';
import { bookSurveyAnswer, bookTaskDecision } from './booking/tasks-and-surveys.js';
import { bookUndoneWriteOff, bookWriteOff } from './booking/write-offs.js';

/** The records that a report speaks of. `items` holds those named and, where the ledger must choose, the open ones of the account. */
export type BookingRows = Pick<
  DecisionRows,
  'accounts' | 'items' | 'charges' | 'attempts' | 'disputes' | 'holds' | 'promises' | 'plans' | 'tasks' | 'orders' | 'surveys' | 'methods'
> & {
  customer: CustomerRow;
  payments: PaymentRow[];
  allocations: AllocationRow[];
  awaited: AwaitedRow[];
  writeOffs: WriteOffRow[];
  chargebacks: ChargebackRow[];
  cheques: ChequeRow[];
  /** The newest decision's number; for reports that change what was decided. */
  decided?: number;
};

export interface Booking {
  fact: Fact;
  changes: Change[];
  postings: PostingRow[];
  /** Steps that are over; one that is kept already stays as it is. */
  steps: StepRow[];
  /** Every token of the customer is to be asked again. */
  wakeAll: boolean;
  /** Lanes that begin for whoever is there. */
  begins: LaneBeginning[];
}

interface BookInput {
  report: Report;
  rows: BookingRows;
  /** The customer's next fact number. */
  number: number;
  recordedAt: Instant;
}

/** A fact that changes no record and moves no money. */
const onlyKept = () => ({});

/** How each type of fact is booked. A new type is one entry here and its rule in `booking/`. */
const RULES: { [T in FactType]: BookingRule<T> } = {
  'customer.created': onlyKept,
  'customer.changed': bookCustomerChange,
  'journey.moved': bookMove,
  'contact.changed': bookContact,
  'customer.insolvent': bookInsolvency,
  'method.added': bookMethod,
  'order.placed': bookOrder,
  'invoice.issued': bookInvoice,
  'invoice.delivered': bookDelivery,
  'invoice.undeliverable': bookNonDelivery,
  'invoice.refused': bookRefusal,
  'invoice.lapsed': bookLapse,
  'invoice.dueChanged': bookDueDate,
  'invoice.moved': bookItemMove,
  'steps.taken': bookTakenSteps,
  'payment.received': bookPayment,
  'payment.applied': bookApplication,
  'payment.refunded': bookRefund,
  'payment.failed': bookFailedPayment,
  'payment.chargedBack': bookChargeback,
  'chargeback.resolved': bookChargebackResult,
  'cheque.received': bookCheque,
  'cheque.cleared': bookClearedCheque,
  'cheque.returned': bookReturnedCheque,
  'cheque.deposited': bookDepositedCheque,
  'invoice.writtenOff': bookWriteOff,
  'writeOff.undone': bookUndoneWriteOff,
  'creditNote.issued': bookCreditNote,
  'costs.claimed': bookCosts,
  'dispute.opened': bookDispute,
  'dispute.explained': bookExplanation,
  'dispute.resolved': bookResolution,
  'plan.made': bookPlan,
  'plan.judged': bookPlanJudgement,
  'promise.made': bookPromise,
  'promise.judged': bookJudgement,
  'hold.placed': bookHold,
  'hold.released': bookRelease,
  'task.decided': bookTaskDecision,
  'message.failed': onlyKept,
  'copy.failed': onlyKept,
  'message.given-back': onlyKept,
  'webhook.failed': onlyKept,
  'survey.answered': bookSurveyAnswer,
};

/** Throws a DulyError for what names nothing of the customer's, has ended already, or has no valid amount; then nothing is to be kept. */
export function book({ report, rows, number, recordedAt }: BookInput): Booking {
  const customerId = rows.customer.id;
  const { type, source, externalId, data, effectiveOn } = report;
  const parts = partsOf(type, { data, effectiveOn, rows, customerId, number, recordedAt });
  const fact = { customerId, number, recordedAt, type, source, externalId, effectiveOn, data: parts.data ?? data } as Fact;
  const postings = (parts.postings ?? []).map(
    ({ book: name, accountId, itemId = null, amount, currency }, index): PostingRow => ({
      id: `${customerId}/${number}/${index}`,
      customerId,
      factNumber: number,
      book: name,
      accountId,
      itemId,
      amount,
      currency,
    }),
  );
  const wakeAll = (parts.wakeAll ?? false) || uncovers({ rows, postings }) || touchesAll(fact) || movesPlan({ rows, fact });
  const remembered = rememberPaid({ report, rows, changes: parts.changes ?? [], postings });
  const changes = endPrepayment({ rows, changes: remembered, postings, recordedAt });
  return { fact, changes, postings, steps: parts.steps ?? [], wakeAll, begins: parts.begins ?? [] };
}

const partsOf = <T extends FactType>(type: T, input: RuleInput<T>): Parts<T> => RULES[type](input);

/** Unapplied money covers the oldest first: what opens beside it may uncover another item, whose token waits for nothing else. */
const uncovers = ({ rows, postings }: { rows: BookingRows; postings: PostingRow[] }): boolean =>
  postings.some(({ book: name, accountId, amount }) => name === 'receivable' && amount > 0 && hasUnapplied(rows, accountId));

const hasUnapplied = (rows: BookingRows, accountId: string): boolean =>
  rows.accounts.some((account) => account.id === accountId && account.unapplied > 0);
