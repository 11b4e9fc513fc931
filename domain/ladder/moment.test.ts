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
