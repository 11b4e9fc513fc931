/** The first look at a journey's text, before anything is asked what it means: whether it is YAML, within bounds, and says nothing that its reader does not see. */
import { type Document, LineCounter, parseDocument } from 'yaml';
import { DEEPEST, firstAlias, hiddenCharacter, problemsOf, tooDeep, withoutStacks, YAML_OPTIONS } from '../language/bounded-yaml.js';
import type { Finding, FindingCode } from './findings.js';

/** The largest file that is read, in characters, and the most members of any map or list in it. */
const LARGEST = 100_000;
const WIDEST = 200;
/** So many times something may stand again by its alias. */
const MOST_ALIASES = 100;

export interface ReadText {
  /** As plain data. */
  plain: unknown;
  /** Where each part of it stands. */
  places(): { doc: Document; lines: LineCounter };
}

/** The text as a document; or the finding for which nothing else of it is judged. */
export function readText(text: string): ReadText | { findings: Finding[] } {
  const refuse = (code: FindingCode, message: string, at = '1:1', path = '') => ({ findings: [{ code, at, path, message }] });
  if (text.length > LARGEST)
    return refuse(
      'too-large',
      `A journey has at most ${LARGEST.toLocaleString('en')} characters; this file has ${text.length.toLocaleString('en')}. Split it into several journeys.`,
    );
  const deep = tooDeep(text);
  if (deep) return refuse('too-large', deep.message, placeIn(text, deep.offset));
  const hidden = hiddenCharacter(text);
  if (hidden) return refuse('hidden-character', hiddenMessage(hidden.name), placeIn(text, hidden.offset));
  const garbled = text.indexOf('\ufffd');
  if (garbled >= 0)
    return refuse(
      'unreadable',
      'This character is not written in UTF-8, so nobody knows which it is: save the file as UTF-8.',
      placeIn(text, garbled),
    );

  const written = writtenJson(text);
  if (written && !refusedPart(written.content)) return { plain: written.content, places: once(() => parsed(text)) };
  const { doc, lines } = parsed(text);
  const problems = problemsOf({ doc, text });
  if (problems.length > 0)
    return {
      findings: problems.map(({ offset, message }) => ({
        code: 'unreadable',
        at: placeOf(lines, offset),
        path: '',
        message: `This is not readable as YAML: ${message.replace(/\.?$/, '.')}`,
      })),
    };
  const plain = contentOf(doc);
  if (!plain)
    return refuse(
      'too-large',
      `Something stands again by its alias (*name) more than ${MOST_ALIASES} times. Write it out, or split the journey.`,
      placeOf(lines, firstAlias(doc) ?? 0),
    );
  const refused = refusedPart(plain.content);
  if (!refused) return { plain: plain.content, places: () => ({ doc, lines }) };
  const { code, message, path } = refused;
  return refuse(code, message, placeOf(lines, deepestOffset(doc, path)), pathText(path));
}

function parsed(text: string): { doc: Document; lines: LineCounter } {
  const lines = new LineCounter();
  return { doc: withoutStacks(() => parseDocument(text, { lineCounter: lines, ...YAML_OPTIONS })), lines };
}

/** JSON just as a program writes it: nothing is in it twice or in another way, so that where its parts stand is asked only when something is wrong. */
function writtenJson(text: string): { content: unknown } | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const content: unknown = JSON.parse(text);
    return JSON.stringify(content) === text ? { content } : undefined;
  } catch {
    return undefined;
  }
}

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

const hiddenMessage = (name: string): string =>
  `There is a character here that nobody sees (${name}): what is read is not what is meant. Remove it.`;

/** The first part, by its path, that is too wide or too deep, or that hides something. */
function refusedPart(value: unknown, path: PropertyKey[] = []): { code: FindingCode; message: string; path: PropertyKey[] } | undefined {
  const refuse = (code: FindingCode, message: string) => ({ code, message, path });
  if (typeof value === 'string') {
    const hidden = hiddenCharacter(value);
    return hidden && refuse('hidden-character', hiddenMessage(hidden.name));
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (path.length > DEEPEST) return refuse('too-large', `Maps and lists stand at most ${DEEPEST} deep in one another.`);
  const entries = Object.entries(value);
  if (entries.length > WIDEST) return refuse('too-large', `A map or list of a journey has at most ${WIDEST} members. Split the journey.`);
  for (const [key, part] of entries) {
    if (key === '__proto__')
      return { path: [...path, key], code: 'unknown-key', message: `"${key}" is no name for anything in a journey; choose another.` };
    const hidden = hiddenCharacter(key);
    if (hidden) return { path: [...path, key], code: 'hidden-character', message: hiddenMessage(hidden.name) };
    const found = refusedPart(part, [...path, key]);
    if (found) return found;
  }
  return undefined;
}

/** Undefined: aliases would unfold to too much. */
function contentOf(doc: Document): { content: unknown } | undefined {
  try {
    return { content: doc.toJS({ maxAliasCount: MOST_ALIASES }) };
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

const deepestOffset = (doc: Document, path: PropertyKey[]): number => {
  for (let length = path.length; length > 0; length -= 1) {
    const node = doc.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return node.range[0];
  }
  return 0;
};

/** A place in the text as `line:column`, both from 1. */
export const placeOf = (lines: LineCounter, offset: number): string => {
  const { line, col } = lines.linePos(offset);
  return `${line}:${col}`;
};

/** The same of a text that was not parsed. */
export function placeIn(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `${before.length}:${(before.at(-1) ?? '').length + 1}`;
}

export const pathText = (path: PropertyKey[]): string =>
  path.reduce<string>((text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}${text ? '.' : ''}${String(part)}`), '');
