import { z } from 'zod';
import { addDays, dateAt } from '../../../../domain/calendar.js';
import { nameSchema, sendTime } from '../../../../domain/journey/long-form.js';
import { type Plan, type PlanInput, stageType } from '../../../../domain/stages/stage-type.js';
import { tellThanks } from './tell.js';
import { words } from './words.js';

const schema = z.strictObject({
  /** What the customer gets. */
  template: nameSchema,
  /** Days after he came to this stage. */
  days: z.int().min(0).max(60),
});
export type ThanksConfig = z.infer<typeof schema>;

/** Thanks for the order, some days after the invoice came. Outcome: thanked. */
export const thanks = stageType<ThanksConfig>({
  lanes: ['item'],
  schema,
  outcomes: ['thanked'],
  ownSteps: ['thanks'],
  words,
  plan: planThanks,
  tell: tellThanks,
});

function planThanks({ config, contact, token, view, zone }: PlanInput<ThanksConfig>): Plan {
  const item = view.item(token.subject);
  if (!item) return {};
  const at = sendTime({ date: addDays(dateAt(token.enteredAt, zone), config.days), contact, zone });
  const act = { do: 'send', template: config.template, purpose: 'reminder' } as const;
  return {
    steps: [{ subject: item.id, step: 'thanks', occurrence: 0, at, paced: true, stoppedBy: 'reminders', act }],
    whenUsedUp: 'thanked',
  };
}
