import type { Journey } from '../journey/journey.js';

/** The days from the due date of each step of a journey that is reckoned from it, by the step's name. */
export function stepOffsets(journey: Journey): Map<string, number> {
  const timed = (config: unknown) =>
    (config as { steps?: { name: string; at: { days?: number; from?: string } }[] } | undefined)?.steps ?? [];
  return new Map(
    journey.lanes.flatMap((lane) =>
      lane.stages.flatMap((stage) =>
        timed(stage.config).flatMap(({ name, at: { days, from } }): [string, number][] =>
          from === 'due' && days !== undefined ? [[name, days]] : [],
        ),
      ),
    ),
  );
}
