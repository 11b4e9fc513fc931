import { type Instant, isoInstant } from '../domain/calendar.js';
import { viewOf } from '../domain/view.js';
import type { WebhookActivities } from '../workflows/contract.js';
import { createPerform } from './perform.js';
import type { Books } from './ports/books.js';
import type { Clock } from './ports/clock.js';
import type { WebhookCall, Webhooks } from './ports/webhooks.js';

interface Ports {
  books: Books;
  webhooks: Webhooks;
  /** The activity's own, possibly virtual time. */
  clock: Clock;
}

/**
 * Tells another system of a step. Every try carries the effect's id, by which the system knows what it has had already: so one that did not answer is tried again
 * for as long as what the step is about is owed, each time with what is owed then; after its patience is over that is as good as a refusal, and a person is asked.
 */
export function createWebhookActivities({ books, webhooks, clock }: Ports): WebhookActivities {
  const perform = createPerform({ books });
  return {
    notifySystem: (input) => {
      const now = clock.now();
      return perform<{ call: WebhookCall; giveUpAt: Instant | undefined }>({
        ...input,
        now,
        prepare: async ({ effect, claimed, rows }) => {
          const step = effect.steps[0];
          if (effect.kind !== 'webhook' || !step) throw new Error(`${effect.id} is no web hook`);
          const view = viewOf({ rows, now });
          const call: WebhookCall = {
            hook: effect.hook,
            id: effect.id,
            payload: {
              type: 'step.taken',
              timestamp: isoInstant(now),
              data: {
                customer: rows.customer.id,
                step: step.step,
                occurrence: step.occurrence,
                because: effect.because,
                invoices: claimed.parts.flatMap(({ itemId, amount }) => {
                  const item = view.item(itemId);
                  if (!item) return [];
                  const { id, number, dueOn, open, currency } = item;
                  return [{ id, number, due_on: dueOn, asked: amount, open, currency }];
                }),
              },
            },
          };
          return { call, giveUpAt: effect.giveUpAt };
        },
        act: async ({ call, giveUpAt }) => {
          const answer = await webhooks.call(call);
          if (answer.did === 'not-now' && giveUpAt !== undefined && now >= giveUpAt)
            return { outcome: { did: 'refused', code: 'no_answer' } };
          if (answer.did === 'not-now') return { notNow: `The system ${call.hook} does not answer: ${answer.message}` };
          return { outcome: answer.did === 'accepted' ? { did: 'notified' } : { did: 'refused', code: answer.code } };
        },
      });
    },
  };
}
