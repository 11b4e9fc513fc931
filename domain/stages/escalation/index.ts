import { z } from 'zod';
import { dateAt } from '../../calendar.js';
import type { Report } from '../../facts.js';
import { datesOf } from '../../ladder/moment.js';
import { questionOf } from '../../ladder/own-records.js';
import { planLadder } from '../../ladder/plan-ladder.js';
import { stepsSchema } from '../../ladder/step.js';
import { openedTask } from '../../opened-task.js';
import type { Change, ItemRow, Stoppable, TaskRow } from '../../rows.js';
import { CHOICES, type Choice } from '../../task-outcomes.js';
import { type Plan, type PlanInput, stageType } from '../stage-type.js';
import { tellEscalation } from './tell.js';
import { words } from './words.js';

const schema = z.strictObject({ steps: stepsSchema({ verbs: ['send', 'call', 'hold', 'notify', 'ask'], mayBeginWithNotice: true }) });
export type EscalationConfig = z.infer<typeof schema>;

/** What an item that was handed over stops: everything of ours. */
const HANDED_OVER: Stoppable[] = ['reminders', 'collecting', 'escalation', 'interest', 'orders'];

/**
 * Goes on where reminders ended: a formal notice, a hold on new orders, and a person who decides how it ends. Severe steps keep their full distance to
 * the notice. Outcomes: used up, where no question is the last step; plan, agency, write-off as decided.
 */
export const escalation = stageType<EscalationConfig>({
  lanes: ['item'],
  instead: {
    account:
      'Of an account it is a severe state of its ladder (overdue: "OD3: from 45 days after due of the oldest invoice, as a severe state, hold new orders, ask Head of AR").',
  },
  schema,
  outcomes: ['used up', ...CHOICES],
  defaults: { plan: 'end', agency: 'end', 'write-off': 'end' },
  mayEnd: ({ config, outcome }) => outcome !== 'used up' || !asksLast(config),
  words,
  plan: planEscalation,
  tell: tellEscalation,
});

export const asksLast = ({ steps }: EscalationConfig): boolean => 'ask' in (steps.at(-1)?.do ?? {});

function planEscalation(input: PlanInput<EscalationConfig>): Plan {
  const { config, token, view, done, zone } = input;
  const item = view.item(token.subject);
  if (!item) return {};
  if (item.delivery !== 'delivered') return { reasons: [{ about: item.id, code: 'not-delivered' }] };
  const answer = answerOf(input);
  if (answer?.outcome) return decided({ input, item, outcome: answer.outcome, task: answer.task });
  const dates = datesOf({ item, customer: view.customer, enteredAt: token.enteredAt, zone });
  const steps = planLadder({ steps: config.steps, subject: item.id, dates, input });
  if (!asksLast(config)) return { steps, whenUsedUp: 'used up' };
  const last = steps.at(-1);
  // Left out by a person, as the notice before it never went, it ends nothing: the stage is over without it.
  if (last && done(last)?.went === false) return { steps, whenUsedUp: 'used up' };
  return { steps, wakeAt: answer?.task.dueAt ?? undefined };
}

/** The open question, or what came of it: a person's answer, or what holds in its place when the time is up. */
function answerOf({ config, token, view, now }: PlanInput<EscalationConfig>): { task: TaskRow; outcome?: Choice } | undefined {
  const last = config.steps.at(-1);
  if (!last || !('ask' in last.do)) return undefined;
  const { task } = questionOf({ view, customerId: token.customerId, subject: token.subject, step: last.name });
  if (!task) return undefined;
  if (task.status === 'open') return task.dueAt !== null && task.dueAt <= now ? { task, outcome: last.do.else } : { task };
  return { task, outcome: (task.outcome ?? last.do.else) as Choice };
}

function decided({
  input: { now, zone },
  item,
  outcome,
  task,
}: {
  input: PlanInput<EscalationConfig>;
  item: ItemRow;
  outcome: Choice;
  task: TaskRow;
}): Plan {
  const lapsed = task.status === 'open';
  return {
    outcome,
    reports: reportsOf({ item, outcome, task, today: dateAt(now, zone) }),
    changes: [
      ...(lapsed ? [{ update: 'task' as const, id: task.id, set: { status: 'closed' as const, outcome, endedAt: now } }] : []),
      ...(outcome === 'plan' ? [agreePlan({ item, task, now })] : []),
    ],
    reasons: [{ about: item.id, code: lapsed ? 'task-lapsed' : 'decided', params: { outcome } }],
  };
}

/** Whoever decided that there is to be a plan makes it: it is closed when the plan is there. */
const agreePlan = ({ item, task, now }: { item: ItemRow; task: TaskRow; now: number }): Change => ({
  insert: 'task',
  row: openedTask({
    id: `${task.id}/plan`,
    customerId: item.customerId,
    subject: item.id,
    kind: 'agree-plan',
    owner: task.owner,
    openedAt: now,
    dueAt: null,
  }),
});

/** Written off, nothing is owed any more. Handed over, nothing of ours goes on about it, and orders wait as before; what comes of it is reported by people. */
function reportsOf({ item, outcome, task, today }: { item: ItemRow; outcome: Choice; task: TaskRow; today: string }): Report[] {
  const common = { source: 'duly', effectiveOn: today } as const;
  if (outcome === 'write-off')
    return [
      {
        ...common,
        type: 'invoice.writtenOff',
        externalId: `${task.id}/written-off`,
        data: { writeOffId: `write-off/${task.id}`, itemId: item.id, amount: item.open, code: 'uncollectable' },
      },
    ];
  if (outcome === 'plan') return [];
  return [
    {
      ...common,
      type: 'hold.placed',
      externalId: `${task.id}/agency`,
      data: { holdId: `hold/${task.id}`, kind: 'agency', scope: 'item', subject: item.id, stops: HANDED_OVER, endsAt: null },
    },
  ];
}
