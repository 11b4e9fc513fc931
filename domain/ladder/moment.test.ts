import { expect, it } from '@jest/globals';
import { world } from '../testing/world.js';

it('a step that repeats and was taken before its day, by somebody else, comes again all the same', () => {
  const journey = `
    journey: Every week
    contact: { zone: UTC }
    lanes:
      collection:
        for: item
        stages:
          reminders:
            steps:
              - { name: first, at: { days: 10, from: due }, every: { days: 7 }, do: { send: overdue } }
            on: { used up: end }`;
  const taken = world({ journey })
    .at('2026-03-01T10:00Z')
    .invoice('I1', { dueOn: '2026-03-02' })
    .fact('steps.taken', { itemId: 'I1', steps: ['first'], on: '2026-03-01' });
  expect(taken.until('2026-03-27T00:00Z').timeline()).toEqual(['2026-03-19T09:00Z sent I1 first #1', '2026-03-26T09:00Z sent I1 first #2']);
});

it('repeats that count from a step have their days from when it really went, and none is over before', () => {
  const journey = `
    journey: After the notice
    contact: { zone: UTC }
    lanes:
      collection:
        for: item
        stages:
          reminders:
            steps:
              - { name: first, at: { days: 1, from: due }, do: { send: overdue } }
              - { name: second, at: { days: 7, from: first }, every: { days: 5 }, do: { send: second-reminder } }
            on: { used up: end }`;
  const late = world({ journey }).at('2026-03-20T10:00Z').invoice('I1', { dueOn: '2026-03-01' }).until('2026-04-04T00:00Z');
  expect(late.timeline()).toEqual([
    '2026-03-20T10:00Z sent I1 first',
    '2026-03-27T09:00Z sent I1 second',
    '2026-04-01T09:00Z sent I1 second #1',
  ]);
});
