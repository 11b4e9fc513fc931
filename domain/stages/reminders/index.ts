import { z } from 'zod';
import { addDays, dateAt, daysBetween, instantAt, type LocalDate } from '../../calendar.js';
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
  const steps: ProposedStep[] = [];
  let before: Step | undefined;
  for (const step of config.steps) {
    const first = addDays(anchors[step.at.from], step.at.days);
    const distanceDays = before && distance(step, before, anchors);
    const beforeDue = lapsesUnsent(step);
    if (step.every) {
      const every = step.every.days;
      for (const [occurrence, date] of repeats({ first, every, today: dateAt(now, zone) }).entries()) {
        const lapsesOn = addDays(date, every);
        steps.push(propose({ step, subject: item.id, date, occurrence, distanceDays, beforeDue, lapsesOn, contact, zone }));
      }
    } else {
      const lapsesOn = beforeDue ? item.dueOn : undefined;
      steps.push(propose({ step, subject: item.id, date: first, occurrence: 0, distanceDays, beforeDue, lapsesOn, contact, zone }));
    }
    before = step;
  }
  return config.steps.at(-1)?.every ? { steps } : { steps, whenUsedUp: 'used up' };
}

interface ProposeInput extends Pick<PlanInput<RemindersConfig>, 'contact' | 'zone'> {
  step: Step;
  subject: string;
  date: LocalDate;
  occurrence: number;
  distanceDays: number | undefined;
  /** The step belongs before the due date. */
  beforeDue: boolean;
  lapsesOn: LocalDate | undefined;
}

const propose = ({ step, subject, date, occurrence, distanceDays, beforeDue, lapsesOn, contact, zone }: ProposeInput): ProposedStep => ({
  subject,
  step: step.name,
  occurrence,
  at: sendTime({ date, contact, zone }),
  lapsesAt: lapsesOn === undefined ? undefined : instantAt({ date: lapsesOn, time: beforeDue ? '00:00' : contact.at, zone }),
  lapse: lapsesOn === undefined ? undefined : beforeDue ? 'before-due' : 'overtaken',
  severe: step.severe,
  distanceDays,
  everyDays: step.every?.days,
  paced: true,
  stoppedBy: 'reminders',
  act: { do: 'send', template: step.do.send, purpose: 'reminder' },
});

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
  return Math.max(0, daysBetween(a, b));
}
