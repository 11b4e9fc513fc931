import { type Long, type LongMap, listOf, Said, type Words } from '../../language/words.js';

/** The states of an account, each a line: `OD2: from 40 days after issue of the oldest invoice, send Second reminder, hold new orders`. */
export const words: Words = {
  grammar: `
  OverdueState = "from" OverdueThreshold OverdueMark*
  OverdueThreshold = Days "after" overdueDate "of" "the" "oldest" "invoice" -- age
                   | number "unpaid" overdueInvoices -- count
                   | OverdueAmounts -- balance
  overdueDate (issue or due) = ("issue" | "due") endOfWord
  overdueInvoices = ("invoices" | "invoice") endOfWord
  OverdueAmounts = NonemptyListOf<Money, "or">
  OverdueMark = "," "as" "a" "severe" "state" -- severe
              | OverdueMessage -- send
              | "," "hold" "new" "orders" -- orders
              | "," "hold" "service" -- service
              | "," "ask" who -- ask
  OverdueMessage = "," Send OverdueNamed?
  OverdueNamed = "," "named" name
  OverdueLeaving = Send OverdueNamed? OverdueMessage*
`,
  actions: {
    OverdueState: (_from, threshold, marks) => ({ from: threshold.long(), marks: marks.long() }),
    OverdueThreshold_age: (days, _after, date) => ({ days: (days.long() as { days: number }).days, after: date.sourceString }),
    OverdueThreshold_count: (count) => ({ invoices: count.long() }),
    OverdueThreshold_balance: (amounts) => ({ balance: amounts.long() }),
    OverdueAmounts: (list) => list.asIteration().children.map((amount) => (amount as typeof list).long()),
    OverdueMark_severe: () => ({ severe: true }),
    OverdueMark_send: (message) => ({ send: message.long() }),
    OverdueMark_orders: () => ({ hold: 'orders' }),
    OverdueMark_service: () => ({ hold: 'service' }),
    OverdueMark_ask: (_comma, _ask, who) => ({ ask: who.long() }),
    OverdueMessage: (_comma, send, named) => messageOf(send.long(), named.long() as Long[]),
    OverdueNamed: (_comma, _named, name) => name.long(),
    OverdueLeaving: (send, named, more) => [messageOf(send.long(), named.long() as Long[]), ...(more.long() as Long[])],
  },
  settings: { tolerance: { rule: 'OverdueAmounts', example: 'EUR 1.00 or GBP 1.00' } },
  named: [
    {
      begins: 'leaving ',
      rule: 'OverdueLeaving',
      example: 'send Thank you',
      put: (into, { name, sentence }) => {
        const { leaving = {} } = into as { leaving?: LongMap };
        leaving[String((name.long as { value: string }).value)] = sentence;
        into.leaving = leaving;
      },
    },
    {
      rule: 'OverdueState',
      example: 'from 40 days after issue of the oldest invoice, send Second reminder, hold new orders',
      put: (into, { name, sentence }) => {
        const { from, marks } = sentence as { from: Said; marks: Said };
        const said = marks.long as LongMap[];
        const all = (key: string): Long =>
          new Said(
            said.flatMap((mark) => (key in mark ? [mark[key]] : [])),
            marks.at,
          );
        const state: LongMap = { name, from, send: all('send'), hold: all('hold'), ask: all('ask') };
        if (said.some((mark) => 'severe' in mark)) state.severe = true;
        listOf(into, 'states').push(state);
      },
    },
  ],
};

/** A message is called after its template, or `named`. */
const messageOf = (send: Long, [name]: Long[]): LongMap => ({ name: name ?? send, send });
