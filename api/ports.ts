/** What the API needs of the world; `main.ts` makes it real. */
import type { KeptAnswer, KeptRequest } from '../activities/ports/books.js';
import type { Instant, LocalDate } from '../domain/calendar.js';
import type { Headline } from '../domain/headline.js';
import type { Money } from '../domain/money.js';
import type { CustomerRow, ItemRow, SurveyRow, TaskRow } from '../domain/rows.js';
import type { TimeSpan } from '../domain/time-span.js';
import type { CustomerHistory } from '../domain/timeline.js';

/** Reads what a request names. Only what never changes: amounts and states are read under the customer's lock. */
export interface Lookup {
  customerById(id: string): Promise<{ id: string } | undefined>;
  /** One for each legal entity that uses the external id. */
  customersByExternalId(externalId: string): Promise<{ id: string }[]>;
  /** The customer's items that carry one of the names as their id or number. */
  items(input: { customerId: string; names: string[] }): Promise<NamedItem[]>;
  dispute(id: string): Promise<{ id: string; customerId: string; itemId: string } | undefined>;
  payment(id: string): Promise<{ id: string; customerId: string } | undefined>;
  chargeback(id: string): Promise<{ id: string; customerId: string; paymentId: string } | undefined>;
  cheque(id: string): Promise<{ id: string; customerId: string } | undefined>;
  item(id: string): Promise<{ id: string; customerId: string } | undefined>;
  writeOff(id: string): Promise<{ id: string; customerId: string; itemId: string } | undefined>;
  survey(id: string): Promise<AskedSurvey | undefined>;
  /** The message of that Message-ID, with the items that it is about. */
  message(messageId: string): Promise<{ customerId: string; itemIds: string[] } | undefined>;
  legalEntities(): Promise<{ id: string; country: string }[]>;
  /** The newest published version of that name; without one, of the default. */
  journey(name: string | undefined): Promise<{ id: string } | undefined>;
  /** The version that the rules in force give a new customer; undefined: there are no rules. */
  journeyByRules(input: { customer: CustomerRow; now: Instant }): Promise<string | undefined>;
}

export interface NamedItem {
  id: string;
  number: string;
  currency: string;
  dueOn: LocalDate;
}

export interface AskedSurvey {
  id: string;
  customerId: string;
  kind: SurveyRow['kind'];
  /** The legal entity that asks. */
  askedBy: string;
  answered: boolean;
}

/** One of our own people or desks. Personal data. */
export interface Owner {
  id: string;
  name: string;
  email: string | null;
  telephone: string | null;
}
export interface Owners {
  all(): Promise<Owner[]>;
  keep(owner: Owner): Promise<Owner>;
}

/** Reads to be shown, as they stand now, in order of their ids; tasks as they were opened. */
export interface Reads {
  customer(id: string): Promise<ShownCustomer | undefined>;
  customers(input: Cursor & { externalId: string | undefined }): Promise<Page<ShownCustomer>>;
  invoice(id: string): Promise<ShownInvoice | undefined>;
  invoices(input: Cursor & { customerId: string | undefined; open: boolean | undefined }): Promise<Page<ShownInvoice>>;
  task(id: string): Promise<TaskRow | undefined>;
  tasks(input: Cursor & { customerId: string | undefined; status: TaskRow['status'] | undefined }): Promise<Page<TaskRow>>;
  history(customerId: string): Promise<CustomerHistory>;
}

export interface Cursor {
  limit: number;
  /** The id of the last one seen. */
  after: string | undefined;
}
export interface Page<Row> {
  rows: Row[];
  more: boolean;
}

/** Personal data. */
export interface ShownCustomer extends CustomerRow {
  externalId: string;
  name: string;
  contacts: { purpose: string; name: string; email: string | null; postal?: readonly string[] }[];
  /** Open by currency, and money received and not applied. */
  balance: Money[];
  unapplied: Money[];
  headline: Headline | null;
}

export interface ShownInvoice extends ItemRow {
  lines: { description: string; amount: number }[];
}

/** What requests with an Idempotency-Key were answered. */
export interface Answers {
  find(request: KeptRequest): Promise<KeptAnswer | undefined>;
  /** Throws `idempotency_key_reused` where an answer is kept under the key already. */
  keep(answer: KeptAnswer): Promise<void>;
  /** Removes what is older than two days. */
  forgetOld(now: Instant): Promise<number>;
}

/** Tells the customer's workflow that facts up to this number wait. A hint: whoever calls it goes on whether or not it arrives. */
export type Nudge = (news: { customerId: string; upTo: number }) => Promise<void>;

/** Who a request is from by its Authorization header; undefined: nobody we know. */
export type Auth = (authorization: string | undefined) => Promise<{ keyId: string } | undefined>;

/** Signed links to surveys. */
export interface SurveyLinks {
  /** The survey that the token was made for; undefined for a token that we did not make. */
  verify(token: string): string | undefined;
}

/** One line of a customer's story: when, what sort of thing, what and why. */
export interface StoryEntry {
  at: string;
  kind: string;
  text: string;
}

/** Sandbox: lets a customer's time pass and tells what happens on the way, then from when to when he went. */
export type Advance = (input: {
  customerId: string;
  /** A span, or until a date begins where the customer is. */
  howFar: { by: TimeSpan } | { to: LocalDate };
  onEntry(entry: StoryEntry): void;
}) => Promise<{ from: Instant; to: Instant }>;
