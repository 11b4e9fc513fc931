import { z } from 'zod';
import { addDays, dateAt, instantAt, type LocalDate } from '../../calendar.js';
import { daysSchema, nameSchema, sendTime } from '../../journey/long-form.js';
import { type Plan, type PlanInput, type ProposedStep, stageType } from '../stage-type.js';
import { words } from './words.js';

const stepSchema = z.strictObject({
  name: nameSchema,
  at: z.strictObject({ days: daysSchema, from: z.enum(['due', 'issue', 'delivery']) }),
  /** Repeats so many days apart, until nothing is owed. Only the last step may. */
  every: z.strictObject({ days: z.int().min(1).max(365) }).optional(),
  do: z.strictObject({ send: nameSchema }),
  severe: z.boolean().default(false),
});

const schema = z.strictObject({
  steps: z
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
    }),
});
const comesAfter = (step: z.infer<typeof stepSchema>, before?: z.infer<typeof stepSchema>): boolean =>
  before === undefined || step.at.from !== before.at.from || step.at.days > before.at.days;
const lapsesUnsent = (step?: z.infer<typeof stepSchema>): boolean => step !== undefined && step.at.from === 'due' && step.at.days < 0;
type RemindersConfig = z.infer<typeof schema>;

/** Reminds about one item, step by step, until it is settled or the steps are used up. A settled item leaves by itself. */
export const reminders = stageType<RemindersConfig>({ lanes: ['item'], schema, outcomes: ['used up'], words, plan: planReminders });

function planReminders({ config, contact, token, view, now, zone }: PlanInput<RemindersConfig>): Plan {
  const item = view.item(token.subject);
  if (!item) return {};
  if (item.delivery !== 'delivered') return { reasons: [{ about: item.id, code: 'not-delivered' }] };
  const anchors = { due: item.dueOn, issue: item.issuedOn, delivery: dateAt(item.deliveredAt ?? token.enteredAt, zone) };
  const steps = config.steps.flatMap((step, index): ProposedStep[] => {
    const first = addDays(anchors[step.at.from], step.at.days);
    const before = config.steps[index - 1];
    const common = {
      subject: item.id,
      step: step.name,
      severe: step.severe,
      distanceDays: before ? distance(step, before, anchors) : undefined,
      paced: true,
      stoppedBy: 'reminders' as const,
      act: { do: 'send' as const, template: step.do.send, purpose: 'reminder' as const },
    };
    const beforeDue = lapsesUnsent(step);
    const propose = (date: LocalDate, occurrence: number, lapsesOn?: LocalDate): ProposedStep => ({
      ...omitUndefined(common),
      occurrence,
      at: sendTime({ date, contact, zone }),
      ...(lapsesOn
        ? {
            lapsesAt: instantAt({ date: lapsesOn, time: beforeDue ? '00:00' : contact.at, zone }),
            lapse: beforeDue ? ('before-due' as const) : ('overtaken' as const),
          }
        : {}),
    });
    if (!step.every) return [propose(first, 0, beforeDue ? item.dueOn : undefined)];
    const every = step.every.days;
    return repeats({ first, every, today: dateAt(now, zone) }).map((date, n) => ({
      ...propose(date, n, addDays(date, every)),
      everyDays: every,
    }));
  });
  return config.steps.at(-1)?.every ? { steps } : { steps, whenUsedUp: 'used up' };
}

/** All repeats up to the one after today: those overtaken lapse, the last is what is waited for. */
function repeats({ first, every, today }: { first: LocalDate; every: number; today: LocalDate }): LocalDate[] {
  const dates = [first];
  for (let date = first; date <= today; ) {
    date = addDays(date, every);
    dates.push(date);
  }
  return dates;
}

type Step = RemindersConfig['steps'][number];
function distance(step: Step, before: Step, anchors: Record<Step['at']['from'], LocalDate>): number {
  if (step.at.from === before.at.from) return step.at.days - before.at.days;
  const [a, b] = [addDays(anchors[before.at.from], before.at.days), addDays(anchors[step.at.from], step.at.days)];
  return Math.max(0, (Date.parse(b) - Date.parse(a)) / 86_400_000);
}

const omitUndefined = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
