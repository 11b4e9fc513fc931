import { isDeepStrictEqual } from 'node:util';
import type { Instant } from '../domain/calendar.js';
import { DulyError } from '../domain/errors.js';
import type { Fact, Report } from '../domain/facts.js';
import { book } from '../domain/ledger/book.js';
import type { Books, CustomerBooks } from './ports/books.js';
import type { Clock } from './ports/clock.js';

export interface Recorded {
  /** The facts' numbers, in the order of the reports. */
  numbers: number[];
  facts: Fact[];
  /** Whether each was known before: the same source and external id with the same content. */
  repeated: boolean[];
  /** The highest fact number of the customer: what the workflow is told. */
  upTo: number;
}

export type RecordReports = (input: {
  customerId: string;
  reports: Report[] | ((books: CustomerBooks) => Promise<Report[]>);
  /** What else belongs into the same transaction. */
  also?: (books: CustomerBooks, recorded: Recorded) => Promise<void>;
  /** Replays and the sandbox only: the moment of intake; else the customer's clock. */
  at?: Instant;
}) => Promise<Recorded>;

/**
 * The one way in: stores reports as numbered facts, posted to the ledger, in one transaction under the customer's lock; when it returns they are durable.
 * Throws `external_id_conflict` where the same external id comes with other content, and what `book` refuses; then nothing is stored.
 */
export function createRecordReports({ books, clock }: { books: Books; clock: Clock }): RecordReports {
  return ({ customerId, reports, at, also }) =>
    books.withCustomer(customerId, async (own) => {
      const recordedAt = at ?? clock.now() + own.clockOffsetMs();
      const given = typeof reports === 'function' ? await reports(own) : reports;
      const recorded: Recorded = { numbers: [], facts: [], repeated: [], upTo: own.lastFact() };
      for (const report of given) {
        const { fact, repeated } = await recordOne({ books: own, report, recordedAt });
        recorded.numbers.push(fact.number);
        recorded.facts.push(fact);
        recorded.repeated.push(repeated);
      }
      recorded.upTo = own.lastFact();
      await also?.(own, recorded);
      return recorded;
    });
}

/** Books one report inside a transaction that holds the customer's lock. */
export async function recordOne({
  books,
  report,
  recordedAt,
}: {
  books: CustomerBooks;
  report: Report;
  recordedAt: Instant;
}): Promise<{ fact: Fact; repeated: boolean }> {
  const known = await books.known(report);
  if (known) {
    if (known.customerId !== books.customer().id || known.type !== report.type || !sameContent(known, report)) {
      throw new DulyError({
        code: 'external_id_conflict',
        at: 'external_id',
        message: `${report.source} already reported a ${known.type} with the external id ${report.externalId}, and with other content. Use a new external id, or send what was sent then.`,
      });
    }
    return { fact: known, repeated: true };
  }
  const numbered =
    report.type === 'invoice.issued' && report.data.number === ''
      ? { ...report, data: { ...report.data, number: await books.nextInvoiceNumber() } }
      : report;
  const booking = book({ report: numbered, rows: await books.bookingRows(numbered), number: books.lastFact() + 1, recordedAt });
  await books.storeBooking(booking);
  return { fact: booking.fact, repeated: false };
}

/** Whether the same was sent. What the ledger itself fills in, and ids that are ours, are no part of it. */
function sameContent(known: Fact, report: Report): boolean {
  return known.effectiveOn === report.effectiveOn && isDeepStrictEqual(sentOf(known), sentOf(report));
}

function sentOf({ type, data }: Pick<Report, 'type' | 'data'>): object {
  if (type === 'payment.chargedBack' || type === 'chargeback.resolved' || type === 'customer.insolvent' || type === 'plan.judged') {
    const { itemIds, ...sent } = data as Record<string, unknown>;
    return sent;
  }
  if (type.startsWith('cheque.')) {
    const { itemIds, shares, paymentId, ...sent } = data as Record<string, unknown>;
    return sent;
  }
  const { shares, taken, withheld, credit, before, number, paymentId, disputeId, promiseId, chargeId, attemptId, ...rest } = data as Record<
    string,
    unknown
  >;
  if (type === 'payment.refunded') return { paymentId };
  if (type !== 'payment.received') return rest;
  const named = (shares as { itemId: string; amount: number }[]).map((share) => ({ invoice: share.itemId, amount: share.amount }));
  return { ...rest, requested: rest.requested ?? named };
}
