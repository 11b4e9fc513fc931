/**
 * Reads a journey file (YAML 1.2 or JSON, long form). All findings of a file come at once, each with its place and what was expected.
 */
import type { Document } from 'yaml';
import { z } from 'zod';
import { isTimeZone } from '../calendar.js';
import { sayCosts } from '../costs/check-costs.js';
import { costsSchema } from '../costs/terms.js';
import { DulyError } from '../errors.js';
import { HOLD_KINDS, HOLD_STEPS } from '../holds/index.js';
import { becomesSchema, sayBecomes } from '../journey-rules/becoming.js';
import { VERBS } from '../ladder/verbs/index.js';
import { expand } from '../language/expand.js';
import { segmentsOf, segmentsSchema } from '../segments/segment.js';
import { spanSchema } from '../span.js';
import { STAGE_TYPES } from '../stages/index.js';
import type { LaneKind } from '../stages/stage-type.js';
import type { Cap } from '../steps/caps.js';
import { printable } from '../tell/plain-text.js';
import { type Writing, writingSchema } from '../writing/writing.js';
import { misspeltDesks } from './desks.js';
import { type Doubt, type Finding, type FindingCode, readIssue, suggestion, type WarningCode } from './findings.js';
import { impossibleSteps } from './impossible-steps.js';
import type { Contact, Journey, Lane, Stage } from './journey.js';
import { inWords, unknownKey } from './known-keys.js';
import { namedSteps, stepNamesOf } from './ladder.js';
import { capSchema, closedSchema, nameSchema, wallTimeSchema } from './long-form.js';
import { loops, unknownAnchors, unreachableStages } from './paths.js';
import { pathText, placeOf, readText } from './read-text.js';
import { sayTerms, splitNext } from './said-terms.js';
import { firmerMessages, saySegments } from './say-segments.js';
import { severeBeginnings } from './severe-beginnings.js';
import { type TemplateUse, templateUseAt } from './template-use.js';
import { sayTolerance, toleranceSchema } from './tolerance.js';
import { wrongLane } from './which-lane.js';

const zoneSchema = z
  .string()
  .refine((zone) => zone === 'customer' || isTimeZone(zone), 'Expected an IANA time zone like Europe/Berlin, UTC, or "customer".');
const contactSchema = z.strictObject({
  at: wallTimeSchema.default('09:00'),
  until: wallTimeSchema.default('20:00'),
  zone: zoneSchema.default('customer'),
  days: z.enum(['every', 'business']).default('every'),
  outside: z.enum(['wait', 'skip']).default('wait'),
  closed: closedSchema.default([]),
  /** Not everybody's messages go when the hours begin: each customer has a moment of his own in the time after it, always the same. */
  spread: z.union([z.strictObject({ hours: z.int().min(1).max(23) }), z.strictObject({ minutes: z.int().min(1).max(1_380) })]).optional(),
  atMost: capSchema.optional(),
  /** When customers are called, where not as they are contacted. */
  calls: z
    .strictObject({
      hours: z
        .array(z.strictObject({ at: wallTimeSchema, until: wallTimeSchema }))
        .min(1)
        .max(4),
      days: z.enum(['every', 'business']).default('every'),
      zone: zoneSchema.default('customer'),
      atMost: capSchema.optional(),
    })
    .optional(),
  /** When letters are printed: what comes later goes on the next such day. */
  letters: z
    .strictObject({ days: z.enum(['every', 'business']).default('every'), before: wallTimeSchema, atMost: capSchema.optional() })
    .optional(),
  /** How long a letter is with the post, and as long an answer to it. */
  post: z
    .union([z.strictObject({ days: z.int().min(1).max(30) }), z.strictObject({ businessDays: z.int().min(1).max(30) })], {
      error: 'Expected { businessDays: 3 } or { days: 4 }, from 1 to 30.',
    })
    .optional(),
  apart: z.strictObject({ reminders: z.int().min(1).max(60).optional(), surveys: z.int().min(0).max(365).optional() }).default({}),
  together: z.boolean().default(false),
  /** What goes in place of a mail that cannot reach its address, and who is asked for the right one. */
  bounced: z.strictObject({ instead: z.literal('letter'), ask: nameSchema }).optional(),
});
/** The long form. */
export const journeySchema = z.strictObject({
  journey: nameSchema,
  for: nameSchema.optional(),
  segments: segmentsSchema.optional(),
  contact: contactSchema.default(contactSchema.parse({})),
  holds: z
    .strictObject({
      afterwards: spanSchema.default({ days: 0 }),
      ...Object.fromEntries(Object.entries(HOLD_KINDS).map(([name, { schema }]) => [name, schema.optional()])),
    })
    .default({ afterwards: { days: 0 } }),
  /** What of a payment the bank took back: until somebody has answered it is left in peace, or it is simply unpaid. */
  chargebacks: z.enum(['disputed', 'unpaid']).default('disputed'),
  becomes: becomesSchema.optional(),
  costs: costsSchema.optional(),
  tolerance: toleranceSchema.optional(),
  writing: writingSchema.optional(),
  lanes: z.record(
    nameSchema,
    z.strictObject({
      for: z.enum(['customer', 'account', 'item']),
      whenever: z.record(nameSchema, nameSchema).default({}),
      stages: z.record(nameSchema, z.looseObject({ type: nameSchema.optional(), on: z.record(nameSchema, nameSchema).default({}) })),
    }),
  ),
});

/** Facts that `whenever` may name. */
export const WHENEVER_FACTS = [
  'payment.failed',
  'method.added',
  'autopay.on',
  'dispute.opened',
  'dispute.resolved',
  'invoice.refused',
  'cheque.received',
  'cheque.returned',
];

/** The messages that there are texts for, by name, each with its languages. */
export type KnownTemplates = ReadonlyMap<string, readonly string[]>;

/** What is wrong with a message's text in these languages: sentences with file and place. */
export type CheckTemplate = (input: { template: string; languages: readonly string[]; use: TemplateUse }) => string[];

/** Findings about what may have led to a stage to which nothing leads. */
const LEADING: ReadonlySet<FindingCode> = new Set(['unknown-stage', 'unknown-outcome', 'missing-outcome', 'unknown-key']);

/** Findings about a key, not about what it says. */
const KEYED: ReadonlySet<FindingCode> = new Set([
  'unknown-key',
  'unknown-outcome',
  'unknown-fact',
  'unreachable-stage',
  'duplicate-segment',
  'unused-segment',
]);

/** The journey with what of it is worth a look; or what is wrong with it. */
type Checked =
  | { journey: Journey; findings: []; warnings: Finding<WarningCode>[] }
  | { journey?: undefined; findings: Finding[]; warnings: [] };

interface CheckOptions {
  templates?: KnownTemplates;
  checkTemplate?: CheckTemplate;
  /** What of a journey without findings is worth a warning; without it nothing is. */
  doubtsOf?: (journey: Journey) => Doubt[];
}

/** Every finding of the text, or the journey. Without `templates` any message may be named. Never throws. */
export function checkJourney(text: string, { templates, checkTemplate, doubtsOf }: CheckOptions = {}): Checked {
  const read = readText(text);
  if ('findings' in read) return { findings: inOrder(read.findings), warnings: [] };
  const { plain, places } = read;
  const { content, mistakes, offsetOf } = expand({ places, content: plain });
  const placeAt = (offset: number): string => placeOf(places().lines, offset);

  const findings: Finding[] = mistakes.map(({ path, offset, message }) => ({
    code: 'sentence',
    at: placeAt(offset),
    path: pathText([...path]),
    message,
  }));
  const parsed = journeySchema.safeParse(content);
  /** `within`: so many characters into the text that stands at `path`. */
  const say = (code: FindingCode, path: PropertyKey[], message: string, within?: number) => {
    const offset =
      within === undefined
        ? (offsetOf(path, KEYED.has(code) ? 'key' : 'value') ?? 0)
        : placeWithin({ doc: places().doc, text, path, within });
    findings.push({ code, at: placeAt(offset), path: pathText(path), message });
  };
  /** A sentence of the stage could not be read, in either form of the file. */
  const unread = ({ lane, stage }: { lane: string; stage: string }): boolean =>
    mistakes.some(({ path: [first, second, , fourth] }) =>
      first === 'lanes' ? second === lane && fourth === stage : String(first).startsWith(`${lane},`) && second === stage,
    );
  /** What a sentence that could not be read would have said is not missing as well. */
  const sayIssues = (issues: z.core.$ZodIssue[], base: PropertyKey[] = [], type?: string) => {
    for (const issue of issues)
      for (const { code, path, message } of readIssue(issue, [...base, ...issue.path])) {
        if (code === 'missing-key' && mistakes.length > 0) continue;
        if (code === 'unknown-key') say(code, path, unknownKey({ path, type, value: partAt(content, path) }));
        else if (code === 'missing-key' && pathText(path) === 'lanes') say(code, path, NO_LANE);
        else say(code, path, (code === 'wrong-value' && inWords({ path, type })) || message);
      }
  };
  if (!parsed.success) {
    sayIssues(parsed.error.issues);
    return { findings: inOrder(findings), warnings: [] };
  }
  const stepNames = new Map<string, string>();
  const lanes = Object.entries(parsed.data.lanes).map(([name, lane]): Lane => {
    const stageNames = Object.keys(lane.stages);
    if (stageNames.length === 0) say('no-stage', ['lanes', name, 'stages'], `Lane "${name}" has no stage; give it at least one.`);
    const terms = new Map<string, string | undefined>();
    const stages = Object.entries(lane.stages).map(([stageName, { type = stageName, on: lines, ...settings }]): Stage => {
      const path = ['lanes', name, 'stages', stageName];
      const on: Record<string, string> = {};
      for (const [outcome, next] of Object.entries(lines)) {
        const { stage, said } = splitNext({ next, stages: stageNames });
        on[outcome] = stage;
        terms.set(`${stageName}/${outcome}`, said);
      }
      const known = Object.hasOwn(STAGE_TYPES, type.replaceAll('-', ' ')) ? STAGE_TYPES[type.replaceAll('-', ' ')] : undefined;
      if (!known)
        say(
          'unknown-stage-type',
          path,
          `There is no stage type "${type}"; there are ${Object.keys(STAGE_TYPES).join(', ')}.${suggestion(type, Object.keys(STAGE_TYPES))}`,
        );
      if (known && !known.lanes.includes(lane.for as LaneKind))
        say('wrong-lane', path, wrongLane({ type, known, lane: name, kind: lane.for as LaneKind }));
      const config = known?.schema.safeParse(settings);
      if (config && !config.success) sayIssues(config.error.issues, path, type.replaceAll('-', ' '));
      const meant = new Set<string>();
      for (const [outcome, next] of Object.entries(on)) {
        const leads = next === 'end' || stageNames.includes(next);
        if (known && !known.outcomes.includes(outcome)) {
          const near = suggestion(outcome, known.outcomes);
          for (const one of known.outcomes) if (near.includes(`"${one}"`)) meant.add(one);
          const isStep = !leads && saysStep(next);
          say(
            'unknown-outcome',
            [...path, 'on', outcome],
            `A stage of type "${type}" never ends with "${outcome}"; its outcomes are ${known.outcomes.join(', ') || 'none: it stands'}.${isStep ? ` If "${next}" is a step, it begins with its moment: "due date: ${next}" or "3 days after due: ${next}".` : near}`,
          );
          if (isStep) continue;
        }
        if (!leads)
          say(
            'unknown-stage',
            [...path, 'on', outcome],
            `There is no stage "${next}" in lane "${name}"; name one of ${stageNames.join(', ')}, or end.${suggestion(next, stageNames)}`,
          );
      }
      for (const outcome of known?.outcomes ?? []) {
        if (Object.hasOwn(on, outcome) || Object.hasOwn(known?.defaults ?? {}, outcome) || meant.has(outcome)) continue;
        // What a sentence that could not be read would have said may be what the stage ends with.
        if (known?.mayEnd && unread({ lane: name, stage: stageName })) continue;
        if (!config?.success || known?.mayEnd?.({ config: config.data, outcome }) !== false)
          say('missing-outcome', path, `What follows on "${outcome}"? Add it under "on", with the next stage or end.`);
      }
      for (const [index, step] of stepNamesOf({ type: type.replaceAll('-', ' '), config: config?.data }).entries()) {
        const named = [...path, 'steps', index, 'name'];
        if (reservedSteps(lane.for as LaneKind).includes(step))
          say(
            'reserved-step',
            named,
            `The step name "${step}" is taken by the product for what a stage does by itself; give the step another name.`,
          );
        const other = stepNames.get(`${lane.for} ${step}`);
        if (other && other !== `${name}/${stageName}`)
          say(
            'duplicate-step',
            named,
            `The step "${step}" has the same name as one in ${other}; a step once taken is never taken again, so names differ among lanes of one kind.`,
          );
        stepNames.set(`${lane.for} ${step}`, `${name}/${stageName}`);
      }
      return { name: stageName, type: type.replaceAll('-', ' '), config: config?.data, on };
    });
    sayTerms({ lane: name, stages, said: terms, say });
    for (const [fact, stage] of Object.entries(lane.whenever)) {
      if (!WHENEVER_FACTS.includes(fact))
        say(
          'unknown-fact',
          ['lanes', name, 'whenever', fact],
          `"whenever" knows ${WHENEVER_FACTS.join(', ')}, not "${fact}".${suggestion(fact, WHENEVER_FACTS)}`,
        );
      if (!stageNames.includes(stage))
        say(
          'unknown-stage',
          ['lanes', name, 'whenever', fact],
          `There is no stage "${stage}" in lane "${name}".${suggestion(stage, stageNames)}`,
        );
    }
    for (const { path, message } of unknownAnchors({ lane: name, stages })) say('unknown-moment', path, message);
    const whenever = Object.entries(lane.whenever).map(([fact, stage]) => ({ fact, stage }));
    const leadsNowhere = findings.some(({ code, path }) => LEADING.has(code) && path.startsWith(`lanes.${name}.`));
    for (const stage of leadsNowhere ? [] : unreachableStages({ stages, whenever })) {
      // What belongs to its lane acts wherever the lane stands.
      const { type } = stages.find((one) => one.name === stage) ?? {};
      if (STAGE_TYPES[type ?? '']?.always) continue;
      say(
        'unreachable-stage',
        ['lanes', name, 'stages', stage],
        `Nothing leads to the stage "${stage}": name it under "on" or "whenever" of lane "${name}", put it first, or remove it.`,
      );
    }
    // What is wrong elsewhere may have meant the milder step.
    for (const { code, path, message } of findings.length > 0 ? [] : severeBeginnings({ name, stages })) say(code, path, message);
    for (const { stage, outcome, circle } of loops({ stages }))
      say(
        'loop',
        ['lanes', name, 'stages', stage, 'on', outcome],
        `These stages lead in a circle in which nothing waits: ${circle.join(' → ')}. Let one of them lead out of it, or to end.`,
      );
    return { name, for: lane.for as LaneKind, stages, whenever };
  });
  sayWatched({ lanes, say });
  const { segments } = parsed.data;
  saySegments({ given: segments, content, say });
  if (templates) sayTemplates({ content, templates, checkTemplate, say });
  if (lanes.length === 0) say('no-stage', ['lanes'], NO_LANE);
  const { contact } = parsed.data;
  const { afterwards, ...holds } = parsed.data.holds;
  if (contact.until <= contact.at)
    say('contact-hours', ['contact', 'until'], `Contact hours end (${contact.until}) before they begin (${contact.at}).`);
  const { spread } = contact;
  if (spread && contact.until > contact.at && minutesOf(spread) >= minutesBetween(contact.at, contact.until))
    say(
      'impossible-window',
      ['contact', 'spread'],
      `The contact hours from ${contact.at} to ${contact.until} are too short to spread over that long: some customers' turn would come when they are over.`,
    );
  const { letters } = contact;
  if (letters && letters.before <= contact.at)
    say(
      'contact-hours',
      ['contact', 'letters', 'before'],
      `Letters are printed until ${letters.before}, and nobody is written to before ${contact.at}: no letter would ever be printed.`,
    );
  else if (letters && spread && minutesOf(spread) >= minutesBetween(contact.at, letters.before))
    say(
      'impossible-window',
      ['contact', 'spread'],
      `Letters are printed until ${letters.before}: the time since ${contact.at} is too short to spread over that long, for some customers' turn would come when it is over.`,
    );
  for (const [index, { at: begins, until }] of (contact.calls?.hours ?? []).entries()) {
    const before = contact.calls?.hours[index - 1];
    const path = ['contact', 'calls', 'hours', index, 'until'];
    if (until <= begins) say('contact-hours', path, `Hours of calls end (${until}) before they begin (${begins}).`);
    else if (before && begins < before.until)
      say('contact-hours', path, `Hours of calls come in their order: ${begins} is before ${before.until}, when those before it end.`);
  }
  const { becomes, costs, tolerance, writing } = parsed.data;
  if (becomes) sayBecomes({ becomes, name: parsed.data.journey, say });
  if (writing && templates) sayLanguages({ writing, templates, say });
  if (tolerance) sayTolerance({ tolerance, content, say });
  if (costs) sayCosts({ costs, lanes, say });
  if (findings.length > 0) return { findings: inOrder(findings), warnings: [] };
  const journey: Journey = {
    name: parsed.data.journey,
    contact: contactOf(contact),
    peace: afterwards,
    ...(Object.keys(holds).length > 0 && { holds }),
    ...(parsed.data.chargebacks === 'unpaid' && { chargebacks: 'unpaid' as const }),
    ...(segments && { segments: segmentsOf(segments) }),
    ...(becomes && { becomes }),
    ...(costs && { costs }),
    ...(tolerance && { tolerance }),
    ...(writing && { writing }),
    lanes,
  };
  for (const { path, message } of impossibleSteps(journey)) say('impossible-window', path, message);
  if (findings.length > 0) return { findings: inOrder(findings), warnings: [] };
  const doubts = doubtsOf ? [...misspeltDesks(content), ...doubtsOf(journey)] : [];
  const warnings = doubts.map(({ code, path, message }) => ({
    code,
    at: placeAt(offsetOf(path, code === 'never-delivered' ? 'key' : 'value') ?? 0),
    path: pathText(path),
    message,
  }));
  return { journey, findings: [], warnings: inOrder(warnings) };
}

/** The journey of a text; throws `journey_invalid` with every finding, each as `file:line:column`. */
export function loadJourney({ text, file }: { text: string; file: string }): Journey {
  const { journey, findings } = checkJourney(text);
  if (journey) return journey;
  const list = findings.map((finding) => `${file}:${finding.at}: ${finding.message}${finding.path ? ` (${finding.path})` : ''}`);
  throw new DulyError({ code: 'journey_invalid', message: list.join('\n'), ...(findings[0] ? { at: findings[0].at } : {}) });
}

/** Steps that a stage asks about and no lane of invoices has. */
function sayWatched({ lanes, say }: { lanes: Lane[]; say(code: FindingCode, path: PropertyKey[], message: string): void }): void {
  const steps = lanes.filter((lane) => lane.for === 'item').flatMap(namedSteps);
  for (const lane of lanes)
    for (const { name, type, config } of lane.stages)
      for (const { step, path } of (config !== undefined && STAGE_TYPES[type]?.watches?.(config)) || [])
        if (!steps.includes(step))
          say(
            'unknown-step',
            ['lanes', lane.name, 'stages', name, ...path],
            `Expected a step of an invoice's lane, and "${step}" is none; there are ${steps.join(', ') || 'none'}.${suggestion(step, steps)}`,
          );
}

/** Languages in which there is no text at all. */
function sayLanguages({
  writing,
  templates,
  say,
}: {
  writing: Writing;
  templates: KnownTemplates;
  say(code: FindingCode, path: PropertyKey[], message: string): void;
}): void {
  const there = [...new Set([...templates.values()].flat())].sort();
  for (const key of ['language', 'else'] as const)
    if (writing[key] !== 'customer' && !there.includes(writing[key]))
      say(
        'missing-locale',
        ['writing', key],
        `No message has a text in the language "${writing[key]}"; there are texts in ${there.join(', ')}.`,
      );
}

/** Where a setting names a message. */
function sayTemplates({
  content,
  templates,
  checkTemplate,
  say,
}: {
  content: unknown;
  templates: KnownTemplates;
  checkTemplate: CheckTemplate | undefined;
  say(code: FindingCode, path: PropertyKey[], message: string): void;
}): void {
  const languages = [...new Set([...templates.values()].flat())].sort();
  const need = (value: string, path: PropertyKey[], use: TemplateUse): void => {
    const has = templates.get(value);
    if (!has) {
      const there = [...templates.keys()].sort();
      const begun = there.filter((one) => value.startsWith(`${one}-`)).at(-1);
      const near = begun
        ? ` After the name of the message "${begun}" comes a comma, before what follows it.`
        : suggestion(value, there) || ` There are ${there.join(', ')}.`;
      say('unknown-template', path, `There is no text for the message "${value}".${near}`);
    } else if (has.length < languages.length) {
      const missing = languages.filter((language) => !has.includes(language));
      say(
        'missing-locale',
        path,
        `The message "${value}" has no text in ${missing.join(', ')}: customers of that language would get another one. Write ${missing.map((language) => `${value}.${language}.md`).join(', ')} beside ${value}.${has[0]}.md.`,
      );
    }
    for (const message of (has && checkTemplate?.({ template: value, languages: has, use })) ?? []) say('template', path, message);
  };
  const visit = (value: unknown, path: PropertyKey[]): void => {
    if (typeof value !== 'object' || value === null) {
      const use = typeof value === 'string' ? templateUseAt(path) : undefined;
      if (typeof value === 'string' && use) need(value, path, use);
    } else for (const [key, part] of Object.entries(value)) visit(part, [...path, Array.isArray(value) ? Number(key) : key]);
  };
  const { lanes, holds } = content as { lanes?: unknown; holds?: unknown };
  visit(lanes, ['lanes']);
  visit(holds, ['holds']);
  for (const { template, path } of firmerMessages(content)) {
    const use = templateUseAt([...path.slice(0, -2), 'do', 'send']);
    if (use) need(template, path, use);
  }
}

function contactOf({
  at,
  until,
  zone,
  days,
  outside,
  closed,
  spread,
  atMost,
  calls,
  apart,
  together,
  bounced,
  letters,
  post,
}: z.infer<typeof contactSchema>): Contact {
  return {
    at,
    until,
    zone,
    ...(days === 'business' && { days }),
    ...(closed.length > 0 && { closed }),
    ...(outside === 'skip' && { outside }),
    ...(spread && { spread: minutesOf(spread) }),
    ...(atMost && { atMost: withoutUndefined(atMost) }),
    ...(calls && {
      calls: {
        hours: calls.hours,
        ...(calls.days === 'business' && { days: calls.days }),
        zone: calls.zone,
        ...(calls.atMost && { atMost: withoutUndefined(calls.atMost) }),
      },
    }),
    ...(bounced && { bounced: { ask: bounced.ask } }),
    ...(letters && {
      letters: {
        ...(letters.days === 'business' && { days: letters.days }),
        before: letters.before,
        ...(letters.atMost && { atMost: withoutUndefined(letters.atMost) }),
      },
    }),
    ...(post && { post }),
    remindersApart: apart.reminders ?? null,
    surveysApart: apart.surveys ?? 7,
    together,
  };
}

const NO_LANE = 'The journey has no lane; give it one, like "collection, for each invoice:".';

/** Whether it is what a step does rather than the name of a stage. */
const saysStep = (text: string): boolean => Object.keys(VERBS).some((verb) => text.startsWith(`${verb} `));

/** What stands at the path of plain data. */
const partAt = (content: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((part, key) => (part as Record<PropertyKey, unknown> | null | undefined)?.[key], content);

const minutesOf = (spread: { hours: number } | { minutes: number }): number => ('hours' in spread ? spread.hours * 60 : spread.minutes);
const minutesBetween = (from: string, to: string): number => minuteOfDay(to) - minuteOfDay(from);
const minuteOfDay = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** The same without the keys that say nothing. */
const withoutUndefined = ({ day, week }: { day?: number | undefined; week?: number | undefined }): Cap => ({
  ...(day !== undefined && { day }),
  ...(week !== undefined && { week }),
});

/** The offset of a character of a text that stands in the file as it is; of another one (folded, or with escapes) where it begins. */
function placeWithin({ doc, text, path, within }: { doc: Document; text: string; path: PropertyKey[]; within: number }): number {
  const node = doc.getIn(path, true) as { range?: [number, number, number]; value?: unknown } | undefined;
  const begins = node?.range?.[0] ?? 0;
  const first = /^["']/.test(text.slice(begins)) ? begins + 1 : begins;
  return text.startsWith(String(node?.value), first) ? first + within : begins;
}

/** Names of steps that stage types of such lanes, and holds, bring along. */
const reservedSteps = (kind: LaneKind): string[] => [
  ...Object.values(STAGE_TYPES).flatMap((type) => (type.lanes.includes(kind) ? [...(type.ownSteps ?? [])] : [])),
  ...(kind === 'item' ? HOLD_STEPS : []),
];

const LONGEST_MESSAGE = 800;

/** In the order of the file; names in messages are of any length and of any characters, terminals and logs are not. */
const inOrder = <Code extends string>(findings: Finding<Code>[]): Finding<Code>[] =>
  findings
    .map((finding) => ({ ...finding, path: printable(finding.path), message: printable(finding.message).slice(0, LONGEST_MESSAGE) }))
    .sort((a, b) => {
      const [[line = 0, column = 0], [otherLine = 0, otherColumn = 0]] = [a, b].map((finding) => finding.at.split(':').map(Number)) as [
        number[],
        number[],
      ];
      return line - otherLine || column - otherColumn;
    });
