/**
 * Reads a journey file (YAML 1.2 or JSON, long form). All findings of a file come at once, each with its place and what was expected.
 */
import { type Document, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { isTimeZone } from '../calendar.js';
import { DulyError } from '../errors.js';
import { STAGE_TYPES } from '../stages/index.js';
import type { LaneKind } from '../stages/stage-type.js';
import type { Contact, Journey, Lane, Stage } from './journey.js';
import { daysSchema, nameSchema, wallTimeSchema } from './long-form.js';

/** One thing that is wrong with a journey file. */
export interface Finding {
  /** `line:column`, both from 1. */
  at: string;
  /** The path of the offending key, like `lanes.collection.stages.reminders.steps[0].at`. */
  path: string;
  message: string;
}

const contactSchema = z.strictObject({
  at: wallTimeSchema.default('09:00'),
  until: wallTimeSchema.default('20:00'),
  zone: z
    .string()
    .refine((zone) => zone === 'customer' || isTimeZone(zone), 'Expected an IANA time zone like Europe/Berlin, UTC, or "customer".')
    .default('customer'),
  apart: z.strictObject({ reminders: z.int().min(1).max(60).optional(), surveys: z.int().min(0).max(365).optional() }).default({}),
  together: z.boolean().default(false),
});
const journeySchema = z.strictObject({
  journey: nameSchema,
  for: nameSchema.optional(),
  contact: contactSchema.default(contactSchema.parse({})),
  holds: z
    .strictObject({ afterwards: z.strictObject({ days: daysSchema.min(0) }).default({ days: 0 }) })
    .default({ afterwards: { days: 0 } }),
  lanes: z.record(
    nameSchema,
    z.strictObject({
      for: z.enum(['customer', 'item']),
      whenever: z.record(nameSchema, nameSchema).default({}),
      stages: z.record(nameSchema, z.looseObject({ type: nameSchema.optional(), on: z.record(nameSchema, nameSchema).default({}) })),
    }),
  ),
});

/** Facts that `whenever` may name. */
const WHENEVER_FACTS = ['payment.failed', 'method.added', 'dispute.opened', 'dispute.resolved', 'invoice.refused'];

/** Every finding of the text, or the journey. Never throws. */
export function checkJourney(text: string): { journey: Journey; findings: [] } | { journey?: undefined; findings: Finding[] } {
  const lines = new LineCounter();
  const doc = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const place = (path: PropertyKey[]) => placeOf({ doc, lines, path });
  if (doc.errors.length > 0) {
    return {
      findings: doc.errors.map((error) => ({
        at: at(lines, error.pos[0]),
        path: '',
        message: `This is not readable as YAML: ${error.message}`,
      })),
    };
  }
  const parsed = journeySchema.safeParse(contentOf(doc));
  if (!parsed.success) return { findings: parsed.error.issues.flatMap((issue) => findingsOf(issue, [], place)) };
  const findings: Finding[] = [];
  const say = (path: PropertyKey[], message: string) => findings.push({ at: place(path), path: pathText(path), message });

  const stepNames = new Map<string, string>();
  const lanes = Object.entries(parsed.data.lanes).map(([name, lane]): Lane => {
    const stageNames = Object.keys(lane.stages);
    if (stageNames.length === 0) say(['lanes', name, 'stages'], `Lane "${name}" has no stage; give it at least one.`);
    const stages = Object.entries(lane.stages).map(([stageName, { type = stageName, on, ...settings }]): Stage => {
      const path = ['lanes', name, 'stages', stageName];
      const known = Object.hasOwn(STAGE_TYPES, type.replaceAll('-', ' ')) ? STAGE_TYPES[type.replaceAll('-', ' ')] : undefined;
      if (!known)
        say(
          path,
          `There is no stage type "${type}"; there are ${Object.keys(STAGE_TYPES).join(', ')}.${suggestion(type, Object.keys(STAGE_TYPES))}`,
        );
      if (known && !known.lanes.includes(lane.for as LaneKind))
        say(path, `The stage type "${type}" is for a lane of each ${known.lanes.join(' or ')}, and "${name}" is for each ${lane.for}.`);
      const config = known?.schema.safeParse(settings);
      if (config && !config.success) findings.push(...config.error.issues.flatMap((issue) => findingsOf(issue, path, place)));
      for (const [outcome, next] of Object.entries(on)) {
        if (known && !known.outcomes.includes(outcome))
          say(
            [...path, 'on', outcome],
            `A stage of type "${type}" never ends with "${outcome}"; its outcomes are ${known.outcomes.join(', ') || 'none: it stands'}.${suggestion(outcome, known.outcomes)}`,
          );
        if (next !== 'end' && !stageNames.includes(next))
          say(
            [...path, 'on', outcome],
            `There is no stage "${next}" in lane "${name}"; name one of ${stageNames.join(', ')}, or end.${suggestion(next, stageNames)}`,
          );
      }
      for (const outcome of known?.outcomes ?? []) {
        if (!Object.hasOwn(on, outcome) && !Object.hasOwn(known?.defaults ?? {}, outcome))
          say(path, `What follows on "${outcome}"? Add it under "on", with the next stage or end.`);
      }
      for (const [index, step] of stepsOf(config?.data).entries()) {
        const named = [...path, 'steps', index, 'name'];
        if (reservedSteps(lane.for as LaneKind).includes(step))
          say(named, `The step name "${step}" is taken by the product for what a stage does by itself; give the step another name.`);
        const other = stepNames.get(`${lane.for} ${step}`);
        if (other && other !== `${name}/${stageName}`)
          say(
            named,
            `The step "${step}" has the same name as one in ${other}; a step once taken is never taken again, so names differ among lanes of one kind.`,
          );
        stepNames.set(`${lane.for} ${step}`, `${name}/${stageName}`);
      }
      return { name: stageName, type: type.replaceAll('-', ' '), config: config?.data, on };
    });
    for (const [fact, stage] of Object.entries(lane.whenever)) {
      if (!WHENEVER_FACTS.includes(fact))
        say(
          ['lanes', name, 'whenever', fact],
          `"whenever" knows ${WHENEVER_FACTS.join(', ')}, not "${fact}".${suggestion(fact, WHENEVER_FACTS)}`,
        );
      if (!stageNames.includes(stage))
        say(['lanes', name, 'whenever', fact], `There is no stage "${stage}" in lane "${name}".${suggestion(stage, stageNames)}`);
    }
    return { name, for: lane.for as LaneKind, stages, whenever: Object.entries(lane.whenever).map(([fact, stage]) => ({ fact, stage })) };
  });
  const { contact } = parsed.data;
  if (contact.until <= contact.at) say(['contact', 'until'], `Contact hours end (${contact.until}) before they begin (${contact.at}).`);
  if (findings.length > 0) return { findings };
  return {
    journey: { name: parsed.data.journey, contact: contactOf(contact), peaceDays: parsed.data.holds.afterwards.days, lanes },
    findings: [],
  };
}

/** The journey of a text; throws `journey_invalid` with every finding, each as `file:line:column`. */
export function loadJourney({ text, file }: { text: string; file: string }): Journey {
  const { journey, findings } = checkJourney(text);
  if (journey) return journey;
  const list = findings.map((finding) => `${file}:${finding.at}: ${finding.message}${finding.path ? ` (${finding.path})` : ''}`);
  throw new DulyError({ code: 'journey_invalid', message: list.join('\n'), ...(findings[0] ? { at: findings[0].at } : {}) });
}

function contactOf({ at, until, zone, apart, together }: z.infer<typeof contactSchema>): Contact {
  return { at, until, zone, remindersApart: apart.reminders ?? null, surveysApart: apart.surveys ?? 7, together };
}

/** The file's content as plain data; what cannot be unfolded (too many aliases) reads as nothing. */
function contentOf(doc: Document): unknown {
  try {
    return doc.toJS({ maxAliasCount: 100 });
  } catch {
    return undefined;
  }
}

/** Names of steps that stage types of such lanes bring along. */
const reservedSteps = (kind: LaneKind): string[] =>
  Object.values(STAGE_TYPES).flatMap((type) => (type.lanes.includes(kind) ? [...(type.ownSteps ?? [])] : []));

const stepsOf = (config: unknown): string[] =>
  ((config as { steps?: { name: string }[] } | undefined)?.steps ?? []).map((step) => step.name);

function findingsOf(issue: z.core.$ZodIssue, base: PropertyKey[], place: (path: PropertyKey[]) => string): Finding[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      at: place([...path, key]),
      path: pathText([...path, key]),
      message: `"${key}" is not known here; remove it or check its spelling.`,
    }));
  }
  return [{ at: place(path), path: pathText(path), message: sentenceOf(issue, path.at(-1)) }];
}

/** What a schema found, as a sentence with what was expected. */
function sentenceOf(issue: z.core.$ZodIssue, key: PropertyKey | undefined): string {
  switch (issue.code) {
    case 'invalid_type': {
      const expected = `Expected ${WORDS[issue.expected] ?? issue.expected}`;
      const found = /received (\w+)/.exec(issue.message)?.[1] ?? 'something else';
      if (key === undefined) return `${expected} with the keys journey and lanes; found ${WORDS[found] ?? 'nothing'}.`;
      return found === 'undefined' ? `"${String(key)}" is missing. ${expected}.` : `${expected}, found ${WORDS[found] ?? 'nothing'}.`;
    }
    case 'invalid_value':
      return `Expected ${issue.values
        .map(String)
        .join(', ')
        .replace(/, ([^,]*)$/, ' or $1')}.`;
    case 'too_small':
      return issue.origin === 'array' || issue.origin === 'string' ? 'Expected at least one.' : `Expected ${issue.minimum} or more.`;
    case 'too_big':
      return issue.origin === 'array' ? `Expected ${issue.maximum} at most.` : `Expected ${issue.maximum} or less.`;
    default:
      return issue.message;
  }
}
const WORDS: Readonly<Record<string, string>> = {
  object: 'a map',
  record: 'a map',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

const pathText = (path: PropertyKey[]): string =>
  path.reduce<string>((text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}${text ? '.' : ''}${String(part)}`), '');

/** The place of the deepest part of the path that the file has. */
function placeOf({ doc, lines, path }: { doc: Document; lines: LineCounter; path: PropertyKey[] }): string {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node = doc.getIn(path.slice(0, depth), true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return at(lines, node.range[0]);
  }
  return '1:1';
}

const at = (lines: LineCounter, offset: number): string => {
  const { line, col } = lines.linePos(offset);
  return `${line}:${col}`;
};

/** " Did you mean …?" for the nearest known word, if any is near. */
function suggestion(word: string, known: readonly string[]): string {
  const near = known
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return near && near.distance <= Math.max(1, Math.floor(word.length / 3)) ? ` Did you mean "${near.candidate}"?` : '';
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}
