/** Answers that people give: a colleague to a task, the customer to a survey. */
import { DulyError } from '../../errors.js';
import type { Change, TaskRow } from '../../rows.js';
import type { BookingRule } from './booking-rule.js';
import { endDispute } from './disputes-and-holds.js';
import { need } from './refusals.js';

/** Tasks about a charge or a cheque, in which all of its items wait together. */
const ABOUT_CHARGES: readonly TaskRow['kind'][] = ['payment-unknown', 'ours', 'deposit-cheque'];

/** A task is decided once: again throws `already_ended`. The fact keeps what the task is about, unless that is the customer. */
export const bookTaskDecision: BookingRule<'task.decided'> = ({ data, rows, customerId, recordedAt }) => {
  const task = need({ rows: rows.tasks, id: data.taskId, code: 'unknown_task', noun: 'task' });
  if (task.status !== 'open')
    throw new DulyError({
      code: 'already_ended',
      message: `Task ${task.id} is already ${task.status} (${task.outcome ?? 'no outcome'}).`,
    });
  const disputeId = task.kind === 'chargeback' && data.outcome === 'still owed' ? task.id.slice('task/'.length) : null;
  return {
    changes: [
      ...(disputeId === null ? [] : endDispute({ rows, id: disputeId, at: recordedAt })),
      { update: 'task', id: task.id, set: { status: 'done', outcome: data.outcome, endedAt: recordedAt } },
    ],
    ...(task.subject === customerId ? {} : { data: { ...data, itemIds: [task.subject] } }),
    wakeAll: ABOUT_CHARGES.includes(task.kind),
  };
};

/** Keeps the score; a later answer replaces it. Who was to ask the customer need not any more. Throws `unknown_survey`. */
export const bookSurveyAnswer: BookingRule<'survey.answered'> = ({ data, rows, recordedAt }) => {
  const { id, score } = need({ rows: rows.surveys, id: data.surveyId, code: 'unknown_survey', noun: 'survey' });
  const asking =
    score === null ? rows.tasks.filter(({ kind, subject, status }) => kind === 'call' && subject === id && status === 'open') : [];
  return {
    changes: [
      { update: 'survey', id, set: { answeredAt: recordedAt, score: data.score } },
      ...asking.map((task): Change => ({ update: 'task', id: task.id, set: { status: 'done', outcome: 'done', endedAt: recordedAt } })),
    ],
  };
};
