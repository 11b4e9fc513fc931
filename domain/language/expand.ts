/**
 * The short form of a journey read as its long form: sentences become maps, and each word keeps its place in the file, so that what is wrong with the long
 * form is told where it was written. What is in the long form already stays as it is; both may stand in one file.
 */
import { type Document, isMap, isScalar, type Node } from 'yaml';
import { STAGE_TYPES } from '../stages/index.js';
import { type Misread, readSentence } from './grammar.js';
import { JOURNEY_WORDS } from './journey-words.js';
import { type Long, type LongMap, MOMENT, type Named, Placed, Said, type Setting, type Timed, type Words } from './words.js';

type Path = readonly PropertyKey[];

export interface Expanded {
  /** The long form as plain data. */
  content: unknown;
  /** What is no sentence, by its offset in the text. */
  mistakes: { path: Path; offset: number; message: string }[];
  /** Where a part of the long form, or the deepest part above it that the file has, begins in the text: its value, or its key. */
  offsetOf(path: Path, of?: 'value' | 'key'): number | undefined;
}

const LANE = /^(.{1,80}?), for each (customer|account|invoice|item)$/;
const isMoment = new RegExp(MOMENT);

/** The facts that `whenever` names, in words. */
export const WHENEVER: Readonly<Record<string, string>> = {
  'a payment fails': 'payment.failed',
  'a payment method is added': 'method.added',
  'autopay is switched on': 'autopay.on',
  'a dispute is opened': 'dispute.opened',
  'a dispute is resolved': 'dispute.resolved',
  'an invoice is refused': 'invoice.refused',
  'a cheque arrives': 'cheque.received',
  'a cheque is returned': 'cheque.returned',
};

/** What stands in the long form already. */
class Given {
  constructor(
    readonly value: unknown,
    readonly path: Path,
  ) {}
}

/** Never throws: what is neither form is left for the schema to refuse. `content` is the document as plain data; `places` is asked where a place matters. */
export function expand({ places, content }: { places: () => { doc: Document }; content: unknown }): Expanded {
  const mistakes: Expanded['mistakes'] = [];
  const origins = new Map<string, number | Path>();
  const nodeAt = (path: Path): Node | undefined => places().doc.getIn(path, true) as Node | undefined;

  /** Plain data, with the place of each part remembered under its path in the long form. */
  function settled(long: Long, { to, at }: { to: Path; at: number }): unknown {
    if (long instanceof Given) {
      origins.set(keyOf(to), long.path);
      return long.value;
    }
    if (long instanceof Said) return settled(long.long, { to, at: long.at });
    if (at >= 0) origins.set(keyOf(to), long instanceof Placed ? at + long.at : at);
    if (long instanceof Placed) return long.value;
    if (Array.isArray(long)) return long.map((one, index) => settled(one, { to: [...to, index], at }));
    if (!isPlain(long)) return long;
    const map = mapOf(Object.entries(long).map(([key, value]) => [key, settled(value, { to: [...to, key], at })]));
    if (at < 0) beginsWithItsFirst(to, Object.keys(map));
    return map;
  }

  /** What is put together from parts of a line begins where the first of them does. */
  function beginsWithItsFirst(to: Path, keys: string[]): void {
    const begins = keys.map((key) => origins.get(keyOf([...to, key]))).filter((origin) => typeof origin === 'number');
    if (begins.length > 0) origins.set(keyOf(to), Math.min(...begins));
  }

  function say({
    path,
    node,
    text,
    misread: { at, expected, lacksElse = false },
    example,
  }: {
    path: Path;
    node: Node | undefined;
    text: string;
    misread: Misread;
    example: string;
  }): void {
    const rest = text.slice(at);
    const found = /^[\p{L}\p{N}._-]+|./u.exec(rest.trimStart())?.[0];
    if (/^[\u00a0\u2007\u202f]/.test(rest)) {
      const message = 'The space here is one that holds words together, as text programs put it: write a usual one in its place.';
      mistakes.push({ path, offset: wordAt(node, at), message });
      return;
    }
    const words = `Expected ${expected}${found ? `, found "${found}"` : ' here, where the sentence ends'}`;
    const instance = !lacksElse || example.includes(', else ') ? `; for instance "${example}"` : '';
    mistakes.push({ path, offset: wordAt(node, at), message: `${words}${lacksElse ? ': say what happens otherwise' : ''}${instance}.` });
  }

  function sentence({ text, setting: { rule, example }, path }: { text: string; setting: Setting; path: Path }): Long | undefined {
    const read = readSentence({ text, rule });
    if ('long' in read) return read.long;
    say({ path, node: nodeAt(path), text, misread: read, example });
    return undefined;
  }

  /** A line whose key is a moment: the pair that reads both; else the pair that reads the most tells what was expected. */
  function line({ into, key, text, timed, path }: { into: LongMap; key: string; text: string; timed: Timed[]; path: Path }): void {
    const moments = timed.map((pair) => ({ pair, moment: readSentence({ text: key, rule: pair.moment }) }));
    const right = moments.flatMap(({ pair, moment }) => ('long' in moment ? [{ pair, moment: moment.long }] : []));
    const keyNode = keyNodeOf(nodeAt(path.slice(0, -1)), key);
    if (right.length === 0) {
      const nearest = furthest(moments.flatMap(({ pair, moment }) => ('long' in moment ? [] : [{ pair, ...moment }])));
      if (nearest) say({ path, node: keyNode, text: key, misread: nearest, example: nearest.pair.example });
      return;
    }
    const node = nodeAt(path);
    const tries = right.map(({ pair, moment }) => ({ pair, moment, read: readSentence({ text, rule: pair.sentence }) }));
    const hit = tries.find(({ read }) => 'long' in read);
    if (!hit || !('long' in hit.read)) {
      const nearest = furthest(tries.flatMap(({ pair, read }) => ('long' in read ? [] : [{ pair, ...read }])));
      if (nearest) say({ path, node, text, misread: nearest, example: nearest.pair.exampleFor?.(text) ?? nearest.pair.example });
      return;
    }
    hit.pair.put(into, { moment: saidEach(hit.moment, wordAt(keyNode, 0)), sentence: saidEach(hit.read.long, wordAt(node, 0)) });
  }

  /** A line whose key is a name of the file's own. */
  function namedLine({ into, key, text, named, path }: { into: LongMap; key: string; text: string; named: Named[]; path: Path }): void {
    const kind = named.find(({ begins }) => begins === undefined || key.startsWith(begins));
    if (!kind) return;
    const long = sentence({ text, setting: kind, path });
    if (long === undefined) return;
    const [nameAt, wordsAt] = [wordAt(keyNodeOf(nodeAt(path.slice(0, -1)), key), 0), wordAt(nodeAt(path), 0)];
    const begins = kind.begins?.length ?? 0;
    kind.put(into, { name: new Said(new Placed(key.slice(begins), begins), nameAt), sentence: saidEach(long, wordsAt) });
  }

  function settings({ given, words, path, to }: { given: LongMap; words: Words | undefined; path: Path; to: Path }): LongMap {
    const into: LongMap = {};
    const inLongForm: LongMap = {};
    for (const [key, value] of Object.entries(given)) {
      const from = [...path, key];
      const setting = words?.settings && Object.hasOwn(words.settings, key) ? words.settings[key] : undefined;
      if (typeof value === 'string' && setting) {
        const long = sentence({ text: value, setting, path: from });
        if (long === undefined) continue;
        const said = saidEach(long, wordAt(nodeAt(from), 0));
        if (setting.put) setting.put(into, said);
        else own(into, key, said);
      } else if (typeof value === 'string' && words?.timed && isMoment.test(key)) {
        line({ into, key, text: value, timed: words.timed, path: from });
      } else if (typeof value === 'string' && words?.named && key !== 'type') {
        namedLine({ into, key, text: value, named: words.named, path: from });
      } else own(inLongForm, key, new Given(value, from));
    }
    for (const [key, value] of Object.entries(inLongForm)) {
      if (Object.hasOwn(into, key)) saidTwice({ key, path: [...path, key] });
      own(into, key, value);
    }
    return mapOf(Object.entries(into).map(([key, value]) => [key, settled(value, { to: [...to, key], at: -1 })]));
  }

  /** One would go without a word. */
  function saidTwice({ key, path }: { key: string; path: Path }): void {
    mistakes.push({
      path,
      offset: wordAt(keyNodeOf(nodeAt(path.slice(0, -1)), key), 0),
      message: `Sentences beside it say "${key}", too, and one of both would be lost: say all of it in sentences, or all of it in the long form.`,
    });
  }

  /** Whether it may name a lane or a stage; said where not. */
  function isName(name: string, path: Path): boolean {
    if (name !== '__proto__') return true;
    mistakes.push({
      path,
      offset: nodeAt(path)?.range?.[0] ?? 0,
      message: `"${name}" is no name for a lane or a stage; choose another.`,
    });
    return false;
  }

  function stage({ name, given, path, to }: { name: string; given: unknown; path: Path; to: Path }): unknown {
    origins.set(keyOf(to), path);
    if (given === null) return {};
    if (!isPlain(given)) return given;
    const { type = name } = given;
    const known = typeof type === 'string' ? type.replaceAll('-', ' ') : '';
    const words = Object.hasOwn(STAGE_TYPES, known) ? STAGE_TYPES[known]?.words : undefined;
    const on: LongMap = isPlain(given.on) ? mapOf(Object.entries(given.on)) : {};
    const rest: LongMap = {};
    for (const [key, value] of Object.entries(given)) {
      if (!key.startsWith('on ')) own(rest, key, value);
      else {
        const outcome = key.slice(3);
        if (Object.hasOwn(on, outcome)) saidTwice({ key: outcome, path: [...path, 'on', outcome] });
        own(on, outcome, value);
        origins.set(keyOf([...to, 'on', outcome]), [...path, key]);
      }
    }
    const long = settings({ given: rest, words, path, to });
    if (Object.keys(on).length > 0 && (given.on === undefined || isPlain(given.on))) own(long, 'on', on);
    return long;
  }

  const stages = ({ given, path, to }: { given: LongMap; path: Path; to: Path }): LongMap =>
    mapOf(
      Object.entries(given)
        .filter(([name]) => isName(name, [...path, name]))
        .map(([name, one]) => [name, stage({ name, given: one, path: [...path, name], to: [...to, name] })]),
    );

  function lane({ name, kind, given, path }: { name: string; kind: string; given: unknown; path: Path }): unknown {
    const to = ['lanes', name];
    origins.set(keyOf(to), path);
    if (!isPlain(given)) return given;
    const whenever: LongMap = {};
    const rest: LongMap = {};
    for (const [key, value] of Object.entries(given)) {
      if (!key.startsWith('whenever ')) own(rest, key, value);
      else {
        const said = key.slice('whenever '.length);
        const fact = (Object.hasOwn(WHENEVER, said) && WHENEVER[said]) || said;
        own(whenever, fact, value);
        origins.set(keyOf([...to, 'whenever', fact]), [...path, key]);
      }
    }
    const named = isOneStage({ name, whenever, rest })
      ? mapOf([[name, stage({ name, given: rest, path, to: [...to, 'stages', name] })]])
      : stages({ given: rest, path, to: [...to, 'stages'] });
    return { for: kind === 'invoice' ? 'item' : kind, whenever, stages: named };
  }

  /** A lane that is called after a stage type and whose lines are that stage's own. */
  function isOneStage({ name, whenever, rest }: { name: string; whenever: LongMap; rest: LongMap }): boolean {
    if (!Object.hasOwn(STAGE_TYPES, name.replaceAll('-', ' ')) || Object.keys(whenever).length > 0) return false;
    return Object.values(rest).some((value) => typeof value === 'string');
  }

  function journey(given: LongMap): LongMap {
    const long: LongMap = {};
    const lanes: LongMap = isPlain(given.lanes) ? mapOf(Object.entries(given.lanes)) : {};
    for (const [name, one] of Object.entries(lanes))
      if (isPlain(one) && isPlain(one.stages))
        own(lanes, name, { ...one, stages: stages({ given: one.stages, path: ['lanes', name, 'stages'], to: ['lanes', name, 'stages'] }) });
    const costs: LongMap = {};
    for (const [key, value] of Object.entries(given)) {
      const [, name = '', kind = ''] = LANE.exec(key) ?? [];
      if (name && isName(name, [key])) own(lanes, name, lane({ name, kind, given: value, path: [key] }));
      else if ((key === 'contact' || key === 'holds') && isPlain(value))
        own(long, key, settings({ given: value, words: JOURNEY_WORDS[key], path: [key], to: [key] }));
      else if (typeof value === 'string' && Object.hasOwn(JOURNEY_WORDS.journey.settings ?? {}, key))
        Object.assign(long, settings({ given: { [key]: value }, words: JOURNEY_WORDS.journey, path: [], to: [] }));
      else if (typeof value === 'string' && Object.hasOwn(JOURNEY_WORDS.costs.settings ?? {}, key)) costs[key] = value;
      else if (key !== 'lanes') own(long, key, value);
    }
    const said = settings({ given: costs, words: JOURNEY_WORDS.costs, path: [], to: ['costs'] });
    if (Object.keys(said).length > 0) own(long, 'costs', isPlain(long.costs) ? { ...long.costs, ...said } : said);
    if (given.lanes !== undefined || Object.keys(lanes).length > 0)
      own(long, 'lanes', given.lanes === undefined || isPlain(given.lanes) ? lanes : given.lanes);
    return long;
  }

  return {
    content: isPlain(content) ? journey(content) : content,
    mistakes,
    offsetOf: (path, of = 'value') => {
      for (let depth = path.length; depth >= 0; depth -= 1) {
        const origin = origins.get(keyOf(path.slice(0, depth)));
        if (typeof origin === 'number') return origin;
        if (origin) return deepest({ nodeAt, path: [...origin, ...path.slice(depth)], of });
      }
      return deepest({ nodeAt, path, of });
    },
  };
}

function deepest({ nodeAt, path, of }: { nodeAt(path: Path): Node | undefined; path: Path; of: 'value' | 'key' }): number | undefined {
  const key = of === 'key' && path.length > 0 ? keyNodeOf(nodeAt(path.slice(0, -1)), String(path.at(-1))) : undefined;
  if (key?.range) return key.range[0];
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const range = nodeAt(path.slice(0, depth))?.range;
    if (range) return range[0];
  }
  return undefined;
}

/** The offset of a character of a scalar that stands on one line; of another one where it begins. */
function wordAt(node: Node | undefined, at: number): number {
  const begins = node?.range?.[0] ?? 0;
  if (!isScalar(node)) return begins;
  const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
  const onOneLine = (quoted || node.type === 'PLAIN') && (node.source ?? '') === String(node.value);
  return onOneLine ? begins + (quoted ? 1 : 0) + at : begins;
}

const keyNodeOf = (map: Node | undefined, key: string): Node | undefined =>
  isMap(map) ? (map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key)?.key as Node | undefined) : undefined;

/** Each part of a meaning said by itself, so that parts of two sentences may be put together; a list and a word as a whole. */
const saidEach = (long: Long, at: number): Long => {
  if (Array.isArray(long)) return long.map((one) => saidEach(one, at));
  return isPlain(long) ? mapOf(Object.entries(long).map(([key, value]) => [key, new Said(value, at)])) : new Said(long, at);
};

const furthest = <Failure extends { at: number }>(failures: Failure[]): Failure | undefined =>
  failures.reduce<Failure | undefined>((best, one) => (best === undefined || one.at > best.at ? one : best), undefined);

const isPlain = (value: unknown): value is LongMap =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Placed) &&
  !(value instanceof Said) &&
  !(value instanceof Given);

/** An own property whatever it is called. */
const own = (map: LongMap, key: string, value: unknown): void =>
  void Object.defineProperty(map, key, { value, enumerable: true, writable: true, configurable: true });
function mapOf(entries: [string, unknown][]): LongMap {
  const map: LongMap = {};
  for (const [key, value] of entries) own(map, key, value);
  return map;
}

const keyOf = (path: Path): string => JSON.stringify(path);
