/** The steps of a ladder as a journey configures them, and what must hold of them together. */
import { z } from 'zod';
import { nameSchema } from '../journey/long-form.js';
import { ITEM_DATES, isBeforeDue, isItemDate, momentSchema } from './moment.js';
import { send } from './verbs/send.js';

const stepSchema = z.strictObject({
  name: nameSchema,
  at: momentSchema,
  /** Repeats so many days apart, until nothing is owed. Only the last step may. */
  every: z.strictObject({ days: z.int().min(1).max(365) }).optional(),
  do: send.schema,
  severe: z.boolean().default(false),
});
export type LadderStep = z.infer<typeof stepSchema>;

/** Steps in their order. A severe step rests on the milder one before it. */
export const stepsSchema = z
  .array(stepSchema)
  .min(1)
  .refine((steps) => steps.slice(0, -1).every((step) => !step.every), {
    error: 'Only the last step may repeat with "every": a step after it would never come.',
    params: { finding: 'endless-step' },
  })
  .refine((steps) => new Set(steps.map((step) => step.name)).size === steps.length, {
    error: 'Each step needs a name of its own.',
    params: { finding: 'duplicate-step' },
  })
  .superRefine((steps, { addIssue }) => {
    for (const [index, { at }] of steps.entries()) {
      const path = [index, 'at', 'from'];
      const before = steps[index - 1]?.name;
      if (isItemDate(at.from)) continue;
      const message = `A moment counts from ${ITEM_DATES.join(', ')}, or from the step right before${before ? `, "${before}"` : ''}; "${at.from}" is neither.`;
      if (at.from !== before) addIssue({ code: 'custom', path, message, params: { finding: 'unknown-moment' } });
      else if ((at.days ?? at.months ?? 0) < 1)
        addIssue({
          code: 'custom',
          path,
          message: 'A step comes at least a day after the one it follows.',
          params: { finding: 'unknown-moment' },
        });
    }
  })
  .refine((steps) => !steps[0]?.severe, {
    error: 'The first step cannot be severe: a milder notice comes before it.',
    params: { finding: 'severe-step' },
  })
  .refine((steps) => steps.every((step, index) => !step.severe || !lapsesUnsent(steps[index - 1])), {
    error:
      'A severe step rests on the step before it, and a step before the due date may lapse unsent: put a milder one after the due date between them.',
    params: { finding: 'severe-step' },
  })
  .refine((steps) => steps.every((step, index) => !step.severe || comesAfter(step, steps[index - 1])), {
    error: 'A severe step comes some days after the milder one before it: give it a later moment.',
    params: { finding: 'severe-step' },
  });

const inPlainDays = ({ at }: LadderStep): boolean => at.days !== undefined && !at.endOfMonth && isItemDate(at.from);
const comesAfter = (step: LadderStep, before?: LadderStep): boolean =>
  before === undefined ||
  !inPlainDays(step) ||
  !inPlainDays(before) ||
  step.at.from !== before.at.from ||
  (step.at.days ?? 0) > (before.at.days ?? 0);
const lapsesUnsent = (step?: LadderStep): boolean => step !== undefined && isBeforeDue(step.at);
