import type { Long, LongMap, Words } from '../../language/words.js';

/** `1 day after a dispute is resolved: ask CSAT` and `every 6 months: ask NPS`. */
export const words: Words = {
  grammar: `
  FeedbackAfter = Days "after" NonemptyListOf<FeedbackPoint, FeedbackOr>
  FeedbackOr = "," | "or"
  FeedbackPoint = "a" "dispute" "is" "resolved" -- dispute
                | "a" "failed" "payment" "is" "recovered" -- recovered
                | "an" "invoice" "is" "settled" -- settled
  FeedbackEvery = "every" Months
  FeedbackCsat = "ask" "CSAT" endOfWord
  FeedbackNps = "ask" "NPS" endOfWord
  FeedbackBad = "ask" who FeedbackLimit?
  FeedbackLimit = "," Within FeedbackElse?
  FeedbackElse = "," Else
`,
  actions: {
    FeedbackAfter: (days, _after, points) => ({
      ...(days.long() as LongMap),
      after: points.asIteration().children.map((point) => (point as typeof points).long()),
    }),
    FeedbackPoint_dispute: () => 'dispute resolved',
    FeedbackPoint_recovered: () => 'payment recovered',
    FeedbackPoint_settled: () => 'settled',
    FeedbackEvery: (_every, months) => ({ every: months.long() }),
    FeedbackCsat: () => ({}),
    FeedbackNps: () => ({}),
    FeedbackBad: (_ask, who, limit) => ({ ask: who.long(), ...((limit.long() as LongMap[])[0] ?? {}) }),
    FeedbackLimit: (_comma, within, otherwise) => {
      const [superior] = otherwise.long() as Long[];
      return { within: within.long(), ...(superior === undefined ? {} : { else: superior }) };
    },
    FeedbackElse: (_comma, otherwise) => otherwise.long(),
  },
  settings: {
    'bad score': {
      rule: 'FeedbackBad',
      example: 'ask the account manager, within 2 business days, else Head of AR',
      put: (into, said) => {
        into.badScore = said;
      },
    },
  },
  timed: [
    {
      moment: 'FeedbackAfter',
      sentence: 'FeedbackCsat',
      example: '1 day after a dispute is resolved: ask CSAT',
      put: (into, { moment }) => {
        into.csat = moment;
      },
    },
    {
      moment: 'FeedbackEvery',
      sentence: 'FeedbackNps',
      example: 'every 6 months: ask NPS',
      put: (into, { moment }) => {
        into.nps = moment;
      },
    },
  ],
};
