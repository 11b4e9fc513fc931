/** The part of CEL that conditions speak, as a tree: `at` is where a part begins, in characters from 0. */
import type { Value } from './vocabulary.js';

export type Term = { at: number } & (
  | { is: 'value'; value: Value }
  | { is: 'name'; name: string }
  /** Whether the named value is known. */
  | { is: 'known'; name: string }
  | { is: 'not' | 'negative'; of: Term }
  | { is: 'and' | 'or'; left: Term; right: Term }
  | { is: 'compare'; by: Comparison; left: Term; right: Term }
  | { is: 'calculate'; by: Calculation; left: Term; right: Term }
  | { is: 'among'; of: Term; list: Term[] }
  | { is: 'text'; by: TextQuestion; of: Term; part: Term }
);
export type Comparison = (typeof COMPARISONS)[number];
export type Calculation = (typeof CALCULATIONS)[number];
export type TextQuestion = (typeof TEXT_QUESTIONS)[number];

export const COMPARISONS = ['==', '!=', '<', '<=', '>', '>='] as const;
export const CALCULATIONS = ['+', '-', '*', '/', '%'] as const;
export const TEXT_QUESTIONS = ['startsWith', 'endsWith', 'contains'] as const;

/** Every name in the term, each once, in the order in which they come. */
export function namesIn(term: Term): string[] {
  const names: string[] = [];
  eachTerm(term, (part) => {
    if ((part.is === 'name' || part.is === 'known') && !names.includes(part.name)) names.push(part.name);
  });
  return names;
}

/** The term and every part of it, from left to right. */
export function eachTerm(term: Term, visit: (part: Term) => void): void {
  visit(term);
  for (const part of partsOf(term)) eachTerm(part, visit);
}

function partsOf(term: Term): Term[] {
  switch (term.is) {
    case 'value':
    case 'name':
    case 'known':
      return [];
    case 'not':
    case 'negative':
      return [term.of];
    case 'among':
      return [term.of, ...term.list];
    case 'text':
      return [term.of, term.part];
    default:
      return [term.left, term.right];
  }
}
