/** People whom holds ask: a task with a limit, and when its time is up another one for the superior. */
import { z } from 'zod';
import type { Instant } from '../calendar.js';
import type { Work } from '../decision/work.js';
import { nameSchema } from '../journey/long-form.js';
import type { TaskRow } from '../rows.js';
import { endOfLimit, limitSchema } from '../span.js';
import type { Words } from '../tell/words.js';

/** `else`: who is asked in the other's place when nobody decides in time. */
export const holdAskSchema = z.strictObject({ who: nameSchema, within: limitSchema, else: nameSchema });
export type HoldAsk = z.infer<typeof holdAskSchema>;

/** When the time is up of who is asked now. */
export const limitOf = ({ work, within }: { work: Work; within: HoldAsk['within'] }): Instant =>
  endOfLimit({ now: work.now, within, zone: work.zone, country: work.rows.customer.country, closed: work.journey.contact.closed });

type Asked = Pick<TaskRow, 'id' | 'subject' | 'kind' | 'owner' | 'dueAt'>;

/** Asks, unless that was asked before. */
export function openTask(work: Work, { id, subject, kind, owner, dueAt }: Asked): void {
  if (work.view().task(id)) return;
  const row: TaskRow = {
    id,
    customerId: work.rows.customer.id,
    subject,
    kind,
    owner,
    openedAt: work.now,
    dueAt,
    status: 'open',
    outcome: null,
    endedAt: null,
  };
  work.change([{ insert: 'task', row }]);
  work.reasons.push({ about: subject, code: 'task-opened', params: { owner, kind } });
}

/** Nobody needs to answer any more. */
export function closeTask(work: Work, id: string, outcome: string): void {
  work.change([{ update: 'task', id, set: { status: 'closed', outcome, endedAt: work.now } }]);
}

/**
 * `as`: what the superior's task is called after the first one; by default he himself.
 * Open tasks of the kind whose time is up go to the superior, who has no limit: it never ends by itself. Returns when the next one's is up, or null.
 */
export function passOn(
  work: Work,
  { kind, superior, as }: { kind: TaskRow['kind']; superior(task: TaskRow): string; as?: string },
): Instant | null {
  let soonest: Instant | null = null;
  for (const task of work.view().tasks) {
    if (task.kind !== kind || task.status !== 'open' || task.dueAt === null) continue;
    if (task.dueAt > work.now) {
      if (soonest === null || task.dueAt < soonest) soonest = task.dueAt;
      continue;
    }
    const owner = superior(task);
    closeTask(work, task.id, owner);
    openTask(work, { id: `${task.id}/${as ?? owner}`, subject: task.subject, kind, owner, dueAt: null });
  }
  return soonest;
}

/** ", and who is asked is …". */
export const askText = ({ ask, who, words }: { ask: HoldAsk; who: string; words: Words }): string =>
  words.say({
    en: `${who} is asked, to answer within ${words.span(ask.within)}; after that ${words.name(ask.else)} is`,
    de: `${who} wird gefragt, mit einer Frist von ${words.ofSpan(ask.within)}; danach ${words.name(ask.else)}`,
  });
