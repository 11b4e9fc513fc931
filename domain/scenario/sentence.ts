/**
 * Short sentences of a closed grammar. A form is written as people read it: `payment of {amount:money} [for {invoice:name}]`.
 * `[…]` may be left out, `{key:kind}` is a value, `{key=a|b}` one of these words, `<word>` a word whose presence is told. Case does not matter.
 */
import { isDate, type LocalDate, type WallTime } from '../calendar.js';
import { suggestion } from '../journey/findings.js';
import { isCurrency, type Money, minorDigits, parseDecimal } from '../money.js';

/** A day of the customer, with a time of day where one is named. */
export interface When {
  on: LocalDate;
  time?: WallTime;
}

/** What a form found, by key. */
export type Values = Record<string, string | string[] | number | true | Money | When | undefined>;
type Value = NonNullable<Values[string]>;

export interface Form<Result> {
  text: string;
  elements: Element[];
  read(values: Values): Result;
}

type Element = { word: string; key?: string } | { key: string; kind: string; words?: string[] } | { optional: Element[] };

/** A form with what is made of its values. */
export const form = <Result>(text: string, read: (values: Values) => Result): Form<Result> => ({ text, elements: compile(text), read });

/** A form as people read it, with its values in capitals: `payment of AMOUNT for INVOICE`. */
export const shapeOf = ({ text }: Pick<Form<unknown>, 'text'>): string =>
  text
    .replace(/\{sign=(\w+)[^}]*\}/g, '$1')
    .replace(/\{\w+=([^}]+)\}/g, '$1')
    .replace(/\{(\w+):names\}/g, (_, key: string) => `${key.toUpperCase()}S`)
    .replace(/\{(\w+):\w+\}/g, (_, key: string) => key.toUpperCase())
    .replace(/<(\w+)>/g, '$1')
    .replace(/ (\[?),/g, '$1,');

/** What a sentence means; or what is wrong with it, `offset` characters from its beginning. Never throws. */
export function readSentence<Result>({
  sentence,
  forms,
}: {
  sentence: string;
  forms: readonly Form<Result>[];
}): { result: Result; problem?: undefined } | { result?: undefined; problem: { offset: number; message: string } } {
  const tokens = tokensOf(sentence);
  const failure: Failure = { index: 0, expected: [] };
  for (const { elements, read } of forms) {
    const values = match({ elements, tokens, index: 0, failure });
    if (values) return { result: read(values) };
  }
  const token = tokens[failure.index];
  const found = token ? `found "${token.text}"` : 'the sentence ends here';
  const expected = [...new Set(failure.expected)];
  const words = expected.flatMap((one) => /^"(.*)"$/.exec(one)?.[1] ?? []);
  return {
    problem: {
      offset: token?.at ?? sentence.trimEnd().length,
      message: `Expected ${list(expected)}; ${found}.${token ? suggestion(token.text, words) : ''}`,
    },
  };
}

interface Token {
  text: string;
  at: number;
}

/** The furthest place that any form came to, and what each would have gone on with there. */
interface Failure {
  index: number;
  expected: string[];
}

interface MatchInput {
  elements: readonly Element[];
  tokens: Token[];
  index: number;
  failure: Failure;
}

function match({ elements, tokens, index, failure }: MatchInput): Values | undefined {
  const [element, ...rest] = elements;
  if (!element) {
    if (index === tokens.length) return {};
    fail(failure, index, 'the end of the sentence');
    return undefined;
  }
  if ('optional' in element)
    return match({ elements: [...element.optional, ...rest], tokens, index, failure }) ?? match({ elements: rest, tokens, index, failure });
  if ('word' in element) {
    if (tokens[index]?.text.toLowerCase() !== element.word) {
      fail(failure, index, `"${element.word}"`);
      return undefined;
    }
    const after = match({ elements: rest, tokens, index: index + 1, failure });
    return after && (element.key ? { [element.key]: true, ...after } : after);
  }
  for (const { value, length } of readings({ element, tokens, index, failure })) {
    const after = match({ elements: rest, tokens, index: index + length, failure });
    if (after) return { [element.key]: value, ...after };
  }
  return undefined;
}

function fail(failure: Failure, index: number, expected: string): void {
  if (index < failure.index) return;
  if (index > failure.index) Object.assign(failure, { index, expected: [] });
  failure.expected.push(expected);
}

interface Reading {
  value: Value;
  length: number;
}

/** The ways in which a value can be read here, the shortest first. */
function readings({
  element: { key, kind, words },
  tokens,
  index,
  failure,
}: {
  element: { key: string; kind: string; words?: string[] };
  tokens: Token[];
  index: number;
  failure: Failure;
}): Reading[] {
  const text = tokens[index]?.text;
  const plain = text !== undefined && text !== ',' && text !== ':';
  const wrong = (expected: string, further = 0): [] => {
    fail(failure, index + further, expected);
    return [];
  };
  switch (kind) {
    case 'one of': {
      const found = (words ?? [])
        .map((one) => ({ value: one, length: one.split(' ').length }))
        .filter(({ value, length }) => {
          const said = tokens.slice(index, index + length).map((token) => token.text.toLowerCase());
          return said.join(' ') === value;
        });
      return found.length > 0 ? found : (words ?? []).flatMap((one) => wrong(`"${one}"`));
    }
    case 'name':
      return plain ? [{ value: text, length: 1 }] : wrong(`the ${key}`);
    case 'names':
      return plain ? namesFrom(tokens, index) : wrong(`the ${key}`);
    case 'number':
      return text !== undefined && /^\d{1,6}$/.test(text) ? [{ value: Number(text), length: 1 }] : wrong(`a whole number for the ${key}`);
    case 'date':
      return text !== undefined && isDate(text) ? [{ value: text, length: 1 }] : wrong('a date like 2026-04-01');
    case 'moment': {
      const when = readWhen([text, tokens[index + 1]?.text].join(' ')) ?? readWhen(text ?? '');
      return when ? [{ value: when, length: when.time ? 2 : 1 }] : wrong('a date like 2026-04-01 or a moment like 2026-04-01 06:00');
    }
    case 'money': {
      if (text === undefined || !isCurrency(text)) return wrong('an amount like EUR 249.95');
      const amount = parseDecimal(tokens[index + 1]?.text ?? '', minorDigits(text));
      if (amount === undefined || amount < 0)
        return wrong(`an amount of ${text} with ${minorDigits(text)} decimals at most and no other sign than a point`, 1);
      return [{ value: { amount, currency: text }, length: 2 }];
    }
    default: {
      const found: Reading[] = [];
      for (let length = 1; index + length <= tokens.length; length += 1) {
        if (tokens[index + length - 1]?.text === ',') break;
        const value = tokens
          .slice(index, index + length)
          .map((token) => token.text)
          .join(' ')
          .replaceAll(' :', ':');
        found.push({ value, length });
      }
      return found.length > 0 ? found : wrong(`the ${key}`);
    }
  }
}

/** `R-1`, `R-1 and R-2` … */
function namesFrom(tokens: Token[], index: number): Reading[] {
  const found: Reading[] = [];
  const names: string[] = [];
  for (let at = index; tokens[at]; at += 2) {
    names.push(tokens[at]?.text ?? '');
    found.unshift({ value: [...names], length: at - index + 1 });
    if (tokens[at + 1]?.text.toLowerCase() !== 'and') break;
  }
  return found;
}

/** The moment as text that sorts as time goes: a day begins it. */
export const orderOf = ({ on, time }: When): string => (time ? `${on} ${time}` : on);

/** `2026-04-01` or `2026-04-01 06:00`; undefined for anything else. */
export function readWhen(text: string): When | undefined {
  const [, on, time] = /^(\S{10})(?: (([01]\d|2[0-3]):[0-5]\d))?$/.exec(text) ?? [];
  return on !== undefined && isDate(on) ? { on, ...(time && { time }) } : undefined;
}

function tokensOf(sentence: string): Token[] {
  return [...sentence.matchAll(/(?:[^\s,:]|:(?!\s|$)|(?<=\d),(?=\d))+|,|:/g)].map((found) => ({ text: found[0], at: found.index }));
}

function compile(text: string): Element[] {
  const stack: Element[][] = [[]];
  for (const [part] of text.matchAll(/\[|\]|\{[^}]+\}|<[^>]+>|[,:]|[^\s[\]{}<>,:]+/g)) {
    const here = stack.at(-1) as Element[];
    if (part === '[') stack.push([]);
    else if (part === ']') {
      stack.pop();
      stack.at(-1)?.push({ optional: here });
    } else if (part.startsWith('<')) here.push({ word: part.slice(1, -1), key: part.slice(1, -1) });
    else if (part.startsWith('{')) here.push(slotOf(part.slice(1, -1)));
    else here.push({ word: part });
  }
  return stack[0] as Element[];
}

function slotOf(text: string): Element {
  const [, key = '', sign, rest = ''] = /^(\w+)([:=])(.+)$/.exec(text) ?? [];
  return sign === '=' ? { key, kind: 'one of', words: rest.split('|') } : { key, kind: rest };
}

const list = (words: string[]): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`);
