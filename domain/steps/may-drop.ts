import type { ProposedStep } from '../stages/stage-type.js';

/** What contacts the customer without being severe or owed to him: reminders, and calls that somebody is asked to make. */
export const isReminding = ({ act }: Pick<ProposedStep, 'act'>): boolean =>
  (act.do === 'send' && act.purpose === 'reminder') || (act.do === 'task' && act.kind === 'call');

/**
 * Whether a window or a cap may leave the step out: a reminder or a call may be; what is severe, and the step on which it rests, in the same ladder or in
 * the one that goes on from it, never. Announcements of a collection, invoices and words about a failure are no reminders: they wait, or go at once.
 */
export const mayDrop = ({
  step,
  next,
  bears,
}: {
  step: Pick<ProposedStep, 'step' | 'severe' | 'waits' | 'act'>;
  /** The one after it in its ladder. */
  next: Pick<ProposedStep, 'severe'> | undefined;
  /** Last steps of ladders from which another one goes on with what is severe. */
  bears: ReadonlySet<string>;
}): boolean => !step.severe && !step.waits && !next?.severe && !bears.has(step.step) && isReminding(step);
