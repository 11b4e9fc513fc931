import { describe, expect, it } from '@jest/globals';
import { outcomesOf } from './task-outcomes.js';

describe('what may be decided about a task', () => {
  it.each([
    ['what its journey says', 'escalation', ['agency', 'write-off'], ['agency', 'write-off']],
    ['where that says nothing, what its kind knows', 'escalation', [], ['plan', 'agency', 'write-off']],
    ['nothing, where it ends by itself', 'stuck', [], []],
  ] as const)('%s', (_, kind, choices, expected) => {
    expect(outcomesOf({ kind, choices })).toEqual(expected);
  });
});
