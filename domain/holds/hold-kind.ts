/**
 * What one kind of hold is: its line under `holds:` in a journey, what that means, how it is told, and what it asks for in a decision. How a hold of the
 * kind begins and what it stops is booked with the fact that begins it (`domain/ledger/booking/`), so that no claim can overtake it.
 */
import type { z } from 'zod';
import type { Instant } from '../calendar.js';
import type { Work } from '../decision/work.js';
import type { Words as LanguageWords } from '../language/words.js';
import type { TokenRow } from '../rows.js';
import type { ProposedStep } from '../stages/stage-type.js';
import type { Purpose, ToldContact } from '../tell/told.js';
import type { Locale, Words } from '../tell/words.js';

/** What a kind says to the customer, with the step by which runs and timelines name it. */
export interface ToldMessage {
  step: string;
  contact: ToldContact;
}

export interface HoldKind<Config> {
  /** The long form of its line; unknown keys are errors. */
  schema: z.ZodType<Config>;
  /** What holds where the journey has no such line; undefined: then nobody is asked and nothing is sent. */
  usual?: Config;
  /** Its sentence: one setting under `holds:`. */
  words: LanguageWords;
  /** Names of steps that it takes by itself: no step of a journey may have them. */
  ownSteps?: readonly string[];
  /** Asked once in each decision, before the tokens: judges, asks people, ends. Returns when it wants to be asked again, or null. */
  decide?(input: { work: Work; config: Config }): Instant | null;
  /** What it sends about the token's item, before the stage has its say. */
  steps?(input: { work: Work; token: TokenRow; config: Config }): ProposedStep[];
  /** The line in words: for those who run the journey, and what of it a customer may be told. */
  tell(input: { config: Config; words: Words }): {
    standing: string[];
    customer: string[];
    contacts?: ToldMessage[];
  };
}

/** One of a kind's messages for the touch points: an email when something happens to what is held; none where the line names no message. */
export function toldMessage({
  step,
  when,
  message,
  purpose,
  words,
}: {
  step: string;
  when: Record<Locale, string>;
  message: string | undefined;
  purpose: Purpose;
  words: Words;
}): ToldMessage[] {
  if (message === undefined) return [];
  const event = { words: words.say(when), kind: 'event' } as const;
  return [{ step, contact: { when: event, channel: 'email', purpose, what: words.name(message), leadsTo: [] } }];
}

/** Keeps the settings' type inside the kind; outside, all are alike. */
export function holdKind<Config>(kind: HoldKind<Config>): HoldKind<unknown> {
  return kind as HoldKind<unknown>;
}
