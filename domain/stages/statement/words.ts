import type { LongMap, Words } from '../../language/words.js';

/** `day 5 of the month: send Statement, by letter, if anything is open`. */
export const words: Words = {
  grammar: `
  StatementDay = "day" number "of" "the" "month" -- day
               | "last" businessDay "of" "the" "month" -- business
  StatementSend = LadderSend "," "if" "anything" "is" "open"
`,
  actions: {
    StatementDay_day: (_day, number) => ({ dayOfMonth: number.long() }),
    StatementDay_business: () => ({ lastBusinessDay: true }),
    StatementSend: (send) => (send.long() as { do: LongMap }).do,
  },
  timed: [
    {
      moment: 'StatementDay',
      sentence: 'StatementSend',
      example: 'day 5 of the month: send Statement, by letter, if anything is open',
      put: (into, { moment, sentence }) => Object.assign(into, { at: moment, statement: sentence }),
    },
  ],
};
