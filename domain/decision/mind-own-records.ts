import type { Instant } from '../calendar.js';
import { outlineOf } from '../journey/outline.js';
import { stepTaskId } from '../ladder/own-records.js';
import { SUPERIOR } from '../ladder/verbs/call.js';
import type { ItemRow, Stoppable, TaskRow } from '../rows.js';
import { claimable } from '../steps/claimable.js';
import type { Work } from './work.js';

/** Tasks that steps open, with what a hold must stop to close them. */
const STOPPED_BY: Readonly<Partial<Record<TaskRow['kind'], Stoppable>>> = { call: 'reminders', escalation: 'escalation' };

/**
 * Before the stages are asked: tasks about an item that is settled, held or covered by money are closed, with the reason; so are holds on new orders,
 * so that what they held is free in the same decision. A call that nobody made in time becomes the superior's.
 */
export function mindOwnRecords(work: Work): void {
  for (const task of work.view().tasks) {
    const stoppedBy = task.status === 'open' ? STOPPED_BY[task.kind] : undefined;
    if (!stoppedBy) continue;
    const item = work.view().item(task.subject);
    const why = item && whyNot(work, item, stoppedBy);
    if (why) closeTask(work, task, why);
    else if (task.kind === 'call' && task.dueAt !== null && task.dueAt <= work.now) passOn(work, task);
  }
  for (const hold of work.view().holdsInForce()) {
    if (hold.kind !== 'overdue' && hold.kind !== 'agency') continue;
    const item = work.view().item(hold.subject);
    const why = item && (hold.kind === 'overdue' || item.open <= 0) ? whyNot(work, item, 'escalation') : undefined;
    if (!why) continue;
    work.change([{ update: 'hold', id: hold.id, set: { endedAt: work.now } }]);
    if (hold.kind === 'overdue') work.reasons.push({ about: hold.subject, code: 'orders-freed', params: { why } });
  }
}

/** When the time of the next open call is up; null: none has a limit. */
export function callsUpAt({ view }: Work): Instant | null {
  let soonest: Instant | null = null;
  for (const { kind, status, dueAt } of view().tasks)
    if (kind === 'call' && status === 'open' && dueAt !== null && (soonest === null || dueAt < soonest)) soonest = dueAt;
  return soonest;
}

/** Why the item may not be chased now, in a word; undefined: it may. */
function whyNot(work: Work, item: ItemRow, stoppedBy: Stoppable): string | undefined {
  const answer = claimable({ itemId: item.id, step: '', stoppedBy, view: work.view() });
  if (answer.ok) return undefined;
  const { code, params } = answer.reason;
  return code === 'held' ? String(params?.kind ?? code) : code;
}

function closeTask(work: Work, { id, subject, kind, owner }: TaskRow, why: string): void {
  work.change([{ update: 'task', id, set: { status: 'closed', outcome: why, endedAt: work.now } }]);
  work.reasons.push({ about: subject, code: 'task-closed', params: { kind, owner, why } });
}

/** The call becomes the one's whom its step names, and waits for him without a limit. */
function passOn(work: Work, task: TaskRow): void {
  const { id: customerId } = work.rows.customer;
  const step = outlineOf(work.journey).calls.find(({ name, ofCustomer }) =>
    ofCustomer
      ? task.id.startsWith(`task/${customerId}/${name}/`)
      : stepTaskId({ customerId, subject: task.subject, step: name, occurrence: 0 }) === task.id,
  );
  const owner = step?.else ?? SUPERIOR;
  work.change([{ update: 'task', id: task.id, set: { owner, dueAt: null } }]);
  work.reasons.push({ about: task.subject, code: 'task-passed-on', params: { kind: task.kind, owner } });
}
