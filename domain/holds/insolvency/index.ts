/**
 * Insolvency: what the customer owes from before the cut-off is a claim against the estate. Nobody asks him for it, draws it or reckons interest on it, and
 * somebody is asked to file it; what is issued later goes its way. The hold has no end of its own: a person releases it.
 */
import { z } from 'zod';
import { dateAt } from '../../calendar.js';
import type { Work } from '../../decision/work.js';
import { plainMoney } from '../../money.js';
import { closeTask, holdAskSchema, limitOf, openTask } from '../ask.js';
import type { HoldKind } from '../hold-kind.js';
import { tellInsolvency } from './tell.js';
import { insolvencyWords } from './words.js';

const insolvencySchema = z.strictObject({
  /** Who is to file the claim. */
  ask: holdAskSchema,
});
export type InsolvencyConfig = z.infer<typeof insolvencySchema>;

const KIND = 'file-claim';
/** The answer that says that it never was so. */
const MISTAKEN = 'not insolvent';

export const insolvency: HoldKind<InsolvencyConfig> = {
  schema: insolvencySchema,
  usual: { ask: { who: 'legal', within: { businessDays: 1 }, else: 'head-of-ar' } },
  words: insolvencyWords,
  decide({ work, config }) {
    followInsolvency(work, config);
    return null;
  },
  tell: tellInsolvency,
};

function followInsolvency(work: Work, { ask }: InsolvencyConfig): void {
  const { customer, facts } = work.rows;
  for (const { type, data } of facts) {
    if (type === 'customer.insolvent') {
      const dueAt = limitOf({ work, within: ask.within });
      openTask(work, { id: taskOf(data.holdId), subject: customer.id, kind: KIND, owner: ask.who, superior: ask.else, dueAt });
    } else if (type === 'hold.released') {
      for (const { id, kind, status } of work.view().tasks)
        if (kind === KIND && status === 'open' && id === taskOf(data.holdId)) closeTask(work, id, 'released');
    } else if (type === 'task.decided' && data.outcome === MISTAKEN && work.view().task(data.taskId)?.kind === KIND) {
      const holdId = data.taskId.slice('task/'.length);
      const effectiveOn = dateAt(work.now, work.zone);
      work.reports.push({ type: 'hold.released', source: 'duly', externalId: `${data.taskId}/released`, effectiveOn, data: { holdId } });
    } else if (type === 'payment.received' && data.withheld !== undefined) {
      const money = plainMoney(data.withheld, data.currency);
      work.reasons.push({ about: customer.id, code: 'money-withheld', params: { money, payment: data.paymentId } });
    }
  }
}

const taskOf = (holdId: string): string => `task/${holdId}`;
