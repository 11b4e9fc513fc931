/** A journey as the engine reads it: checked, with defaults filled in. Plain JSON. */
import type { ClosedDays } from '../business-days.js';
import type { WallTime } from '../calendar.js';
import type { Costs } from '../costs/terms.js';
import type { Becoming } from '../journey-rules/becoming.js';
import type { Segment } from '../segments/segment.js';
import type { Span } from '../span.js';
import type { LaneKind } from '../stages/stage-type.js';
import type { CallHours } from '../steps/call-hours.js';
import type { Cap } from '../steps/caps.js';
import type { Letters } from '../steps/letters.js';
import type { Writing } from '../writing/writing.js';
import type { Tolerance } from './tolerance.js';

export interface Journey {
  name: string;
  contact: Contact;
  /** Silence for an item after a hold on it ended. */
  peace: Span;
  /** Names for groups of customers, in the order of the file; left out: none. */
  segments?: Segment[];
  /** What the journey says of kinds of holds, by their keys; what is not said is usual. */
  holds?: Readonly<Record<string, unknown>>;
  /** What the bank took back of a payment is simply unpaid; without it, it is disputed until somebody has answered. */
  chargebacks?: 'unpaid';
  /** In what language messages are written and who signs them; without it the customer's language or English, signed by the legal entity. */
  writing?: Writing;
  /** What is too little to ask for; without it nothing is. */
  tolerance?: Tolerance;
  /** In which journeys its customers go on, and when; left out: they stay. Rules in force take its place. */
  becomes?: Becoming[];
  /** Interest and fees; without it there are none. */
  costs?: Costs;
  /** In the order of the file. */
  lanes: Lane[];
}

export interface Contact {
  /** Steps go at this time of day, and no contact before it. */
  at: WallTime;
  /** No contact from here on until `at` of the next day. */
  until: WallTime;
  /** `customer`: the customer's own zone. */
  zone: string;
  /** `business`: no contact on public holidays and days of rest of the customer's country. Without it every day is one. */
  days?: 'business';
  /** The organisation's own days without contact, which are no business days either; at least one. */
  closed?: ClosedDays[];
  /** `skip`: what would fall outside is left out, but for what is severe and what it rests on. Without it everything waits. */
  outside?: 'skip';
  /** Minutes after the opening over which customers are spread, each with a moment of his own; without it all go when it opens. */
  spread?: number;
  /** Reminders, calls and surveys that one customer gets at most in a calendar day, and in seven days on end. */
  atMost?: Cap;
  /** When customers are called; as they are contacted, where it is left out. */
  calls?: CallHours;
  /** When letters are printed, and how many; whenever they go, where it is left out. */
  letters?: Letters;
  /** So long a letter is with the post, and an answer to it: it counts from the day on which it arrives; without it from its day. */
  post?: Span;
  /** Days between two reminders of an item; null: at most one a calendar day. */
  remindersApart: number | null;
  /** Days after a survey in which no other touch point is asked about. */
  surveysApart: number;
  /** A letter goes in place of a mail that cannot reach its address, and this person is asked for the right one; without it nothing goes instead. */
  bounced?: { ask: string };
  /** Reminders of one account that are due together travel in one message. */
  together: boolean;
}

export interface Lane {
  name: string;
  for: LaneKind;
  /** In the order of the file; the first is the start. */
  stages: Stage[];
  /** Facts that take a token out of any stage of the lane. */
  whenever: { fact: string; stage: string }[];
}

export interface Stage {
  name: string;
  type: string;
  config: unknown;
  /** Outcome to the next stage; `end` ends the lane for the subject. */
  on: Record<string, string>;
}
