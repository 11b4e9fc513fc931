/** What may stand where something unknown does: keys of the short form as people write them, and how a setting is said in words. */
import { JOURNEY_WORDS } from '../language/journey-words.js';
import type { Setting, Words } from '../language/words.js';
import { STAGE_TYPES } from '../stages/index.js';
import { suggestion } from './findings.js';

interface Place {
  /** In the long form, the key itself last. */
  path: readonly PropertyKey[];
  /** Of the stage that the key stands in. */
  type?: string | undefined;
  value: unknown;
}

/** For a key that is not known: what was meant, or what is expected there. */
export function unknownKey({ path, type, value }: Place): string {
  const key = String(path.at(-1));
  const said = inWords({ path, type });
  if (said) return said;
  if (path.length === 1) {
    if (Object.hasOwn(STAGE_TYPES, key.replaceAll('-', ' ')))
      return `"${key}" is a stage and stands here beside the lanes: indent it further, so that it stands in one, like "collection, for each invoice:".`;
    if (isMap(value) && !suggestion(key, knownAt({ path, type })))
      return `"${key}" is not known here. A lane says for whom it is: "${key}, for each invoice:", "for each customer:" or "for each account:".`;
  }
  const timed = typeof value === 'string' && type !== undefined ? STAGE_TYPES[type]?.words?.timed : undefined;
  const pair = timed?.[0];
  if (pair && /\b(?:before|after|due|issue|delivery|day|days|month|months|every)\b/.test(key))
    return `"${key}" is no moment that is known here; a line is for instance "${pair.example}".`;
  return `"${key}" is not known here; remove it or check its spelling.${suggestion(key, knownAt({ path, type }))}`;
}

/** For a value that is none, where a sentence says the setting, or where a line of a stage stands beside it; undefined: neither. */
export function inWords({ path, type }: Omit<Place, 'value'>): string | undefined {
  if (path.length === 4 && path[0] === 'lanes' && path[2] === 'stages')
    return `A stage stands here, with its lines under it. If "${String(path[3])}" is a line of one, indent it under that stage.`;
  const setting = settingsAt({ path, type })[String(path.at(-1))];
  return setting && `"${String(path.at(-1))}" is said in words here, like "${setting.example}".`;
}

const isMap = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

function wordsAt({ path: [first], path, type }: Omit<Place, 'value'>): (Words | undefined)[] {
  if (path.length === 1) return [JOURNEY_WORDS.journey, JOURNEY_WORDS.costs];
  if (path.length === 2 && (first === 'contact' || first === 'holds')) return [JOURNEY_WORDS[first]];
  return path.length === 5 && type !== undefined ? [STAGE_TYPES[type]?.words] : [];
}

const settingsAt = (at: Omit<Place, 'value'>): Record<string, Setting> =>
  Object.assign({}, ...wordsAt(at).map((words) => words?.settings ?? {}));

function knownAt(at: Omit<Place, 'value'>): string[] {
  const { path, type } = at;
  const here = path.length === 1 ? ['journey', 'for', 'segments', 'contact', 'holds'] : [];
  const outcomes = path.length === 5 && type !== undefined ? (STAGE_TYPES[type]?.outcomes ?? []).map((outcome) => `on ${outcome}`) : [];
  return [...here, ...Object.keys(settingsAt(at)), ...outcomes];
}
