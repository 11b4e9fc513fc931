import { z } from 'zod';
import { dateAt } from '../../calendar.js';
import { ENCLOSURES, type Enclosure, type Way } from '../../effects/effect.js';
import { askSchema, nameSchema } from '../../journey/long-form.js';
import { openedTask } from '../../opened-task.js';
import type { CustomerRow, TaskRow } from '../../rows.js';
import { endOfLimit } from '../../span.js';
import { type Plan, type PlanInput, stageType } from '../stage-type.js';
import { tellDelivery } from './tell.js';
import { words } from './words.js';

const schema = z.strictObject({
  /** By which way it comes: the one that the customer chose, email where he chose none; or by letter to everybody who has no way outside of ours. */
  by: z
    .union(
      [
        z.strictObject({ customer: z.literal(true) }),
        z.strictObject({ letter: z.strictObject({ with: z.array(z.enum(ENCLOSURES)).min(1).optional() }) }),
      ],
      {
        error: 'Expected { customer: true }, for the way that he chose, or { letter: {} }.',
      },
    )
    .default({ customer: true }),
  /** The message that brings the invoice, where delivery is by email. */
  template: nameSchema.default('invoice'),
  /** Who is asked when it was refused or could not be delivered. `else` names the superior who is asked next. */
  ask: askSchema.default({ who: 'ar-desk', within: { days: 1 }, else: 'head-of-ar' }),
});
export type DeliveryConfig = z.infer<typeof schema>;

/**
 * Brings one item to the customer. Email is sent by Duly, and a letter where the journey says so; other paper and outside deliveries are reported. Undeliverable and refused items wait
 * for a person, whose decision `send again` sends once more and whose decision `delivered` counts as delivery.
 */
export const delivery = stageType<DeliveryConfig>({
  lanes: ['item'],
  schema,
  outcomes: ['delivered'],
  ownSteps: ['deliver'],
  words,
  plan: planDelivery,
  tell: tellDelivery,
});

function planDelivery({ config, contact, token, view, now, zone }: PlanInput<DeliveryConfig>): Plan {
  const item = view.item(token.subject);
  if (!item) return {};
  const round = Number(token.data.round ?? 0);
  if (item.delivery === 'delivered') return { outcome: 'delivered' };
  if (item.delivery === 'waiting') {
    const way = wayOf({ config, deliverBy: view.customer.deliverBy });
    if (!way) return {};
    const act = { do: 'send', template: config.template, purpose: 'invoice', ...way } as const;
    return { steps: [{ subject: item.id, step: 'deliver', occurrence: round, at: token.enteredAt, paced: false, stoppedBy: null, act }] };
  }
  const task = view.task(taskId(item.id, round));
  if (!task) {
    const { who: owner, within, else: superior } = config.ask;
    const dueAt = endOfLimit({ now, within, zone, country: view.customer.country, closed: contact.closed });
    const kind: TaskRow['kind'] = item.delivery === 'refused' ? 'refused' : 'undelivered';
    const id = taskId(item.id, round);
    const row = openedTask({ id, customerId: view.customer.id, subject: item.id, kind, owner, superior, openedAt: now, dueAt });
    return {
      changes: [{ insert: 'task', row }],
      reasons: [{ about: item.id, code: 'task-opened', params: { owner, kind } }],
    };
  }
  const decided = task.outcome;
  if (decided === 'delivered') {
    const report = {
      type: 'invoice.delivered',
      source: 'duly',
      externalId: `${item.id}/delivered/${round}`,
      effectiveOn: dateAt(now, zone),
      data: { itemId: item.id },
    } as const;
    return { reports: [report] };
  }
  if (decided === 'send again') {
    return { data: { round: round + 1 }, changes: [{ update: 'item', id: item.id, set: { delivery: 'waiting' } }], wakeAt: now };
  }
  // It was settled meanwhile, which closed the question, and is open again.
  if (decided === 'settled') return { data: { round: round + 1 }, wakeAt: now };
  return {};
}

/** How we send it; undefined: others bring it, and say so. */
function wayOf({
  config: { by },
  deliverBy,
}: {
  config: DeliveryConfig;
  deliverBy: CustomerRow['deliverBy'];
}): { by?: readonly Way[]; enclosed?: readonly Enclosure[] } | undefined {
  if ('customer' in by) return deliverBy === 'email' ? {} : undefined;
  if (deliverBy === 'outside') return undefined;
  const { with: enclosed } = by.letter;
  return { by: ['letter'], ...(enclosed && { enclosed }) };
}

const taskId = (itemId: string, round: number) => `task/${itemId}/delivery-${round}-0`;
