import type { ConditionFinding } from '../conditions/condition.js';

/** What can be wrong with a file of rules, beside what can be wrong with a condition. `docs/journeys/rules.md` explains each; a test holds both together. */
export const RULES_FINDINGS = {
  'rules-unreadable': 'The file is no list of rules.',
  'rules-too-large': 'There are more rules than there may be.',
  'no-else': 'Nothing is said of customers for whom no rule is true.',
  'unreachable-rule': 'Whoever the rule is true of has his journey by an earlier one.',
  'unknown-journey': 'A journey is named that there is not.',
  'unknown-stage': 'A stage is named from which, or to which, nobody goes by these rules.',
  'no-way': 'Nobody could go from one of the journeys to another: what is for each invoice in it has no counterpart there.',
} as const;

/** One thing that is wrong with a file of rules. */
export interface RulesFinding {
  code: keyof typeof RULES_FINDINGS | ConditionFinding['code'];
  /** `line:column`, both from 1. */
  at: string;
  /** Like `rules[0]`. */
  path: string;
  /** What was expected, and the nearest known word. */
  message: string;
}
