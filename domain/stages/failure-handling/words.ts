import { saidIn } from '../../holds/said-in.js';
import { type LongMap, listOf, type Setting, type Words } from '../../language/words.js';

/** The reasons for which a bank returns cheques, alone and as they are answered together. */
const CHEQUE_LINES = [
  'no funds',
  'stopped',
  'account closed',
  'wrong date',
  'no signature',
  'our fault',
  'stopped or account closed',
  'wrong date or no signature',
];

const chequeLine = (key: string): [string, Setting] => [
  key,
  {
    rule: 'FailureCheque',
    example: 'call by the collector, within 2 business days, then deposit once more after 3 business days',
    put: (into, said) =>
      void listOf(into, 'returned').push({
        reasons: key.split(' or ').map((reason) => reason.replaceAll(' ', '-')),
        ...(said as LongMap),
      }),
  },
];

export const words: Words = {
  grammar: `
  FailureRetry = "after" NonemptyListOf<number, FailureAnd> days
  FailureAnd = "," | "and"
  FailureAsk = "the" "customer" "for" "another" "way" "to" "pay" "," Within
  FailureCheque = FailureChequeDo FailureAgain?
  FailureChequeDo = LadderCall | LadderSend
  FailureAgain = "," "then" "deposit" "once" "more" "after" HoldSpan
`,
  actions: {
    FailureRetry: (_after, numbers) => ({ days: numbers.asIteration().children.map((number) => (number as typeof numbers).long()) }),
    FailureAsk: (...parts) => ({ within: parts.at(-1)?.long() }),
    FailureCheque: (doing, again) => Object.assign({ do: (doing.long() as LongMap).do }, ...saidIn(again)),
    FailureAgain: (...parts) => ({ again: parts.at(-1)?.long() }),
  },
  settings: {
    retry: { rule: 'FailureRetry', example: 'after 3, 5 and 7 days' },
    ask: { rule: 'FailureAsk', example: 'the customer for another way to pay, within 5 days' },
    ...Object.fromEntries(CHEQUE_LINES.map(chequeLine)),
  },
};
