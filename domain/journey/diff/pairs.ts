/** Which part of the old journey is which part of the new one: first by name, then what was only renamed. */
import type { Lane, Stage } from '../journey.js';
import { isSame, type Step } from './words.js';

export interface Pairs<Part> {
  both: { from: Part; to: Part }[];
  /** Other names for what is the same otherwise; also among `both`. */
  renamed: { from: Part; to: Part }[];
  removed: Part[];
  added: Part[];
}

interface PairInput<Part> {
  from: Part[];
  to: Part[];
  /** How alike two parts of different names are: 0 not at all; the most alike are taken for one renamed. */
  likeness(from: Part, to: Part): number;
}

/** Pairs parts; in the order of the new journey. */
export function pair<Part extends { name: string }>({ from, to, likeness }: PairInput<Part>): Pairs<Part> {
  const both = to.flatMap((part) => from.filter(({ name }) => name === part.name).map((old) => ({ from: old, to: part })));
  const gone = from.filter(({ name }) => !to.some((part) => part.name === name));
  const come = to.filter(({ name }) => !from.some((part) => part.name === name));
  const candidates = gone
    .flatMap((old) => come.map((part) => ({ from: old, to: part, likeness: likeness(old, part) })))
    .filter((candidate) => candidate.likeness > 0)
    .sort((a, b) => b.likeness - a.likeness);
  const renamed: Pairs<Part>['renamed'] = [];
  for (const candidate of candidates) {
    if (renamed.some((one) => one.from === candidate.from || one.to === candidate.to)) continue;
    renamed.push({ from: candidate.from, to: candidate.to });
  }
  return {
    both: [...both, ...renamed].sort((a, b) => to.indexOf(a.to) - to.indexOf(b.to)),
    renamed,
    removed: gone.filter((part) => !renamed.some((one) => one.from === part)),
    added: come.filter((part) => !renamed.some((one) => one.to === part)),
  };
}

/** The steps that a stage names. */
export const stepsOf = ({ config }: Pick<Stage, 'config'>): Step[] => (config as { steps?: Step[] } | null | undefined)?.steps ?? [];

/** A stage's settings beside its steps. */
export const settingsOf = ({ config }: Pick<Stage, 'config'>): unknown => {
  const { steps: _steps, ...settings } = (config ?? {}) as Record<string, unknown>;
  return settings;
};

/** Of one type, and with most of its steps, or with the same settings where it has none. */
export function likenessOfStages(from: Stage, to: Stage): number {
  if (from.type !== to.type) return 0;
  const [before, after] = [stepsOf(from), stepsOf(to)];
  if (before.length === 0 && after.length === 0) return isSame(settingsOf(from), settingsOf(to)) ? 1 : 0.1;
  return shared(before, after) > 0.4 ? shared(before, after) : 0;
}

/** Of one kind of subject, and with most of its stages. */
export function likenessOfLanes(from: Lane, to: Lane): number {
  if (from.for !== to.for) return 0;
  return shared(from.stages, to.stages) > 0.4 ? shared(from.stages, to.stages) : 0;
}

/** Doing the same; at the same moment is more alike than at another. */
export function likenessOfSteps(from: Step, to: Step): number {
  if (!isSame(from.do, to.do)) return 0;
  return isSame(from.at, to.at) ? 1 : 0.5;
}

/** How large a part of the names both have. */
function shared(from: { name: string }[], to: { name: string }[]): number {
  const names = new Set(to.map(({ name }) => name));
  return from.filter(({ name }) => names.has(name)).length / Math.max(from.length, to.length, 1);
}

/** Those of the common names that changed their place among each other: as few as explain the new order. */
export function movedNames({ from, to }: { from: string[]; to: string[] }): string[] {
  const places = to.filter((name) => from.includes(name)).map((name) => ({ name, place: from.indexOf(name) }));
  const best: { length: number; before: number }[] = [];
  for (const { place } of places) {
    const before = best.reduce<number>(
      (found, one, at) => ((places[at]?.place ?? 0) < place && (found < 0 || one.length > (best[found]?.length ?? 0)) ? at : found),
      -1,
    );
    best.push({ length: 1 + (best[before]?.length ?? 0), before });
  }
  const kept = new Set<number>();
  const longest = best.reduce((found, one, at) => (one.length > (best[found]?.length ?? 0) ? at : found), 0);
  for (let at = longest; at >= 0 && at < places.length; at = best[at]?.before ?? -1) kept.add(at);
  return places.filter((_, index) => !kept.has(index)).map(({ name }) => name);
}
