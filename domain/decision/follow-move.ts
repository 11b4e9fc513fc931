import type { StageRule } from '../journey/diff/stage-rules.js';
import type { Lane, Stage } from '../journey/journey.js';
import type { Change, TokenRow } from '../rows.js';
import { enter } from './place-tokens.js';
import type { Work } from './work.js';

/**
 * The customer, or one of his items, was moved to another version of a journey: the tokens go on where the move says, with all the steps that they have had.
 * An item that walks a journey of its own goes on in it, wherever its customer is moved.
 */
export function followMove(work: Work): void {
  for (const { type, data } of work.rows.facts) {
    if (type === 'journey.moved') endWithLanes(work);
    else if (type !== 'invoice.moved') continue;
    for (const token of work.tokens) {
      const concerns = type === 'invoice.moved' ? token.subject === data.itemId : work.journeyOf(token.subject) === work.journey;
      if (concerns) goOn(work, token, data.stages);
    }
  }
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
