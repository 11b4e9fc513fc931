import { type Long, type LongMap, listOf, nameOf, partsOf, type Words } from '../../language/words.js';

/** Rules are tried in the order: who is asked about, who is approved with more, everybody. */
export const words: Words = {
  grammar: `
  CreditApprove = Money CreditMore*
  CreditMore = "," "or" Money "for" CreditWhom
  CreditWhom = "a" "customer" "known" "for" Months -- known
             | Segment -- segment
  CreditAsk = creditDesk CreditFor? "," Within "," Else
  creditDesk (a desk) = ("the" space+)? letter (~(nameEnd | space+ "for" endOfWord) any)*
  CreditFor = "for" Segment
  CreditAgain = "every" Months CreditSooner*
  CreditSooner = "," ("or" | "and") "when" "the" "risk" "class" "changes" -- risk
               | "," ("or" | "and") "after" "a" "returned" "cheque" -- cheque
  CreditOver = "hold" "the" "order" "and" "ask" who "," Within "," "else" "keep" "it" "on" "hold"
`,
  actions: {
    CreditApprove: (limit, more) => [...(more.long() as Long[]), { do: 'approve', limit: limit.long() }],
    CreditMore: (_comma, _or, limit, _for, whom) => ({ if: whom.long(), do: 'approve', limit: limit.long() }),
    CreditWhom_known: (_a, _customer, _known, _for, months) => ({ monthsKnownAtLeast: (months.long() as { months: number }).months }),
    CreditWhom_segment: (segment) => ({ segment: segment.long() }),
    CreditAsk: (desk, whom, _comma, within, _second, otherwise) => ({
      ask: { who: desk.long(), within: within.long(), else: otherwise.long() },
      rules: (whom.long() as Long[]).map((segment) => ({ if: { segment }, do: 'ask' })),
    }),
    creditDesk: (...parts) => nameOf(parts.slice(-2)),
    CreditFor: (_for, segment) => segment.long(),
    CreditAgain: (_every, months, sooner) => Object.assign({}, months.long(), ...(sooner.long() as LongMap[])),
    CreditSooner_risk: () => ({ riskClassChanges: true }),
    CreditSooner_cheque: () => ({ chequeReturned: true }),
    CreditOver: (_hold, _the, _order, _and, _ask, who, _comma, within) => ({ who: who.long(), within: within.long(), else: 'hold' }),
  },
  settings: {
    approve: {
      rule: 'CreditApprove',
      example: 'EUR 5000, or EUR 20000 for a customer known for 12 months',
      put: (into, rules) => void listOf(into, 'rules').push(...(rules as Long[])),
    },
    ask: {
      rule: 'CreditAsk',
      example: 'Credit desk for high risk, within 2 days, else declined',
      put: (into, said) => {
        const { ask, rules } = said as LongMap;
        into.ask = ask;
        const before = partsOf(rules);
        if (before.length > 0) into.rules = [...before, ...listOf(into, 'rules')];
      },
    },
    again: { rule: 'CreditAgain', example: 'every 12 months, or when the risk class changes' },
    'over the limit': {
      rule: 'CreditOver',
      example: 'hold the order and ask Credit desk, within 1 day, else keep it on hold',
      put: (into, said) => {
        into.overLimit = said;
      },
    },
  },
};
