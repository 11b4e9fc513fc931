import type { Journey } from '../journey/journey.js';

/** The offset in days of each timed step of a journey's item lanes, by the step's name. */
export function stepOffsets(journey: Journey): Map<string, number> {
  const timed = (config: unknown) => (config as { steps?: { name: string; at: { days: number } }[] } | undefined)?.steps ?? [];
  return new Map(
    journey.lanes.flatMap((lane) => lane.stages.flatMap((stage) => timed(stage.config).map((step) => [step.name, step.at.days] as const))),
  );
}
