/** What a stage type, or a part of a journey, brings to the language: the rules of its sentences and what each means in the long form. */
import type { Node } from 'ohm-js';

/** A word of a sentence that names something, with its place in the sentence: findings about it point there. */
export class Placed {
  constructor(
    readonly value: string,
    readonly at: number,
  ) {}
}

/** What a part of a sentence means, with the offset in the file at which the sentence begins. */
export class Said {
  constructor(
    readonly long: Long,
    readonly at: number,
  ) {}
}

/** The members of a list that was said. */
export const partsOf = (said: Long): Long[] =>
  said instanceof Said && Array.isArray(said.long) ? said.long.map((one) => new Said(one, said.at)) : [];

/** Plain data of the long form, with placed words in it. */
export type Long = unknown;
export type LongMap = Record<string, Long>;

/** A sentence read: a node of the grammar whose `long()` is what it means. */
export interface Read extends Node {
  long(): Long;
}

export interface Words {
  /** Rules in Ohm's notation. Their names begin with that of the stage type. */
  grammar: string;
  /** What each rule means. */
  actions: Record<string, (...parts: Read[]) => Long>;
  /** Settings that a sentence may say, by their key in the file. */
  settings?: Record<string, Setting>;
  /** Lines whose key is a moment and whose value is one sentence: the first pair of rules that both match reads it. */
  timed?: Timed[];
  /** Lines whose key is a name that the file chooses, and whose value is one sentence: the first kind whose keys begin so reads it. */
  named?: Named[];
}

export interface Setting {
  rule: string;
  /** Like what one writes it, for messages. */
  example: string;
  /** Adds what was said to the long form; without it the sentence's meaning becomes the setting of the same key. */
  put?(into: LongMap, said: Long): void;
}

/** How the keys of lines begin that begin with a moment. */
export const MOMENT = '^([0-9]|day [0-9]|every |due |end |last business day )';

export interface Timed {
  moment: string;
  sentence: string;
  example: string;
  /** One that is nearer to what somebody wrote after the moment. */
  exampleFor?(sentence: string): string | undefined;
  put(into: LongMap, said: { moment: Long; sentence: Long }): void;
}

export interface Named {
  /** How such keys begin before the name; without it the whole key is the name. */
  begins?: string;
  rule: string;
  example: string;
  put(into: LongMap, said: { name: Said; sentence: Long }): void;
}

/** A list of the long form that a sentence adds to. */
export function listOf(into: LongMap, key: string): Long[] {
  const list = into[key];
  if (Array.isArray(list)) return list;
  const begun: Long[] = [];
  into[key] = begun;
  return begun;
}

/** Names are ids: `Head of AR` is `head-of-ar`. */
export const nameOf = (parts: Read[]): Placed =>
  new Placed(
    parts
      .map(({ sourceString }) => sourceString)
      .join('')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
      .replaceAll(/^-|-$/g, ''),
    parts[0]?.source.startIdx ?? 0,
  );
