import type { Instant } from '../calendar.js';
import type { ItemRow, Stoppable, TaskRow } from '../rows.js';
import { claimable } from '../steps/claimable.js';
import type { Work } from './work.js';

/** Tasks that steps open, with what a hold must stop to close them. */
const STOPPED_BY: Readonly<Partial<Record<TaskRow['kind'], Stoppable>>> = {
  call: 'reminders',
  escalation: 'escalation',
  'notice-missing': 'reminders',
};

/**
 * Before the stages are asked: tasks about an item that is settled, held or covered by money are closed, with the reason; so are holds on new orders,
 * so that what they held is free in the same decision. Whatever task has a superior becomes his when nobody has answered in time.
 */
export function mindOwnRecords(work: Work): void {
  for (const task of work.view().tasks) {
    if (task.status !== 'open') continue;
    const stoppedBy = STOPPED_BY[task.kind];
    const item = stoppedBy && work.view().item(task.subject);
    const why = stoppedBy && item && whyNot(work, item, stoppedBy);
    if (why) closeTask(work, task, why);
    else if (task.superior !== null && task.dueAt !== null && task.dueAt <= work.now) passOn(work, task, task.superior);
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

/** When the next open task becomes a superior's; null: none does. */
export function tasksPassOnAt({ view }: Work): Instant | null {
  let soonest: Instant | null = null;
  for (const { superior, status, dueAt } of view().tasks)
    if (superior !== null && status === 'open' && dueAt !== null && (soonest === null || dueAt < soonest)) soonest = dueAt;
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

/** The superior has no limit: it never ends by itself. */
function passOn(work: Work, { id, subject, kind }: TaskRow, superior: string): void {
  work.change([{ update: 'task', id, set: { owner: superior, dueAt: null } }]);
  work.reasons.push({ about: subject, code: 'task-passed-on', params: { kind, owner: superior } });
}
