import { z } from 'zod';
import { isoInstant } from '../../domain/calendar.js';
import { DulyError } from '../../domain/errors.js';
import type { TaskRow } from '../../domain/rows.js';
import { refusedScoreOfCall } from '../../domain/survey-scores.js';
import { outcomesOf, refusedOutcome } from '../../domain/task-outcomes.js';
import { body, externalId, oneOf } from '../fields.js';
import { firstFact, type Intake, knownAs } from '../intake.js';
import type { AskedSurvey, Reads } from '../ports.js';
import { type Route, route } from '../route.js';
import { answerList, cursor, factNumber, found, listOf, recordedAs } from '../shown.js';
import { answerReports } from './survey-answers.js';

const taskAnswer = z.object({
  object: z.literal('task'),
  id: z.string(),
  customer: z.string(),
  subject: z.string(),
  kind: z.string(),
  owner: z.string(),
  /** Whose it becomes when its time is up. */
  superior: z.string().nullable(),
  status: z.enum(['open', 'done', 'closed']),
  /** What may be decided; empty: it ends by itself. */
  outcomes: z.array(z.string()),
  outcome: z.string().nullable(),
  opened_at: z.string(),
  due_at: z.string().nullable(),
  ended_at: z.string().nullable(),
});
const decisionAnswer = z.object({
  object: z.literal('task_decision'),
  task: z.string(),
  customer: z.string(),
  fact_number: factNumber,
  outcome: z.string(),
});
const EXAMPLE = {
  object: 'task',
  id: 'task/cus_1/credit-review/1772352000000',
  customer: 'cus_1',
  subject: 'cus_1',
  kind: 'credit-review',
  owner: 'credit-desk',
  superior: null,
  status: 'open',
  outcomes: ['approved', 'declined'],
  outcome: null,
  opened_at: '2026-03-01T08:00:00Z',
  due_at: '2026-03-03T23:00:00Z',
  ended_at: null,
};

const listTasks = ({ intake, reads }: { intake: Intake; reads: Reads }): Route =>
  route({
    method: 'get',
    path: '/v1/tasks',
    name: 'listTasks',
    summary: 'What people are asked, the oldest first',
    query: body({ ...cursor, status: oneOf(['open', 'done', 'closed']).optional(), customer: externalId.optional() }),
    answers: found(listOf(taskAnswer)),
    example: { answer: { object: 'list', data: [EXAMPLE], has_more: false, next_cursor: null } },
    handle: async ({ query: { limit, starting_after, status, customer } }) => {
      const customerId = customer === undefined ? undefined : await intake.named(customer);
      return answerList(await reads.tasks({ limit, after: starting_after, status, customerId }), showTask);
    },
  });

/** `POST /v1/tasks/{id}/decide`, with an outcome that the task knows. Decided twice alike it is decided once. */
const decideTask = ({ intake, reads }: { intake: Intake; reads: Reads }): Route =>
  route({
    method: 'post',
    path: '/v1/tasks/{id}/decide',
    name: 'decideTask',
    summary: 'Decide a task',
    idIs: 'The task’s id, with each slash as %2F.',
    body: body({
      outcome: z.string({ error: 'Send one of the task’s outcomes.' }),
      score: z.int({ error: 'Send a whole number.' }).optional(),
    }),
    answers: recordedAs(decisionAnswer),
    example: {
      body: { outcome: 'approved' },
      answer: { object: 'task_decision', task: EXAMPLE.id, customer: 'cus_1', fact_number: 7, outcome: 'approved' },
    },
    handle: async ({ id: taskId, body: { outcome, score }, keep }) => {
      const task = await reads.task(taskId);
      if (!task)
        throw new DulyError({
          code: 'unknown_task',
          message: `There is no task ${taskId}. Send an id of GET /v1/tasks, with each slash as %2F.`,
        });
      if (!outcomesOf(task).includes(outcome))
        throw new DulyError({ code: 'invalid_request', at: 'outcome', message: refusedOutcome(task) });
      const survey = await surveyAskedBy({ task, outcome, score, intake });
      const externalFact = `task.decided/${taskId}`;
      return intake.record({
        customerId: task.customerId,
        keep,
        draft: async (draft) => {
          const { books, now, dateOf } = draft;
          const known = await knownAs({ books, type: 'task.decided', source: 'duly', externalId: externalFact });
          if (known && known.data.outcome !== outcome)
            throw new DulyError({ code: 'already_ended', message: `Task ${taskId} is already decided: ${known.data.outcome}.` });
          const effectiveOn = known?.effectiveOn ?? dateOf(now);
          const data = known?.data ?? { taskId, outcome };
          const answer = survey && score !== undefined ? await answerReports({ survey, given: { score }, draft }) : [];
          return [{ type: 'task.decided', source: 'duly', externalId: externalFact, effectiveOn, data }, ...answer];
        },
        answer: (recorded) => {
          const fact = firstFact(recorded, 'task.decided');
          return { object: 'task_decision', task: taskId, customer: task.customerId, fact_number: fact.number, outcome: fact.data.outcome };
        },
      });
    },
  });

/** The survey that the call is to ask, whose score comes with the decision that it is done. Throws `invalid_request` where a score is missing or for nothing. */
async function surveyAskedBy({
  task: { kind, subject },
  outcome,
  score,
  intake,
}: {
  task: TaskRow;
  outcome: string;
  score: number | undefined;
  intake: Intake;
}): Promise<AskedSurvey | undefined> {
  const survey = kind === 'call' ? await intake.lookup.survey(subject) : undefined;
  const problem = refusedScoreOfCall({ survey, outcome, score });
  if (problem) throw new DulyError({ code: 'invalid_request', at: 'score', message: problem });
  return survey;
}

/** Tasks: listed and decided. */
export const taskRoutes = (parts: { intake: Intake; reads: Reads }): Route[] => [listTasks(parts), decideTask(parts)];

const showTask = (task: TaskRow): object => ({
  object: 'task',
  id: task.id,
  customer: task.customerId,
  subject: task.subject,
  kind: task.kind,
  owner: task.owner,
  superior: task.superior,
  status: task.status,
  outcomes: [...outcomesOf(task)],
  outcome: task.outcome,
  opened_at: isoInstant(task.openedAt),
  due_at: task.dueAt === null ? null : isoInstant(task.dueAt),
  ended_at: task.endedAt === null ? null : isoInstant(task.endedAt),
});
