import { expect, it } from '@jest/globals';
import { world } from '../testing/world.js';

const JOURNEY = `
journey: Two reminders
contact: { at: "09:00", zone: UTC, apart: { reminders: 3 } }
collection, for each invoice:
  delivery:
    on delivered: reminders
  reminders:
    1 day after due: send First
    2 days after due: send Second
    on used up: end
`;

it('a message that comes to nothing because somebody else took its step meanwhile keeps no distance to the next one', () => {
  const here = world({ journey: JOURNEY }).at('2026-02-20T10:00Z').invoice('I1', { dueOn: '2026-03-01' });
  here.between('2026-03-02T09:00Z', () => {
    here.fact('steps.taken', { itemId: 'I1', steps: ['first'], on: '2026-02-27' });
    here.between('2026-03-02T09:00Z', () => undefined);
  });
  expect(here.until('2026-03-20T00:00Z').timeline()).toEqual(['2026-03-02T09:00Z suppressed I1 first', '2026-03-03T09:00Z sent I1 second']);
});
