import { expect, it } from '@jest/globals';
import type { Journey, Lane } from '../journey.js';
import { stageRules } from './stage-rules.js';

const stage = (name: string, type = name, steps: string[] = []) => ({
  name,
  type,
  config: steps.length > 0 ? { steps: steps.map((step) => ({ name: step, do: { send: step } })) } : {},
  on: {},
});
const lane = (name: string, stages: Lane['stages'], kind: Lane['for'] = 'item'): Lane => ({ name, for: kind, stages, whenever: [] });
const journey = (...lanes: Lane[]): Journey => ({ name: 'J', lanes }) as unknown as Journey;
const OLD = journey(lane('collection', [stage('delivery'), stage('autopay'), stage('reminders', 'reminders', ['a', 'b'])]));
const text = (to: Journey, named: Record<string, string> = {}) => {
  const { rules, lanesGone, problems } = stageRules({ from: OLD, to, named: new Map(Object.entries(named)) });
  return [
    ...rules.map((rule) => `${rule.from} > ${rule.to}${rule.keeps ? ' kept' : ''}`),
    ...lanesGone.map((name) => `gone ${name}`),
    ...problems,
  ];
};

it.each<[string, Journey, Record<string, string>, string[]]>([
  ['nothing for the same stages', OLD, {}, []],
  [
    'the renamed stage, which keeps its notes',
    journey(lane('collection', [stage('delivery'), stage('autopay'), stage('chasing', 'reminders', ['a', 'b'])])),
    {},
    ['reminders > chasing kept'],
  ],
  [
    'one of its type, else the first of the lane',
    journey(lane('collection', [stage('delivery'), stage('chasing', 'reminders', ['x'])])),
    {},
    ['autopay > delivery', 'reminders > chasing kept'],
  ],
  [
    'what a person wants',
    journey(lane('collection', [stage('delivery'), stage('chasing', 'reminders', ['a', 'b'])])),
    { autopay: 'chasing' },
    ['autopay > chasing', 'reminders > chasing kept'],
  ],
  [
    'the same name with another type, begun anew',
    journey(lane('collection', [stage('delivery'), stage('autopay', 'clearing'), stage('reminders', 'reminders', ['a', 'b'])])),
    {},
    ['autopay > autopay'],
  ],
  [
    'that a wanted stage is not there',
    journey(lane('collection', [stage('delivery'), stage('reminders', 'reminders', ['a'])])),
    { autopay: 'chasing' },
    ['autopay > delivery', 'There is no stage "chasing" in lane "collection" of the new journey; name one of delivery, reminders.'],
  ],
  [
    'that a named stage is not gone',
    OLD,
    { reminders: 'delivery' },
    ['No stage "reminders" is gone or of another type: leave it out of --stages.'],
  ],
  [
    'that nobody would go on',
    journey(lane('chasing', OLD.lanes[0]?.stages ?? [])),
    {},
    [
      'gone collection',
      'The lane "collection" is not in the new journey, and no other lane for each item is: nobody would go on. Keep its name.',
    ],
  ],
])('says %s', (_what, to, named, expected) => {
  expect(text(to, named)).toEqual(expected);
});
