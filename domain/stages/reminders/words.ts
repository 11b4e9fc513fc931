import { type Long, type LongMap, listOf, type Placed, type Words } from '../../language/words.js';

/** `10 days after due: send Second reminder`. A step is called after its message, or `named`. */
export const words: Words = {
  grammar: `
  RemindersMoment = RemindersOffset RemindersEvery? -- offset
                  | "end" "of" "the" "month" "of" RemindersOffset -- monthEnd
                  | "due" "date" -- due
  RemindersOffset = RemindersSpan remindersSide RemindersAnchor
  remindersSide (before or after) = ("before" | "after") endOfWord
  RemindersSpan = Days | Months
  RemindersAnchor = remindersDate -- date
                  | name -- step
  remindersDate = ("due" | "issue" | "delivery") endOfWord
  RemindersEvery = "," "then" "every" Days
  RemindersStep = Send RemindersMark*
  RemindersMark = "," "as" "a" "formal" "notice" -- severe
                | "," "named" name -- named
`,
  actions: {
    RemindersMoment_offset: (offset, every) => {
      const [repeat] = every.long() as Long[];
      return { at: offset.long(), ...(repeat === undefined ? {} : { every: repeat }) };
    },
    RemindersMoment_monthEnd: (...parts) => ({ at: { ...(parts.at(-1)?.long() as LongMap), endOfMonth: true } }),
    RemindersOffset: (span, side, anchor) => {
      const counted = Object.entries(span.long() as Record<string, number>).map(([unit, count]) => [
        unit,
        side.sourceString === 'before' ? -count || 0 : count,
      ]);
      return { ...Object.fromEntries(counted), from: anchor.long() };
    },
    RemindersAnchor_date: (date) => date.sourceString,
    RemindersAnchor_step: (name) => name.long(),
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
