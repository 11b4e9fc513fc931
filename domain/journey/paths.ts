/** How a lane's stages lead to one another. */
import { ITEM_DATES, isItemDate } from '../ladder/moment.js';
import { suggestion } from './findings.js';
import type { Lane } from './journey.js';

type Stages = Pick<Lane, 'stages' | 'whenever'>;

/** Stages that no token ever comes to: not the first, and nothing leads there. */
export function unreachableStages({ stages, whenever }: Stages): string[] {
  const reached = new Set<string>();
  const visit = (name: string | undefined): void => {
    const stage = stages.find((one) => one.name === name);
    if (!stage || reached.has(stage.name)) return;
    reached.add(stage.name);
    Object.values(stage.on).forEach(visit);
  };
  visit(stages[0]?.name);
  for (const { stage } of whenever) visit(stage);
  return stages.flatMap(({ name }) => (reached.has(name) ? [] : [name]));
}

/** The outcomes that close a circle: each step of an item is taken once, so that a circle is walked without a wait. */
export function loops({ stages }: Pick<Lane, 'stages'>): { stage: string; outcome: string; circle: string[] }[] {
  const found: { stage: string; outcome: string; circle: string[] }[] = [];
  const done = new Set<string>();
  const walk = (name: string, way: string[]): void => {
    const stage = stages.find((one) => one.name === name);
    if (!stage || done.has(name)) return;
    for (const [outcome, next] of Object.entries(stage.on)) {
      const here = [...way, name];
      if (here.includes(next)) found.push({ stage: name, outcome, circle: [...here.slice(here.indexOf(next)), next] });
      else walk(next, here);
    }
    done.add(name);
  };
  for (const { name } of stages) walk(name, []);
  return found;
}

/** Moments of steps that count from a name which no step of the lane has. Steps of one stage are checked by its own schema. */
export function unknownAnchors({ lane, stages }: { lane: string } & Pick<Lane, 'stages'>): { path: PropertyKey[]; message: string }[] {
  const stepsOf = (config: unknown) => (config as { steps?: { name: string; at: { from: string } }[] } | undefined)?.steps ?? [];
  const names = stages.flatMap(({ config }) => stepsOf(config).map(({ name }) => name));
  return stages.flatMap(({ name, config }) =>
    stepsOf(config).flatMap(({ at: { from } }, index) =>
      isItemDate(from) || names.includes(from)
        ? []
        : [
            {
              path: ['lanes', lane, 'stages', name, 'steps', index, 'at', 'from'],
              message: `A moment counts from ${ITEM_DATES.join(', ')}, or from a step before it; "${from}" is neither.${suggestion(from, [...ITEM_DATES, ...names])}`,
            },
          ],
    ),
  );
}
