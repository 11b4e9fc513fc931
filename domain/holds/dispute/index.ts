/**
 * A dispute: the disputed part is in peace until somebody resolves it, never by itself. Who is asked depends on the reason that the customer gave; when
 * nobody answers in time his superior is asked in his place. His answer resolves the dispute: for the customer, with a credit note of the disputed part.
 */
import { z } from 'zod';
import { dateAt } from '../../calendar.js';
import type { Work } from '../../decision/work.js';
import type { FactData, FactType, Report } from '../../facts.js';
import type { DisputeRow } from '../../rows.js';
import { closeTask, type HoldAsk, holdAskSchema, limitOf, openTask } from '../ask.js';
import type { HoldKind } from '../hold-kind.js';
import { type ShortPaymentConfig, UNEXPLAINED } from '../short-payment/config.js';
import { ownerOf } from './reasons.js';
import { tellDispute } from './tell.js';
import { disputeWords } from './words.js';

/** Stands for whoever owns the reason of the dispute. */
export const OWNER_OF_REASON = 'owner-of-its-reason';

const disputeSchema = z.strictObject({ ask: holdAskSchema.optional() });
export type DisputeConfig = z.infer<typeof disputeSchema>;

export const dispute: HoldKind<DisputeConfig> = {
  schema: disputeSchema,
  usual: {},
  words: disputeWords,
  decide({ work, config }) {
    followDisputes(work, config);
    return null;
  },
  tell: tellDispute,
};

const taskOf = (disputeId: string): string => `task/${disputeId}`;

function followDisputes(work: Work, config: DisputeConfig): void {
  for (const { type, data } of work.rows.facts) {
    if (type === 'dispute.opened') ask(work, config, data.disputeId);
    if (type === 'dispute.explained') {
      closeTasks(work, data.disputeId, data.reasonCode);
      ask(work, config, data.disputeId, `/${data.reasonCode}`);
    }
    if (type === 'dispute.resolved') closeTasks(work, data.disputeId, 'resolved');
    if (type === 'task.decided') resolve(work, data);
  }
}

/** Who is asked about the dispute; undefined: nobody. */
function askFor({ journey }: Work, { ask: usual }: DisputeConfig, about: DisputeRow | undefined): HoldAsk | undefined {
  const short = journey.holds?.['short payment'] as ShortPaymentConfig | undefined;
  const asked = about?.reasonCode === UNEXPLAINED && short ? short.ask : usual;
  if (!asked || asked.who !== OWNER_OF_REASON) return asked;
  return { ...asked, who: ownerOf({ journey, reasonCode: about?.reasonCode ?? '' }) };
}

function ask(work: Work, config: DisputeConfig, disputeId: string, again = ''): void {
  const about = work.rows.disputes.find(({ id }) => id === disputeId);
  const asked = about?.status === 'open' ? askFor(work, config, about) : undefined;
  if (!about || !asked) return;
  const dueAt = limitOf({ work, within: asked.within });
  openTask(work, {
    id: `${taskOf(disputeId)}${again}`,
    subject: about.itemId,
    kind: 'dispute',
    owner: asked.who,
    superior: asked.else,
    dueAt,
  });
}

function closeTasks(work: Work, disputeId: string, outcome: string): void {
  for (const { id, kind, status } of work.view().tasks)
    if (kind === 'dispute' && status === 'open' && isAbout(id, disputeId)) closeTask(work, id, outcome);
}
const isAbout = (taskId: string, disputeId: string): boolean => taskId === taskOf(disputeId) || taskId.startsWith(`${taskOf(disputeId)}/`);

/** What the person decided is reported as the facts that it comes to. */
function resolve(work: Work, { taskId, outcome }: FactData['task.decided']): void {
  const task = work.view().task(taskId);
  const about =
    task?.kind === 'dispute' ? work.rows.disputes.find(({ id, status }) => status === 'open' && isAbout(taskId, id)) : undefined;
  if (!about || (outcome !== 'for the customer' && outcome !== 'against the customer')) return;
  const { id: disputeId, itemId } = about;
  const credited = Math.min(about.amount, work.view().item(itemId)?.open ?? 0);
  const isFor = outcome === 'for the customer';
  if (isFor && credited > 0) report(work, 'creditNote.issued', disputeId, { creditNoteId: `cn/${disputeId}`, itemId, amount: credited });
  report(work, 'dispute.resolved', disputeId, { disputeId, itemId, outcome: isFor ? 'for-customer' : 'against-customer' });
}

function report<T extends FactType>(work: Work, type: T, disputeId: string, data: FactData[T]): void {
  const effectiveOn = dateAt(work.now, work.zone);
  work.reports.push({ type, source: 'duly', externalId: `${type}/${disputeId}/decided`, effectiveOn, data } as Report);
}
