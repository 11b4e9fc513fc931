/** People whom holds ask: a task with a limit, which becomes the superior's when its time is up. */
import { z } from 'zod';
import type { Instant } from '../calendar.js';
import type { Work } from '../decision/work.js';
import { nameSchema } from '../journey/long-form.js';
import { openedTask } from '../opened-task.js';
import type { TaskRow } from '../rows.js';
import { endOfLimit, limitSchema } from '../span.js';
import type { Words } from '../tell/words.js';

/** `else`: who is asked in the other's place when nobody decides in time. */
export const holdAskSchema = z.strictObject({ who: nameSchema, within: limitSchema, else: nameSchema });
export type HoldAsk = z.infer<typeof holdAskSchema>;

/** When the time is up of who is asked now. */
export const limitOf = ({ work, within }: { work: Work; within: HoldAsk['within'] }): Instant =>
  endOfLimit({ now: work.now, within, zone: work.zone, country: work.rows.customer.country, closed: work.journey.contact.closed });

type Asked = Pick<TaskRow, 'id' | 'subject' | 'kind' | 'owner' | 'dueAt'> & { superior?: string };

/** Asks, unless that was asked before. */
export function openTask(work: Work, { id, subject, kind, owner, superior, dueAt }: Asked): void {
  if (work.view().task(id)) return;
  const row = openedTask({
    id,
    customerId: work.rows.customer.id,
    subject,
    kind,
    owner,
    superior: superior ?? null,
    openedAt: work.now,
    dueAt,
  });
  work.change([{ insert: 'task', row }]);
  work.reasons.push({ about: subject, code: 'task-opened', params: { owner, kind } });
}

/** Nobody needs to answer any more. */
export function closeTask(work: Work, id: string, outcome: string): void {
  work.change([{ update: 'task', id, set: { status: 'closed', outcome, endedAt: work.now } }]);
}

/** ", and who is asked is …". */
export const askText = ({ ask, who, words }: { ask: HoldAsk; who: string; words: Words }): string =>
  words.say({
    en: `${who} is asked, to answer within ${words.span(ask.within)}; after that ${words.name(ask.else)} is`,
    de: `${who} wird gefragt, mit einer Frist von ${words.ofSpan(ask.within)}; danach ${words.name(ask.else)}`,
  });
