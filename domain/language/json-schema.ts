/** The JSON Schema by which an editor completes and checks journey files, in sentences and in the long form. Made of the stage types and their words. */
import { z } from 'zod';
import { journeySchema, WHENEVER_FACTS } from '../journey/load.js';
import { STAGE_TYPES } from '../stages/index.js';
import type { StageType } from '../stages/stage-type.js';
import { WHENEVER } from './expand.js';
import { JOURNEY_WORDS } from './journey-words.js';
import { MOMENT, type Words } from './words.js';

type Schema = Record<string, unknown>;

export function editorSchema(): Schema {
  const { properties = {} } = long(journeySchema);
  const {
    contact,
    holds,
    chargebacks,
    tolerance,
    becomes,
    writing,
    costs,
    segments,
    journey,
    for: whom,
  } = properties as Record<string, Schema>;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A journey of Duly',
    type: 'object',
    properties: {
      journey: { ...journey, description: 'The name of the journey.' },
      for: { ...whom, description: 'Whom it is for.' },
      contact: withWords({ schema: contact ?? {}, words: JOURNEY_WORDS.contact }),
      holds: withWords({ schema: holds ?? {}, words: JOURNEY_WORDS.holds }),
      chargebacks: { ...chargebacks, description: 'What the bank took back is disputed until somebody has answered, or simply unpaid.' },
      segments: { ...segments, description: 'Names for groups of customers, by conditions (docs/journeys/conditions.md).' },
      ...(withWords({ schema: { properties: { tolerance, becomes } }, words: JOURNEY_WORDS.journey }).properties as Schema),
      costs,
      writing,
      ...(withWords({ schema: {}, words: JOURNEY_WORDS.costs }).properties as Schema),
      lanes: { type: 'object', additionalProperties: { anyOf: [longLane('customer'), longLane('account'), longLane('item')] } },
    },
    patternProperties: {
      '^.{1,80}, for each customer$': { $ref: '#/$defs/customer' },
      '^.{1,80}, for each account$': { $ref: '#/$defs/account' },
      '^.{1,80}, for each (invoice|item)$': { $ref: '#/$defs/item' },
    },
    required: ['journey'],
    additionalProperties: false,
    $defs: {
      customer: shortLane('customer'),
      account: shortLane('account'),
      item: shortLane('item'),
      ...Object.fromEntries(Object.entries(STAGE_TYPES).map(([name, type]) => [refOf(name), stageOf({ name, type })])),
    },
  };
}

type Kind = StageType<unknown>['lanes'][number];
const typesOf = (kind: Kind): [string, StageType<unknown>][] => Object.entries(STAGE_TYPES).filter(([, { lanes }]) => lanes.includes(kind));

/** Stages by their names; or the lines of the one stage after whose type the lane is called. */
const shortLane = (kind: Kind): Schema => ({ anyOf: [laneOfStages(kind), ...typesOf(kind).map(([name]) => stage(name))] });

const laneOfStages = (kind: Kind): Schema => ({
  type: 'object',
  properties: {
    ...Object.fromEntries(
      [...Object.keys(WHENEVER), ...WHENEVER_FACTS].map((words) => [
        `whenever ${words}`,
        { type: 'string', description: 'The stage to go to.' },
      ]),
    ),
    ...stagesOf(kind),
  },
  additionalProperties: anyStage(kind),
});

const longLane = (kind: Kind): Schema => ({
  type: 'object',
  properties: {
    for: { const: kind },
    whenever: { type: 'object', propertyNames: { enum: [...WHENEVER_FACTS] }, additionalProperties: { type: 'string' } },
    stages: { type: 'object', properties: stagesOf(kind), additionalProperties: anyStage(kind) },
  },
  required: ['for', 'stages'],
  additionalProperties: false,
});

/** Those that are named after their types. */
const stagesOf = (kind: Kind): Record<string, Schema> =>
  Object.fromEntries(typesOf(kind).map(([name]) => [name, { anyOf: [stage(name), anyStage(kind), { type: 'null' }] }]));

/** One of another name, which says its type. */
const anyStage = (kind: Kind): Schema => ({
  anyOf: typesOf(kind).map(([name]) => ({ allOf: [stage(name), { type: 'object', required: ['type'] }] })),
});

const refOf = (type: string): string => `${type.replaceAll(' ', '-')}-stage`;
const stage = (type: string): Schema => ({ $ref: `#/$defs/${refOf(type)}` });

function stageOf({ name, type: { schema, words, outcomes, defaults = {} } }: { name: string; type: StageType<unknown> }): Schema {
  const next = { type: 'string', description: 'The stage that comes next, or end.' };
  const ends = [...outcomes, ...Object.keys(defaults)];
  const own = withWords({ schema: long(schema), ...(words ? { words } : {}) });
  return {
    ...own,
    properties: {
      type: { enum: [...new Set([name, name.replaceAll(' ', '-')])] },
      ...(own.properties as Schema),
      on: { type: 'object', properties: Object.fromEntries(ends.map((outcome) => [outcome, next])), additionalProperties: false },
      ...Object.fromEntries(ends.map((outcome) => [`on ${outcome}`, next])),
    },
  };
}

/** A map whose settings may be said in sentences, too: then none of them is required by its name in the long form. */
function withWords({ schema, words }: { schema: Schema; words?: Words }): Schema {
  const { required: _required, default: _default, ...rest } = schema;
  const settings = Object.entries(words?.settings ?? {});
  const properties = { ...(schema.properties as Record<string, Schema>) };
  for (const [key, { example }] of settings) {
    const sentence = { type: 'string', examples: [example] };
    properties[key] = properties[key] ? { anyOf: [sentence, properties[key]] } : sentence;
  }
  const examples = (words?.timed ?? []).map(({ example }) => example.slice(example.indexOf(': ') + 2));
  return {
    ...rest,
    properties,
    ...(examples.length > 0 ? { patternProperties: { [MOMENT]: { type: 'string', examples } } } : {}),
    ...(words?.named ? { additionalProperties: { type: 'string', examples: words.named.map(({ example }) => example) } } : {}),
  };
}

function long(schema: z.ZodType): Schema {
  const { $schema: _schema, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
}
