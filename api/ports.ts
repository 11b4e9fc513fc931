/** What the API needs of the world; `main.ts` makes it real. */
import type { Instant, LocalDate } from '../domain/calendar.js';
import type { SurveyRow } from '../domain/rows.js';
import type { TimeSpan } from '../domain/time-span.js';

/** Reads what a request names. Only what never changes: amounts and states are read under the customer's lock. */
export interface Lookup {
  customerById(id: string): Promise<{ id: string } | undefined>;
  /** One for each legal entity that uses the external id. */
  customersByExternalId(externalId: string): Promise<{ id: string }[]>;
  /** The customer's items that carry one of the names as their id or number. */
  items(input: { customerId: string; names: string[] }): Promise<NamedItem[]>;
  dispute(id: string): Promise<{ id: string; customerId: string; itemId: string } | undefined>;
  survey(id: string): Promise<AskedSurvey | undefined>;
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
