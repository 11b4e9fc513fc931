/**
 * Books a report: the fact as it is kept, the records it changes, the postings it makes. Pure.
 * 1. The postings of one fact sum to zero in each currency.
 * 2. Money received is never refused for what it was meant for: what cannot be applied stays unapplied, with a task for the cash desk.
 *    A credit note beyond what is open is such money too: under its own id, until it is applied or paid out.
 * 3. An item's `open` and an account's totals come from postings alone; no change here sets them.
 */
import type { Instant } from '../calendar.js';
import { DulyError, type ErrorCode } from '../errors.js';
import { type Fact, type Report, type Share, touchesAll } from '../facts.js';
import type { AllocationRow, Change, ChargeRow, CustomerRow, DecisionRows, ItemRow, PaymentRow, PostingRow, Stoppable } from '../rows.js';
import { allocate } from './allocate.js';
import { creditCheck } from './credit-check.js';

/** The records that a report speaks of. `items` holds those named and, where the ledger must choose, the open ones of the account. */
export type BookingRows = Pick<
  DecisionRows,
  'accounts' | 'items' | 'charges' | 'attempts' | 'disputes' | 'holds' | 'tasks' | 'orders' | 'surveys' | 'methods'
> & {
  customer: CustomerRow;
  payments: PaymentRow[];
  allocations: AllocationRow[];
};

export interface Booking {
  fact: Fact;
  changes: Change[];
  postings: PostingRow[];
  /** Every token of the customer is to be asked again. */
  wakeAll: boolean;
}

interface BookInput {
  report: Report;
  rows: BookingRows;
  /** The customer's next fact number. */
  number: number;
  recordedAt: Instant;
}

/** What a dispute and a refused invoice stop by default (the journey's `holds` will say otherwise). */
const DISPUTE_STOPS: Stoppable[] = ['reminders', 'collecting', 'interest', 'escalation'];

export function book({ report, rows, number, recordedAt }: BookInput): Booking {
  const customerId = rows.customer.id;
  const fact = { ...report, customerId, number, recordedAt } as Fact;
  const changes: Change[] = [];
  const postings: PostingRow[] = [];
  let wakeAll = false;
  const post = (lines: { book: PostingRow['book']; accountId: string; itemId?: string; amount: number; currency: string }[]) => {
    for (const line of lines)
      postings.push({ id: `${customerId}/${number}/${postings.length}`, customerId, factNumber: number, itemId: null, ...line });
  };
  const applyShares = ({ payment, shares, from }: { payment: PaymentRow; shares: Share[]; from: 'cash' | 'unapplied' }) => {
    for (const share of shares) {
      const item = need(rows.items, share.itemId, 'unknown_item', 'invoice');
      changes.push({
        insert: 'allocation',
        row: {
          id: `${payment.id}/${number}/${share.itemId}`,
          customerId,
          paymentId: payment.id,
          itemId: item.id,
          amount: share.amount,
          factNumber: number,
        },
      });
      post([
        { book: from, accountId: payment.accountId, amount: share.amount, currency: payment.currency },
        { book: 'receivable', accountId: item.accountId, itemId: item.id, amount: -share.amount, currency: item.currency },
      ]);
      if (item.open === share.amount) changes.push({ update: 'item', id: item.id, set: { settledAt: recordedAt } });
    }
  };
  const askCashDesk = (payment: Pick<PaymentRow, 'id'>) =>
    changes.push({
      insert: 'task',
      row: {
        id: `task/${payment.id}/unapplied`,
        customerId,
        subject: payment.id,
        kind: 'unapplied-money',
        owner: 'cash-desk',
        openedAt: recordedAt,
        dueAt: null,
        status: 'open',
        outcome: null,
        endedAt: null,
      },
    });

  switch (report.type) {
    case 'customer.created':
      break;
    case 'customer.changed':
      changes.push({ update: 'customer', id: customerId, set: report.data.set });
      break;
    case 'method.added': {
      const { methodId, kind, providerRef, autopay } = report.data;
      changes.push({ insert: 'method', row: { id: methodId, customerId, kind, providerRef, status: 'active', addedAt: recordedAt } });
      if (autopay)
        changes.push({
          insert: 'consent',
          row: { id: `consent/${methodId}`, customerId, kind: 'collect', methodId, givenAt: recordedAt, withdrawnAt: null },
        });
      break;
    }
    case 'order.placed': {
      const { orderId, accountId, amount, currency } = report.data;
      positive(amount);
      const credit = creditCheck({ customer: rows.customer, accounts: rows.accounts, orders: rows.orders, amount, currency });
      changes.push({
        insert: 'order',
        row: {
          id: orderId,
          customerId,
          accountId,
          amount,
          currency,
          placedOn: report.effectiveOn,
          status: credit.answer === 'passed' ? 'placed' : 'held',
          itemId: null,
        },
      });
      fact.data = { ...report.data, credit: credit.answer };
      break;
    }
    case 'invoice.issued': {
      const { itemId, accountId, number: itemNumber, amount, currency, dueOn, delivery, orderIds } = report.data;
      positive(amount);
      changes.push({
        insert: 'item',
        row: {
          id: itemId,
          customerId,
          accountId,
          kind: 'invoice',
          number: itemNumber,
          amount,
          open: 0,
          currency,
          issuedOn: report.effectiveOn,
          dueOn,
          delivery,
          deliveredAt: delivery === 'delivered' ? recordedAt : null,
          settledAt: null,
        },
      });
      for (const id of orderIds) changes.push({ update: 'order', id, set: { status: 'invoiced', itemId } });
      post([
        { book: 'receivable', accountId, itemId, amount, currency },
        { book: 'revenue', accountId, amount: -amount, currency },
      ]);
      break;
    }
    case 'invoice.delivered':
      need(rows.items, report.data.itemId, 'unknown_item', 'invoice');
      changes.push({ update: 'item', id: report.data.itemId, set: { delivery: 'delivered', deliveredAt: recordedAt } });
      changes.push(...endHolds(rows, { kind: 'incomplete', subject: report.data.itemId, at: recordedAt }));
      break;
    case 'invoice.undeliverable':
      need(rows.items, report.data.itemId, 'unknown_item', 'invoice');
      changes.push({ update: 'item', id: report.data.itemId, set: { delivery: 'undeliverable' } });
      break;
    case 'invoice.refused': {
      const item = need(rows.items, report.data.itemId, 'unknown_item', 'invoice');
      changes.push({ update: 'item', id: item.id, set: { delivery: 'refused' } });
      changes.push({
        insert: 'hold',
        row: {
          id: `hold/${item.id}/incomplete/${number}`,
          customerId,
          kind: 'incomplete',
          scope: 'item',
          subject: item.id,
          amount: null,
          stops: ['reminders', 'interest', 'escalation'],
          startedAt: recordedAt,
          endsAt: null,
          endedAt: null,
        },
      });
      break;
    }
    case 'payment.received': {
      const { paymentId, accountId, amount, currency, shares, apply, chargeId, attemptId, reference } = report.data;
      positive(amount);
      const given = allocate({
        amount,
        currency,
        shares,
        apply,
        items: rows.items.filter((item) => item.accountId === accountId || shares.some((share) => share.itemId === item.id)),
        disputes: rows.disputes,
      });
      const unapplied = amount - given.reduce((sum, share) => sum + share.amount, 0);
      const payment: PaymentRow = {
        id: paymentId,
        customerId,
        accountId,
        amount,
        unapplied,
        currency,
        receivedOn: report.effectiveOn,
        chargeId,
      };
      changes.push({ insert: 'payment', row: payment });
      applyShares({ payment, shares: given, from: 'cash' });
      if (unapplied > 0) {
        post([
          { book: 'cash', accountId, amount: unapplied, currency },
          { book: 'unapplied', accountId, amount: -unapplied, currency },
        ]);
        askCashDesk(payment);
        wakeAll = true;
      }
      if (chargeId) changes.push({ update: 'charge', id: chargeId, set: { status: 'collected' } });
      if (attemptId) changes.push({ update: 'attempt', id: attemptId, set: { outcome: 'collected', reference } });
      const requested = report.data.requested ?? shares.map((share) => ({ invoice: share.itemId, amount: share.amount }));
      fact.data = { ...report.data, requested, shares: given };
      break;
    }
    case 'payment.applied': {
      const payment = need(rows.payments, report.data.paymentId, 'unknown_payment', 'payment');
      const given = allocate({
        amount: payment.unapplied,
        currency: payment.currency,
        shares: report.data.shares,
        apply: 'named',
        items: rows.items,
        disputes: rows.disputes,
      });
      const sum = given.reduce((total, share) => total + share.amount, 0);
      changes.push({ update: 'payment', id: payment.id, set: { unapplied: payment.unapplied - sum } });
      applyShares({ payment, shares: given, from: 'unapplied' });
      if (payment.unapplied === sum) changes.push(...endTasks(rows, { subject: payment.id, at: recordedAt, outcome: 'applied' }));
      fact.data = { ...report.data, shares: given };
      break;
    }
    case 'payment.refunded': {
      const payment = need(rows.payments, report.data.paymentId, 'unknown_payment', 'payment');
      const applied = appliedByItem(rows.allocations.filter((row) => row.paymentId === payment.id));
      if (applied.length === 0 && payment.unapplied === 0)
        throw new DulyError({ code: 'already_ended', message: `Payment ${payment.id} is already refunded: nothing of it is left.` });
      for (const { itemId, amount } of applied) {
        const accountId = rows.items.find((item) => item.id === itemId)?.accountId ?? payment.accountId;
        post([
          { book: 'receivable', accountId, itemId, amount, currency: payment.currency },
          { book: 'cash', accountId: payment.accountId, amount: -amount, currency: payment.currency },
        ]);
        changes.push({
          insert: 'allocation',
          row: { id: `${payment.id}/${number}/${itemId}`, customerId, paymentId: payment.id, itemId, amount: -amount, factNumber: number },
        });
        changes.push({ update: 'item', id: itemId, set: { settledAt: null } });
      }
      if (payment.unapplied > 0) {
        post([
          { book: 'unapplied', accountId: payment.accountId, amount: payment.unapplied, currency: payment.currency },
          { book: 'cash', accountId: payment.accountId, amount: -payment.unapplied, currency: payment.currency },
        ]);
        changes.push({ update: 'payment', id: payment.id, set: { unapplied: 0 } });
        changes.push(...endTasks(rows, { subject: payment.id, at: recordedAt, outcome: 'refunded' }));
        wakeAll = true;
      }
      fact.data = { ...report.data, itemIds: applied.map(({ itemId }) => itemId) };
      break;
    }
    case 'payment.failed': {
      const { chargeId, attemptId, itemIds, methodId, code, reasonClass, attemptedAt } = report.data;
      const items = itemIds.map((id) => need(rows.items, id, 'unknown_item', 'invoice'));
      const outcome = {
        outcome: reasonClass === 'outcome_unknown' ? 'unknown' : reasonClass === 'technical_ours' ? 'ours' : 'declined',
        code,
        reasonClass,
      } as const;
      if (!rows.charges.some((charge) => charge.id === chargeId)) {
        changes.push({ insert: 'charge', row: foreignCharge({ chargeId, customerId, items, methodId, startedAt: attemptedAt }) });
      }
      if (rows.attempts.some((attempt) => attempt.id === attemptId)) changes.push({ update: 'attempt', id: attemptId, set: outcome });
      else
        changes.push({
          insert: 'attempt',
          row: { id: attemptId, customerId, chargeId, methodId: methodId ?? '', at: attemptedAt, reference: null, ...outcome },
        });
      break;
    }
    case 'creditNote.issued': {
      const { creditNoteId, itemId, amount } = report.data;
      const item = need(rows.items, itemId, 'unknown_item', 'invoice');
      const { accountId, currency } = item;
      const used = Math.min(positive(amount), item.open);
      const unused = amount - used;
      if (used > 0) {
        post([
          { book: 'credit-notes', accountId, amount: used, currency },
          { book: 'receivable', accountId, itemId, amount: -used, currency },
        ]);
        if (used === item.open) changes.push({ update: 'item', id: itemId, set: { settledAt: recordedAt } });
      }
      if (unused > 0) {
        const credit = {
          id: creditNoteId,
          customerId,
          accountId,
          amount: unused,
          unapplied: unused,
          currency,
          receivedOn: report.effectiveOn,
          chargeId: null,
        };
        changes.push({ insert: 'payment', row: credit });
        post([
          { book: 'credit-notes', accountId, amount: unused, currency },
          { book: 'unapplied', accountId, amount: -unused, currency },
        ]);
        askCashDesk(credit);
        wakeAll = true;
      }
      break;
    }
    case 'dispute.opened': {
      const { disputeId, itemId, amount, reasonCode } = report.data;
      const item = need(rows.items, itemId, 'unknown_item', 'invoice');
      positive(amount);
      changes.push({
        insert: 'dispute',
        row: {
          id: disputeId,
          customerId,
          itemId,
          amount,
          reasonCode,
          status: 'open',
          openedAt: recordedAt,
          resolvedAt: null,
          outcome: null,
        },
      });
      changes.push({
        insert: 'hold',
        row: {
          id: `hold/${disputeId}`,
          customerId,
          kind: 'dispute',
          scope: 'item',
          subject: itemId,
          amount: amount >= item.amount ? null : amount,
          stops: DISPUTE_STOPS,
          startedAt: recordedAt,
          endsAt: null,
          endedAt: null,
        },
      });
      break;
    }
    case 'dispute.resolved': {
      const { disputeId, outcome } = report.data;
      const dispute = need(rows.disputes, disputeId, 'unknown_dispute', 'dispute');
      if (dispute.status === 'resolved')
        throw new DulyError({ code: 'already_ended', message: `Dispute ${disputeId} is already resolved (${dispute.outcome}).` });
      changes.push({ update: 'dispute', id: disputeId, set: { status: 'resolved', resolvedAt: recordedAt, outcome } });
      changes.push({ update: 'hold', id: `hold/${disputeId}`, set: { endedAt: recordedAt } });
      break;
    }
    case 'hold.placed': {
      const { holdId, kind, scope, subject, stops, endsAt } = report.data;
      changes.push({
        insert: 'hold',
        row: { id: holdId, customerId, kind, scope, subject, amount: null, stops, startedAt: recordedAt, endsAt, endedAt: null },
      });
      break;
    }
    case 'hold.released':
      need(rows.holds, report.data.holdId, 'unknown_hold', 'hold');
      changes.push({ update: 'hold', id: report.data.holdId, set: { endedAt: recordedAt } });
      break;
    case 'task.decided': {
      const task = need(rows.tasks, report.data.taskId, 'unknown_task', 'task');
      if (task.status !== 'open')
        throw new DulyError({
          code: 'already_ended',
          message: `Task ${task.id} is already ${task.status} (${task.outcome ?? 'no outcome'}).`,
        });
      changes.push({ update: 'task', id: task.id, set: { status: 'done', outcome: report.data.outcome, endedAt: recordedAt } });
      if (task.subject !== customerId) fact.data = { ...report.data, itemIds: [task.subject] };
      break;
    }
    case 'survey.answered':
      need(rows.surveys, report.data.surveyId, 'unknown_survey', 'survey');
      changes.push({ update: 'survey', id: report.data.surveyId, set: { answeredAt: recordedAt, score: report.data.score } });
      break;
    case 'message.failed':
    case 'message.given-back':
      break;
  }
  const shifts = postings.some(({ book: name, accountId, amount }) => name === 'receivable' && amount > 0 && hasUnapplied(rows, accountId));
  return { fact, changes, postings, wakeAll: wakeAll || shifts || touchesAll(fact) };
}

/** Unapplied money covers the oldest first: what opens beside it may uncover another item, whose token waits for nothing else. */
const hasUnapplied = (rows: BookingRows, accountId: string): boolean =>
  rows.accounts.some((account) => account.id === accountId && account.unapplied > 0);

function need<T extends { id: string }>(rows: T[], id: string, code: ErrorCode, noun: string): T {
  const row = rows.find((candidate) => candidate.id === id);
  if (!row) throw new DulyError({ code, message: `There is no ${noun} ${id} of this customer.` });
  return row;
}

function positive(amount: number): number {
  if (!Number.isSafeInteger(amount) || amount <= 0)
    throw new DulyError({ code: 'invalid_amount', message: `An amount is a positive whole number of minor units; ${amount} is not.` });
  return amount;
}

/** What of a payment still stands on each item: a refund is an allocation of the same amount below zero. */
function appliedByItem(allocations: AllocationRow[]): Share[] {
  const sums = new Map<string, number>();
  for (const { itemId, amount } of allocations) sums.set(itemId, (sums.get(itemId) ?? 0) + amount);
  return [...sums].filter(([, amount]) => amount > 0).map(([itemId, amount]) => ({ itemId, amount }));
}

/** A charge that somebody else made: kept so that its failure is handled like one of ours. */
function foreignCharge({
  chargeId,
  customerId,
  items,
  methodId,
  startedAt,
}: {
  chargeId: string;
  customerId: string;
  items: ItemRow[];
  methodId: string | null;
  startedAt: Instant;
}): ChargeRow {
  const amount = items.reduce((sum, item) => sum + item.open, 0);
  return {
    id: chargeId,
    customerId,
    itemIds: items.map((item) => item.id),
    methodId: methodId ?? '',
    amount,
    currency: items[0]?.currency ?? '',
    status: 'open',
    startedAt,
  };
}

function endHolds(rows: BookingRows, { kind, subject, at }: { kind: string; subject: string; at: Instant }): Change[] {
  return rows.holds
    .filter((hold) => hold.kind === kind && hold.subject === subject && hold.endedAt === null)
    .map((hold) => ({ update: 'hold', id: hold.id, set: { endedAt: at } }));
}

function endTasks(rows: BookingRows, { subject, at, outcome }: { subject: string; at: Instant; outcome: string }): Change[] {
  return rows.tasks
    .filter((task) => task.subject === subject && task.status === 'open')
    .map((task) => ({ update: 'task', id: task.id, set: { status: 'closed', outcome, endedAt: at } }));
}
