import { readTerm } from '../conditions/compile.js';
import { CUSTOMER_WORDS, SEGMENT_WORDS } from '../conditions/customer-words.js';
import { findValues, type Values } from '../conditions/possible.js';
import { namesIn, type Term } from '../conditions/term.js';
import { wordOf } from '../conditions/vocabulary.js';
import type { FindingCode } from '../journey/findings.js';
import { type GivenSegments, segmentName } from './segment.js';

export interface SegmentFinding {
  code: FindingCode;
  /** In the file. */
  path: string[];
  /** Of what is wrong in the condition at `path`, in characters from its beginning; left out: it is about the key. */
  within?: number;
  message: string;
}

/** All that is wrong with the segments of a journey, whoever uses them. */
export function checkSegments(given: GivenSegments): SegmentFinding[] {
  const seen = new Set<string>();
  return Object.entries(given).flatMap(([said, one]) => {
    const name = segmentName(said);
    const path = ['segments', said];
    const twice: SegmentFinding[] = seen.has(name)
      ? [{ code: 'duplicate-segment', path, message: `There is a segment "${said}" already: capitals and hyphens make no difference.` }]
      : name === ''
        ? [{ code: 'duplicate-segment', path, message: 'A segment needs a name with letters, like "good payer".' }]
        : [];
    seen.add(name);
    if (typeof one === 'string') return [...twice, ...checkCondition({ path, text: one, comes: 'is in it' }).findings];
    const joins = checkCondition({ path: [...path, 'joins'], text: one.joins, comes: 'joins' });
    if (one.leaves === undefined) return [...twice, ...joins.findings];
    const leaves = checkCondition({ path: [...path, 'leaves'], text: one.leaves, comes: 'leaves' });
    return [...twice, ...joins.findings, ...leaves.findings, ...checkBoth({ said, joins: joins.term, leaves: leaves.term })];
  });
}

interface CheckInput {
  path: string[];
  text: string;
  /** What whoever the condition holds for does. */
  comes: 'is in it' | 'joins' | 'leaves';
}

function checkCondition({ path, text, comes }: CheckInput): { term?: Term; findings: SegmentFinding[] } {
  const { term, findings } = readTerm({ text, vocabulary: SEGMENT_WORDS });
  if (!term) return { findings: findings.map(({ code, at, message }) => ({ code, path, within: at, message })) };
  const find = (holds: boolean) =>
    findValues({ terms: [term], vocabulary: SEGMENT_WORDS, holds: ([answer]) => (answer === true) === holds });
  const constant = find(true) === 'never' ? 'nobody' : find(false) === 'never' ? 'everybody' : undefined;
  if (!constant) return { term, findings: [] };
  const message = `This is always ${constant === 'nobody' ? 'false' : 'true'}: ${constant === 'nobody' && comes === 'is in it' ? 'nobody is ever in it' : `${constant} ${comes}`}. Correct the condition, or leave the segment out.`;
  return { findings: [{ code: 'condition-constant', path, within: 0, message }] };
}

/** Whoever joins must not leave by the same values, and only what is of a customer can be remembered. */
function checkBoth({ said, joins, leaves }: { said: string; joins: Term | undefined; leaves: Term | undefined }): SegmentFinding[] {
  if (!joins || !leaves) return [];
  const path = ['segments', said, 'leaves'];
  const invoice = [joins, leaves].flatMap(namesIn).find((name) => wordOf(CUSTOMER_WORDS, name) === undefined);
  if (invoice !== undefined)
    return [
      {
        code: 'segment-memory',
        path,
        within: 0,
        message: `"${said}" asks about one invoice (${invoice}): who is in is not remembered from day to day, so there is nothing to leave. Give it one condition, without "leaves".`,
      },
    ];
  const both = findValues({
    terms: [joins, leaves],
    vocabulary: SEGMENT_WORDS,
    holds: (answers) => answers.every((answer) => answer === true),
  });
  if (both === 'never' || both === 'not known') return [];
  return [
    {
      code: 'segment-flips',
      path,
      within: 0,
      message: `Where ${valuesText(both)}, a customer joins "${said}" on one day and leaves it on the next, again and again. Let "leaves" begin where "joins" has ended, with a distance.`,
    },
  ];
}

const valuesText = (values: Values): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} is ${value ?? 'unknown'}`)
    .join(' and ');
