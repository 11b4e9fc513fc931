import { saidIn } from '../../holds/said-in.js';
import { type Long, type LongMap, listOf, nameOf, type Setting, type Words } from '../../language/words.js';

/** The reasons for which a bank returns cheques, alone and as they are answered together. */
const CHEQUE_LINES = [
  'no funds',
  'stopped',
  'account closed',
  'wrong date',
  'no signature',
  'stopped or account closed',
  'wrong date or no signature',
];

/** A call of which the line says no more. */
const CALL = { call: 'collector', within: { businessDays: 2 } };

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
  FailureRetry = "after" NonemptyListOf<number, FailureAnd> days -- days
               | "by" "reason" "," "up" "to" number failureTimes "in" Days -- reason
  failureTimes (times) = ("times" | "time") endOfWord
  FailureAnd = "," | "and"
  FailureAsk = "the" "customer" "for" "another" "way" "to" "pay" FailureNeeded? "," Within FailureElse?
  FailureNeeded = "where" "needed"
  FailureElse = "," "else" "used" "up"
  FailureTell = "by" "reason" "," "once" "," "with" "the" "next" "step" "and" "how" "to" "prevent" "it"
  FailureOurs = "apologise" "by" "letter" FailureFee? FailureCounts FailureAgain? -- letter
              | "apologise" FailureCounts -- charge
              | FailureCheque -- cheque
  FailureFee = "," "bear" "the" "bank's" "fee"
  FailureCounts = "," "and"? "count" "nothing" "against" "the" "customer"
  FailureCheque = FailureChequeDo FailureAgain?
  FailureChequeDo = FailureDoing | FailureDesk | FailureCall
  FailureDoing = LadderCall | LadderSend
  FailureDesk = "ask" failureDesk "to" "call" "," Within LadderCallElse?
  FailureCall = "call" ~"by"
  failureDesk (a person or a desk) = ("the" space+)? letter (~(nameEnd | space+ "to" space+ "call" endOfWord) any)*
  FailureAgain = "," "then" "deposit" "once" "more" "after" HoldSpan
`,
  actions: {
    FailureRetry_reason: (...parts) => ({ upTo: { times: parts.at(-4)?.long(), ...(parts.at(-1)?.long() as LongMap) } }),
    FailureRetry_days: (_after, numbers) => ({ days: numbers.asIteration().children.map((number) => (number as typeof numbers).long()) }),
    FailureAsk: (...parts) => ({ within: parts.at(-2)?.long() }),
    FailureTell: () => ({}),
    FailureOurs_letter: (...parts) =>
      Object.assign({ do: { send: 'cheque-our-fault', by: ['letter'] } }, ...((parts.at(-1)?.long() ?? []) as LongMap[])),
    FailureOurs_charge: () => ({ apologise: true }),
    FailureOurs_cheque: (cheque) => cheque.long(),
    FailureDoing: (doing) => (doing.long() as LongMap).do,
    FailureDesk: (_ask, desk, _to, _call, _comma, within, otherwise) => {
      const [superior] = otherwise.long() as Long[];
      return { call: desk.long(), within: within.long(), ...(superior === undefined ? {} : { else: superior }) };
    },
    FailureCall: () => CALL,
    failureDesk: (...parts) => nameOf(parts.slice(-2)),
    FailureCheque: (doing, again) => Object.assign({ do: doing.long() }, ...saidIn(again)),
    FailureAgain: (...parts) => ({ again: parts.at(-1)?.long() }),
  },
  settings: {
    retry: { rule: 'FailureRetry', example: 'by reason, up to 4 times in 14 days' },
    tell: { rule: 'FailureTell', example: 'by reason, once, with the next step and how to prevent it' },
    ask: { rule: 'FailureAsk', example: 'the customer for another way to pay where needed, within 5 days, else used up' },
    ...Object.fromEntries(CHEQUE_LINES.map(chequeLine)),
    'our fault': {
      rule: 'FailureOurs',
      example: 'apologise, and count nothing against the customer',
      put: (into, said) => {
        if ((said as LongMap).apologise) into.ours = said;
        else listOf(into, 'returned').push({ reasons: ['our-fault'], ...(said as LongMap) });
      },
    },
  },
};
