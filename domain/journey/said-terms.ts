import { STAGE_TYPES } from '../stages/index.js';
import type { Finding } from './findings.js';
import type { Stage } from './journey.js';

/** A line under `on` as it is said: the stage, and what is said of how it goes on there. A stage may have a name with a comma. */
export function splitNext({ next, stages }: { next: string; stages: readonly string[] }): { stage: string; said?: string } {
  const at = next.indexOf(', ');
  return at < 0 || stages.includes(next) ? { stage: next } : { stage: next.slice(0, at), said: next.slice(at + 2) };
}

/** Where a line says more or less of the stage that it leads to than is so there. `said` is by stage and outcome. */
export function sayTerms({
  lane,
  stages,
  said,
  say,
}: {
  lane: string;
  stages: readonly Stage[];
  said: ReadonlyMap<string, string | undefined>;
  say(code: Finding['code'], path: PropertyKey[], message: string): void;
}): void {
  for (const { name, on } of stages)
    for (const [outcome, next] of Object.entries(on)) {
      const target = stages.find((stage) => stage.name === next);
      const words = said.get(`${name}/${outcome}`);
      if (target ? target.config === undefined : next !== 'end') continue;
      const meant = target && STAGE_TYPES[target.type]?.termsSaid?.(target.config)[outcome];
      if (words === meant) continue;
      const line = meant === undefined ? next : `${next}, ${meant}`;
      const why =
        meant === undefined
          ? `nothing in "${next}" makes it so for whoever comes by "${outcome}"`
          : `by its settings "${next}" is so for whoever comes by "${outcome}"`;
      say('wrong-terms', ['lanes', lane, 'stages', name, 'on', outcome], `Expected "${line}": ${why}.`);
    }
}
