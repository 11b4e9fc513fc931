import { describe, expect, it } from '@jest/globals';
import { loadJourney } from '../journey/load.js';
import { tellJourney } from '../tell/tell-journey.js';
import { touchPointsOf } from '../tell/touch-points.js';
import { world } from '../testing/world.js';

const journey = `
journey: Signed
written in: the customer's language, else German, signed by the account manager with a telephone number, replies to AR desk
contact: { zone: UTC }
collection, for each invoice:
  reminders:
    1 day after due: send Overdue
    2 days after due: call by the collector, within 1 day
    on used up: end
`;

describe('written in', () => {
  it('goes with every message', () => {
    const { happened } = world({ journey }).at('2026-03-01T10:00Z').invoice('I1', { dueOn: '2026-03-02' }).until('2026-03-04T10:00Z').run();
    const writing = { language: 'customer', else: 'de', signedBy: 'account-manager', telephone: true, repliesTo: 'ar-desk' };
    expect(happened.map(({ effect }) => effect)).toMatchObject([{ template: 'overdue', writing }]);
  });

  it('costs an effect nothing where a journey does not say it', () => {
    const silent = journey.replace(/^written in.*$/m, '');
    const { happened } = world({ journey: silent })
      .at('2026-03-01T10:00Z')
      .invoice('I1', { dueOn: '2026-03-02' })
      .until('2026-03-04T10:00Z')
      .run();
    expect(happened.map(({ effect }) => 'writing' in effect)).toEqual([false]);
  });

  it('is told, in both languages', () => {
    const loaded = loadJourney({ text: journey, file: 'j.yaml' });
    expect(tellJourney({ journey: loaded, locale: 'en' }).contact.slice(-3)).toEqual([
      'Messages are written in the customer’s language, and in German where there is no text in it.',
      '“account-manager” signs them, with a telephone number.',
      'Replies go to “ar-desk”.',
    ]);
    expect(tellJourney({ journey: loaded, locale: 'de' }).contact.slice(-3)).toEqual([
      'Nachrichten sind in der Sprache des Kunden geschrieben; wo es keinen Text darin gibt, ist die Sprache Deutsch.',
      'Es unterschreibt „account-manager“, mit Telefonnummer.',
      'Antworten gehen an „ar-desk“.',
    ]);
  });

  it('is the sender on the touch-point map, but of no call', () => {
    const points = touchPointsOf({ journey: loadJourney({ text: journey, file: 'j.yaml' }), locale: 'en' }).sections.flatMap(
      ({ touchPoints }) => touchPoints,
    );
    expect(points.map(({ channel, sender }) => `${channel}: ${sender}`)).toEqual([
      'email: “account-manager” of our legal entity',
      'telephone: our legal entity',
      'email: “account-manager” of our legal entity',
    ]);
  });
});
