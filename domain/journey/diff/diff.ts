/**
 * What differs between two journeys by meaning, not by text: parts that came, went, have another name, another moment, do another thing, or lead
 * elsewhere. Pure; the same journey in another writing has no difference.
 */
import { holdsOf } from '../../holds/index.js';
import type { Journey, Lane, Stage } from '../journey.js';
import type { JourneyChange } from './change.js';
import { diffSteps } from './diff-steps.js';
import { likenessOfLanes, likenessOfStages, pair, settingsOf } from './pairs.js';
import { capital, differences, instead, place, quoted } from './words.js';

/** In the order of the new journey; what was removed comes last in its place. */
export function diffJourneys({ from, to }: { from: Journey; to: Journey }): JourneyChange[] {
  const changes: JourneyChange[] = [];
  if (from.name !== to.name)
    changes.push({ kind: 'journey-renamed', text: `The journey is named ${quoted(to.name)} instead of ${quoted(from.name)}.` });
  for (const difference of differences({ from: settingsIn(from), to: settingsIn(to) })) {
    const kind = difference.path.startsWith('contact') ? 'contact-changed' : 'setting-changed';
    changes.push({ kind, text: `${capital(settingSaid(difference.path))}: ${instead(difference)}.` });
  }
  const lanes = pair({ from: from.lanes, to: to.lanes, likeness: likenessOfLanes });
  for (const lane of lanes.added)
    changes.push({
      kind: 'lane-added',
      lane: lane.name,
      text: `The lane ${quoted(lane.name)}, for each ${lane.for}, is new: ${listOf(lane.stages)}.`,
    });
  for (const one of lanes.both) changes.push(...diffLane(one, one.from.name !== one.to.name));
  changes.push(...diffSteps({ from, to, stageNow: stageNames(lanes.both) }));
  for (const lane of lanes.removed) {
    const warning = 'Who stands in it gets nothing more from it when he is moved.';
    changes.push({
      kind: 'lane-removed',
      lane: lane.name,
      text: `The lane ${quoted(lane.name)} is gone, with ${listOf(lane.stages)}.`,
      warning,
    });
  }
  return changes;
}

/** A journey's own settings, and what is usual where it does not say: of the contact window and of each kind of hold. */
function settingsIn(journey: Journey): Omit<Journey, 'name' | 'lanes'> {
  const { name: _name, lanes: _lanes, ...settings } = journey;
  const holds = Object.fromEntries(holdsOf(journey).map(({ name, config }) => [name, config]));
  return { ...settings, contact: { days: 'every', outside: 'wait', ...settings.contact } as Journey['contact'], holds };
}

function diffLane({ from, to }: { from: Lane; to: Lane }, isRenamed: boolean): JourneyChange[] {
  const changes: JourneyChange[] = [];
  const lane = from.name;
  if (isRenamed) {
    const warning = `Who stands in ${quoted(lane)} gets nothing more from it when he is moved: a lane of another name begins with new customers and invoices.`;
    changes.push({ kind: 'lane-renamed', lane, text: `The lane ${quoted(lane)} is named ${quoted(to.name)} now.`, warning });
  }
  if (from.for !== to.for)
    changes.push({ kind: 'lane-changed', lane, text: `The lane ${quoted(lane)} is for each ${to.for} instead of each ${from.for}.` });
  const stages = pair({ from: from.stages, to: to.stages, likeness: likenessOfStages });
  const start = { from: from.stages[0]?.name ?? '', to: to.stages[0]?.name ?? '' };
  const startIsRenamed = stages.renamed.some((one) => one.from.name === start.from && one.to.name === start.to);
  if (start.from !== start.to && !startIsRenamed)
    changes.push({
      kind: 'start-changed',
      lane,
      text: `The lane ${quoted(lane)} begins with ${quoted(start.to)} instead of ${quoted(start.from)}.`,
    });
  const renamed = new Map(stages.renamed.map((one) => [one.from.name, one.to.name]));
  for (const difference of wheneverDifferences({ from, to, renamed }))
    changes.push({ kind: 'whenever-changed', lane, text: `Lane ${quoted(lane)}: whenever ${difference}.` });
  for (const stage of stages.added)
    changes.push({
      kind: 'stage-added',
      lane,
      stage: stage.name,
      text: `${place(lane, stage.name)} is new (${stage.type})${leadsTo(stage)}.`,
    });
  for (const one of stages.both) changes.push(...diffStage({ lane, ...one, renamed }));
  for (const stage of stages.removed) {
    const warning = 'Who stands in it goes on in another stage when he is moved: duly move --dry-run says in which, --stages names it.';
    changes.push({ kind: 'stage-removed', lane, stage: stage.name, text: `${place(lane, stage.name)} is gone.`, warning });
  }
  return changes;
}

interface DiffStageInput {
  lane: string;
  from: Stage;
  to: Stage;
  /** The lane's stages with other names now. */
  renamed: Map<string, string>;
}

function diffStage({ lane, from, to, renamed }: DiffStageInput): JourneyChange[] {
  const where = { lane, stage: from.name };
  const changes: JourneyChange[] = [];
  if (from.name !== to.name) {
    const warning = `Who stands in ${quoted(from.name)} goes on in ${quoted(to.name)} when he is moved.`;
    changes.push({ kind: 'stage-renamed', ...where, text: `${place(lane, from.name)} is named ${quoted(to.name)} now.`, warning });
  }
  if (from.type !== to.type)
    changes.push({
      kind: 'stage-changed',
      ...where,
      text: `${place(lane, from.name)} is of the type ${quoted(to.type)} instead of ${quoted(from.type)}.`,
    });
  for (const difference of differences({ from: settingsOf(from), to: settingsOf(to) }))
    changes.push({ kind: 'setting-changed', ...where, text: `${place(lane, from.name)}: ${difference.path}: ${instead(difference)}.` });
  for (const outcome of new Set([...Object.keys(from.on), ...Object.keys(to.on)])) {
    const [before, after] = [from.on[outcome], to.on[outcome]];
    if (before === after || (after !== undefined && before !== undefined && renamed.get(before) === after)) continue;
    const text = `${place(lane, from.name)}: on ${quoted(outcome)} comes ${after === undefined ? 'what is usual' : quoted(after)} instead of ${before === undefined ? 'what is usual' : quoted(before)}.`;
    changes.push({ kind: 'outcome-redirected', ...where, text });
  }
  return changes;
}

/** What an old stage is called in the new journey, as `lane/stage`. */
function stageNames(lanes: { from: Lane; to: Lane }[]): (lane: string, stage: string) => string {
  const names = new Map<string, string>();
  for (const { from, to } of lanes)
    for (const stage of pair({ from: from.stages, to: to.stages, likeness: likenessOfStages }).both)
      names.set(`${from.name}/${stage.from.name}`, `${to.name}/${stage.to.name}`);
  return (lane, stage) => names.get(`${lane}/${stage}`) ?? '';
}

function wheneverDifferences({ from, to, renamed }: { from: Lane; to: Lane; renamed: Map<string, string> }): string[] {
  const facts = new Set([...from.whenever, ...to.whenever].map(({ fact }) => fact));
  return [...facts].flatMap((fact) => {
    const before = from.whenever.find((rule) => rule.fact === fact)?.stage;
    const after = to.whenever.find((rule) => rule.fact === fact)?.stage;
    if (before === after || (after !== undefined && before !== undefined && renamed.get(before) === after)) return [];
    if (after === undefined) return [`${quoted(fact)} happens, nothing moves any more (it led to ${quoted(before ?? '')})`];
    return [
      `${quoted(fact)} happens, ${quoted(after)} follows${before === undefined ? ', which is new' : ` instead of ${quoted(before)}`}`,
    ];
  });
}

/** A setting as managers call it; of a hold, with the kind's name in its quotes. */
function settingSaid(path: string): string {
  const [, kind, setting] = /^holds\.([^.]+)\.(.+)$/.exec(path) ?? [];
  return SETTINGS[path] ?? (kind && setting ? `the hold ${quoted(kind)}: ${setting}` : path);
}

const SETTINGS: Readonly<Record<string, string>> = {
  'contact.at': 'the time of day at which steps go',
  'contact.until': 'the end of the contact hours',
  'contact.zone': 'the time zone of the contact hours',
  'contact.days': 'the days of the contact window',
  'contact.closed': 'days without contact',
  'contact.spread': 'minutes over which customers are spread when the contact hours begin',
  'contact.atMost': 'the most contacts of a customer',
  'contact.atMost.day': 'the most contacts in a day',
  'contact.atMost.week': 'the most contacts in a week',
  'contact.calls.hours': 'the hours of calls',
  'contact.calls.days': 'the days of calls',
  'contact.calls.zone': 'the time zone of the hours of calls',
  'contact.calls.atMost.day': 'the most calls in a day',
  'contact.calls.atMost.week': 'the most calls in a week',
  'contact.outside': 'what becomes of what falls outside the contact window',
  'contact.remindersApart': 'days between two reminders of an invoice',
  'contact.surveysApart': 'days between two surveys',
  'contact.together': 'reminders that are due together travel in one message',
  chargebacks: 'what a bank took back is',
  'costs.interest.percent': 'percent of interest a year',
  'costs.interest.firstIn': 'the step with which interest is first claimed',
  'costs.interest.waivedFor': 'whom interest is waived for',
  'costs.payments': 'what a payment goes to first',
  'tolerance.amounts': 'what is too little to ask for',
  'tolerance.writeOff': 'the code with which a small rest is written off',
  'writing.language': 'the language of messages',
  'writing.else': 'the language of messages without a text in the first one',
  'writing.signedBy': 'who signs messages',
  'writing.telephone': 'a telephone number in the signature',
  'writing.repliesTo': 'where replies go',
  becomes: 'in which journeys its customers go on, and when',
  peace: 'peace after a hold',
};

const listOf = (stages: Stage[]): string => stages.map(({ name }) => quoted(name)).join(', ');
const leadsTo = ({ on }: Stage): string => {
  const outcomes = Object.entries(on).map(([outcome, next]) => `on ${quoted(outcome)} comes ${quoted(next)}`);
  return outcomes.length > 0 ? `; ${outcomes.join(', ')}` : '';
};
