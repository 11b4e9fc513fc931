import { type LongMap, listOf, type Placed, type Words } from '../../language/words.js';

/** `10 days after due: send Second reminder`. A step is called after its message, or `named`. */
export const words: Words = {
  grammar: `
  RemindersMoment = Days ("before" | "after") RemindersAnchor RemindersEvery? -- offset
                  | "due" "date" -- due
  RemindersAnchor = ("due" | "issue" | "delivery") endOfWord
  RemindersEvery = "," "then" "every" Days
  RemindersStep = Send RemindersMark*
  RemindersMark = "," "as" "a" "formal" "notice" -- severe
                | "," "named" name -- named
`,
  actions: {
    RemindersMoment_offset: (days, side, anchor, every) => {
      const { days: count } = days.long() as { days: number };
      const [repeat] = every.long() as unknown[];
      const at = { days: side.sourceString === 'before' ? -count || 0 : count, from: anchor.sourceString.trim() };
      return { at, ...(repeat === undefined ? {} : { every: repeat }) };
    },
    RemindersMoment_due: () => ({ at: { days: 0, from: 'due' } }),
    RemindersEvery: (_comma, _then, _every, days) => days.long(),
    RemindersStep: (send, marks) => ({
      name: send.long(),
      do: { send: send.long() },
      ...Object.assign({}, ...(marks.long() as LongMap[])),
    }),
    RemindersMark_severe: () => ({ severe: true }),
    RemindersMark_named: (_comma, _named, name) => ({ name: name.long() as Placed }),
  },
  timed: [
    {
      moment: 'RemindersMoment',
      sentence: 'RemindersStep',
      example: '10 days after due: send Second reminder',
      put: (into, { moment, sentence }) => void listOf(into, 'steps').push({ ...(moment as LongMap), ...(sentence as LongMap) }),
    },
  ],
};
