import type { Calculation, Comparison, Term, TextQuestion } from './term.js';
import type { Value } from './vocabulary.js';

/** Reads one value of what is asked about; undefined: unknown. */
export type Reading<About> = (about: About) => Value | undefined;

/** A checked term as a function. Undefined: unknown, because a value is, a number went beyond what is exact, or something was divided by zero. */
export function evaluation<About>({ term, read }: { term: Term; read(name: string): Reading<About> }): Reading<About> {
  const of = (part: Term): Reading<About> => evaluation({ term: part, read });
  switch (term.is) {
    case 'value': {
      const { value } = term;
      return () => value;
    }
    case 'name':
      return read(term.name);
    case 'known': {
      const value = read(term.name);
      return (about) => value(about) !== undefined;
    }
    case 'not': {
      const inner = of(term.of);
      return (about) => {
        const value = inner(about);
        return value === undefined ? undefined : !value;
      };
    }
    case 'negative': {
      const inner = of(term.of);
      return (about) => {
        const value = inner(about);
        return value === undefined ? undefined : -(value as number) || 0;
      };
    }
    case 'and':
    case 'or':
      return junction({ left: of(term.left), right: of(term.right), enough: term.is === 'or' });
    case 'compare':
      return both({ left: of(term.left), right: of(term.right), answer: COMPARE[term.by] as Both });
    case 'calculate':
      return both({ left: of(term.left), right: of(term.right), answer: CALCULATE[term.by] as Both });
    case 'text':
      return both({ left: of(term.of), right: of(term.part), answer: ASK[term.by] as Both });
    case 'among': {
      const [one, list] = [of(term.of), term.list.map(of)];
      return (about) => {
        const value = one(about);
        if (value === undefined) return undefined;
        let found = false;
        for (const member of list) {
          const other = member(about);
          if (other === undefined) return undefined;
          found ||= other === value;
        }
        return found;
      };
    }
  }
}

/** `&&` and `||`: one side that is `enough` decides, whatever the other is. */
function junction<About>({ left, right, enough }: { left: Reading<About>; right: Reading<About>; enough: boolean }): Reading<About> {
  return (about) => {
    const one = left(about);
    if (one === enough) return enough;
    const other = right(about);
    if (other === enough) return enough;
    return one === undefined || other === undefined ? undefined : !enough;
  };
}

type Both = (left: Value, right: Value) => Value | undefined;
function both<About>({ left, right, answer }: { left: Reading<About>; right: Reading<About>; answer: Both }): Reading<About> {
  return (about) => {
    const one = left(about);
    if (one === undefined) return undefined;
    const other = right(about);
    return other === undefined ? undefined : answer(one, other);
  };
}

const COMPARE: Readonly<Record<Comparison, (left: never, right: never) => boolean>> = {
  '==': (left: Value, right: Value) => left === right,
  '!=': (left: Value, right: Value) => left !== right,
  '<': (left: number, right: number) => left < right,
  '<=': (left: number, right: number) => left <= right,
  '>': (left: number, right: number) => left > right,
  '>=': (left: number, right: number) => left >= right,
};

const exact = (number: number): number | undefined => (Number.isSafeInteger(number) ? number || 0 : undefined);
const CALCULATE: Readonly<Record<Calculation, (left: never, right: never) => number | undefined>> = {
  '+': (left: number, right: number) => exact(left + right),
  '-': (left: number, right: number) => exact(left - right),
  '*': (left: number, right: number) => exact(left * right),
  '/': (left: number, right: number) => exact(Math.trunc(left / right)),
  '%': (left: number, right: number) => exact(left % right),
};

const ASK: Readonly<Record<TextQuestion, (left: never, right: never) => boolean>> = {
  startsWith: (text: string, part: string) => text.startsWith(part),
  endsWith: (text: string, part: string) => text.endsWith(part),
  contains: (text: string, part: string) => text.includes(part),
};
