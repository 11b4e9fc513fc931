/** Files that somebody could write to be a burden, or to be read as something else than they say: what each must be answered. */
export interface Hostile {
  what: string;
  text: string;
  /** What the first finding says. */
  says: RegExp;
}

const journey = ({ stages, more = '' }: { stages?: string; more?: string }): string => `journey: Hostile
contact: { at: "09:00", until: "17:00", zone: UTC }
lanes:
  collection:
    for: item
    stages: { ${stages ?? 'delivery: { on: { delivered: end } }'} }
${more}`;
const many = (count: number, write: (n: number) => string, between = ','): string =>
  Array.from({ length: count }, (_, n) => write(n)).join(between);
const segment = (condition: string): string =>
  journey({
    stages:
      'reminders: { steps: [{ name: a, at: { days: 1, from: due }, do: { send: overdue }, to: { only: some } }], on: { used up: end } }',
    more: `segments: { some: '${condition}' }\n`,
  });

const TOO_DEEP = /^Maps and lists stand at most 50 deep/;
const TOO_WIDE = /^A map or list of a journey has at most 200 members/;
const TOO_LONG = /^A journey has at most 100,000 characters/;
const ALIASES = /^Something stands again by its alias \(\*name\) more than 100 times/;
const HIDDEN = /^There is a character here that nobody sees \(U\+/;
const NO_NAME = /^"__proto__" is no name for anything/;
const UNREADABLE = /^This is not readable as YAML/;

export const HOSTILE_JOURNEYS: readonly Hostile[] = [
  {
    what: 'aliases of aliases',
    text: journey({ more: many(12, (n) => `a${n}: &a${n} [${many(9, () => (n ? `*a${n - 1}` : 'x'))}]`, '\n') }),
    says: ALIASES,
  },
  {
    what: 'merged aliases',
    text: journey({ more: many(30, (n) => `a${n}: &a${n} { ${n ? `<<: [*a${n - 1}, *a${n - 1}], ` : ''}k: v }`, '\n') }),
    says: ALIASES,
  },
  { what: 'a list that holds itself', text: journey({ more: 'spare: &spare [*spare]\n' }), says: TOO_DEEP },
  { what: 'ten megabytes', text: 'x'.repeat(10_000_000), says: TOO_LONG },
  { what: 'ten megabytes of a journey', text: journey({ stages: many(400_000, (n) => `s${n}: { type: delivery }`) }), says: TOO_LONG },
  {
    what: 'ten thousand stages',
    text: `journey: J\nlanes: { l: { for: item, stages: { ${many(10_000, (n) => `s${n}: `)} } } }`,
    says: TOO_WIDE,
  },
  { what: 'ten thousand steps', text: journey({ stages: `reminders: { steps: [${'{name: a},'.repeat(9_500)}] }` }), says: TOO_WIDE },
  { what: 'ten thousand lanes', text: `journey: J\nlanes: { ${many(10_000, (n) => `l${n}: `)} }`, says: TOO_WIDE },
  {
    what: 'forty lanes of wrong stages',
    text: `journey: J\nlanes: { ${many(40, (l) => `l${l}: { for: item, stages: { ${many(190, (n) => `s${n}: 1`)} } }`)} }`,
    says: /^A stage stands here/,
  },
  {
    what: 'a circle of 199 stages',
    text: journey({ stages: many(199, (n) => `s${n}: { type: delivery, on: { delivered: s${(n + 1) % 199} } }`) }),
    says: /^These stages lead in a circle/,
  },
  { what: 'brackets without end', text: '['.repeat(99_999), says: TOO_DEEP },
  { what: 'brackets in brackets', text: `${'['.repeat(49_000)}${']'.repeat(49_000)}`, says: TOO_DEEP },
  { what: 'maps in maps', text: `${'{a: '.repeat(19_000)}${'}'.repeat(19_000)}`, says: TOO_DEEP },
  { what: 'dashes without end', text: `${'- '.repeat(49_000)}x`, says: TOO_DEEP },
  { what: 'question marks without end', text: `${'? '.repeat(49_000)}x`, says: TOO_DEEP },
  { what: 'lines ever further to the right', text: many(440, (n) => `${' '.repeat(n)}a:`, '\n'), says: TOO_DEEP },
  { what: 'a line of blanks', text: ' '.repeat(99_999), says: TOO_DEEP },
  { what: 'empty lines', text: '\n'.repeat(99_999), says: /^Expected a map with the keys journey and lanes/ },
  { what: 'commas', text: `[${','.repeat(90_000)}]`, says: UNREADABLE },
  { what: 'quotes', text: '"'.repeat(99_999), says: UNREADABLE },
  { what: 'tags', text: `${'!a '.repeat(30_000)}x`, says: UNREADABLE },
  { what: 'colons', text: 'a: '.repeat(33_000), says: /^(This is not readable as YAML|Maps and lists)/ },
  { what: 'directives', text: '%YAML 1.2\n'.repeat(9_000), says: UNREADABLE },
  { what: 'one key twice, among thousands', text: many(9_000, (n) => `k${n % 8_999}: 1`, '\n'), says: UNREADABLE },
  { what: 'a tag that names code', text: 'journey: !!js/function "function () {}"\nlanes: !<tag:x> {}\n', says: /./ },
  { what: 'a pattern in a condition', text: segment('customer.country.matches("^(a+)+$")'), says: /Patterns are not known in conditions/ },
  { what: 'a condition in parentheses', text: segment(`${'('.repeat(200)}true${')'.repeat(200)}`), says: /too large|parenthes/i },
  { what: 'a condition of denials', text: segment(`${'!'.repeat(400)}true`), says: /too large|deep/i },
  { what: 'a condition without end', text: segment(`${'1 + '.repeat(2_000)}1 == 1`), says: /at most 500 characters/ },
  {
    what: 'two hundred segments',
    text: journey({ more: `segments: { ${many(190, (n) => `s${n}: customer.monthsKnown > ${n}`)} }\n` }),
    says: /at most 40 segments/,
  },
  {
    what: 'a sentence without end',
    text: `journey: J\ncollection, for each invoice:\n  reminders:\n    1 day after due: send ${'a '.repeat(45_000)}\n    on used up: end\n`,
    says: /at most 500 characters/,
  },
  { what: 'a name without end', text: `journey: ${'x'.repeat(99_000)}\n`, says: /./ },
  { what: 'a zone without end', text: journey({}).replace('UTC', 'A/'.repeat(40_000)), says: /Expected an IANA time zone/ },
  { what: 'marks upon marks', text: `journey: a${'\u0301'.repeat(90_000)}\n`, says: /./ },
  {
    what: 'a day beyond all days',
    text: journey({
      stages: 'reminders: { steps: [{ name: a, at: { days: 1e308, from: due }, do: { send: overdue } }], on: { used up: end } }',
    }),
    says: /^Expected/,
  },
  {
    what: 'no number of days',
    text: journey({
      stages: 'reminders: { steps: [{ name: a, at: { days: .nan, from: due }, do: { send: overdue } }], on: { used up: end } }',
    }),
    says: /^Expected/,
  },
  { what: '__proto__ as a key', text: journey({ more: '__proto__: { a: 1 }\n' }), says: NO_NAME },
  {
    what: '__proto__ as a lane',
    text: 'journey: J\n__proto__, for each invoice:\n  delivery: { on: { delivered: end } }\n',
    says: /"__proto__, for each invoice" is not known here|"__proto__" is no name/,
  },
  { what: '__proto__ as a stage', text: journey({ stages: '__proto__: { type: delivery, on: { delivered: end } }' }), says: NO_NAME },
  { what: '__proto__ as a segment', text: journey({ more: 'segments: { __proto__: customer.monthsKnown < 12 }\n' }), says: NO_NAME },
  { what: '__proto__ as an outcome', text: journey({ stages: 'delivery: { on: { __proto__: end, delivered: end } }' }), says: NO_NAME },
  {
    what: '__proto__ as a reason of disputes',
    text: journey({ more: 'holds: { reasons: { owners: { __proto__: sales }, else: ar-desk } }\n' }),
    says: NO_NAME,
  },
  {
    what: 'constructor as a stage type',
    text: journey({ stages: 'delivery: { type: constructor, on: { delivered: end } }' }),
    says: /^There is no stage type "constructor"/,
  },
  {
    what: 'toString as an outcome',
    text: journey({ stages: 'delivery: { on: { toString: end, delivered: end } }' }),
    says: /never ends with "toString"/,
  },
  {
    what: 'valueOf as the next stage',
    text: journey({ stages: 'delivery: { on: { delivered: valueOf } }' }),
    says: /^There is no stage "valueOf"/,
  },
  {
    what: 'toString as a moment',
    text: journey({
      stages: 'reminders: { steps: [{ name: a, at: { days: 1, from: toString }, do: { send: overdue } }], on: { used up: end } }',
    }),
    says: /"toString" is neither/,
  },
  { what: 'a name that reads from the right', text: journey({}).replace('Hostile', '\u202eelitsoH'), says: HIDDEN },
  {
    what: 'a stage with something without width',
    text: journey({ stages: 'deli\u200bvery: { type: delivery, on: { delivered: end } }' }),
    says: HIDDEN,
  },
  {
    what: 'the same, written as an escape',
    text: journey({ stages: '"deli\\u200bvery": { type: delivery, on: { delivered: end } }' }),
    says: HIDDEN,
  },
  { what: 'a comment that turns what comes after it', text: journey({ more: '# \u2067 end\n' }), says: HIDDEN },
  { what: 'nothing but a null character', text: 'journey: "\0"\n', says: HIDDEN },
  { what: 'half characters', text: `journey: "${'\ud800'.repeat(1_000)}"`, says: HIDDEN },
];
