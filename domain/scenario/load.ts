/**
 * Reads a scenario file: YAML, one scenario a document. All findings of a file come at once, each with its place inside the sentence and what was
 * expected there.
 */
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseAllDocuments, type Scalar } from 'yaml';
import { isDate, type LocalDate } from '../calendar.js';
import { suggestion } from '../journey/findings.js';
import { placeIn } from '../journey/read-text.js';
import { hiddenCharacter, problemsOf, tooDeep, withoutStacks, YAML_OPTIONS, type YamlProblem } from '../language/bounded-yaml.js';
import type { CustomerRow } from '../rows.js';
import { checkNames, type Say } from './check-names.js';
import { CUSTOMER_SETTINGS } from './customer-settings.js';
import { EXPECTATION_FORMS, STORY_FORMS } from './forms.js';
import type { Finding, Scenario, Told } from './scenario.js';
import { type Form, orderOf, readSentence, readWhen, type When } from './sentence.js';

const KEYS = ['scenario', 'journey', 'rules', 'customer', 'story', 'expect', 'never', 'until'];
/** A longer file is no scenario. */
const LONGEST = 100_000;
const LONGEST_SENTENCE = 300;
const ENDLESS: LocalDate = '9999-12-31';

/** Every scenario of the text, or every finding. Never throws. */
export function readScenarios(text: string): { scenarios: Scenario[]; findings: [] } | { scenarios?: undefined; findings: Finding[] } {
  if (text.length > LONGEST) return { findings: [{ at: '1:1', message: 'This is longer than 100 kB: split it into several files.' }] };
  const lines = new LineCounter();
  const refused = refusedIn(text);
  const documents = refused ? [] : documentsOf(text, lines);
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${line}:${col}`;
  };
  const offsetOf = (at: string): number => {
    const [line = 1, column = 1] = at.split(':').map(Number);
    return (lines.lineStarts[line - 1] ?? 0) + column - 1;
  };
  const findings: Finding[] = [];
  const say: Say = (offset, message) => findings.push({ at: place(offset), message });
  const scenarios: Scenario[] = [];
  if (refused) return { findings: [{ at: placeIn(text, refused.offset), message: refused.message }] };
  if (documents.length === 0) say(0, 'There is no scenario here: a scenario has the keys scenario, journey, story and expect.');
  for (const doc of documents) {
    const problems = problemsOf({ doc, text });
    if (problems.length > 0) {
      for (const { offset, message } of problems) say(offset, `This is not readable as YAML: ${message}`);
      continue;
    }
    const scenario = scenarioOf({ node: doc.contents as Node | null, text, say, place, offsetOf });
    if (scenario) scenarios.push(scenario);
  }
  return findings.length > 0 ? { findings: findings.sort(byPlace) } : { scenarios, findings: [] };
}

/** What the file is not read for at all. */
function refusedIn(text: string): YamlProblem | undefined {
  const deep = tooDeep(text);
  if (deep) return { ...deep, message: `This is not readable as YAML: ${deep.message}` };
  const hidden = hiddenCharacter(text);
  return hidden && { offset: hidden.offset, message: `There is a character here that nobody sees (${hidden.name}). Remove it.` };
}

function documentsOf(text: string, lineCounter: LineCounter): Document.Parsed[] {
  const documents = withoutStacks(() => parseAllDocuments(text, { lineCounter, ...YAML_OPTIONS }));
  return 'empty' in documents ? [] : documents;
}

const byPlace = (a: Finding, b: Finding): number => {
  const [[line = 0, column = 0] = [], [otherLine = 0, otherColumn = 0] = []] = [a, b].map(({ at }) => at.split(':').map(Number));
  return line - otherLine || column - otherColumn;
};

interface Reading {
  text: string;
  say: Say;
  place(offset: number): string;
  offsetOf(place: string): number;
}

function scenarioOf({ node, text, say, place, offsetOf }: Reading & { node: Node | null }): Scenario | undefined {
  if (!isMap(node)) {
    say(startOf(node), `Expected a map with the keys ${KEYS.join(', ')}.`);
    return undefined;
  }
  const parts = new Map<string, Pair<Scalar, Node>>();
  for (const pair of node.items as Pair<Scalar, Node>[]) {
    const key = String(pair.key?.value);
    if (KEYS.includes(key)) parts.set(key, pair);
    else say(startOf(pair.key), `"${key}" is not known here; remove it or check its spelling.${suggestion(key, KEYS)}`);
  }
  const needed = parts.has('rules') ? ['scenario', 'story', 'expect'] : ['scenario', 'journey', 'story', 'expect'];
  for (const key of needed) if (!parts.has(key)) say(startOf(node), `"${key}" is missing.`);
  const reading = { text, say, place, offsetOf };
  const story = sentences({ ...reading, pair: parts.get('story'), forms: STORY_FORMS });
  const expect = sentences({ ...reading, pair: parts.get('expect'), forms: EXPECTATION_FORMS });
  const customer = customerOf(parts.get('customer')?.value ?? undefined, say);
  checkNames({ story, expect, offsetOf, say });
  if (parts.has('story') && story.length === 0) say(startOf(parts.get('story')?.key), 'Nothing happens: tell one fact at least.');
  const dates = [...story, ...expect].map(({ when }) => when.on).sort();
  const last = dates.at(-1) ?? ENDLESS;
  const until = textOf(parts.get('until'), say) ?? last;
  if (!isDate(until)) say(startOf(parts.get('until')?.value), `Expected a date like 2026-12-31; found "${until}".`);
  else if (until < last) say(startOf(parts.get('until')?.value), `It ends before ${last}, the last day that the scenario names.`);
  const inCurrency = story.map(({ meaning }) => ('money' in meaning ? meaning.money?.currency : undefined)).find(Boolean);
  return {
    name: textOf(parts.get('scenario'), say) ?? '',
    journey: textOf(parts.get('journey'), say) ?? (parts.has('rules') ? undefined : ''),
    rules: rulesOf({ ...reading, pair: parts.get('rules') }),
    customer: { ...(inCurrency && { currency: inCurrency }), ...customer },
    story,
    expect,
    never: namesOf({ ...reading, node: parts.get('never')?.value ?? undefined }),
    until,
    place: place(startOf(node)),
  };
}

const startOf = (node: unknown): number => (node as Node | null | undefined)?.range?.[0] ?? 0;

function textOf(pair: Pair<Scalar, Node> | undefined, say: Say): string | undefined {
  if (!pair) return undefined;
  const { value: node } = pair;
  const value = isScalar(node) ? node.value : undefined;
  if (typeof value === 'string' && value.trim() !== '') return value;
  say(startOf(node) || startOf(pair.key), 'Expected a text.');
  return undefined;
}

function rulesOf({ pair, say, place }: Reading & { pair: Pair<Scalar, Node> | undefined }): Scenario['rules'] {
  const file = textOf(pair, say);
  return file === undefined ? undefined : { file, place: place(startOf(pair?.value)) };
}

function customerOf(node: Node | undefined, say: Say): Partial<CustomerRow> {
  if (node === undefined) return {};
  if (!isMap(node)) {
    say(startOf(node), 'Expected a map like { country: DE, netDays: 30 }.');
    return {};
  }
  const said: Partial<CustomerRow> = {};
  for (const { key, value } of node.items as Pair<Scalar, Node>[]) {
    const name = String(key?.value);
    const setting = Object.hasOwn(CUSTOMER_SETTINGS, name) ? CUSTOMER_SETTINGS[name] : undefined;
    if (!setting) {
      const known = Object.keys(CUSTOMER_SETTINGS);
      say(startOf(key), `"${name}" is not known of a customer; known are ${known.join(', ')}.${suggestion(name, known)}`);
      continue;
    }
    const given = isScalar(value) ? String(value.value) : '';
    const read = setting.read(given);
    if (read) Object.assign(said, read);
    else say(startOf(value) || startOf(key), `Expected ${setting.expected}; found "${given}".`);
  }
  return said;
}

function namesOf({ node, say, place }: Reading & { node: Node | undefined }): Scenario['never'] {
  if (node === undefined) return [];
  const items = isSeq(node) ? (node.items as Node[]) : [node];
  return items.flatMap((item) => {
    if (isScalar(item) && typeof item.value === 'string') return [{ name: item.value, place: place(startOf(item)) }];
    say(startOf(item), 'Expected a list of names, like [ Final notice, charge ].');
    return [];
  });
}

/** Dated sentences, in the order of the file, which is that of time. */
function sentences<Meaning>({
  pair,
  forms,
  text,
  say,
  place,
}: Reading & { pair: Pair<Scalar, Node> | undefined; forms: readonly Form<Meaning>[] }): Told<Meaning>[] {
  if (!pair) return [];
  const section = String(pair.key.value);
  if (isScalar(pair.value) && pair.value.value === null) return [];
  if (!isSeq(pair.value)) {
    say(startOf(pair.value) || startOf(pair.key), 'Expected a list of dated sentences, like "- 2026-04-01: settled R-17".');
    return [];
  }
  const told: Told<Meaning>[] = [];
  let before: When | undefined;
  for (const item of pair.value.items) {
    for (const { key, value } of (isMap(item) ? item.items : [{ key: item, value: null }]) as Pair<Scalar, Node>[]) {
      const when = readWhen(String(key?.value));
      if (!when) {
        const found = isScalar(key) ? `"${String(key.value)}"` : 'something else';
        const message = `Expected a date and a sentence, like "2026-04-01: settled R-17" or "2026-04-01 09:00: settled R-17"; found ${found}.`;
        say(startOf(key ?? item), message);
        continue;
      }
      if (!isScalar(value) || typeof value.value !== 'string') {
        say(startOf(key), 'Expected a sentence after the date.');
        continue;
      }
      if (before && isBefore({ when, before, section }))
        say(startOf(key), `${orderOf(when)} is before ${orderOf(before)}, the line above: tell things in their order.`);
      before = when;
      const sentence = value.value;
      if (sentence.length > LONGEST_SENTENCE) {
        say(startOf(value), `A sentence has at most ${LONGEST_SENTENCE} characters; this one has ${sentence.length}.`);
        continue;
      }
      const read = readSentence({ sentence, forms });
      if (read.problem) say(offsetIn({ node: value, text, offset: read.problem.offset }), read.problem.message);
      else told.push({ when, meaning: read.result, sentence, place: place(startOf(value)) });
    }
  }
  return told;
}

/** A fact without a time of day happens as its day begins; an expectation without one, at any time of it. */
const isBefore = ({ when, before, section }: { when: When; before: When; section: string }): boolean =>
  section === 'expect' && !(when.time && before.time) ? when.on < before.on : orderOf(when) < orderOf(before);

/** Where a character of a value stands in the file: quotes, and lines that were folded, take room there. */
function offsetIn({ node, text, offset }: { node: Scalar; text: string; offset: number }): number {
  const [start = 0, end = start] = node.range ?? [];
  const value = String(node.value);
  let at = start + (/^["']/.test(text.slice(start, start + 1)) ? 1 : 0);
  for (let index = 0; index < offset && at < end; index += 1) {
    if (/\s/.test(value[index] ?? '')) while (at < end && /\s/.test(text[at] ?? '')) at += 1;
    else at += 1;
  }
  return at;
}
