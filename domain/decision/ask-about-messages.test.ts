import { describe, expect, it } from '@jest/globals';
import { world } from '../testing/world.js';

const journey = `
  journey: Two reminders
  contact: { at: "09:00", zone: UTC }
  lanes:
    collection:
      for: item
      stages:
        reminders:
          steps:
            - { name: after-1, at: { days: 1, from: due }, do: { send: slip } }
            - { name: after-10, at: { days: 10, from: due }, do: { send: second } }
          on: { used up: end }`;

/** A customer with a reminder that was sent on the day before; what became of it is heard at 10:00. */
const reminded = () => world({ journey }).at('2026-03-01T00:00Z').invoice('I1', { dueOn: '2026-03-02' }).at('2026-03-04T10:00Z');
type World = ReturnType<typeof reminded>;
const failed = (of: World, code = '550', step = 'after-1') =>
  of.fact('message.failed', { effectId: `C1/I1/${step}/0`, itemIds: ['I1'], code });
const decide = (of: World, kind: string, outcome: string) => of.decided(of.task(kind)?.id ?? '', outcome);

describe('a message that was refused for good', () => {
  it('is told to the desk, which has until the end of the next day; then the superior is asked in its place', () => {
    const asked = failed(reminded());
    expect(asked.tasks()).toEqual(['open ar-desk fix-address C1']);
    expect(asked.until('2026-03-05T23:59Z').tasks()).toEqual(['open ar-desk fix-address C1']);
    expect(asked.until('2026-03-06T00:00Z').tasks()).toEqual(['open head-of-ar fix-address C1']);
    expect(asked.until('2026-12-31T00:00Z').tasks()).toHaveLength(1);
  });

  it('by the midnight of the customer', () => {
    const asked = failed(
      world({ journey: journey.replace('zone: UTC', 'zone: customer'), customer: { timeZone: 'America/New_York' } })
        .at('2026-03-01T00:00Z')
        .invoice('I1', { dueOn: '2026-03-02' })
        .at('2026-03-04T10:00Z'),
    );
    expect(asked.wakesAt()).toBe('2026-03-06T05:00Z');
  });

  it('is asked about once for the customer, however many others are refused', () => {
    expect(failed(failed(reminded()), '550', 'after-10').tasks()).toEqual(['open ar-desk fix-address C1']);
  });

  it('is told apart from a copy that somebody did not get: of these, too, a person is asked once', () => {
    const uncopied = (of: World, step: string) => of.fact('copy.failed', { effectId: `C1/I1/${step}/0`, itemIds: ['I1'] });
    const asked = uncopied(uncopied(reminded(), 'after-1'), 'after-10');
    expect(asked.tasks()).toEqual(['open ar-desk copy-failed C1']);
    expect(failed(asked).tasks()).toEqual(['open ar-desk copy-failed C1', 'open ar-desk fix-address C1']);
    expect(decide(asked, 'copy-failed', 'done').until('2026-12-31T00:00Z').tasks()).toContain('done ar-desk copy-failed C1');
  });

  it('is no question any more when a contact changes; what is refused after that is a new one', () => {
    const changed = failed(reminded()).fact('contact.changed', { contactId: 'C1/contact/1' });
    expect(changed.tasks()).toEqual(['closed ar-desk fix-address C1']);
    expect(changed.until('2026-12-31T00:00Z').tasks()).toHaveLength(1);
    expect(failed(changed).tasks()).toEqual(['closed ar-desk fix-address C1', 'open ar-desk fix-address C1']);
  });

  it('nor when a person decides, whatever he decides', () => {
    const decided = decide(failed(reminded()), 'fix-address', 'corrected');
    expect(decided.until('2026-12-31T00:00Z').tasks()).toEqual(['done ar-desk fix-address C1']);
  });

  it('has taken its step: the next one goes at its own moment, also while nobody decides', () => {
    expect(failed(reminded()).until('2026-12-31T00:00Z').timeline()).toEqual([
      '2026-03-03T09:00Z sent I1 after-1',
      '2026-03-12T09:00Z sent I1 after-10',
    ]);
  });

  it('is told also when it was the last step', () => {
    expect(failed(reminded().at('2026-03-20T10:00Z'), '550', 'after-10').tasks()).toEqual(['open ar-desk fix-address C1']);
  });
});

describe('a message of which nobody knows whether it arrived', () => {
  it('is a question of its own, which another address does not answer', () => {
    const unknown = failed(failed(reminded()), 'outcome_unknown');
    expect(unknown.tasks()).toEqual(['open ar-desk fix-address C1', 'open ar-desk message-unknown C1']);
    unknown.fact('contact.changed', { contactId: 'C1/contact/1' });
    expect(unknown.tasks()).toEqual(['closed ar-desk fix-address C1', 'open ar-desk message-unknown C1']);
    expect(decide(unknown, 'message-unknown', 'arrived').until('2026-12-31T00:00Z').tasks()[1]).toBe('done ar-desk message-unknown C1');
  });
});
