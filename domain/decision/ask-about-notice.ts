/**
 * What is severe and rests on a notice that the customer never had: a window or a cap of an earlier version left it out, it lapsed there, or it came
 * back. What was left out is never taken again by itself, and nothing severe goes without its notice; so a person says, once, whether the notice is given
 * now or what rests on it is left out. A notice given so that comes back is asked about anew.
 */
import { limitOf, openTask } from '../holds/ask.js';
import { stepTaskId } from '../ladder/own-records.js';
import type { Reason } from '../reasons.js';
import type { TaskRow } from '../rows.js';
import type { ProposedStep } from '../stages/stage-type.js';
import { GIVE_NOTICE, LEAVE_OUT } from '../task-outcomes.js';
import { ASK } from './ask-about-messages.js';
import type { Work } from './work.js';

/** Whether a person has left out what rests on the notice, and so the severe step. If nobody was asked yet, somebody is. */
export function isLeftOut(work: Work, { step: { subject, step }, notice }: { step: ProposedStep; notice: ProposedStep }): boolean {
  const { id, task } = questionAbout(work, notice);
  if (task?.outcome === LEAVE_OUT) return true;
  work.reasons.push({ about: subject, code: 'notice-missing', params: { step } });
  const { who: owner, within, else: superior } = ASK;
  openTask(work, { id, subject, kind: 'notice-missing', owner, superior, dueAt: limitOf({ work, within }) });
  return false;
}

/** The notice as a person has it given now; undefined: nobody has said so, or it was. */
export function noticeAnew(work: Work, notice: ProposedStep): ProposedStep | undefined {
  const { task } = questionAbout(work, notice);
  if (task?.outcome !== GIVE_NOTICE || task.endedAt === null) return undefined;
  return { ...notice, occurrence: (work.done.newestOf(notice)?.occurrence ?? 0) + 1, at: Math.max(notice.at, task.endedAt) };
}

export const leftOutByPerson = ({ subject: about, step }: ProposedStep): Reason => ({ about, code: 'left-out', params: { step } });

/** The newest question about the notice that is open or holds, or the id under which the next one is asked. */
function questionAbout(work: Work, notice: ProposedStep): { id: string; task: TaskRow | undefined } {
  const view = work.view();
  const { subject, step } = notice;
  for (let occurrence = 0; ; occurrence += 1) {
    const id = `${stepTaskId({ customerId: work.rows.customer.id, subject, step, occurrence })}/notice`;
    const task = view.task(id);
    if (!task || task.status === 'open' || task.outcome === LEAVE_OUT || isToGive(work, notice, task)) return { id, task };
  }
}

const isToGive = (work: Work, notice: ProposedStep, { outcome, endedAt }: TaskRow): boolean =>
  outcome === GIVE_NOTICE && endedAt !== null && (work.done.newestOf(notice)?.at ?? endedAt) < endedAt;
