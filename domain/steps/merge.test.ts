import { describe, expect, it } from '@jest/globals';
import type { MessageEffect } from '../effects/effect.js';
import { world } from '../testing/world.js';

const JOURNEY = `
  journey: Together
  contact: { at: "09:00", zone: UTC, together: true }
  lanes:
    collection:
      for: item
      stages:
        delivery: { on: { delivered: reminders } }
        reminders:
          steps:
            - { name: first, at: { days: 1, from: due }, do: { send: overdue } }
            - { name: second, at: { days: 10, from: due }, do: { send: second-reminder } }
          on: { used up: end }`;

const threeDue = () =>
  world({ journey: JOURNEY })
    .at('2026-03-01T10:00Z')
    .invoice('I1', { dueOn: '2026-03-10' })
    .invoice('I2', { dueOn: '2026-03-19' })
    .invoice('I3', { dueOn: '2026-03-19' });
const messages = (run: ReturnType<typeof threeDue>) =>
  run.run().decisions.flatMap(({ decision }) => decision.effects.filter((effect): effect is MessageEffect => effect.kind === 'message'));

describe('reminders that are due together', () => {
  it('travel in one message in the tone of the oldest, each with its own step', () => {
    const joint = messages(threeDue().until('2026-03-20T10:00Z')).at(-1);
    expect(joint).toMatchObject({ template: 'second-reminder', itemIds: ['I1', 'I2', 'I3'] });
    expect(joint?.steps.map(({ subject, step }) => `${subject} ${step}`)).toEqual(['I1 second', 'I2 first', 'I3 first']);
  });

  it('have an id that none of them has alone, so that one which is left out goes later under its own', () => {
    const [alone, joint] = messages(threeDue().until('2026-03-20T10:00Z'));
    expect(alone?.id).toBe('C1/I1/first/0');
    expect(joint?.id).toMatch(/^C1\/.+\/together-[0-9a-f]{16}\/0$/);
    const other = messages(threeDue().payment('P1', { to: 'I3' }).until('2026-03-20T10:00Z')).at(-1);
    expect(other?.itemIds).toEqual(['I1', 'I2']);
    expect(other?.id).not.toBe(joint?.id);
  });

  it('count as one message for the room that a customer has, so that hundreds go in one decision, a hundred in each', () => {
    const many = world({ journey: JOURNEY }).at('2026-03-01T10:00Z');
    for (let n = 0; n < 260; n += 1) many.invoice(`I${n}`, { dueOn: '2026-03-19' });
    const { decisions } = many.until('2026-03-20T10:00Z').run();
    const asked = decisions.map(({ decision }) => decision.effects.map((effect) => (effect as MessageEffect).itemIds.length));
    expect(asked.filter((sizes) => sizes.length > 0)).toEqual([[100, 100, 60]]);
  });
});
