/** What can be wrong with a journey file. One catalogue: `docs/reference/findings.md` explains each code, and a test holds both together. */
import type { z } from 'zod';

export const FINDINGS = {
  unreadable: 'The file is neither YAML nor JSON.',
  'too-large': 'The file is larger than a journey may be.',
  'hidden-character': 'Something stands there that nobody sees.',
  sentence: 'A sentence is none that is known here.',
  'unknown-key': 'A key is not known where it stands.',
  'missing-key': 'Something that is needed is not said.',
  'wrong-value': 'A value is of the wrong kind or out of bounds.',
  'no-stage': 'A lane has no stage.',
  'unknown-stage-type': 'A stage is of no type that there is.',
  'wrong-lane': 'A stage stands in a lane of subjects that its type does not serve.',
  'unknown-outcome': 'A stage never ends in this way.',
  'missing-outcome': 'A way in which a stage ends leads nowhere.',
  'unknown-stage': 'A stage is named that its lane does not have.',
  'wrong-terms': 'A line says something else of the stage that it leads to than is so there.',
  'unreachable-stage': 'Nothing leads to a stage.',
  loop: 'Stages lead in a circle in which nothing waits.',
  'unknown-fact': '“whenever” names a fact that it does not know.',
  'duplicate-step': 'Two steps have one name.',
  'reserved-step': 'A step has a name that the product uses.',
  'unknown-moment': 'A moment counts from something that it cannot count from.',
  'severe-step': 'A severe step has no milder one before it, at a distance.',
  'endless-step': 'A step repeats for ever before another one.',
  'unknown-step': 'A step is named that the journey does not have.',
  'state-order': 'A state of a ladder has no higher threshold than the one before it.',
  'duplicate-state': 'Two states of a ladder have one name.',
  'unknown-state': 'A state is named that the ladder does not have.',
  'missing-currency': 'An amount is given in some currencies and missing in another.',
  'condition-unreadable': 'A condition is no formula.',
  'condition-name': 'A condition asks for something that is not known.',
  'condition-type': 'A condition compares what cannot be compared.',
  'condition-limit': 'A condition is too large, or uses what could cost without bound.',
  'condition-constant': 'A condition is always true, or always false.',
  'segment-flips': 'Whoever joins a segment leaves it by the same values.',
  'segment-memory': 'A segment of invoices has a condition to leave.',
  'duplicate-segment': 'Two segments have one name.',
  'unknown-segment': 'A segment is named that the journey does not have.',
  'becomes-itself': 'A journey becomes itself.',
  'unused-segment': 'A segment is named nowhere.',
  'skippable-notice': 'A severe step rests on one that some customers do not get.',
  'contact-hours': 'The contact hours are over before they begin.',
  'impossible-window': 'A window or a cap makes a contact impossible.',
  'unknown-template': 'A message is named that there is no text for.',
  template: 'The text of a message cannot be written.',
  'missing-locale': 'A message has no text in a language that the others have.',
} as const;

/** What a journey can hardly mean: it is told, and keeps nobody from publishing. */
export const WARNINGS = {
  'never-delivered': 'An invoice waits for its delivery for ever.',
  'late-step': 'A step never goes on the day that it says.',
  'silent-step': 'A step never goes.',
  'unknown-desk': 'A person or desk is named that is spelt almost like another one.',
} as const;
export type WarningCode = keyof typeof WARNINGS;
export type FindingCode = keyof typeof FINDINGS;

/** A warning without its place in the file. */
export interface Doubt {
  code: WarningCode;
  /** In the long form. */
  path: PropertyKey[];
  message: string;
}

/** One thing that is wrong with a journey file, or may be. */
export interface Finding<Code = FindingCode> {
  code: Code;
  /** `line:column`, both from 1. */
  at: string;
  /** The path of the offending part in the long form, like `lanes.collection.stages.reminders.steps[0].at`. */
  path: string;
  /** What was expected, and the nearest known word. */
  message: string;
}

/** So many days, as messages write them. */
export const daysText = (days: number): string => (days === 1 ? '1 day' : `${days} days`);

/** What a schema found at `path`: a code and a sentence with what was expected. */
export function readIssue(issue: z.core.$ZodIssue, path: PropertyKey[]): { code: FindingCode; path: PropertyKey[]; message: string }[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      code: 'unknown-key',
      path: [...path, key],
      message: `"${key}" is not known here; remove it or check its spelling.`,
    }));
  if (issue.code === 'invalid_union' && issue.errors.length > 0)
    return nearestOf(issue.errors).flatMap((one) => readIssue(one, [...path, ...one.path]));
  return [{ code: codeOf(issue), path, message: sentenceOf(issue, path.at(-1)) }];
}

/** What is wrong with the form of a union that fits best: the one with the fewest keys too many or too few. */
function nearestOf(forms: z.core.$ZodIssue[][]): z.core.$ZodIssue[] {
  const far = (issues: z.core.$ZodIssue[]) =>
    issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);
  return forms.reduce((best, form) => (far(form) < far(best) ? form : best));
}

/** Whether something is not there at all. */
const isMissing = (issue: z.core.$ZodIssue): boolean => issue.code === 'invalid_type' && / received undefined$/.test(issue.message);

function codeOf(issue: z.core.$ZodIssue): FindingCode {
  if (isMissing(issue)) return 'missing-key';
  const named = issue.code === 'custom' ? issue.params?.finding : undefined;
  return typeof named === 'string' && Object.hasOwn(FINDINGS, named) ? (named as FindingCode) : 'wrong-value';
}

function sentenceOf(issue: z.core.$ZodIssue, key: PropertyKey | undefined): string {
  switch (issue.code) {
    case 'invalid_type': {
      const expected = `Expected ${WORDS[issue.expected] ?? issue.expected}`;
      const found = /received (\w+)/.exec(issue.message)?.[1] ?? 'something else';
      if (key === undefined) return `${expected} with the keys journey and lanes; found ${WORDS[found] ?? 'nothing'}.`;
      return isMissing(issue) ? `"${String(key)}" is missing. ${expected}.` : `${expected}, found ${WORDS[found] ?? 'nothing'}.`;
    }
    case 'invalid_value':
      return `Expected ${issue.values
        .map(String)
        .join(', ')
        .replace(/, ([^,]*)$/, ' or $1')}.`;
    case 'too_small':
      return issue.origin === 'array' || issue.origin === 'string' ? 'Expected at least one.' : `Expected ${issue.minimum} or more.`;
    case 'too_big':
      return issue.origin === 'array' ? `Expected ${issue.maximum} at most.` : `Expected ${issue.maximum} or less.`;
    default:
      return issue.message;
  }
}
const WORDS: Readonly<Record<string, string>> = {
  object: 'a map',
  record: 'a map',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

const LONGEST_WORD = 80;

/** " Did you mean …?" for the nearest known word, if any is near. */
export function suggestion(word: string, known: readonly string[]): string {
  if (word.length > LONGEST_WORD) return '';
  const near = known
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return near && near.distance <= Math.max(1, Math.floor(word.length / 3)) ? ` Did you mean "${near.candidate}"?` : '';
}

/** Letters to add, drop, change or swap with their neighbour. */
export function editDistance(a: string, b: string): number {
  let above: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (above[j - 2] ?? Infinity) + 1 : Infinity;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, changed, swapped));
    }
    above = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
