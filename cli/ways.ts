/** The ways from versions of journeys to another one: where tokens go on, and which lanes begin or are gone. */
import type { VersionText } from '../adapters/journeys.js';
import type { Leg } from '../adapters/move-customers.js';
import { DulyError } from '../domain/errors.js';
import type { StageRule } from '../domain/journey/diff/stage-rules.js';
import { wayBetween } from '../domain/journey/diff/way.js';
import type { Journey } from '../domain/journey/journey.js';
import { readStages, shown } from './stage-pairs.js';

export interface Way {
  version: VersionText;
  rules: StageRule[];
  begins: NonNullable<Leg['begins']>;
  lanesGone: string[];
}

/** Problems told at once. */
const TOLD = 20;

/** One from each version. `stages` are pairs like `reminders=chasing`, each for the versions in which it is gone. Throws `invalid_request`. */
export function waysTo({ from, to, stages }: { from: VersionText[]; to: Journey; stages: string[] }): Way[] {
  const named = readStages(stages);
  const problems: string[] = [];
  const used = new Set<string>();
  const ways = from.map((version) => {
    const { problems: found, used: own, ...way } = wayBetween({ from: version.definition, to, named });
    for (const old of own) used.add(old);
    problems.push(...found);
    return { version, ...way };
  });
  if (problems.length === 0 && from.length > 0)
    for (const old of named.keys())
      if (!used.has(old)) problems.push(`No stage "${shown(old)}" is gone or of another type: leave it out of --stages.`);
  const told = [...new Set(problems)];
  if (told.length > 0) {
    const more = told.length > TOLD ? [`… and ${told.length - TOLD} more.`] : [];
    throw new DulyError({ code: 'invalid_request', at: '--stages', message: [...told.slice(0, TOLD), ...more].join('\n') });
  }
  return ways;
}

/** The stages of a way as they are told: what is gone once, whichever version it is gone from. */
export const stagesOf = (ways: Way[]): StageRule[] => [
  ...new Map(ways.flatMap(({ rules }) => rules).map((rule) => [`${rule.lane} ${rule.from} ${rule.to}`, rule])).values(),
];
export const lanesGoneOf = (ways: Way[]): string[] => [...new Set(ways.flatMap(({ lanesGone }) => lanesGone))];

/** The same ways as facts say them. With `pins` a journey of another name is theirs whatever rules say; false, rules give them one again. */
export const legsOf = ({ ways, to, pins }: { ways: Way[]; to: Pick<VersionText, 'id' | 'name'>; pins?: boolean }): Leg[] =>
  ways.map(({ version, rules, begins }) => ({
    from: version.id,
    to: to.id,
    stages: rules,
    begins,
    ...(pins !== undefined && version.name !== to.name && { pins }),
  }));

/** `Standard B2B@2`. */
export const nameOf = ({ name, version }: { name: string; version: number }): string => `${name}@${version}`;
