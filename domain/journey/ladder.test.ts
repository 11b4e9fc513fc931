import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { itemSteps, stepsUpTo } from './ladder.js';
import { loadJourney } from './load.js';

const standard = loadJourney({
  text: readFileSync(new URL('../../journeys/standard-b2b.yaml', import.meta.url), 'utf8'),
  file: 'standard-b2b.yaml',
});
const twoStages = loadJourney({
  text: `
    journey: Two stages
    contact: { at: "09:00", zone: UTC }
    lanes:
      collection:
        for: item
        stages:
          friendly:
            type: reminders
            steps:
              - { name: hello, at: { days: 1, from: due }, do: { send: overdue } }
              - { name: again, at: { days: 5, from: due }, do: { send: overdue } }
            on: { used up: firm }
          firm:
            type: reminders
            steps:
              - { name: firmly, at: { days: 20, from: due }, do: { send: overdue } }
            on: { used up: end }`,
  file: 'two-stages.yaml',
});

describe('the steps of an item up to a named one', () => {
  it.each([
    [standard, 'coming-up', ['coming-up']],
    [standard, 'second-reminder', ['coming-up', 'slipped-through', 'second-reminder']],
    [twoStages, 'again', ['hello', 'again']],
    [twoStages, 'firmly', ['hello', 'again', 'firmly']],
    [standard, 'deliver', undefined],
    [standard, 'firmly', undefined],
  ])('are those of all stages before it, and none where no lane of items has it (%#)', (journey, step, steps) => {
    expect(stepsUpTo({ journey, step })).toEqual(steps);
  });

  it('can all be named', () => {
    expect(itemSteps(standard)).toEqual([
      'coming-up',
      'slipped-through',
      'second-reminder',
      'call-account-manager',
      'final-notice',
      'hold-new-orders',
      'ask-head-of-ar',
    ]);
  });
});
