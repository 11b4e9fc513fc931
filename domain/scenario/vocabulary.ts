/** The names that a scenario may use for what a journey does. */

import { HOLD_STEPS } from '../holds/index.js';
import { suggestion } from '../journey/findings.js';
import type { Journey, Stage } from '../journey/journey.js';
import { firmerMessages } from '../journey/say-segments.js';
import { STAGE_TYPES } from '../stages/index.js';
import { TASK_OUTCOMES } from '../task-outcomes.js';
import { KIND_NAMES, sameName } from './compare.js';
import type { CardTurn } from './play-on-simulator.js';
import type { Finding, Scenario } from './scenario.js';

/** Templates that stage types send unless the journey names others. */
const PRODUCT_MESSAGES = [
  'invoice',
  'csat',
  'nps',
  ...['funds', 'method', 'bank', 'generic', 'ours'].flatMap((words) => [`failure-${words}`, `tell-failure-${words}`]),
];

/** What the scenario names and neither its journey nor Duly has; and cards of which nobody knows how they end. */
export function checkVocabulary({
  scenario,
  journey,
  others = [],
  cardTurn,
}: {
  scenario: Scenario;
  journey: Journey;
  /** Those to which rules or the story move him. */
  others?: readonly Journey[];
  cardTurn: CardTurn;
}): Finding[] {
  const journeys = [...new Set([journey, ...others])];
  const lanes = journeys.flatMap((one) => one.lanes);
  const messages = journeys.flatMap(messagesOf);
  const stages = lanes.flatMap((lane) => lane.stages.map((stage) => stage.name));
  const states = lanes.flatMap((lane) => lane.stages.flatMap(statesOf));
  const tasks = Object.keys(TASK_OUTCOMES);
  const findings: Finding[] = [];
  const need = ({ name, known, what, place }: { name: string; known: string[]; what: string; place: string }) => {
    if (known.some((one) => sameName(one, name))) return;
    const message = `The journey "${journey.name}" has no ${what} "${name}"; there are ${[...new Set(known)].join(', ')}.${suggestion(name, known)}`;
    findings.push({ at: place, message });
  };
  const anything = [...messages, ...stages, ...states, ...(states.length > 0 ? ['clear'] : []), ...tasks, ...Object.keys(KIND_NAMES)];
  for (const { name, place } of scenario.never) need({ name, known: anything, what: 'message, step, stage or task', place });
  for (const { meaning, place } of scenario.expect) {
    if ('none' in meaning) need({ name: meaning.none, known: anything, what: 'message, step, stage or task', place });
    if (!('line' in meaning) || meaning.name === undefined) continue;
    if (meaning.line === 'sent') need({ name: meaning.name, known: messages, what: 'message or step', place });
    if (meaning.line === 'stage') need({ name: meaning.name, known: stages, what: 'stage', place });
    if (meaning.line === 'state') need({ name: meaning.name, known: ['clear', ...states], what: 'state', place });
    if (meaning.line === 'task' || meaning.line === 'task ended') need({ name: meaning.name, known: tasks, what: 'kind of task', place });
    if (meaning.line === 'journey') need({ name: meaning.name, known: journeys.map(({ name }) => name), what: 'other journey', place });
    if (meaning.line === 'asked') need({ name: meaning.name, known: ['csat', 'nps'], what: 'survey', place });
  }
  for (const { meaning, place } of scenario.story) {
    if (meaning.what !== 'card' || cardTurn({ card: meaning.card, earlier: 0 })) continue;
    const message = `Nobody knows how a charge of the card "${meaning.card}" ends; name one like pm_card_good, pm_card_no_funds, pm_card_hard, pm_card_ours or pm_card_script_insufficient_funds__ok.`;
    findings.push({ at: place, message });
  }
  return findings;
}

/** The states of a ladder of an account. */
const statesOf = ({ config }: Stage): string[] =>
  ((config as { states?: { name: string }[] } | undefined)?.states ?? []).map(({ name }) => name);

/** Every template and step that the journey or its stage types name. */
function messagesOf(journey: Journey): string[] {
  const found = [...PRODUCT_MESSAGES, 'reminder', 'message'];
  const collect = (value: unknown, key = ''): void => {
    if (typeof value === 'string' && ['name', 'send', 'template'].includes(key)) found.push(value);
    else if (typeof value === 'object' && value !== null)
      for (const [name, part] of Object.entries(value)) collect(part, key === 'tell' ? 'template' : name);
  };
  for (const { stages } of journey.lanes) for (const { config } of stages) collect(config);
  collect(journey.holds);
  found.push(...firmerMessages(journey).map(({ template }) => template));
  found.push(...HOLD_STEPS, ...Object.values(STAGE_TYPES).flatMap(({ ownSteps }) => [...(ownSteps ?? [])]));
  return [...new Set(found)];
}
