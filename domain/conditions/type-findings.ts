import { suggestion } from '../journey/findings.js';
import type { ConditionFinding } from './condition.js';
import type { Term } from './term.js';
import { type ValueType, type Vocabulary, type Word, wordOf } from './vocabulary.js';

/** What is wrong with the types and names of a term that must be true or false: all of it. */
export function typeFindings<About>({ term, vocabulary }: { term: Term; vocabulary: Vocabulary<About> }): ConditionFinding[] {
  const findings: ConditionFinding[] = [];
  const say = (code: ConditionFinding['code'], at: number, message: string) => void findings.push({ code, at, message });

  /** The type, or undefined where it is unknown because something is wrong with it. */
  function typeOf(part: Term): ValueType | undefined {
    switch (part.is) {
      case 'value':
        return TYPES[typeof part.value as keyof typeof TYPES];
      case 'name':
        return named(part.name, part.at)?.type;
      case 'known':
        named(part.name, part.at + 'has('.length);
        return 'yes or no';
      case 'not':
        expect(part.of, 'yes or no', '"!" stands before');
        return 'yes or no';
      case 'negative':
        expect(part.of, 'number', '"-" stands before');
        return 'number';
      case 'and':
      case 'or':
        for (const side of [part.left, part.right]) expect(side, 'yes or no', `"${part.is === 'and' ? '&&' : '||'}" joins`);
        return 'yes or no';
      case 'calculate':
        for (const side of [part.left, part.right]) expect(side, 'number', `"${part.by}" calculates with`);
        return 'number';
      case 'text':
        for (const side of [part.of, part.part]) expect(side, 'text', `${part.by} asks about`);
        return 'yes or no';
      case 'among': {
        const type = typeOf(part.of);
        for (const one of part.list) compare({ term: part.of, type }, { term: one, type: typeOf(one) });
        return 'yes or no';
      }
      case 'compare':
        if (part.by === '==' || part.by === '!=')
          compare({ term: part.left, type: typeOf(part.left) }, { term: part.right, type: typeOf(part.right) });
        else for (const side of [part.left, part.right]) expect(side, 'number', `"${part.by}" compares`);
        return 'yes or no';
    }
  }

  function named(name: string, at: number): Word<About> | undefined {
    const word = wordOf(vocabulary, name);
    const names = Object.keys(vocabulary);
    if (!word)
      say('condition-name', at, `"${name}" is not known in conditions.${suggestion(name, names) || ` There are ${names.join(', ')}.`}`);
    return word;
  }

  function expect(part: Term, wanted: ValueType, what: string): void {
    const type = typeOf(part);
    if (type !== undefined && type !== wanted)
      say('condition-type', part.at, `${what} ${PLURAL[wanted]}, and ${phrase(part)} is ${SINGULAR[type]}.`);
  }

  /** Two values that are to be the same: of one type, and where the values are known, one of them. */
  function compare(left: Typed, right: Typed): void {
    if (left.type === undefined || right.type === undefined) return;
    if (left.type !== right.type)
      say(
        'condition-type',
        right.term.at,
        `${phrase(left.term)} is ${SINGULAR[left.type]} and ${phrase(right.term)} is ${SINGULAR[right.type]}: they are never the same.`,
      );
    else {
      knownValue(left.term, right.term);
      knownValue(right.term, left.term);
    }
  }

  function knownValue(term: Term, value: Term): void {
    if (term.is !== 'name' || value.is !== 'value') return;
    const word = wordOf(vocabulary, term.name);
    if (word?.type !== 'text' || !word.values || word.values.includes(String(value.value))) return;
    say(
      'condition-type',
      value.at,
      `"${term.name}" is never "${String(value.value)}"; it is ${word.values.join(' or ')}.${suggestion(String(value.value), word.values)}`,
    );
  }

  const type = typeOf(term);
  if (type !== undefined && type !== 'yes or no')
    say(
      'condition-type',
      term.at,
      `A condition is true or false, and ${phrase(term)} is ${SINGULAR[type]}; compare it, like ${phrase(term)} ${type === 'number' ? '> 5' : '== "…"'}.`,
    );
  return findings;
}

interface Typed {
  term: Term;
  type: ValueType | undefined;
}
const TYPES = { number: 'number', string: 'text', boolean: 'yes or no' } as const;
const SINGULAR: Readonly<Record<ValueType, string>> = { number: 'a number', text: 'a text', 'yes or no': 'true or false' };
const PLURAL: Readonly<Record<ValueType, string>> = { number: 'numbers', text: 'texts', 'yes or no': 'what is true or false' };

const phrase = (term: Term): string =>
  term.is === 'name'
    ? `"${term.name}"`
    : term.is === 'value'
      ? typeof term.value === 'string'
        ? `"${term.value}"`
        : String(term.value)
      : 'this';
