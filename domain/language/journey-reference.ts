/** The reference of the language of journeys, as a page: made of the schemas, the words and the outcomes of its parts, and of nothing else. */
import { z } from 'zod';
import { journeySchema } from '../journey/load.js';
import { templateUseAt } from '../journey/template-use.js';
import { STAGE_TYPES } from '../stages/index.js';
import type { StageType } from '../stages/stage-type.js';
import { JOURNEY_WORDS } from './journey-words.js';
import { wordsOfSetting } from './setting-words.js';
import type { Words } from './words.js';

export interface Setting {
  /** As it is reached in the long form: `steps[].at.days`. */
  path: string;
  type: string;
  required: boolean;
  default: string | undefined;
  /** Undefined: nobody has described it. */
  description: string | undefined;
}

type Json = { [key: string]: unknown };

/** Every setting of the schema, those within others after them. */
export function settingsOf(schema: z.ZodType): Setting[] {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json;
  const settings: Setting[] = [];
  visit({ node: root, path: '', root, settings });
  return settings.filter(({ path }, place) => settings.findIndex((one) => one.path === path) === place);
}

interface Visit {
  node: Json;
  path: string;
  root: Json;
  settings: Setting[];
  /** It is one form of several: what it needs, another one may do without. */
  oneOfSeveral?: boolean;
}

function visit({ node, path, root, settings, oneOfSeveral = false }: Visit): void {
  const of = (inner: unknown, at: string) => visit({ node: resolved(inner, root), path: at, root, settings });
  const required = new Set((node.required as string[] | undefined) ?? []);
  for (const [key, given] of Object.entries((node.properties as Json | undefined) ?? {})) {
    const inner = resolved(given, root);
    const at = path ? `${path}.${key}` : key;
    settings.push({
      path: at,
      type: typeOf(inner, root),
      required: required.has(key) && !oneOfSeveral,
      default: inner.default === undefined || typeof inner.default === 'object' ? undefined : String(inner.default),
      description: describedIn(given, inner) ?? wordsOfSetting(at),
    });
    visit({ node: inner, path: at, root, settings });
  }
  if (node.items) of(node.items, `${path}[]`);
  if (node.additionalProperties && typeof node.additionalProperties === 'object') of(node.additionalProperties, `${path}.NAME`);
  const forms = formsOf(node);
  for (const form of forms) visit({ node: resolved(form, root), path, root, settings, oneOfSeveral: oneOfSeveral || forms.length > 1 });
}

const describedIn = (given: unknown, inner: Json): string | undefined =>
  ((given as Json).description as string | undefined) ?? (inner.description as string | undefined);

const formsOf = (node: Json): unknown[] => [
  ...((node.anyOf as unknown[]) ?? []),
  ...((node.oneOf as unknown[]) ?? []),
  ...((node.allOf as unknown[]) ?? []),
];

function resolved(node: unknown, root: Json): Json {
  const { $ref } = node as Json;
  if (typeof $ref !== 'string') return node as Json;
  return $ref
    .slice(2)
    .split('/')
    .reduce<Json>((at, key) => at[key] as Json, root);
}

function typeOf(node: Json, root: Json): string {
  if (node.const !== undefined) return `\`${String(node.const)}\``;
  if (Array.isArray(node.enum)) return node.enum.map((one) => `\`${String(one)}\``).join(', ');
  const forms = formsOf(node);
  if (forms.length > 0) return [...new Set(forms.map((form) => typeOf(resolved(form, root), root)))].join(' or ');
  switch (node.type) {
    case 'integer':
      return `whole number${bounds(node)}`;
    case 'number':
      return `number${bounds(node)}`;
    case 'boolean':
      return 'yes or no';
    case 'array':
      return node.items ? `list of: ${typeOf(resolved(node.items, root), root)}` : 'list';
    case 'object':
      return 'map';
    default:
      return 'text';
  }
}

function bounds({ minimum, maximum }: Json): string {
  const from = typeof minimum === 'number' && Math.abs(minimum) < Number.MAX_SAFE_INTEGER ? minimum : undefined;
  const to = typeof maximum === 'number' && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined;
  if (from !== undefined && to !== undefined) return `, ${from} to ${to}`;
  return from !== undefined ? `, ${from} at least` : to !== undefined ? `, ${to} at most` : '';
}

const table = (settings: Setting[]): string[] => [
  '| setting | what it takes | meaning |',
  '| --- | --- | --- |',
  ...settings.map(({ path, type, required, default: usual, description = '' }) => {
    const takes = `${type}${usual === undefined ? '' : `; \`${usual}\` by default`}${required ? '; must be said' : ''}`;
    return `| \`${path}\` | ${takes.replaceAll('|', '\\|')} | ${description.replaceAll('|', '\\|')} |`;
  }),
];

/** The sentences of words, like one writes them. */
function sentencesOf({ settings = {}, timed = [], named = [] }: Words): string[] {
  return [
    ...Object.entries(settings).map(([key, { example }]) => `${key}: ${example}`),
    ...timed.map(({ example }) => example),
    ...named.map(({ example, begins = '' }) => (example.includes(': ') ? example : `${begins}NAME: ${example}`)),
  ];
}
const sentences = (words: Words | undefined): string[] => {
  const examples = words ? sentencesOf(words) : [];
  return examples.length > 0 ? ['Said in sentences:', '', '```yaml', ...examples, '```', ''] : [];
};

/** As what the messages of a stage type are rendered, by where its settings name them. */
function usesOf(settings: Setting[]): string[] {
  const uses = settings.flatMap(({ path }) => templateUseAt(path.replaceAll('[]', '').split('.')) ?? []);
  return [...new Set(uses)].sort();
}

/** The settings of a stage type: what nothing else describes is described by the table of its own page. */
export const settingsOfType = ({ type, page }: { type: StageType<unknown>; page: string }): Setting[] => {
  const rows = new Map(
    [...page.matchAll(/^\| `([^`]+)` +\| (.+?) +\|$/gm)].map(([, path = '', meaning = '']) => [path, sentence(meaning)]),
  );
  return settingsOf(type.schema).map((setting) => ({ ...setting, description: rows.get(setting.path) ?? setting.description }));
};
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.?$/, '.')}`;

function stageSection({ name, type, page }: { name: string; type: StageType<unknown>; page: string }): string[] {
  const settings = settingsOfType({ type, page });
  const uses = usesOf(settings);
  const outcomes = type.outcomes.map((outcome) =>
    type.defaults?.[outcome] === undefined ? `*${outcome}*` : `*${outcome}* (${type.defaults[outcome]}, unless it is said)`,
  );
  return [
    `## ${name}`,
    '',
    `- In a lane for each ${type.lanes.map((kind) => (kind === 'item' ? 'invoice' : kind)).join(' or ')}.`,
    `- Ends with: ${outcomes.length > 0 ? `${outcomes.join(', ')}.` : 'nothing, it stands.'}`,
    ...(type.ownSteps?.length
      ? [`- Takes by itself the steps ${type.ownSteps.map((step) => `\`${step}\``).join(', ')}: no step of a journey has such a name.`]
      : []),
    ...(uses.length > 0
      ? [`- Its messages have the variables of ${uses.map((use) => `[a ${use}](#variables-of-a-${use})`).join(' and ')}.`]
      : []),
    '',
    ...table(settings),
    '',
    ...sentences(type.words),
  ];
}

const USES = ['message', 'failure', 'promise', 'survey'] as const;

/** A value that templates may use. */
interface Variable {
  path: string;
  type: string;
  about: string;
  /** There only in messages of this use. */
  only?: string;
}

/** The whole page, with the variables that messages have. */
export function journeyReference({
  variables,
  pageOf,
}: {
  variables: readonly Variable[];
  /** The text of a stage type's own page, `domain/stages/<type>/README.md`. */
  pageOf(type: string): string;
}): string {
  const { lanes: _lanes, ...own } = journeySchema.shape;
  return [
    '# Everything that a journey can say',
    '',
    'Made by `npx duly schema --reference`; a test fails where it is out of date. [The language](../journeys/sentences.md) tells it in its order, with examples.',
    'Settings are those of the long form; each stage type also takes `on`, what follows on each way in which it ends, and `type`, where its stage has another name.',
    '',
    '## The journey itself',
    '',
    ...table(settingsOf(z.object(own))),
    '',
    ...Object.entries(JOURNEY_WORDS).flatMap(([part, words]) =>
      part === 'journey' ? sentences(words) : sentencesOf(words).length > 0 ? [`Under \`${part}\`. ${sentences(words).join('\n')}`] : [],
    ),
    ...Object.entries(STAGE_TYPES).flatMap(([name, type]) => stageSection({ name, type, page: pageOf(name) })),
    ...USES.flatMap((use) => [
      `## Variables of a ${use}`,
      '',
      '| variable | type | what it is |',
      '| --- | --- | --- |',
      ...variables
        .filter(({ only }) => only === undefined || only === use)
        .map(({ path, type, about }) => `| \`${path}\` | ${type} | ${about} |`),
      '',
    ]),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}
