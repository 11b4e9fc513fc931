import { describe, expect, it } from '@jest/globals';
import { isoInstant } from '../calendar.js';
import { checkJourney } from '../journey/load.js';
import { world } from '../testing/world.js';
import { nextPrint } from './letters.js';

const JOURNEY = (letters: string, more = '') => `
  journey: Letters
  contact: { at: "09:00", until: "18:00", zone: UTC${letters}${more} }
  lanes:
    collection:
      for: item
      stages:
        reminders:
          steps:
            - { name: first, at: { days: 1, from: due }, do: { send: overdue, by: [letter] } }
            - { name: mail, at: { days: 2, from: due }, do: { send: coming-up } }
            - { name: second, at: { days: 5, from: due }, do: { send: second-reminder, by: [email, letter] } }
          on: { used up: end }`;
const LETTERS = ', letters: { days: business, before: "15:00" }';

describe('a letter goes to print', () => {
  const { contact } = checkJourney(JOURNEY(LETTERS)).journey ?? {};
  it.each([
    ['2026-03-06T14:59Z', '2026-03-06T14:59:00Z', 'in time'],
    ['2026-03-06T15:00Z', '2026-03-09T09:00:00Z', 'too late on a Friday'],
    ['2026-03-07T03:00Z', '2026-03-09T09:00:00Z', 'on a Saturday'],
    ['2026-03-09T03:00Z', '2026-03-09T03:00:00Z', 'at night: the printer does not sleep'],
    ['2026-04-02T16:00Z', '2026-04-07T09:00:00Z', 'before Easter'],
  ])('at %s: %s, %s', (at, printed) => {
    if (!contact?.letters) throw new Error('no letters');
    expect(isoInstant(nextPrint({ at: Date.parse(at), letters: contact.letters, contact, zone: 'UTC', country: 'DE' }))).toBe(printed);
  });
});

const owing = (letters: string, more = '') =>
  world({ journey: JOURNEY(letters, more), customer: { country: 'DE' } }).at('2026-03-01T00:00Z');

it('waits over the weekend, and so does what goes by letter beside a mail; a mail does not', () => {
  const sent = owing(LETTERS).invoice('I1', { dueOn: '2026-03-06' }).until('2026-04-01T00:00Z');
  expect(sent.timeline()).toEqual([
    '2026-03-09T09:00Z sent I1 first',
    '2026-03-10T09:00Z sent I1 mail',
    '2026-03-11T09:00Z sent I1 second',
  ]);
});

it('is left out where there is no room for a letter in the week, and a mail finds room', () => {
  const sent = owing(', letters: { before: "15:00", atMost: { week: 1 } }')
    .invoice('I1', { dueOn: '2026-03-06' })
    .until('2026-04-01T00:00Z');
  expect(sent.timeline()).toEqual(['2026-03-07T09:00Z sent I1 first', '2026-03-08T09:00Z sent I1 mail']);
  expect(sent.reasons('I1')).toContain('2026-03-11 step-capped');
});

it('that is not claimed before printing ends is given back, and goes to print on the next day', () => {
  const down = owing(LETTERS).invoice('I1', { dueOn: '2026-03-08' }).downUntil('2026-03-09T16:00Z').until('2026-03-10T12:00Z');
  expect(down.timeline()).toEqual(['2026-03-10T09:00Z sent I1 first']);
  expect(down.run().happened[0]?.effect.notAfter).toBe(Date.parse('2026-03-10T15:00Z'));
});

it('is said in a sentence', () => {
  const said = (line: string) =>
    checkJourney(`journey: J\ncontact:\n  letters: ${line}\ncollection, for each invoice:\n  delivery:\n    on delivered: end\n`);
  expect(said('printed on business days before 15:00, at most 1 a week').journey?.contact.letters).toEqual({
    days: 'business',
    before: '15:00',
    atMost: { week: 1 },
  });
  expect(said('printed on every day before 12:00').journey?.contact.letters).toEqual({ before: '12:00' });
  expect(said('printed before 12:00').findings[0]?.message).toMatch(/Expected "on"/);
});
