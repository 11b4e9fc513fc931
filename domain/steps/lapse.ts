import type { Instant } from '../calendar.js';
import type { ProposedStep } from '../stages/stage-type.js';

/** Whether a step is over without having been taken: a step before due on the due date, a repeat when the next one is due. */
export const lapsed = ({ step, now }: { step: Pick<ProposedStep, 'lapsesAt'>; now: Instant }): boolean =>
  step.lapsesAt !== undefined && now >= step.lapsesAt;
