import { STAGE_TYPES } from '../stages/index.js';
import type { Journey, Lane, Stage } from './journey.js';

/** The steps that a lane itself names, in the order in which an item comes to them; those that stage types bring along (delivery, collection) are not among them. */
export const namedSteps = ({ stages }: Pick<Lane, 'stages'>): string[] => stages.flatMap(stepNamesOf);

/** The steps that the settings of a stage name. */
export const stepNamesOf = ({ type, config }: Pick<Stage, 'type' | 'config'>): string[] =>
  config === undefined
    ? []
    : (STAGE_TYPES[type]?.stepNames?.(config) ?? ((config as { steps?: { name: string }[] }).steps ?? []).map(({ name }) => name));

/** The named steps of all lanes that walk items, in the order of the file. */
export const itemSteps = (journey: Journey): string[] => journey.lanes.filter((lane) => lane.for === 'item').flatMap(namedSteps);

/** The named step of an item and all that its lane puts before it, in their order. Undefined: no lane of items has it. */
export function stepsUpTo({ journey, step }: { journey: Journey; step: string }): string[] | undefined {
  for (const lane of journey.lanes) {
    const steps = lane.for === 'item' ? namedSteps(lane) : [];
    if (steps.includes(step)) return steps.slice(0, steps.indexOf(step) + 1);
  }
  return undefined;
}
