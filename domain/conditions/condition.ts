/**
 * Conditions: short formulas in CEL (the Common Expression Language) that say who somebody is. The engine behind `ConditionEngine` may be another one, as
 * long as it keeps to the golden tests beside it.
 *
 * 1. A condition is checked once, against a vocabulary with types; what it may cost is bounded by its length, because nothing in it repeats.
 * 2. What is unknown is never true, nor is what rests on it, also under `!`; `||` and `&&` come to an answer where one side is enough for it.
 * 3. The same values always give the same answer.
 */
import type { Vocabulary } from './vocabulary.js';

export interface Condition<About> {
  /** As it was written. */
  text: string;
  /** The words of the vocabulary in it, each once, in the order in which they come. */
  names: readonly string[];
  evaluate(about: About): Answer;
}
export type Answer = boolean | 'unknown';

/** What is wrong with a condition. */
export interface ConditionFinding {
  code: 'condition-unreadable' | 'condition-name' | 'condition-type' | 'condition-limit';
  /** Characters from the beginning of the condition; 0 is the first. */
  at: number;
  /** What was expected, and the nearest known word. */
  message: string;
}

/** All findings at once, or the condition. Never throws. */
export type ConditionEngine = <About>(input: {
  text: string;
  vocabulary: Vocabulary<About>;
}) => { condition: Condition<About>; findings: [] } | { condition?: undefined; findings: ConditionFinding[] };
