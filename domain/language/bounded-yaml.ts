/**
 * What people write as YAML or JSON, read within bounds, so that a file made to be a burden costs no more than another.
 * 1. Time and memory grow with the length of the text alone: not with what aliases unfold to, not with the square of a map's members.
 * 2. Nesting is bounded before anything is parsed: no text comes near the end of the stack.
 * 3. Nothing that a reader cannot see decides anything: characters without a picture and a key named `__proto__` are refused.
 */
import { type Document, type ErrorCode, isScalar, visit } from 'yaml';
import { misplacedLine, TAB } from './indentation.js';

/** How deep maps and lists may stand in one another. */
export const DEEPEST = 50;
/** Of mistakes in the form itself so many are told; more help nobody. */
const MOST_PROBLEMS = 50;
const LONGEST_INDENT = 1_000;

/** What is given to the reader of YAML: keys that stand twice are found by `problemsOf`. */
export const YAML_OPTIONS = { uniqueKeys: false, prettyErrors: false } as const;

/** Parses without noting for each mistake where in the parser it was found: of a file that is nothing but mistakes that would be most of the work. */
export function withoutStacks<T>(parse: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return parse();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

export interface YamlProblem {
  /** In the text. */
  offset: number;
  message: string;
}

/** Where brackets, or dashes and question marks of one line, stand deeper in one another than is read, or a line is indented beyond reason. */
export function tooDeep(text: string): YamlProblem | undefined {
  const offset = deepBracket(text) ?? found(text, DEEP_LINE) ?? found(text, FAR_LINE);
  return offset === undefined ? undefined : { offset, message: `Maps and lists stand at most ${DEEPEST} deep in one another.` };
}
const DEEP_LINE = new RegExp(`(?:[-?:][ \\t]+){${DEEPEST}}`);
const FAR_LINE = new RegExp(`^ {${LONGEST_INDENT}}`, 'm');

function found(text: string, pattern: RegExp): number | undefined {
  const at = text.search(pattern);
  return at < 0 ? undefined : at;
}

function deepBracket(text: string): number | undefined {
  let depth = 0;
  for (let offset = 0; offset < text.length; offset += 1) {
    const character = text[offset];
    if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    if (depth > DEEPEST) return offset;
  }
  return undefined;
}

/**
 * The first mistakes of the form: what the reader of YAML found, and keys that stand twice. Of a line that is indented wrongly it finds much, none of it
 * the line: that is told in place of all from there on.
 */
export function problemsOf({ doc, text }: { doc: Document; text: string }): YamlProblem[] {
  const errors = doc.errors
    .slice(0, MOST_PROBLEMS)
    .map(({ pos, code, message }) => ({ offset: pos[0], message: PLAINLY[code] ?? message }));
  const problems = errors.length > 0 ? errors : keysThatStandTwice(doc).slice(0, MOST_PROBLEMS);
  const misplaced = problems.length > 0 ? misplacedLine(text) : undefined;
  return misplaced ? [...problems.filter(({ offset }) => offset < misplaced.from), misplaced] : problems;
}

/** What people do wrong most, in words that say what to do. */
const PLAINLY: Partial<Record<ErrorCode, string>> = {
  TAB_AS_INDENT: TAB,
  BLOCK_AS_IMPLICIT_KEY: 'A second colon stands in this line; put what has one in quotes, or begin a new line.',
  MULTILINE_IMPLICIT_KEY: 'There is no colon where one is needed; a line reads "KEY: what is said of it".',
};

function keysThatStandTwice(doc: Document): YamlProblem[] {
  const problems: YamlProblem[] = [];
  visit(doc, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value))
          problems.push({
            offset: key.range?.[0] ?? 0,
            message: `"${String(key.value)}" stands here twice; each line has another key, like a moment of its own`,
          });
        seen.add(key.value);
      }
    },
  });
  return problems;
}

/** The first alias (`*name`) of the document. */
export function firstAlias(doc: Document): number | undefined {
  let offset: number | undefined;
  visit(doc, {
    Alias(_, { range }) {
      offset = range?.[0];
      return visit.BREAK;
    },
  });
  return offset;
}

/**
 * Controls, what turns the reading direction, what has no width and halves of characters. The joiners of Arabic, Indic and emoji writing stand between
 * letters of those, where they are seen.
 */
const HIDDEN =
  /(?![\t\n\r])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|(?<![\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Extended_Pictographic}\p{M}])[\u200c\u200d]/u;

/** The first character that nobody sees, by its place and its number; a mark at the very beginning says only how the file is written. */
export function hiddenCharacter(text: string): { offset: number; name: string } | undefined {
  const start = text.startsWith('\ufeff') ? 1 : 0;
  const offset = text.slice(start).search(HIDDEN);
  if (offset < 0) return undefined;
  const number = text.codePointAt(start + offset) ?? 0;
  return { offset: start + offset, name: `U+${number.toString(16).toUpperCase().padStart(4, '0')}` };
}
