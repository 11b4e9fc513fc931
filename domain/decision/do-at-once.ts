import { dateAt } from '../calendar.js';
import { effectId } from '../effects/effect.js';
import { orderHoldId, stepTaskId } from '../ladder/own-records.js';
import { openedTask } from '../opened-task.js';
import type { Change, TokenRow } from '../rows.js';
import { endOfLimit } from '../span.js';
import type { Act, ProposedStep } from '../stages/stage-type.js';
import { setPace, type Work, wakeNoLaterThan } from './work.js';

/** Acts that only write our own records. */
export type OwnAct = Extract<Act, { do: 'task' | 'hold orders' }>;

/** The decision itself does the step: its record is written, and the step is taken without an effect. */
export function doAtOnce({ work, token, step, act }: { work: Work; token: TokenRow; step: ProposedStep; act: OwnAct }): void {
  const { rows, now, zone } = work;
  const customerId = rows.customer.id;
  const { subject, occurrence } = step;
  const of = { customerId, subject, step: step.step, occurrence };
  if (act.do === 'task') {
    const { kind, owner, within, survey, superior = null, choices = [] } = act;
    const about = survey === undefined ? (act.about ?? token.subject) : effectId(of);
    const dueAt = endOfLimit({ now, within, zone, country: rows.customer.country, closed: work.journey.contact.closed });
    const id = stepTaskId(of);
    work.change([
      {
        insert: 'task',
        row: openedTask({ id, customerId, subject: about, kind, owner, superior, choices, openedAt: now, dueAt }),
      },
    ]);
    if (survey !== undefined) {
      const asked = { id: about, customerId, kind: survey, subject, askedAt: now, answeredAt: null, score: null };
      work.change([{ insert: 'survey', row: asked }]);
    }
    if (kind === 'escalation') wakeNoLaterThan(token, dueAt);
    work.reasons.push({
      about: subject,
      code: `${kind}-asked`,
      params: { step: step.step, owner, until: dateAt(dueAt - 1, zone), ...(choices.length > 0 && { choices: orOf(choices) }) },
    });
  } else {
    work.change([holdOrders({ id: orderHoldId(of), customerId, subject: token.subject, now })]);
    work.reasons.push({ about: subject, code: 'orders-held', params: { step: step.step } });
  }
  work.over.push({ ...of, at: now, how: 'taken', effectId: null, severe: step.severe ?? null });
  work.done.set(step, { at: now, went: true, underWay: false, said: false });
  if (step.paced) setPace(work, subject, now);
}

/** `plan, agency or write-off`. */
const orOf = (choices: readonly string[]): string => [choices.slice(0, -1).join(', '), choices.at(-1)].filter(Boolean).join(' or ');

/** On the item, or the account, that caused it; it stops the orders of the customer. */
const holdOrders = ({ id, customerId, subject, now }: { id: string; customerId: string; subject: string; now: number }): Change => ({
  insert: 'hold',
  row: {
    id,
    customerId,
    kind: 'overdue',
    scope: 'item',
    subject,
    amount: null,
    stops: ['orders'],
    startedAt: now,
    endsAt: null,
    endedAt: null,
    cutOffOn: null,
  },
});
