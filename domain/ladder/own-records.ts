/** The records of our own that steps make: known by their steps, so that a step finds what became of it. */
import { effectId, type StepRef } from '../effects/effect.js';
import type { HoldRow, TaskRow } from '../rows.js';
import { CHOICES } from '../task-outcomes.js';
import type { View } from '../view.js';

type OfStep = StepRef & { customerId: string };

/** The task that a step opens. */
export const stepTaskId = (step: OfStep): string => `task/${effectId(step)}`;

/** The hold on new orders that a step puts. */
export const orderHoldId = (step: OfStep): string => `hold/${effectId(step)}`;

/** Closed because what it was about was settled or held: nothing was decided. */
const isUndecided = ({ status, outcome }: TaskRow): boolean =>
  status === 'closed' && !(CHOICES as readonly (string | null)[]).includes(outcome);

/** The newest question of a step, with its occurrence: one that was closed undecided, or whose answer was a plan that is over, is asked anew. */
export function questionOf({ view, ...step }: Omit<OfStep, 'occurrence'> & { view: View }): {
  occurrence: number;
  task: TaskRow | undefined;
} {
  for (let occurrence = 0; ; occurrence += 1) {
    const task = view.task(stepTaskId({ ...step, occurrence }));
    const isOver = task?.outcome === 'plan' && task.endedAt !== null && view.planOverSince(step.subject, task.endedAt);
    if (!task || !(isUndecided(task) || isOver)) return { occurrence, task };
  }
}

/** The newest hold on orders of a step, with its occurrence: when its item may be chased again, orders are held anew. */
export function orderHoldOf({ view, ...step }: Omit<OfStep, 'occurrence'> & { view: View }): {
  occurrence: number;
  hold: HoldRow | undefined;
} {
  for (let occurrence = 0; ; occurrence += 1) {
    const hold = view.hold(orderHoldId({ ...step, occurrence }));
    if (!hold || hold.endedAt === null) return { occurrence, hold };
  }
}
