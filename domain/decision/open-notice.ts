import type { Work } from './work.js';

/** The step of a notice that an invoice has had which is still open, or that is on its way; undefined: there is none. */
export function openNotice({ rows, effects }: Work, steps: readonly string[]): string | undefined {
  for (const { step } of rows.noticed ?? []) if (steps.includes(step)) return step;
  for (const { effect } of rows.underWay) for (const { step } of effect.steps) if (steps.includes(step)) return step;
  for (const effect of effects) for (const { step } of effect.steps) if (steps.includes(step)) return step;
  return undefined;
}
