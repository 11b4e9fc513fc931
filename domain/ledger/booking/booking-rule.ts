/** What books one type of fact: a pure function from the report and the records it speaks of to what it comes to. */
import type { Instant, LocalDate } from '../../calendar.js';
import type { FactData, FactType } from '../../facts.js';
import type { Change, PostingRow, StepRow } from '../../rows.js';
import type { BookingRows } from '../book.js';

export interface RuleInput<T extends FactType> {
  data: FactData[T];
  effectiveOn: LocalDate;
  rows: BookingRows;
  customerId: string;
  /** The fact's number. */
  number: number;
  recordedAt: Instant;
}

/** A posting before it has an id: minor units, debit positive. */
export type PostingLine = Pick<PostingRow, 'book' | 'accountId' | 'amount' | 'currency'> & { itemId?: string };

/** What a report comes to; what is left out is nothing. Changes and postings keep their order. */
export interface Parts<T extends FactType> {
  changes?: Change[];
  /** Sum to zero in each currency. */
  postings?: PostingLine[];
  /** Steps that were taken; one that is kept as taken already stays as it is, one that was left out was taken after all. */
  steps?: StepRow[];
  /** What is kept of the report's data, where the ledger adds to it. */
  data?: FactData[T];
  /** Every token of the customer is to be asked again, whatever the fact names. */
  wakeAll?: boolean;
  /** Lanes that begin for whoever is there: the customer, or each of his open items and the instalments of plans that run. A token that is there stays. */
  begins?: LaneBeginning[];
}

export type LaneBeginning = NonNullable<FactData['journey.moved']['begins']>[number];

/** Throws a DulyError for what cannot be booked; then nothing of the report is kept. */
export type BookingRule<T extends FactType> = (input: RuleInput<T>) => Parts<T>;
