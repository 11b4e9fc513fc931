import { z } from 'zod';
import { addDays, instantAt } from '../../calendar.js';
import { nameSchema, sendTime } from '../../journey/long-form.js';
import { type Plan, type PlanInput, type ProposedStep, stageType } from '../stage-type.js';
import { tellAutopay } from './tell.js';
import { words } from './words.js';

const schema = z.strictObject({
  /** Tells the customer beforehand what will be collected. */
  notice: z.strictObject({ days: z.int().min(1).max(60), template: nameSchema }).optional(),
  /** Days after the due date on which it is collected. */
  collect: z.strictObject({ days: z.int().min(0).max(60) }).default({ days: 0 }),
});
export type AutopayConfig = z.infer<typeof schema>;

/** Collects an item on its due date from a customer who agreed to it. Outcomes: failed; no autopay (also when its one collection is spent). */
export const autopay = stageType<AutopayConfig>({
  lanes: ['item'],
  schema,
  outcomes: ['failed', 'no autopay'],
  ownSteps: ['autopay-notice', 'collect'],
  pacedSteps: ['autopay-notice'],
  words,
  plan: planAutopay,
  tell: tellAutopay,
  inWindow: { en: 'announcements of a collection', de: 'Ankündigungen eines Einzugs', ofItems: true },
});

function planAutopay({ config, contact, token, view, zone }: PlanInput<AutopayConfig>): Plan {
  const item = view.item(token.subject);
  if (!item) return {};
  const last = view.chargesOf(item.id).at(-1);
  if (last?.status === 'open' && view.attemptsOf(last.id).some((attempt) => attempt.outcome !== 'under way')) return { outcome: 'failed' };
  if (last && last.status !== 'open') return { outcome: 'no autopay' };
  const method = view.autopayMethod();
  if (!method && !last) return { outcome: 'no autopay', reasons: [{ about: item.id, code: 'no-autopay' }] };
  if (!method) return {};
  if (item.delivery !== 'delivered') return { reasons: [{ about: item.id, code: 'not-delivered' }] };
  const steps: ProposedStep[] = [];
  if (config.notice) {
    steps.push({
      subject: item.id,
      step: 'autopay-notice',
      occurrence: 0,
      at: sendTime({ date: addDays(item.dueOn, -config.notice.days), contact, zone }),
      lapsesAt: instantAt({ date: item.dueOn, time: '00:00', zone }),
      lapse: 'before-due',
      paced: true,
      stoppedBy: 'reminders',
      act: { do: 'send', template: config.notice.template, purpose: 'notice' },
    });
  }
  steps.push({
    subject: item.id,
    step: 'collect',
    occurrence: 0,
    at: sendTime({ date: addDays(item.dueOn, config.collect.days), contact, zone }),
    paced: false,
    stoppedBy: 'collecting',
    act: { do: 'collect', chargeId: `charge/${item.id}`, methodId: method.id },
  });
  return { steps };
}
