/** Files of rules that somebody could write to be a burden, or to be read as something else than they say: what each must be answered. */
import type { Hostile } from './journeys.js';

const many = (count: number, write: (n: number) => string): string => Array.from({ length: count }, (_, n) => write(n)).join('');
const UNREADABLE = /^This is not readable as YAML/;
const NO_RULES = /^Expected rules: a list of lines like/;
const TOO_LONG = /^A file of rules has at most 20,000 characters/;
const NO_NAME = /^"__proto__" is no name/;
const ELSE = '  - else: Ladder\n';

export const HOSTILE_RULES: readonly Hostile[] = [
  { what: 'aliases of aliases', text: `a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nrules: *c\n`, says: NO_RULES },
  {
    what: 'many aliases of aliases',
    text: `${many(30, (n) => `a${n}: &a${n} [${n ? `*a${n - 1}, *a${n - 1}` : 'x'}]\n`)}rules: *a29\n`,
    says: NO_RULES,
  },
  { what: 'merged aliases', text: `a: &a { k: v }\nrules:\n  - { <<: *a, else: Ladder }\n`, says: NO_RULES },
  { what: 'ten megabytes', text: `rules:\n${many(300_000, (n) => `  - J${n}: customer.hasAutopay\n`)}${ELSE}`, says: TOO_LONG },
  { what: 'ten megabytes of empty lines', text: `rules:\n${'\n'.repeat(10_000_000)}${ELSE}`, says: TOO_LONG },
  { what: 'ten megabytes of blanks', text: `rules:${' '.repeat(10_000_000)}\n${ELSE}`, says: TOO_LONG },
  { what: 'brackets without end', text: `rules: ${'['.repeat(19_000)}`, says: UNREADABLE },
  { what: 'brackets in brackets', text: `rules: ${'['.repeat(9_000)}${']'.repeat(9_000)}\n`, says: /./ },
  { what: 'dashes without end', text: `rules: ${'- '.repeat(9_000)}x\n`, says: /./ },
  {
    what: 'one name twice, among hundreds',
    text: `rules:\n${ELSE}stages: { ${many(900, (n) => `s${n % 899}: x, `)} }\n`,
    says: UNREADABLE,
  },
  { what: '__proto__ as a journey', text: `rules:\n  - __proto__: customer.hasAutopay\n${ELSE}`, says: NO_NAME },
  { what: '__proto__ as a stage', text: `rules:\n${ELSE}stages: { __proto__: reminders }\n`, says: NO_NAME },
  { what: 'a map in place of the list', text: 'rules: { Ladder: customer.hasAutopay, else: Ladder }\n', says: NO_RULES },
  { what: 'a number in place of the list', text: 'rules: 1e400\n', says: NO_RULES },
  { what: 'no list at all', text: 'rules:\n', says: NO_RULES },
  { what: 'a list in place of a line', text: `rules:\n  - [Ladder, customer.hasAutopay]\n${ELSE}`, says: NO_RULES },
  { what: 'two rules in one line', text: 'rules:\n  - { Ladder: customer.hasAutopay, else: Ladder }\n', says: NO_RULES },
  { what: 'a condition that is a map', text: `rules:\n  - Ladder: { customer: hasAutopay }\n${ELSE}`, says: NO_RULES },
  { what: 'a condition that is a word of YAML', text: `rules:\n  - Ladder: true\n${ELSE}`, says: NO_RULES },
  { what: 'a condition that is a binary', text: `rules:\n  - Ladder: !!binary Y3VzdG9tZXI=\n${ELSE}`, says: /./ },
  { what: 'stages that are a list', text: `rules:\n${ELSE}stages: [reminders, chasing]\n`, says: NO_RULES },
  { what: 'a stage that goes to a map', text: `rules:\n${ELSE}stages: { reminders: { to: chasing } }\n`, says: NO_RULES },
  { what: 'a stage that goes nowhere', text: `rules:\n${ELSE}stages: { reminders: }\n`, says: NO_RULES },
  { what: 'more than rules', text: `rules:\n${ELSE}journeys: []\n`, says: NO_RULES },
  {
    what: 'a condition in parentheses',
    text: `rules:\n  - Ladder: "${'('.repeat(200)}true${')'.repeat(200)}"\n${ELSE}`,
    says: /too large|parenthes/i,
  },
  { what: 'a condition without end', text: `rules:\n  - Ladder: ${'1 + '.repeat(4_000)}1 == 1\n${ELSE}`, says: /at most 500 characters/ },
  {
    what: 'a pattern in a condition',
    text: `rules:\n  - Ladder: customer.country.matches("^(a+)+$")\n${ELSE}`,
    says: /Patterns are not known/,
  },
  {
    what: 'many long conditions',
    text: `rules:\n${many(39, (n) => `  - J${n}: ${Array.from({ length: 14 }, (_unused, part) => `customer.balance == ${n * 20 + part}`).join(' || ')}\n`)}  - Last: customer.balance == 0\n${ELSE}`,
    says: /./,
  },
];
