import type { ProposedStep } from '../stages/stage-type.js';

/**
 * Whether a window or a cap may leave the step out: a reminder may be, what is severe and the notice on which it rests never. Announcements of a
 * collection, invoices and words about a failure are no reminders: they wait, or go at once.
 */
export const mayDrop = ({
  step,
  next,
}: {
  step: Pick<ProposedStep, 'severe' | 'act'>;
  next: Pick<ProposedStep, 'severe'> | undefined;
}): boolean => step.severe !== true && next?.severe !== true && step.act.do === 'send' && step.act.purpose === 'reminder';
