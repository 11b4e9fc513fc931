import type { Condition, ConditionEngine, ConditionFinding } from './condition.js';
import { evaluation } from './evaluation.js';
import { readCondition } from './read-condition.js';
import { namesIn, type Term } from './term.js';
import { typeFindings } from './type-findings.js';
import { type Vocabulary, wordOf } from './vocabulary.js';

/** Checks a condition and makes it ready to be asked. */
export const compileCondition: ConditionEngine = ({ text, vocabulary }) => {
  const { term, findings } = readTerm({ text, vocabulary });
  return term ? { condition: conditionOf({ text, term, vocabulary }), findings: [] } : { findings };
};

/** The checked term of a condition, or all that is wrong with it. */
export function readTerm<About>({
  text,
  vocabulary,
}: {
  text: string;
  vocabulary: Vocabulary<About>;
}): { term: Term; findings: [] } | { term?: undefined; findings: ConditionFinding[] } {
  const read = readCondition(text);
  if (!read.term) return read;
  const findings = typeFindings({ term: read.term, vocabulary });
  return findings.length > 0 ? { findings: inOrder(findings) } : read;
}

function conditionOf<About>({ text, term, vocabulary }: { text: string; term: Term; vocabulary: Vocabulary<About> }): Condition<About> {
  const answer = evaluation<About>({ term, read: (name) => wordOf(vocabulary, name)?.of ?? (() => undefined) });
  return {
    text,
    names: namesIn(term),
    evaluate(about) {
      const value = answer(about);
      return value === undefined ? 'unknown' : value === true;
    },
  };
}

const inOrder = (findings: ConditionFinding[]): ConditionFinding[] => findings.toSorted((a, b) => a.at - b.at);
