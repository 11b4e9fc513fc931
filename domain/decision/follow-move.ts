import { closeTask } from '../holds/ask.js';
import type { StageRule } from '../journey/diff/stage-rules.js';
import type { Lane, Stage } from '../journey/journey.js';
import { stepNamesOf } from '../journey/ladder.js';
import { questionOf } from '../ladder/own-records.js';
import type { Change, TaskRow, TokenRow } from '../rows.js';
import { enter } from './place-tokens.js';
import type { Work } from './work.js';

/**
 * The customer, or one of his items, was moved to another version of a journey: the tokens go on where the move says, with all the steps that they have had.
 * An item that walks a journey of its own goes on in it, wherever its customer is moved. Whether there was a move.
 */
export function followMove(work: Work): boolean {
  let moved = false;
  for (const { type, data } of work.rows.facts) {
    if (type === 'journey.moved') endWithLanes(work);
    else if (type !== 'invoice.moved') continue;
    moved = true;
    for (const token of work.tokens) {
      const concerns = type === 'invoice.moved' ? token.subject === data.itemId : work.journeyOf(token.subject) === work.journey;
      if (concerns) goOn(work, token, data.stages);
    }
  }
  return moved;
}

function goOn(work: Work, token: TokenRow, stages: readonly StageRule[]): void {
  const rule = stages.find(({ lane, from }) => lane === token.lane && from === (token.stage ?? token.leftStage));
  if (!rule) return;
  if (token.stage === null) token.leftStage = rule.to;
  else if (!rule.keeps) enter(work, token, rule.to);
  else {
    token.stage = rule.to;
    work.reasons.push({ about: token.subject, code: 'entered-stage', params: { stage: rule.to, lane: token.lane } });
  }
}

/**
 * After a move and after all stages were asked: a question whose answer none of them hears any more is closed, so that nobody is asked for nothing. In a
 * stage that asks the same it stays.
 */
export function closeLostQuestions(work: Work): void {
  for (const { id, kind, owner, subject, status } of work.view().tasks) {
    if (status !== 'open' || !work.tokens.some((token) => token.subject === subject)) continue;
    const isHeard = HEARD[kind];
    if (!isHeard || isHeard(work, { id, subject })) continue;
    closeTask(work, id, 'moved');
    work.reasons.push({ about: subject, code: 'task-closed', params: { kind, owner, why: 'moved' } });
  }
}

type Question = Pick<TaskRow, 'id' | 'subject'>;

/** Of questions that stages of items ask: whether the answer still counts. */
const HEARD: Readonly<Partial<Record<TaskRow['kind'], (work: Work, question: Question) => boolean>>> = {
  escalation: (work, { id, subject }) =>
    work.tokens.some(
      (token) => token.subject === subject && stepsWhereItStands(work, token).some((step) => newestId(work, subject, step) === id),
    ),
  'notice-missing': ({ reasons }, { subject }) => reasons.some(({ code, about }) => code === 'notice-missing' && about === subject),
};

const stepsWhereItStands = ({ journeyOf }: Work, { lane, stage, subject }: TokenRow): string[] => {
  const stands = journeyOf(subject)
    .lanes.find(({ name }) => name === lane)
    ?.stages.find(({ name }) => name === stage);
  return stands ? stepNamesOf(stands) : [];
};

const newestId = (work: Work, subject: string, step: string): string | undefined =>
  questionOf({ view: work.view(), customerId: work.rows.customer.id, subject, step }).task?.id;

/**
 * What the ladder of an account held and asked ends where the journey has no such lane any more, for nothing else would end it. Its messages stay those that
 * went; in a journey that has the lane again its state is judged anew.
 */
function endWithLanes(work: Work): void {
  for (const token of work.tokens) {
    if (work.journey.lanes.some(({ name }) => name === token.lane) || !work.rows.accounts.some(({ id }) => id === token.subject)) continue;
    const view = work.view();
    const holds = view
      .holdsInForce()
      .filter(({ kind, scope, subject }) => kind === 'overdue' && scope === 'account' && subject === token.subject);
    const tasks = view.tasks.filter(({ kind, subject, status }) => kind === 'overdue' && subject === token.subject && status === 'open');
    work.change([
      ...holds.map(({ id }): Change => ({ update: 'hold', id, set: { endedAt: work.now } })),
      ...tasks.map(({ id }): Change => ({ update: 'task', id, set: { status: 'closed', outcome: 'lane gone', endedAt: work.now } })),
    ]);
    const { state, ...notes } = token.data;
    token.data = notes;
    if (state !== undefined) work.reasons.push({ about: token.subject, code: 'left-state', params: { state: String(state) } });
  }
}

/**
 * The stage in which a token goes on whose own is not in the journey, whatever the reason: one that is of the type it was named after, else the lane's
 * first. Nothing is repeated by that: steps that were taken are over in any stage, and a severe one keeps its distance to its notice.
 */
export function standIn(work: Work, token: TokenRow, lane: Lane): Stage | undefined {
  if (token.stage === null) return undefined;
  const stage = lane.stages.find(({ type }) => type === token.stage) ?? lane.stages[0];
  if (!stage) return undefined;
  work.reasons.push({ about: token.subject, code: 'stage-gone', params: { stage: token.stage, next: stage.name } });
  enter(work, token, stage.name);
  return stage;
}
