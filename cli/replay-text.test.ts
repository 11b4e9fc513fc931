import { expect, it } from '@jest/globals';
import { replayJson, replayText } from './replay-text.js';

const sent = { customer: 'A', invoice: '17', at: '2026-03-01T09:00:00Z', did: 'sent' as const, step: -3 };

it('prints a line of JSON with the keys of a replay and no other', () => {
  expect(replayJson({ ...sent, extra: true } as never)).toBe(
    '{"customer":"A","invoice":"17","at":"2026-03-01T09:00:00Z","did":"sent","step":-3}',
  );
});

it.each([
  [-3, '3 days before due'],
  [0, 'on the due date'],
  [1, '1 day after due'],
  [30, '30 days after due'],
])('tells step %i as "%s"', (step, words) => {
  expect(replayText({ ...sent, step })).toBe(`2026-03-01 09:00  A  17          sent, ${words}`);
});

it('tells facts by what happened', () => {
  expect(replayText({ customer: 'A', invoice: null, at: '2026-03-01T00:00:00Z', did: 'changed' })).toMatch(/A {14}changed from paper/);
  expect(replayText({ customer: 'A', invoice: '17', at: '2026-03-01T00:00:00Z', did: 'settled' })).toMatch(/ settled$/);
  const moved = { customer: 'A', invoice: null, at: '2026-03-01T00:00:00Z', did: 'moved' as const, journey: 'Portal payers' };
  expect(replayText(moved)).toMatch(/A {14}goes on in the journey Portal payers$/);
  expect(JSON.parse(replayJson(moved))).toEqual(moved);
});
