import { describe, expect, it } from '@jest/globals';
import { world } from '../testing/world.js';

const JOURNEY = `
journey: Autopay
contact: { at: "09:00", zone: UTC }
collection, for each invoice:
  whenever autopay is switched on: autopay
  whenever a payment fails: failure handling
  whenever a cheque arrives: clearing
  delivery:
    on delivered: reminders
  autopay:
    on failed: failure handling
    on no autopay: reminders
  failure handling:
    on used up: reminders
  reminders:
    1 day after due: send Overdue
    90 days after due: send Second reminder
    on used up: end
  clearing:
    wait: 5 business days
    on returned: reminders`;
const start = (attempts = ['collected'], customer = {}) => world({ journey: JOURNEY, attempts, customer }).at('2026-03-01T00:00Z');
const due = (attempts?: string[]) => start(attempts).invoice('I1', { dueOn: '2026-03-10' });

describe('whenever autopay is switched on', () => {
  it('takes an open invoice out of its stage, and it is collected on its day', () => {
    const agreed = due().at('2026-03-05T00:00Z').method('card-1');
    expect(agreed.stages('I1')).toEqual(['autopay']);
    expect(agreed.until('2026-06-01T00:00Z').timeline()).toEqual(['2026-03-10T09:00Z collected I1 collect by card-1']);
  });

  it('is not said by a method to which the customer does not agree', () => {
    const added = due().at('2026-03-05T00:00Z').method('card-1', { autopay: false });
    expect(added.stages('I1')).toEqual(['reminders']);
  });

  it('leaves alone what is not delivered yet: it would never be', () => {
    const waiting = start(['collected'], { deliverBy: 'paper' }).invoice('I1', { dueOn: '2026-03-10', delivery: 'waiting' });
    expect(waiting.at('2026-03-05T00:00Z').method('card-1').stages('I1')).toEqual(['delivery']);
  });

  it('leaves alone what was drawn before, and what a cheque pays', () => {
    const declined = due(['lost_card']).at('2026-03-05T00:00Z').method('card-1').at('2026-03-20T00:00Z');
    expect(declined.stages('I1')).toEqual(['reminders']);
    expect(declined.method('card-2').stages('I1')).toEqual(['reminders']);
    const cheque = due().at('2026-03-05T00:00Z').cheque('K1', { to: 'I1' }).method('card-1');
    expect(cheque.stages('I1')).toEqual(['clearing']);
  });

  it('takes back a reminder that is under way: it is collected, and not reminded of', () => {
    const crossed = due();
    crossed.between('2026-03-11T09:00Z', () => crossed.downUntil('2026-03-11T09:05Z').method('card-1'));
    expect(crossed.until('2026-06-01T00:00Z').timeline()).toEqual([
      '2026-03-11T09:05Z collected I1 collect by card-1',
      '2026-03-11T09:05Z given-back I1 overdue',
    ]);
  });

  it('has a reminder go all the same, planned again, where he does not agree to be collected from', () => {
    const added = due();
    added.between('2026-03-11T09:00Z', () => added.downUntil('2026-03-11T09:05Z').method('card-1', { autopay: false }));
    expect(added.until('2026-03-12T00:00Z').timeline()).toEqual([
      '2026-03-11T09:05Z given-back I1 overdue',
      '2026-03-11T09:05Z sent I1 overdue',
    ]);
  });
});
