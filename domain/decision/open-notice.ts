import type { Work } from './work.js';

/** The step of a notice that an invoice has had which is still open, or that is on its way; undefined: there is none. */
export function openNotice({ rows, effects }: Work, steps: readonly string[]): string | undefined {
  const given = rows.noticed?.find(({ step }) => steps.includes(step));
  if (given) return given.step;
  const onTheirWay = [...rows.underWay.map(({ effect }) => effect), ...effects].flatMap((effect) => effect.steps);
  return onTheirWay.find(({ step }) => steps.includes(step))?.step;
}
