import type { Journey } from '../journey.js';
import type { JourneyChange } from './change.js';
import { likenessOfSteps, movedNames, pair, stepsOf } from './pairs.js';
import { actText, differences, instead, isSame, momentText, place, quoted, type Step } from './words.js';

interface PlacedStep {
  name: string;
  lane: string;
  stage: string;
  subject: string;
  step: Step;
}

interface DiffStepsInput {
  from: Journey;
  to: Journey;
  /** What a stage of the old journey is called in the new one, as `lane/stage`; empty: it is gone. */
  stageNow: (lane: string, stage: string) => string;
}

/** Steps are known by their names among all lanes of a kind of subject, in whatever stage they stand. */
export function diffSteps({ from, to, stageNow }: DiffStepsInput): JourneyChange[] {
  const [before, after] = [placedSteps(from), placedSteps(to)];
  const likeness = (a: PlacedStep, b: PlacedStep): number => (stageNow(a.lane, a.stage) === keyOf(b) ? likenessOfSteps(a.step, b.step) : 0);
  const changes: JourneyChange[] = [];
  const removed: JourneyChange[] = [];
  for (const subject of new Set([...before, ...after].map((step) => step.subject))) {
    const own = (steps: PlacedStep[]) => steps.filter((step) => step.subject === subject);
    const steps = pair({ from: own(before), to: own(after), likeness });
    for (const { name, lane, stage, step } of steps.added) {
      const severe = step.severe === true ? ', severe' : '';
      const text = `${place(lane, stage)}: the step ${quoted(name)} is new: ${momentText(step)}, ${actText(step.do)}${severe}.`;
      changes.push({ kind: 'step-added', lane, stage, step: name, text });
    }
    for (const one of steps.both)
      changes.push(...diffStep({ ...one, isElsewhere: stageNow(one.from.lane, one.from.stage) !== keyOf(one.to) }));
    const nowNamed = new Map(steps.renamed.map((one) => [one.from.name, one.to.name]));
    changes.push(...diffOrder({ before: own(before), after: own(after), stageNow, nowNamed }));
    for (const { name, lane, stage, step } of steps.removed)
      removed.push({
        kind: 'step-removed',
        lane,
        stage,
        step: name,
        text: `${place(lane, stage)}: the step ${quoted(name)} is gone (${momentText(step)}, ${actText(step.do)}).`,
      });
  }
  return [...changes, ...removed];
}

function diffStep({ from, to, isElsewhere }: { from: PlacedStep; to: PlacedStep; isElsewhere: boolean }): JourneyChange[] {
  const changes: JourneyChange[] = [];
  const at = { lane: from.lane, stage: from.stage, step: from.name };
  const said = place(from.lane, from.stage);
  if (from.name !== to.name) {
    const warning = `A step is remembered by its name: who had ${quoted(from.name)} gets ${quoted(to.name)} as well. Keep the name unless that is meant.`;
    changes.push({ kind: 'step-renamed', ...at, text: `${said}: the step ${quoted(from.name)} is named ${quoted(to.name)} now.`, warning });
  }
  if (isElsewhere) {
    const text = `${said}: ${quoted(to.name)} is a step of ${place(to.lane, to.stage)} now; who had it does not get it again.`;
    changes.push({ kind: 'step-moved', ...at, text });
  }
  if (!isSame(from.step.at, to.step.at) || !isSame(from.step.every, to.step.every)) {
    const text = `${said}: ${quoted(to.name)} goes ${momentText(to.step)} instead of ${momentText(from.step)}.`;
    changes.push({ kind: 'step-retimed', ...at, text });
  }
  if (!isSame(from.step.do, to.step.do)) {
    const text = `${said}: ${quoted(to.name)} does ${quoted(actText(to.step.do))} instead of ${quoted(actText(from.step.do))}.`;
    changes.push({ kind: 'step-retargeted', ...at, text });
  }
  for (const difference of differences({ from: restOf(from), to: restOf(to) })) {
    const isSevereNow = difference.path === 'severe' && to.step.severe === true;
    changes.push({
      kind: 'step-changed',
      ...at,
      text: `${said}: ${quoted(to.name)}: ${difference.path}: ${instead(difference)}.`,
      ...(isSevereNow && { warning: 'A severe step keeps its full distance to the step before it, and travels alone.' }),
    });
  }
  return changes;
}

interface DiffOrderInput {
  before: PlacedStep[];
  after: PlacedStep[];
  stageNow: DiffStepsInput['stageNow'];
  /** Steps with other names now. */
  nowNamed: Map<string, string>;
}

/** Steps that changed their place among those of their stage. */
function diffOrder({ before, after, stageNow, nowNamed }: DiffOrderInput): JourneyChange[] {
  return [...new Set(after.map(keyOf))].flatMap((stage) => {
    const old = before.filter((step) => stageNow(step.lane, step.stage) === stage).map(({ name }) => nowNamed.get(name) ?? name);
    const now = after.filter((step) => keyOf(step) === stage);
    const names = now.map(({ name }) => name);
    return movedNames({ from: old, to: names }).map((name): JourneyChange => {
      const { lane = '', stage: stageName = '' } = now.find((step) => step.name === name) ?? {};
      const previous = names[names.indexOf(name) - 1];
      const text = `${place(lane, stageName)}: ${quoted(name)} comes ${previous === undefined ? 'first' : `after ${quoted(previous)}`} now.`;
      return { kind: 'step-moved', lane, stage: stageName, step: name, text };
    });
  });
}

const keyOf = ({ lane, stage }: Pick<PlacedStep, 'lane' | 'stage'>): string => `${lane}/${stage}`;
const restOf = ({ step: { name: _name, at: _at, every: _every, do: _do, ...rest } }: PlacedStep) => rest;

const placedSteps = ({ lanes }: Journey): PlacedStep[] =>
  lanes.flatMap((lane) =>
    lane.stages.flatMap((stage) =>
      stepsOf(stage).map((step) => ({ name: step.name, lane: lane.name, stage: stage.name, subject: lane.for, step })),
    ),
  );
