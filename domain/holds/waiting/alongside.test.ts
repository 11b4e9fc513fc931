import { describe, expect, it } from '@jest/globals';
import type { Stoppable } from '../../rows.js';
import { world } from '../../testing/world.js';
import { alongside, isFollower } from './alongside.js';

describe('a reply about several invoices', () => {
  it('is one hold for each', () => {
    expect(alongside('hold_x.3')).toEqual(['hold_x.3', 'hold_x.3/2', 'hold_x.3/3']);
    expect([alongside('hold_x.1'), alongside('hold_x')]).toEqual([['hold_x.1'], ['hold_x']]);
    expect(['hold_x.3', 'hold_x.3/2', 'hold_x', 'C1-R.1/hold-2'].map(isFollower)).toEqual([false, true, false, false]);
  });

  it('asks one person, whose answer ends all of them', () => {
    const journey =
      'journey: J\ncontact: { zone: UTC }\ncollection, for each invoice:\n  reminders:\n    9 days after due: send Overdue\n    on used up: end\n';
    const w = world({ journey }).at('2026-03-01T10:00Z').invoice('I1', { dueOn: '2026-03-02' }).invoice('I2', { dueOn: '2026-03-03' });
    const hold = { kind: 'reply-waiting', scope: 'item', endsAt: null } as const;
    const stops: Stoppable[] = ['reminders', 'escalation'];
    w.fact('hold.placed', { holdId: 'hold_x.2', subject: 'I1', stops, ...hold });
    w.fact('hold.placed', { holdId: 'hold_x.2/2', subject: 'I2', stops, ...hold });
    const { book } = w.run();
    expect(book.list('task').map(({ id, status }) => [id, status])).toEqual([['task/hold_x.2', 'open']]);
    w.fact('task.decided', { taskId: 'task/hold_x.2', outcome: 'answered' });
    expect(book.list('hold').map(({ id, endedAt }) => [id, endedAt !== null])).toEqual([
      ['hold_x.2', true],
      ['hold_x.2/2', true],
    ]);
  });
});
