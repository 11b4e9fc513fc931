import { type Long, type LongMap, nameOf, type Read, Said, type Words } from '../../language/words.js';

/** What is open by itself, not the step of an invoice. */
const DISPUTE = Symbol('a dispute');

/** `1 day after a dispute is resolved: ask CSAT` and `every 6 months: ask NPS`. */
export const words: Words = {
  grammar: `
  FeedbackAfter = FeedbackSpan "after" NonemptyListOf<FeedbackPoint, FeedbackOr>
  FeedbackSpan = Weeks | Days
  weeks (weeks) = ("weeks" | "week") endOfWord
  Weeks = number weeks
  FeedbackOr = "," | "or"
  FeedbackPoint = "a" "dispute" "is" ("resolved" | "solved") -- dispute
                | "a" "failed" "payment" "is" "recovered" -- recovered
                | "an" "invoice" "is" "settled" -- settled
  FeedbackEvery = "every" Months
  FeedbackCsat = "ask" "CSAT" endOfWord FeedbackBy?
  FeedbackNps = "ask" "NPS" endOfWord FeedbackBy?
  FeedbackBy = "," "by" "telephone" FeedbackCaller? -- telephone
             | "," "by" "letter" FeedbackLies? -- letter
  FeedbackCaller = "," "asked" "by" who FeedbackLimit?
  FeedbackLies = "with" Enclosed
  FeedbackBad = "ask" feedbackDesk "to" "call" FeedbackLimit -- call
              | "ask" who FeedbackLimit? -- ask
  feedbackDesk (a person or a desk) = ("the" space+)? letter (~(nameEnd | space+ "to" space+ "call" endOfWord) any)*
  FeedbackNever = "while" NonemptyListOf<FeedbackOpen, FeedbackOr> "is" "open"
  FeedbackOpen = feedbackDispute -- dispute
               | feedbackNotice -- notice
  feedbackDispute (a dispute) = "a" space+ "dispute" endOfWord
  feedbackNotice (the name of a step) = (("the" | "an" | "a") space+)? letter (~(nameEnd | space+ ("is" | "or") endOfWord) any)*
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
    Weeks: (number) => ({ days: Number(number.long()) * 7 }),
    FeedbackEvery: (_every, months) => ({ every: months.long() }),
    FeedbackCsat: (_ask, _csat, _end, by) => (by.long() as Long[])[0],
    FeedbackNps: (_ask, _nps, _end, by) => (by.long() as Long[])[0],
    FeedbackBy_telephone: (_comma, _by, _telephone, caller) => ({ telephone: (caller.long() as Long[])[0] ?? {} }),
    FeedbackBy_letter: (_comma, _by, _letter, lies) => ({ letter: (lies.long() as Long[])[0] ?? {} }),
    FeedbackCaller: (_comma, _asked, _by, who, limit) => ({ ask: who.long(), ...((limit.long() as LongMap[])[0] ?? {}) }),
    FeedbackLies: (_with, enclosed) => ({ with: enclosed.long() }),
    FeedbackBad_call: (_ask, desk, _to, _call, limit) => ({ ask: desk.long(), ...(limit.long() as LongMap), call: true }),
    feedbackDesk: (...parts) => nameOf(parts.slice(-2)),
    FeedbackNever: (_while, list) => {
      const open = list.asIteration().children.map((part) => (part as Read).long());
      const notices = open.filter((one) => one !== DISPUTE);
      return { ...(notices.length < open.length && { dispute: true }), ...(notices.length > 0 && { notices }) };
    },
    FeedbackOpen_dispute: () => DISPUTE,
    FeedbackOpen_notice: (notice) => notice.long(),
    feedbackNotice: (...parts) => nameOf(parts.slice(-2)),
    FeedbackBad_ask: (_ask, who, limit) => ({ ask: who.long(), ...((limit.long() as LongMap[])[0] ?? {}) }),
    FeedbackLimit: (_comma, within, otherwise) => {
      const [superior] = otherwise.long() as Long[];
      return { within: within.long(), ...(superior === undefined ? {} : { else: superior }) };
    },
    FeedbackElse: (_comma, otherwise) => otherwise.long(),
  },
  settings: {
    never: { rule: 'FeedbackNever', example: 'while a dispute or a Final notice is open' },
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
      example: '1 day after a dispute is resolved: ask CSAT, by telephone',
      put: (into, { moment, sentence }) => {
        into.csat = asked(moment, sentence);
      },
    },
    {
      moment: 'FeedbackEvery',
      sentence: 'FeedbackNps',
      example: 'every 6 months: ask NPS, by letter with reply card',
      put: (into, { moment, sentence }) => {
        into.nps = asked(moment, sentence);
      },
    },
  ],
};

/** When it is asked, and how, where that is said. */
const asked = (moment: Long, by: Long): Long => (isSaid(by) ? { ...(moment as LongMap), by } : moment);
const isSaid = (said: Long): boolean => !(said instanceof Said) || said.long !== undefined;
