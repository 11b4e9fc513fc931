/** What a stage type says of a stage, from its settings and its place in the lane. Texts are plain text in one language; names in them went through `Words.name`. */
import type { Contact } from '../journey/journey.js';
import type { LadderStep } from '../ladder/step.js';
import type { DayMoment, Words } from './words.js';

export interface TellInput<Config> {
  config: Config;
  contact: Contact;
  /** The steps of all stages of its lane. */
  ladder: readonly LadderStep[];
  /** By what its lane comes to the stage: outcomes of other stages, and facts of `whenever`. */
  comesBy: readonly string[];
  words: Words;
}

export type Tell<Config> = (input: TellInput<Config>) => Told;

export interface Told {
  /** What the stage is for: one sentence. */
  about: string;
  /** What it does, in the order in which it does it. */
  steps: ToldStep[];
  /** For each outcome of the type the case, as words that complete "If …," ("Wenn …,"). */
  outcomes: Readonly<Record<string, string>>;
  /** Sentences: what stands without a line in the file, and what holds in all of the lane. */
  standing: string[];
  /** Sentences that a customer may be told: no owners, no thresholds, no names that only we use. */
  customer: string[];
  /** Where it asks for feedback after what happened in other stages. */
  feedback?: { after: FeedbackEvent; what: string }[];
}

export interface ToldStep {
  /** As runs and timelines name it; null: it has no name of its own. */
  name: string | null;
  sentence: string;
  /** A few words for a picture. */
  label: string;
  /** Where the step speaks to the customer: each contact that it may make. */
  contacts?: ToldContact[];
}

/** What is asked about in a survey, and where a contact may end. */
export type FeedbackEvent = 'dispute resolved' | 'payment recovered' | 'settled';

export interface ToldContact {
  /** A day counted from a date of the item; or an event or clock, in words, that has no day of its own. */
  when: DayMoment | { words: string; kind: 'event' | 'clock' };
  /** Comes again so often while something is owed. */
  every?: { days: number };
  channel: Channel;
  purpose: Purpose;
  /** Whom of the customer it is for; his usual contact where it is left out. */
  to?: string;
  /** Who of ours gets a copy. */
  copies?: string[];
  /** What is said: the template's name, quoted, or words. */
  what: string;
  /** What the contact may end with, where feedback may be asked. */
  leadsTo: FeedbackEvent[];
}

export type Channel = 'chosen' | 'email' | 'letter' | 'email and letter' | 'telephone' | 'payment method';
export type Purpose =
  | 'invoice'
  | 'announcement'
  | 'collection'
  | 'failure'
  | 'reminder'
  | 'statement'
  | 'formal notice'
  | 'promise'
  | 'plan'
  | 'question'
  | 'thanks'
  | 'feedback';
