import type { LongMap, Words } from '../../language/words.js';

/** `5 days before due: send We will collect` and `due date: collect`. */
export const words: Words = {
  grammar: `
  AutopayBefore = Days "before" "due"
  AutopayOn = Days "after" "due" -- after
            | "due" "date" -- due
  AutopayCollect = "collect" endOfWord
`,
  actions: {
    AutopayBefore: (days) => days.long(),
    AutopayOn_after: (days) => days.long(),
    AutopayOn_due: () => ({ days: 0 }),
    AutopayCollect: () => ({}),
  },
  timed: [
    {
      moment: 'AutopayBefore',
      sentence: 'Send',
      example: '5 days before due: send We will collect',
      put: (into, { moment, sentence }) => {
        into.notice = { ...(moment as LongMap), template: sentence };
      },
    },
    {
      moment: 'AutopayOn',
      sentence: 'AutopayCollect',
      example: 'due date: collect',
      put: (into, { moment }) => {
        into.collect = moment;
      },
    },
  ],
};
