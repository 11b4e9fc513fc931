/** The steps of a ladder as a journey configures them, and what must hold of them together. */
import { z } from 'zod';
import { nameSchema } from '../journey/long-form.js';
import { type Audience, audienceSchema, isSelective } from '../segments/audience.js';
import { surelyAfter } from './distance.js';
import { countOf, ITEM_DATES, isBeforeDue, isItemDate, momentSchema } from './moment.js';
import { type Doing, VERBS, type VerbName, verbName, verbOf } from './verbs/index.js';

/** "The call before this one", whatever it is named. */
const THE_CALL = 'call';

const stepShape = {
  name: nameSchema,
  at: momentSchema,
  /** Repeats so many days apart, until nothing is owed. Only the last step may. */
  every: z.strictObject({ days: z.int().min(1).max(365) }).optional(),
  severe: z.boolean().default(false),
  /** Whom it is for; left out: everybody. */
  to: audienceSchema.optional(),
};

interface StepsInput {
  /** What a step may do here. */
  verbs: readonly [VerbName, ...VerbName[]];
  /** The ladder goes on from a milder one: its first step may be a formal notice. */
  mayBeginWithNotice?: boolean;
}

/** Steps in their order. A severe step rests on the milder one before it. */
export const stepsSchema = ({ verbs, mayBeginWithNotice = false }: StepsInput) =>
  z
    .array(z.strictObject({ ...stepShape, do: doingSchema(verbs) }))
    .min(1)
    .superRefine(
      eachStep('endless-step', ({ every }, index, steps) =>
        every && index < steps.length - 1 ? 'Only the last step may repeat with "every": a step after it would never come.' : undefined,
      ),
    )
    .superRefine(
      eachStep('endless-step', ({ every, do: doing }) =>
        every && verbName(doing) !== 'send' ? 'Only what is sent may repeat with "every".' : undefined,
      ),
    )
    .superRefine(
      eachStep('endless-step', ({ do: doing }, index, steps) =>
        verbName(doing) === 'ask' && index < steps.length - 1 ? 'What is decided ends the stage: put the question last.' : undefined,
      ),
    )
    .superRefine(
      eachStep('duplicate-step', ({ name }, index, steps) =>
        steps.findIndex((one) => one.name === name) < index
          ? `There is a step "${name}" before this one: give one of them a name of its own with ", named …".`
          : undefined,
      ),
    )
    .superRefine((steps, { addIssue }) => {
      const names = steps.map(({ name }) => name);
      for (const [index, step] of steps.entries()) {
        const { at } = countedFrom({ steps, step, index });
        const path = [index, 'at', 'from'];
        if (isItemDate(at.from)) continue;
        const message = `A moment counts from ${ITEM_DATES.join(', ')}, or from a step before it; "${at.from}" is neither.`;
        // What no step of this stage is called is looked for in the lane.
        if (!names.includes(at.from)) continue;
        if (names.indexOf(at.from) >= index) addIssue({ code: 'custom', path, message, params: { finding: 'unknown-moment' } });
        else if (countOf(at) < 1)
          addIssue({
            code: 'custom',
            path,
            message: 'A step comes at least a day after the one it follows.',
            params: { finding: 'unknown-moment' },
          });
      }
    })
    .refine((steps) => !isSevere(steps[0]) || (mayBeginWithNotice && verbName((steps[0] as LadderStep).do) === 'send'), {
      error: mayBeginWithNotice
        ? 'The first step cannot be this severe: a notice comes before it.'
        : 'The first step cannot be severe: a milder notice comes before it.',
      params: { finding: 'severe-step' },
    })
    .superRefine(
      eachStep('severe-step', (step, index, steps) => {
        const before = steps[index - 1];
        if (!before || !isSevere(step)) return undefined;
        if ('notify' in before.do)
          return `The severe step "${step.name}" comes after "${before.name}", of which the customer hears nothing: put what another system is told after it, or a milder step for the customer between them.`;
        if (isBeforeDue(before.at))
          return 'A severe step rests on the step before it, and a step before the due date may lapse unsent: put a milder one after the due date between them.';
        return comesAfter(step, before)
          ? undefined
          : `The severe step "${step.name}" comes some days after the milder one before it, "${before.name}", wherever weekends and holidays fall (three weeks or less may pass in ten business days): give it a later moment.`;
      }),
    )
    .superRefine((steps, { addIssue }) => {
      for (const [index, step] of steps.entries()) {
        const before = steps[index - 1];
        if (before?.at.from !== 'expected' || !isSevere(step) || !isItemDate(step.at.from) || step.at.from === 'expected') continue;
        addIssue({
          code: 'custom',
          path: [index, 'at', 'from'],
          message: `The severe step "${step.name}" counts from ${step.at.from}, and "${before.name}" before it from when money is expected, which may be a month later: it would follow the next day. Count it from expected, too, or from "${before.name}".`,
          params: { finding: 'severe-step' },
        });
      }
    })
    .superRefine((steps, { addIssue }) => {
      for (const [index, { name, to, do: doing }] of steps.entries()) {
        if (to?.firmer !== undefined && verbName(doing) !== 'send')
          addIssue({ code: 'custom', path: [index, 'to', 'firmer'], message: 'Only what is sent has firmer words.' });
        const next = steps[index + 1];
        if (!isSelective(to) || !isSevere(next)) continue;
        addIssue({
          code: 'custom',
          path: [index, 'to', to?.not === undefined ? 'only' : 'not'],
          message: `The severe step "${next?.name}" rests on "${name}", and some customers do not get that: they would never come to it, or without notice. Send it to everybody, or put a milder step for everybody between them.`,
          params: { finding: 'skippable-notice' },
        });
      }
    })
    .transform((steps) => steps.map((step, index) => countedFrom({ steps, step, index })));

/** Says of each step what is wrong with it, at the step itself; undefined: nothing. */
const eachStep =
  (finding: string, wrong: (step: LadderStep, index: number, steps: LadderStep[]) => string | undefined) =>
  (steps: LadderStep[], { addIssue }: z.RefinementCtx): void => {
    for (const [index, step] of steps.entries()) {
      const message = wrong(step, index, steps);
      if (message !== undefined) addIssue({ code: 'custom', path: [index], message, params: { finding } });
    }
  };

/** What a step may do; the verb is the first key. */
export function doingSchema([first, ...rest]: StepsInput['verbs']): z.ZodType<Doing> {
  const schemas = rest.map((name) => VERBS[name].schema as z.ZodType<Doing>);
  const one = VERBS[first].schema as z.ZodType<Doing>;
  return schemas.length === 0 ? one : z.union([one, ...schemas]);
}

export interface LadderStep {
  name: string;
  at: z.infer<typeof momentSchema>;
  every?: { days: number } | undefined;
  do: Doing;
  severe: boolean;
  to?: Audience | undefined;
}

/** Costs the customer something: by its line, or by its verb. */
export const isSevere = (step: Pick<LadderStep, 'do' | 'severe'> | undefined): boolean =>
  step !== undefined && (step.severe || verbOf(step.do).severe);

/** `10 days after the call`: after the nearest call before it. */
function countedFrom({ steps, step, index }: { steps: LadderStep[]; step: LadderStep; index: number }): LadderStep {
  if (step.at.from !== THE_CALL || steps.some(({ name }) => name === THE_CALL)) return step;
  const before = steps.slice(0, index).findLast((one) => verbName(one.do) === 'call');
  return before ? { ...step, at: { ...step.at, from: before.name } } : step;
}

const comesAfter = (step: LadderStep, before: LadderStep): boolean =>
  !isItemDate(step.at.from) || surelyAfter({ step: step.at, before: before.at }) !== false;
