/** The books of customers: every method of `CustomerBooks` runs inside one transaction that holds the customer's lock. */
import type { Decision } from '../../domain/advance.js';
import type { Instant } from '../../domain/calendar.js';
import type { Purpose, Rank, Usual } from '../../domain/contacts/purposes.js';
import type { Claim, ClaimInput } from '../../domain/effects/claim.js';
import type { Fact, Report } from '../../domain/facts.js';
import type { Headline } from '../../domain/headline.js';
import type { Journey } from '../../domain/journey/journey.js';
import type { JourneyRules } from '../../domain/journey-rules/journey-rules.js';
import type { Booking, BookingRows } from '../../domain/ledger/book.js';
import type { CustomerRow, DecisionRows, EffectRow } from '../../domain/rows.js';
import type { Writing } from '../../domain/writing/writing.js';
import type { DecideAnswer } from '../../workflows/contract.js';

export interface Books {
  /** Stores the customer and fact 1, `customer.created`, in one transaction. Throws `external_id_conflict` where there is one of that number, and
   *  `idempotency_key_reused` where an answer is kept under the key already. */
  createCustomer(input: NewCustomer): Promise<void>;
  /** Takes the customer's row lock, then runs the work in the same transaction. Throws `unknown_customer`. Deadlocks and lost connections throw. */
  withCustomer<T>(customerId: string, work: (books: CustomerBooks) => Promise<T>): Promise<T>;
}

/** What a new customer is, beyond what the rules read. */
export interface NewCustomer {
  customer: CustomerRow;
  /** The ERP's number, unique in the legal entity. */
  externalId: string;
  /** Personal data. */
  name: string;
  contacts: ({ purpose: Purpose } & NewContact)[];
  recordedAt: Instant;
  /** Sandbox: how far his clock is ahead of the real one. */
  clockOffsetMs?: number;
  /** What the request is answered, to be kept in the same transaction. */
  keep?: KeptAnswer | undefined;
}

/** Who is written to. Personal data. */
export interface NewContact {
  name: string;
  email: string | null;
  /** The postal address, a line each. */
  postal?: string[];
}

/** A request that came with an Idempotency-Key. */
export interface KeptRequest {
  /** The API key's id; `public` for requests without one. */
  caller: string;
  key: string;
  /** SHA-256 of method, path and body, hex. */
  requestHash: string;
}
export interface KeptAnswer extends KeptRequest {
  status: number;
  body: object;
}

export interface CustomerBooks {
  customer(): CustomerRow;
  /** Sandbox: how far the customer's clock is ahead. */
  clockOffsetMs(): number;
  lastFact(): number;
  journey(): Promise<Journey>;
  /** An immutable version of any journey. */
  version(id: string): Promise<Journey>;
  /** Those that invoices of his walk in place of it, by the ids of their versions. */
  itemJourneys(): Promise<ReadonlyMap<string, Journey>>;
  /** The rules in force that give him his journey, else what his journey itself says of that; null: nothing does. */
  rules(): Promise<JourneyRules | null>;
  /** The newest decision's number and the highest fact applied; 0 and 0 before the first. */
  position(): Promise<{ seq: number; applied: number }>;
  decided(seq: number): Promise<DecideAnswer | undefined>;
  select(now: Instant): Promise<DecisionRows>;
  /** Stores position, tokens, steps, effects and own changes. Reports are booked by the caller. */
  storeDecision(input: { decision: Decision; headline: Headline; now: Instant; answer: DecideAnswer }): Promise<void>;
  unfinishedEffects(): Promise<EffectRow[]>;

  /** The fact that this source already reported under this external id, whoever's it is. */
  known(report: Pick<Report, 'source' | 'externalId'>): Promise<Fact | undefined>;
  bookingRows(report: Report): Promise<BookingRows>;
  storeBooking(booking: Booking): Promise<void>;
  /** The next number of the customer's legal entity; gives each number once. */
  nextInvoiceNumber(): Promise<string>;

  /** Undefined where the effect is over. `elsewhere`: another process that still lives has claimed it. */
  claimInput(input: { effectId: string; now: Instant }): Promise<(ClaimInput & { elsewhere: boolean }) | undefined>;
  /** Operators have paused everything, in one sentence; null: they have not, and no pause begins before this transaction is over. */
  paused(): Promise<string | null>;
  /** Returns whether a token of what was claimed is due: it waited for this claim, or for an earlier one of which no run heard, as its attempt failed. */
  storeClaim(input: { effectId: string; claim: Claim; now: Instant }): Promise<{ due: boolean }>;
  /** Surely this attempt handed nothing over: it counts no more as a question; where none did, the steps and the attempt are free again. */
  releaseClaim(input: { effectId: string }): Promise<void>;
  /** A notice that never reached anybody was not given: its steps count as left out, so that nothing severe rests on them. */
  leaveOutSteps(input: { effectId: string }): Promise<void>;
  endEffect(input: { effectId: string; status: EffectRow['status']; outcome: string; now: Instant }): Promise<void>;
  /** Keeps what a request is answered beside what it stored. Throws `idempotency_key_reused` where an answer is kept under the key already. */
  keepAnswer(answer: KeptAnswer): Promise<void>;
  /** What an invoice is about, in its order. */
  lines(itemId: string): Promise<InvoiceLine[]>;
  keepLines(input: { itemId: string; lines: InvoiceLine[] }): Promise<void>;
  /** Keeps the customer's own words about a survey, apart from the fact; the first ones stay. Personal data. */
  keepComment(input: { surveyId: string; comment: string }): Promise<void>;
  /** Keeps who is there for the purpose from now on, in place of whoever was; null: nobody is. Returns the contact's id. Personal data. */
  keepContact(input: { purpose: Purpose; contact: NewContact | null }): Promise<string>;
  /** Keeps who of ours has the role for this customer; null: the one who has it for all. */
  keepOwner(input: { role: string; owner: string | null }): Promise<void>;
  /** Opens a task for operators unless one is open, or closes it: the customer's decisions fail, or Temporal refuses to be told of him. */
  storeTrouble(input: { kind: 'stuck' | 'unreachable'; lasts: boolean; now: Instant }): Promise<void>;
  /** Whom a message about these items goes to, and what names them: personal data, read only to be rendered. `to` are those whom it means, `copy` roles of ours. */
  addressee(input: {
    purpose: Usual;
    to?: readonly Rank[] | undefined;
    copy?: readonly string[] | undefined;
    writing?: Writing | undefined;
    itemIds: string[];
  }): Promise<Addressee>;
  /** The message as it goes out, kept before it is handed over; the stored one if there is one already. */
  storeMessage(input: StoredMessage): Promise<StoredMessage>;
  /** `bounced`: the mail came back, and a letter went. */
  markSent(input: {
    effectId: string;
    state: 'sent' | 'failed' | 'unknown';
    bounced?: boolean;
    uncopied?: boolean;
    now: Instant;
  }): Promise<void>;
}

/** Free text of the invoice's maker, so it is kept apart from facts. */
export interface InvoiceLine {
  description: string;
  /** Minor units, tax included. */
  amount: number;
}

export interface StoredMessage {
  /** The effect's id; of a letter that goes beside or in place of a mail, that with `/letter`. */
  effectId: string;
  channel?: 'email' | 'letter';
  contactId: string | null;
  /** Whom it was meant for, and what the contacts are for that got it, in their order; nothing where it went to the usual contact as it should. */
  meant?: readonly Rank[];
  reached?: readonly Purpose[];
  /** The roles of ours that got a copy. */
  copied?: readonly string[];
  template: string;
  messageId: string;
  subjects: string[];
  /** The addressee and the bytes; personal data. */
  to: string;
  bytes: Uint8Array;
}

export interface Addressee {
  customerName: string;
  /** Null: nobody of the customer has an email address. */
  contact: { id: string; purpose: Purpose; name: string; address: string } | null;
  /** Others of the customer whom it is for, each once. */
  also: { purpose: Purpose; name: string; address: string }[];
  /** Null: nobody of the customer has a postal address. */
  postal: { id: string; purpose: Purpose; name: string; lines: string[] } | null;
  /** Those of ours with an address who get a copy. */
  copies: { role: string; name: string; address: string }[];
  /** `person`: who of ours signs, where the journey names somebody who is known. */
  sender: {
    name: string;
    address: string;
    person: { name: string; telephone: string | null } | null;
    /** Where customers pay; null: nobody said. */
    account: { iban: string; bic: string | null } | null;
  };
  /** Where replies go; null: to the sender. */
  replyTo: { name: string; address: string } | null;
  lines: { itemId: string; description: string; amount: number }[];
}

/** The id under which a letter is kept that goes beside or in place of the effect's mail. */
export const letterOf = (effectId: string): string => `${effectId}/letter`;
/** The way back, of a message's id. */
export const effectOf = (messageOf: string): string => messageOf.replace(/\/letter$/, '');
