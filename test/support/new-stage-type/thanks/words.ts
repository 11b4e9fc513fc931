import type { LongMap, Words } from '../../../../domain/language/words.js';

/** `3 days after arrival: send Thank you`. */
export const words: Words = {
  grammar: `
  ThanksAfter = Days "after" "arrival"
`,
  actions: { ThanksAfter: (days) => days.long() },
  timed: [
    {
      moment: 'ThanksAfter',
      sentence: 'Send',
      example: '3 days after arrival: send Thank you',
      put: (into, { moment, sentence }) => {
        into.days = (moment as LongMap).days;
        into.template = sentence;
      },
    },
  ],
};
