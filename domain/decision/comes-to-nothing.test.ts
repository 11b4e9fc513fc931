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

const WITH_A_NOTICE = `collection, for each invoice:
  delivery:
    on delivered: reminders
  reminders:
    1 day after due: send First
    10 days after due: send Final notice, as a formal notice
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

it('a reminder that comes to nothing leaves its room of the day to another one', () => {
  const journey = `
journey: One a day
contact: { at: "09:00", until: "18:00", zone: UTC, together: false, atMost: { day: 1 } }
${WITH_A_NOTICE}`;
  const here = world({ journey }).at('2026-02-20T10:00Z').invoice('I1', { dueOn: '2026-03-01' }).invoice('I2', { dueOn: '2026-03-01' });
  here.between('2026-03-02T09:00Z', () => here.payment('P', { to: 'I1' }));
  expect(here.until('2026-03-03T00:00Z').timeline()).toEqual(['2026-03-02T09:00Z suppressed I1 first', '2026-03-02T09:00Z sent I2 first']);
});

it('what an account would be told of a state that it has left meanwhile is not said', () => {
  const journey = `
journey: Account
contact: { at: "09:00", zone: UTC }
dunning, for each account:
  overdue:
    OD1: from 5 days after due of the oldest invoice, send Overdue
    OD2: from 15 days after due of the oldest invoice, send Second reminder
`;
  const here = world({ journey }).at('2026-03-01T10:00Z').invoice('I1', { dueOn: '2026-03-31' }).invoice('I2', { dueOn: '2026-04-08' });
  here.between('2026-04-15T09:00Z', () => here.payment('P', { to: 'I1' }));
  expect(here.until('2026-04-20T00:00Z').timeline()).toEqual([
    '2026-04-05T09:00Z sent C1/L1/EUR overdue',
    '2026-04-15T09:00Z given-back C1/L1/EUR second-reminder',
  ]);
});

it('a notice that comes to nothing keeps nobody from being asked how it went', () => {
  const journey = `
journey: Asked
contact: { at: "09:00", until: "18:00", zone: UTC }
${WITH_A_NOTICE}feedback, for each customer:
  every 1 month: ask NPS
  never: while a Final notice is open
`;
  const here = world({ journey }).at('2026-02-20T10:00Z').invoice('I1', { dueOn: '2026-03-10' });
  here.between('2026-03-20T09:00Z', () => here.payment('P', { to: 'I1' }));
  expect(here.until('2026-03-21T08:00Z').timeline().slice(-2)).toEqual([
    '2026-03-20T09:00Z suppressed I1 final-notice',
    '2026-03-20T09:00Z asked C1 nps',
  ]);
});
