import { z } from 'zod';
import { addDays, addMonths, dateAt, daysBetween, instantAt, type LocalDate, nextDayOfMonth } from '../../calendar.js';
import { daysSchema, nameSchema, sendTime } from '../../journey/long-form.js';
import { type Plan, type PlanInput, type ProposedStep, stageType } from '../stage-type.js';
import { tellReminders } from './tell.js';
import { words } from './words.js';

const DATES = ['due', 'issue', 'delivery'] as const;
/** So many days or months after (before, when negative) a date of the item or, by its name, the step right before; then the end of that month. */
const momentSchema = z
  .strictObject({
    days: daysSchema.optional(),
    months: z.int().min(-120).max(120).optional(),
    endOfMonth: z.literal(true).optional(),
    from: nameSchema,
  })
  .refine(({ days, months }) => (days === undefined) !== (months === undefined), 'Expected either days or months.');

const stepSchema = z.strictObject({
  name: nameSchema,
  at: momentSchema,
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
    .superRefine((steps, { addIssue }) => {
      for (const [index, { at }] of steps.entries()) {
        const path = [index, 'at', 'from'];
        const before = steps[index - 1]?.name;
        if (isDate(at.from)) continue;
        const message = `A moment counts from ${DATES.join(', ')}, or from the step right before${before ? `, "${before}"` : ''}; "${at.from}" is neither.`;
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
    }),
});
type GivenStep = z.infer<typeof stepSchema>;
const isDate = (from: string): from is (typeof DATES)[number] => (DATES as readonly string[]).includes(from);
const inPlainDays = ({ at }: GivenStep): boolean => at.days !== undefined && !at.endOfMonth && isDate(at.from);
const comesAfter = (step: GivenStep, before?: GivenStep): boolean =>
  before === undefined ||
  !inPlainDays(step) ||
  !inPlainDays(before) ||
  step.at.from !== before.at.from ||
  (step.at.days ?? 0) > (before.at.days ?? 0);
const lapsesUnsent = (step?: GivenStep): boolean => step?.at.from === 'due' && (step.at.days ?? step.at.months ?? 0) < 0;
export type RemindersConfig = z.infer<typeof schema>;

/** Reminds about one item, step by step, until it is settled or the steps are used up. A settled item leaves by itself. */
export const reminders = stageType<RemindersConfig>({
  lanes: ['item'],
  schema,
  outcomes: ['used up'],
  words,
  plan: planReminders,
  tell: tellReminders,
});

function planReminders({ config, contact, token, view, now, zone }: PlanInput<RemindersConfig>): Plan {
  const item = view.item(token.subject);
  if (!item) return {};
  if (item.delivery !== 'delivered') return { reasons: [{ about: item.id, code: 'not-delivered' }] };
  const anchors = { due: item.dueOn, issue: item.issuedOn, delivery: dateAt(item.deliveredAt ?? token.enteredAt, zone) };
  const steps: ProposedStep[] = [];
  let before: LocalDate | undefined;
  for (const step of config.steps) {
    const follows = !isDate(step.at.from);
    const first = dateOf({ at: step.at, anchor: isDate(step.at.from) ? anchors[step.at.from] : (before ?? anchors.due) });
    const distanceDays = before === undefined ? undefined : Math.max(0, daysBetween(before, first));
    const beforeDue = lapsesUnsent(step);
    if (step.every) {
      const every = step.every.days;
      for (const [occurrence, date] of repeats({ first, every, today: dateAt(now, zone) }).entries()) {
        const lapsesOn = addDays(date, every);
        steps.push(propose({ step, subject: item.id, date, occurrence, follows, distanceDays, beforeDue, lapsesOn, contact, zone }));
      }
    } else {
      const lapsesOn = beforeDue ? item.dueOn : undefined;
      steps.push(
        propose({ step, subject: item.id, date: first, occurrence: 0, follows, distanceDays, beforeDue, lapsesOn, contact, zone }),
      );
    }
    before = first;
  }
  return config.steps.at(-1)?.every ? { steps } : { steps, whenUsedUp: 'used up' };
}

interface ProposeInput extends Pick<PlanInput<RemindersConfig>, 'contact' | 'zone'> {
  step: Step;
  subject: string;
  date: LocalDate;
  occurrence: number;
  follows: boolean;
  distanceDays: number | undefined;
  /** The step belongs before the due date. */
  beforeDue: boolean;
  lapsesOn: LocalDate | undefined;
}

const propose = ({
  step,
  subject,
  date,
  occurrence,
  follows,
  distanceDays,
  beforeDue,
  lapsesOn,
  contact,
  zone,
}: ProposeInput): ProposedStep => ({
  subject,
  step: step.name,
  occurrence,
  at: sendTime({ date, contact, zone }),
  lapsesAt: lapsesOn === undefined ? undefined : instantAt({ date: lapsesOn, time: beforeDue ? '00:00' : contact.at, zone }),
  lapse: lapsesOn === undefined ? undefined : beforeDue ? 'before-due' : 'overtaken',
  severe: step.severe,
  follows,
  distanceDays,
  everyDays: step.every?.days,
  paced: true,
  stoppedBy: 'reminders',
  act: { do: 'send', template: step.do.send, purpose: 'reminder' },
});

function dateOf({ at: { days, months, endOfMonth: toTheEnd }, anchor }: { at: Step['at']; anchor: LocalDate }): LocalDate {
  const date = days === undefined ? addMonths(anchor, months ?? 0) : addDays(anchor, days);
  return toTheEnd ? nextDayOfMonth(date, 31) : date;
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
