/**
 * Holds that wait for an answer: the customer says that he has paid, has written to us, or has sent a cheque. What it is about is in peace for a time, and a
 * person is asked. His answer ends the hold; when the time is up without one it ends by itself, chasing resumes with the days of peace, and his superior is asked.
 * Or nobody is asked at first, and somebody is to call when the time is up.
 */
import { z } from 'zod';
import { dateAt } from '../../calendar.js';
import type { Work } from '../../decision/work.js';
import { nameSchema } from '../../journey/long-form.js';
import type { HoldName, TaskRow, TokenRow } from '../../rows.js';
import { spanSchema } from '../../span.js';
import type { ProposedStep } from '../../stages/stage-type.js';
import { closeTask, limitOf, openTask } from '../ask.js';
import type { HoldKind } from '../hold-kind.js';
import { callAct, type ThenCall, thenCallSchema } from '../then-call.js';
import { alongside, isFollower } from './alongside.js';
import { tellWaiting } from './tell.js';
import { waitingWords } from './words.js';

const waitingSchema = z
  .strictObject({
    /** How long it stops what it is about. */
    for: spanSchema,
    ask: nameSchema.optional(),
    /** Who is asked when the time is up without an answer. */
    else: nameSchema.default('head-of-ar'),
    /** In place of whoever is asked at once: somebody is to call when the time is up. */
    after: thenCallSchema.optional(),
  })
  .refine(({ ask, after }) => (ask === undefined) !== (after === undefined), {
    path: ['ask'],
    error: 'Say who is asked, or who calls then: one of both.',
  });
export type WaitingConfig = z.infer<typeof waitingSchema>;

/** The kinds, by their keys in a journey, with the names of their holds and tasks. */
export type WaitingName = Extract<HoldName, TaskRow['kind']>;

export const waiting = ({ key, usual }: { key: string; usual: WaitingConfig }): HoldKind<WaitingConfig> => {
  const name = key.replaceAll(' ', '-') as WaitingName;
  return {
    schema: waitingSchema,
    usual,
    words: waitingWords(key),
    ownSteps: [callStepOf(name)],
    decide({ work, config }) {
      followWaiting(work, name, config);
      return null;
    },
    steps: ({ work, token, config }) => (config.after ? callsAfter(work, token, name, config.after) : NONE),
    tell: tellWaiting(key),
  };
};

function followWaiting(work: Work, name: WaitingName, config: WaitingConfig): void {
  for (const { type, data } of work.rows.facts) {
    if (type === 'hold.placed' && data.kind === name) {
      const endsAt = limitOf({ work, within: config.for });
      work.change([{ update: 'hold', id: data.holdId, set: { endsAt } }]);
      if (config.ask !== undefined && !isFollower(data.holdId))
        openTask(work, {
          id: taskOf(data.holdId),
          subject: data.subject,
          kind: name,
          owner: config.ask,
          superior: config.else,
          dueAt: endsAt,
        });
    }
    if (type === 'hold.released')
      for (const { id, kind, status } of work.view().tasks)
        if (kind === name && status === 'open' && id === taskOf(data.holdId)) closeTask(work, id, 'released');
    if (type === 'task.decided' && work.view().task(data.taskId)?.kind === name) {
      const holdId = data.taskId.slice('task/'.length);
      const effectiveOn = dateAt(work.now, work.zone);
      for (const [index, released] of alongside(holdId).entries()) {
        const externalId = `${data.taskId}/released${index === 0 ? '' : `/${index + 1}`}`;
        work.reports.push({ type: 'hold.released', source: 'duly', externalId, effectiveOn, data: { holdId: released } });
      }
    }
  }
}

const callStepOf = (name: WaitingName): string => `${name}-call`;

/** The call when the time of the item's last such hold is up, unless it was released before. */
function callsAfter(work: Work, { subject }: TokenRow, name: WaitingName, said: ThenCall): ProposedStep[] {
  const own = work.view().holdsOf(subject, name);
  const last = own.at(-1);
  if (!last || last.endedAt !== null || last.endsAt === null || isFollower(last.id)) return NONE;
  const common = { subject, occurrence: own.length - 1, paced: true, afterHold: true, stoppedBy: 'reminders' } as const;
  return [{ ...common, step: callStepOf(name), at: last.endsAt, act: callAct(said) }];
}
const NONE: ProposedStep[] = [];

const taskOf = (holdId: string): string => `task/${holdId}`;
