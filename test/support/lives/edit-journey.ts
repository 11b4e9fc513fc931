/** What somebody does to a journey between two of its versions, on its file's content. What makes no valid journey of it is left out by whoever asks. */
import type { JourneyForm, LaneForm, StageForm, StepForm } from './draw-journey.js';
import type { Edit } from './draw-moves.js';
import { isSevere } from './moments.js';

/** The journey with the edit in it; `stages` says where those go on whose stage is gone, as far as somebody says so. */
export interface Edited {
  form: JourneyForm;
  stages?: { from: string; to: string };
}

interface EditInput {
  form: JourneyForm;
  edit: Edit;
  /** Names what is new. */
  n: string;
  other: JourneyForm;
}

/** Undefined: there is nothing to which it could be done. */
export function edited({ form: before, edit, n, other }: EditInput): Edited | undefined {
  const form = structuredClone(before);
  switch (edit.what) {
    case 'rename stage':
      return renameStage(form, edit);
    case 'drop stage':
      return dropStage(form, edit);
    case 'drop lane': {
      const name = among(
        OPTIONAL.filter((lane) => form.lanes[lane]),
        edit.pick,
      );
      if (name === undefined) return undefined;
      delete form.lanes[name];
      return { form };
    }
    case 'add lane': {
      const name = among(
        OPTIONAL.filter((lane) => !form.lanes[lane] && other.lanes[lane]),
        edit.pick,
      );
      if (name === undefined || (name === 'courtesy' && isEndless(form))) return undefined;
      form.lanes[name] = structuredClone(other.lanes[name] as LaneForm);
      return { form };
    }
    default:
      return editSteps(form, edit, n);
  }
}

/** Lanes that a journey may do without. */
const OPTIONAL = ['courtesy', 'dunning', 'statements', 'feedback', 'credit'];

const among = <T>(from: readonly T[], pick: number): T | undefined => from[pick % Math.max(1, from.length)];

const isEndless = ({ lanes }: JourneyForm): boolean =>
  Object.values(lanes.collection?.stages ?? {}).some(({ steps }) => steps?.at(-1)?.every !== undefined);

function editSteps(form: JourneyForm, { what, pick, days, severe, calls }: Edit, n: string): Edited | undefined {
  const ladders = Object.values(form.lanes)
    .filter((lane) => lane.for === 'item')
    .flatMap(({ stages }) => Object.values(stages).flatMap(({ steps }) => (steps ? [steps] : [])));
  if (what === 'soften') return soften(form, ladders, n);
  const steps = among(ladders, pick);
  if (!steps) return undefined;
  const place = Math.floor(pick / ladders.length) % steps.length;
  const step = steps[place] as StepForm;
  switch (what) {
    case 'retime step':
      if (step.at.days === undefined) return undefined;
      step.at.days += days;
      return { form };
    case 'remove step':
      if (steps.length < 2) return undefined;
      steps.splice(place, 1);
      return { form };
    case 'swap steps': {
      const next = steps[place + 1];
      if (!next || step.every || next.every) return undefined;
      [steps[place], steps[place + 1]] = [
        { ...next, at: step.at, ...severity(step) },
        { ...step, at: next.at, ...severity(next) },
      ];
      return { form };
    }
    default: {
      const at = { days: (step.at.days ?? 10) + Math.abs(days), from: 'due' };
      const does: StepForm['do'] = calls && !severe ? { call: 'account-manager', within: { days: 2 } } : { send: 'third-reminder' };
      steps.splice(place + (step.every ? 0 : 1), 0, { name: `new-${n}`, at, do: does, ...(severe && { severe: true }) });
      return { form };
    }
  }
}

/** A mild reminder comes before the first severe step. */
function soften(form: JourneyForm, ladders: StepForm[][], n: string): Edited | undefined {
  const steps = ladders.find((ladder) => ladder.some(isSevere));
  const place = steps?.findIndex(isSevere) ?? 0;
  const before = steps?.[place - 1];
  if (!steps || before?.at.days === undefined) return undefined;
  steps.splice(place - 1, 0, { name: `soft-${n}`, at: before.at, do: { send: 'coming-up' } });
  return { form };
}

/** Places keep theirs where steps change them. */
const severity = ({ severe }: StepForm): Partial<StepForm> => ({ severe }) as Partial<StepForm>;

function renameStage(form: JourneyForm, { pick, named }: Edit): Edited | undefined {
  const lane = form.lanes.collection as LaneForm;
  const old = among(Object.keys(lane.stages), pick) as string;
  const name = `${old} anew`;
  lane.stages = Object.fromEntries(
    Object.entries(lane.stages).map(([key, stage]) => {
      const now: StageForm = { ...stage, ...(stage.on && { on: redirected(stage.on, old, name) }) };
      return key === old ? [name, { type: old, ...now }] : [key, now];
    }),
  );
  lane.whenever = redirected(lane.whenever ?? {}, old, name);
  return { form, ...(named && { stages: { from: old, to: name } }) };
}

function dropStage(form: JourneyForm, { pick, named }: Edit): Edited | undefined {
  const lane = form.lanes.collection as LaneForm;
  const old = among(
    ['last call', 'reminders', 'clearing', 'autopay'].filter((stage) => lane.stages[stage]),
    pick,
  );
  if (old === undefined || (old === 'reminders' && !lane.stages['last call'])) return undefined;
  const next = { 'last call': 'end', reminders: 'last call', clearing: 'reminders', autopay: 'reminders' }[old] as string;
  const gone = old === 'autopay' ? ['autopay', 'failure handling'] : [old];
  const kept = Object.entries(lane.stages).filter(([key]) => !gone.includes(key));
  lane.stages = Object.fromEntries(kept);
  for (const stage of Object.values(lane.stages)) for (const one of gone) if (stage.on) stage.on = redirected(stage.on, one, next);
  lane.whenever = Object.fromEntries(Object.entries(lane.whenever ?? {}).filter(([, stage]) => !gone.includes(stage)));
  const to = among(Object.keys(lane.stages), Math.floor(pick / 4)) as string;
  return { form, ...(named && { stages: { from: old, to } }) };
}

const redirected = (on: Record<string, string>, from: string, to: string): Record<string, string> =>
  Object.fromEntries(Object.entries(on).map(([what, next]) => [what, next === from ? to : next]));

/** Another journey for the same customer: what it says of contacts, holds and accounts is as in his own, and it claims no costs. */
export function anotherJourney({ form, other, ownNames }: { form: JourneyForm; other: JourneyForm; ownNames: boolean }): JourneyForm {
  const { dunning: _dunning, statements: _statements, ...lanes } = structuredClone(other.lanes);
  const { dunning, statements } = structuredClone(form.lanes);
  const { costs: _costs, ...kept } = structuredClone(form);
  if (ownNames)
    for (const lane of Object.values(lanes)) if (lane.for === 'item') for (const { steps } of Object.values(lane.stages)) rename(steps);
  return { ...kept, journey: 'Another', lanes: { ...lanes, ...(dunning && { dunning }), ...(statements && { statements }) } };
}

function rename(steps: StepForm[] = []): void {
  const names = new Set(steps.map(({ name }) => name));
  for (const step of steps) {
    step.name = `x-${step.name}`;
    if (names.has(step.at.from)) step.at.from = `x-${step.at.from}`;
  }
}
