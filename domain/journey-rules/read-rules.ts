/**
 * Reads a file of rules that give each customer his journey: the first whose condition is true of him, `else` the last. All findings at once.
 */
import { isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { z } from 'zod';
import { readTerm } from '../conditions/compile.js';
import type { AboutCustomer } from '../conditions/customer-words.js';
import { CUSTOMER_WORDS } from '../conditions/customer-words.js';
import { findValues } from '../conditions/possible.js';
import type { Term } from '../conditions/term.js';
import type { Vocabulary } from '../conditions/vocabulary.js';
import { DulyError } from '../errors.js';
import { suggestion } from '../journey/findings.js';
import type { Journey } from '../journey/journey.js';
import type { RulesFinding } from './findings.js';
import { wayByRules } from './way-by-rules.js';

/** Rules as they are written. Plain JSON. */
export interface WrittenRules {
  /** In their order. */
  rules: { journey: string; when: string }[];
  /** The journey of whoever no rule is true of. */
  otherwise: string;
  /** Where those go on who change the journey, by the names of stages; else the stage of that name, of its type, or the lane's first. */
  stages: Record<string, string>;
}

const LARGEST = 20_000;
const MOST_RULES = 100;
const VOCABULARY: Vocabulary<AboutCustomer> = CUSTOMER_WORDS;

const rulesSchema = z.strictObject({
  rules: z.array(z.record(z.string().min(1).max(100), z.string()).refine((rule) => Object.keys(rule).length === 1)).min(1),
  stages: z.record(z.string(), z.string()).default({}),
});

/** Whether the text is meant as rules, not as a journey. */
export const saysRules = (text: string): boolean =>
  /^[ \t]*(?:\{[ \t]*)?"?rules"?[ \t]*:/m.test(text) && !/^[ \t]*(?:\{[ \t]*)?"?journey"?[ \t]*:/m.test(text);

/** What rules are checked against. */
export interface RulesSurroundings {
  /** Those that may be named; left out, any may, and nothing is known of their stages. */
  journeys?: readonly Journey[] | undefined;
  /** Those beside them from which customers come. */
  from?: readonly Journey[] | undefined;
}

/** Every finding, or the rules. Never throws. */
export function checkRules(
  text: string,
  { journeys, from = [] }: RulesSurroundings = {},
): { rules: WrittenRules; findings: [] } | { rules?: undefined; findings: RulesFinding[] } {
  const lines = new LineCounter();
  const findings: RulesFinding[] = [];
  const say = (code: RulesFinding['code'], offset: number, path: string, message: string): void => {
    const { line, col } = lines.linePos(offset);
    findings.push({ code, at: `${Math.max(line, 1)}:${Math.max(col, 1)}`, path, message });
  };
  if (text.length > LARGEST) {
    say('rules-too-large', 0, '', `A file of rules has at most ${LARGEST.toLocaleString('en')} characters.`);
    return { findings: byPlace(findings) };
  }
  const doc = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  for (const { pos, message } of doc.errors)
    say('rules-unreadable', pos[0], '', `This is not readable as YAML: ${message.replace(/\.?$/, '.')}`);
  visit(doc, {
    Pair(_key, { key }) {
      if (isScalar(key) && key.value === '__proto__')
        say('rules-unreadable', key.range?.[0] ?? 0, '', '"__proto__" is no name for anything: take another.');
    },
  });
  if (findings.length > 0) return { findings: byPlace(findings) };
  const startOf = (...path: PropertyKey[]): number =>
    (doc.getIn(path, true) as { range?: [number, number, number] } | undefined)?.range?.[0] ?? 0;
  const parsed = rulesSchema.safeParse(plainOf(doc));
  if (!parsed.success) {
    for (const { path } of parsed.error.issues)
      say(
        'rules-unreadable',
        startOf(...path),
        pathText(path),
        'Expected rules: a list of lines like "- Portal payers: customer.paysBy == \\"online\\"", the last "- else: JOURNEY"; and stages: old names to new ones.',
      );
    return { findings: byPlace(findings) };
  }
  const list = parsed.data.rules.map((rule, index) => {
    const [journey, when] = Object.entries(rule)[0] as [string, string];
    return { journey, when, index };
  });
  if (list.length > MOST_RULES)
    say('rules-too-large', startOf('rules', MOST_RULES), `rules[${MOST_RULES}]`, `There are at most ${MOST_RULES} rules.`);
  const names = journeys?.map(({ name }) => name);
  const named = (journey: string, index: number): void => {
    if (names && !names.includes(journey))
      say(
        'unknown-journey',
        startOf('rules', index),
        `rules[${index}]`,
        `There is no journey "${journey}"; there are ${names.join(', ') || 'none'}.${suggestion(journey, names)}`,
      );
  };
  const last = list.at(-1);
  if (last?.journey !== 'else')
    say(
      'no-else',
      startOf('rules', list.length - 1),
      `rules[${list.length - 1}]`,
      'Say last which journey everybody else has: "- else: Standard B2B".',
    );
  const terms: Term[] = [];
  for (const { journey, when, index } of list) {
    const path = `rules[${index}]`;
    if (journey === 'else') {
      if (index < list.length - 1)
        say('unreachable-rule', startOf('rules', index + 1), `rules[${index + 1}]`, 'Nobody comes to a rule after "else": put it before.');
      named(when, index);
      continue;
    }
    named(journey, index);
    const { term, findings: wrong } = readTerm({ text: when, vocabulary: VOCABULARY });
    const value = doc.getIn(['rules', index, journey], true) as { range?: [number, number, number]; type?: string } | undefined;
    const start = (value?.range?.[0] ?? 0) + (value?.type?.startsWith('QUOTE') ? 1 : 0);
    for (const { code, at, message } of wrong) say(code, start + at, path, message);
    if (!term) continue;
    const reached = findValues({
      terms: [...terms, term],
      vocabulary: VOCABULARY,
      holds: (answers) => answers.at(-1) === true && answers.slice(0, -1).every((answer) => answer !== true),
    });
    if (reached === 'never')
      say(
        'unreachable-rule',
        start,
        path,
        'Nobody gets this journey by this rule: it is never true, or an earlier one is true whenever it is.',
      );
    terms.push(term);
  }
  if (findings.length > 0) return { findings: byPlace(findings) };
  const rules = list.slice(0, -1).map(({ journey, when }) => ({ journey, when }));
  const written: WrittenRules = { rules, otherwise: last?.when ?? '', stages: parsed.data.stages };
  const given = (journeys ?? []).filter(({ name }) => journeysIn(written).includes(name));
  const used = new Set<string>();
  for (const to of given)
    for (const source of [...given, ...from]) {
      if (source.name === to.name) continue;
      const way = wayByRules({ from: source, to, stages: new Map(Object.entries(written.stages)) });
      for (const old of way.used) used.add(old);
      for (const problem of way.problems) {
        const index = list.findIndex(({ journey, when }) => (journey === 'else' ? when : journey) === to.name);
        say('no-way', startOf('rules', index), `rules[${index}]`, `From ${source.name} to ${to.name}: ${problem}`);
      }
    }
  for (const old of journeys ? Object.keys(written.stages) : [])
    if (!used.has(old))
      say(
        'unknown-stage',
        startOf('stages', old),
        `stages.${old}`,
        `Nobody goes from "${old}" to "${written.stages[old]}": either no journey of these has it, or the others have it, too, or none of them has "${written.stages[old]}".`,
      );
  return findings.length > 0 ? { findings: byPlace(findings) } : { rules: written, findings: [] };
}

/** In the order of the file, each once. */
function byPlace(findings: RulesFinding[]): RulesFinding[] {
  const placeOf = ({ at }: RulesFinding): number => {
    const [line = 0, column = 0] = at.split(':').map(Number);
    return line * LARGEST + column;
  };
  const all = new Map(findings.map((finding) => [`${finding.at} ${finding.message}`, finding]));
  return [...all.values()].sort((a, b) => placeOf(a) - placeOf(b));
}

/** The rules of a text; throws `journey_invalid` with every finding, each as `file:line:column`. */
export function loadRules({ text, file, ...around }: { text: string; file: string } & RulesSurroundings): WrittenRules {
  const { rules, findings } = checkRules(text, around);
  if (rules) return rules;
  const message = findings.map((finding) => `${file}:${finding.at}: ${finding.message}`).join('\n');
  throw new DulyError({ code: 'journey_invalid', message, ...(findings[0] && { at: findings[0].at }) });
}

/** The journeys that rules name, each once. */
export const journeysIn = ({ rules, otherwise }: WrittenRules): string[] => [
  ...new Set([...rules.map(({ journey }) => journey), otherwise]),
];

function plainOf(doc: ReturnType<typeof parseDocument>): unknown {
  try {
    return doc.toJS({ maxAliasCount: 0 });
  } catch {
    return undefined;
  }
}

const pathText = (path: PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`),
    '',
  );
