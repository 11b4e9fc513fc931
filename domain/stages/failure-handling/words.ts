import type { Words } from '../../language/words.js';

export const words: Words = {
  grammar: `
  FailureRetry = "after" NonemptyListOf<number, FailureAnd> days
  FailureAnd = "," | "and"
  FailureAsk = "the" "customer" "for" "another" "way" "to" "pay" "," Within
`,
  actions: {
    FailureRetry: (_after, numbers) => ({ days: numbers.asIteration().children.map((number) => (number as typeof numbers).long()) }),
    FailureAsk: (...parts) => ({ within: parts.at(-1)?.long() }),
  },
  settings: {
    retry: { rule: 'FailureRetry', example: 'after 3, 5 and 7 days' },
    ask: { rule: 'FailureAsk', example: 'the customer for another way to pay, within 5 days' },
  },
};
