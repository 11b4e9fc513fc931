import { z } from 'zod';
import { datesOf } from '../../ladder/moment.js';
import { planLadder } from '../../ladder/plan-ladder.js';
import { stepsSchema } from '../../ladder/step.js';
import { type Plan, type PlanInput, stageType } from '../stage-type.js';
import { tellReminders } from './tell.js';
import { words } from './words.js';

const schema = z.strictObject({ steps: stepsSchema({ verbs: ['send', 'call', 'notify'] }) });
export type RemindersConfig = z.infer<typeof schema>;

/** Reminds about one item, step by step, until it is settled or the steps are used up. A settled item leaves by itself. */
export const reminders = stageType<RemindersConfig>({
  lanes: ['item'],
  instead: {
    account:
      'An account is reminded of all that it owes by the states of a ladder (overdue: "OD1: from 10 days after due of the oldest invoice, send Overdue"), or told of it each month (statement: "day 5 of the month: send Statement, if anything is open").',
  },
  schema,
  outcomes: ['used up'],
  words,
  plan: planReminders,
  tell: tellReminders,
  inWindow: { en: 'reminders', de: 'Erinnerungen', ofItems: true },
  question: 'Who is in reminders?',
});

function planReminders(input: PlanInput<RemindersConfig>): Plan {
  const { config, token, view, zone } = input;
  const item = view.item(token.subject);
  if (!item) return {};
  if (item.delivery !== 'delivered') return { reasons: [{ about: item.id, code: 'not-delivered' }] };
  const dates = datesOf({ item, customer: view.customer, enteredAt: token.enteredAt, zone });
  const steps = planLadder({ steps: config.steps, subject: item.id, dates, input });
  return config.steps.at(-1)?.every ? { steps } : { steps, whenUsedUp: 'used up' };
}
