import { evaluation } from './evaluation.js';
import { eachTerm, namesIn, type Term } from './term.js';
import { type Value, type Vocabulary, wordOf } from './vocabulary.js';

/** So many combinations of values are tried; a condition that needs more is not judged. */
const TRIES = 10_000;

/**
 * Looks for values of the words by which `holds` of the terms' answers comes true: those at and beside each number and text that the terms name, and at the
 * ends of what a word can be. Comparisons change their answer nowhere else, so that for terms without calculations "never" is the truth;
 * with calculations, or with too many words, it is not looked for. Unknown is tried only where a term asks for it with `has`.
 */
export function findValues<About>({
  terms,
  vocabulary,
  holds,
}: {
  terms: readonly Term[];
  vocabulary: Vocabulary<About>;
  holds(answers: readonly (boolean | undefined)[]): boolean;
}): Found {
  const names = [...new Set(terms.flatMap(namesIn))];
  const candidates = names.map((name) => candidatesFor({ name, terms, vocabulary }));
  const total = candidates.reduce((product, { length }) => product * length, 1);
  if (total > TRIES || terms.some(calculates)) return 'not known';
  const asked = terms.map((term) =>
    evaluation<Values>({
      term,
      read: (name) => (values) => values[name],
    }),
  );
  for (let turn = 0; turn < total; turn += 1) {
    const values: Values = Object.create(null) as Values;
    let rest = turn;
    for (const [index, options] of candidates.entries()) {
      values[names[index] as string] = options[rest % options.length];
      rest = Math.floor(rest / options.length);
    }
    if (holds(asked.map((ask) => ask(values) as boolean | undefined))) return { ...values };
  }
  return 'never';
}
export type Values = Record<string, Value | undefined>;
export type Found = Values | 'never' | 'not known';

function calculates(term: Term): boolean {
  let found = false;
  eachTerm(term, ({ is }) => {
    found ||= is === 'calculate' || is === 'negative' || is === 'text';
  });
  return found;
}

function candidatesFor<About>({
  name,
  terms,
  vocabulary,
}: {
  name: string;
  terms: readonly Term[];
  vocabulary: Vocabulary<About>;
}): (Value | undefined)[] {
  const word = wordOf(vocabulary, name);
  const numbers = new Set<number>();
  const texts = new Set<string>();
  let maybeUnknown = false;
  for (const term of terms)
    eachTerm(term, (part) => {
      if (part.is === 'value' && typeof part.value === 'number') for (const near of [-1, 0, 1]) numbers.add(part.value + near);
      if (part.is === 'value' && typeof part.value === 'string') texts.add(part.value);
      maybeUnknown ||= part.is === 'known' && part.name === name;
    });
  const values: (Value | undefined)[] = [];
  if (word?.type === 'yes or no') values.push(true, false);
  if (word?.type === 'text') values.push(...(word.values ?? [...texts, '']));
  if (word?.type === 'number') {
    const { least, most = Number.MAX_SAFE_INTEGER } = word;
    numbers
      .add(least)
      .add(least + 1)
      .add(most === Number.MAX_SAFE_INTEGER ? least + 2 : most);
    values.push(...[...numbers].filter((number) => number >= least && number <= most));
  }
  if (maybeUnknown) values.push(undefined);
  return values;
}
