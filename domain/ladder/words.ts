import { type Long, type LongMap, listOf, type Placed, type Timed, type Words } from '../language/words.js';
import { VERBS } from './verbs/index.js';

const ALL = Object.values(VERBS);

/** The rules of step lines, once for all stage types that have them: `10 days after due: send Second reminder`. */
export const LADDER_WORDS: Pick<Words, 'grammar' | 'actions'> = {
  grammar: `
  LadderMoment = LadderOffset LadderEvery? -- offset
               | "end" "of" "the" "month" "of" LadderOffset -- monthEnd
               | "last" businessDay "of" "the" "month" "of" LadderMonth -- lastBusinessDay
               | "day" number "of" "the" "month" "from" LadderMonth -- dayOfMonth
               | "due" "date" -- due
  LadderOffset = LadderSpan ladderSide LadderAnchor
  ladderSide (before or after) = ("before" | "after") endOfWord
  LadderMonth = LadderOffset -- offset
              | ladderDate -- date
  businessDay (business day) = "business" space+ "day" endOfWord
  LadderSpan = BusinessDays | Days | Months
  LadderAnchor = ladderDate -- date
               | ladderTheCall -- call
               | name -- step
  ladderTheCall = "the" space+ "call" &nameEnd
  ladderDate = ("due" | "issue" | "delivery" | "expected") endOfWord
  LadderEvery = "," "then" "every" Days
  LadderStep = LadderVerb LadderMark*
  LadderVerb = ${ALL.map(({ rule }) => rule).join(' | ')}
  LadderMark = "," "as" "a" "formal" "notice" -- severe
             | "," "named" name -- named
             | "," Audience -- audience
${ALL.map(({ words }) => words.grammar).join('')}`,
  actions: {
    LadderMoment_offset: (offset, every) => {
      const [repeat] = every.long() as Long[];
      return { at: offset.long(), ...(repeat === undefined ? {} : { every: repeat }) };
    },
    LadderMoment_monthEnd: (...parts) => ({ at: { ...(parts.at(-1)?.long() as LongMap), endOfMonth: true } }),
    LadderMoment_lastBusinessDay: (...parts) => ({ at: { ...(parts.at(-1)?.long() as LongMap), endOfMonth: 'business' } }),
    LadderMoment_dayOfMonth: (_day, number, _of, _the, _month, _from, counted) => ({
      at: { ...(counted.long() as LongMap), dayOfMonth: number.long() },
    }),
    LadderMonth_date: (date) => ({ days: 0, from: date.sourceString }),
    LadderMoment_due: () => ({ at: { days: 0, from: 'due' } }),
    LadderOffset: (span, side, anchor) => {
      const counted = Object.entries(span.long() as Record<string, number>).map(([unit, count]) => [
        unit,
        side.sourceString === 'before' ? -count || 0 : count,
      ]);
      return { ...Object.fromEntries(counted), from: anchor.long() };
    },
    LadderAnchor_date: (date) => date.sourceString,
    LadderAnchor_call: () => 'call',
    LadderAnchor_step: (name) => name.long(),
    LadderEvery: (_comma, _then, _every, days) => days.long(),
    LadderStep: (act, marks) => {
      const said = marks.long() as LongMap[];
      const to: LongMap = Object.assign({}, ...said.map((mark) => mark.to));
      return { ...(act.long() as LongMap), ...Object.assign({}, ...said), ...(Object.keys(to).length > 0 && { to }) };
    },
    LadderMark_severe: () => ({ severe: true }),
    LadderMark_audience: (_comma, to) => ({ to: to.long() }),
    LadderMark_named: (_comma, _named, name) => ({ name: name.long() as Placed }),
    ...Object.assign({}, ...ALL.map(({ words }) => words.actions)),
  },
};

/** The step lines of a stage type that keeps them under `steps`. A step is called after its message, or `named`. */
export const STEP_LINES: Timed = {
  moment: 'LadderMoment',
  sentence: 'LadderStep',
  example: '10 days after due: send Second reminder',
  exampleFor: (sentence) => {
    const verb = Object.entries(VERBS).find(([name]) => sentence.trimStart().startsWith(`${name} `))?.[1];
    return verb && `20 days after due: ${verb.example}`;
  },
  put: (into, { moment, sentence }) => void listOf(into, 'steps').push({ ...(moment as LongMap), ...(sentence as LongMap) }),
};
