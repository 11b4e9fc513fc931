import { describe, expect, it } from '@jest/globals';
import { loadJourney } from '../journey/load.js';
import { contactSentences } from './contact-sentences.js';
import { wordsFor } from './words.js';

const told = (contact: string, locale: 'en' | 'de' = 'en'): string[] => {
  const text = `journey: Told\ncontact:\n  ${contact}\ncollection, for each invoice:\n  reminders:\n    1 day after due: send Overdue\n    on used up: end\n`;
  return contactSentences({ journey: loadJourney({ text, file: 'told.yaml' }), words: wordsFor(locale) });
};

describe('the contact window in words', () => {
  it('says nothing of days where every day is open', () => {
    expect(told('hours: every day 09:00 to 17:00 in UTC')[0]).toBe(
      'Reminders go at 09:00 and never outside 09:00 to 17:00, in the time of UTC; all else goes at once.',
    );
    expect(told('hours: every day 09:00 to 17:00 in UTC').join(' ')).not.toMatch(/business|waits|left out/);
  });

  it('says which days are open, and that what falls on others waits', () => {
    const said = told('hours: business days 09:00 to 17:00 where the customer is\n  closed: 2026-12-24 to 2027-01-01, 2026-05-15');
    expect(said.slice(0, 4)).toEqual([
      'Reminders go at 09:00 and never outside 09:00 to 17:00, on business days, where the customer is; all else goes at once.',
      'Business days are all days but the days of rest and public holidays of the customer’s country.',
      'Nobody is contacted from 24 December 2026 to 1 January 2027 and on 15 May 2026.',
      'What would fall outside waits for the next open moment.',
    ]);
  });

  it('says over which time customers are spread', () => {
    expect(told('spread: over 2 hours')[1]).toBe(
      'Not all go at 09:00: each customer has a moment of his own in the 2 hours after it, always the same.',
    );
    expect(told('spread: over 1 hour', 'de')[1]).toMatch(/seinen eigenen Zeitpunkt in der Stunde danach/);
    expect(told('spread: over 30 minutes', 'de')[1]).toMatch(/in den 30 Minuten danach/);
  });

  it('says how much is too much', () => {
    expect(told('at most: 1 a day, 3 a week')[1]).toMatch(
      /^A customer gets at most 1 a day and 3 in seven days of reminders.*wait for a day with room\.$/,
    );
    expect(told('at most: 2 a week', 'de')[1]).toMatch(/^Ein Kunde bekommt höchstens 2 in sieben Tagen an Erinnerungen/);
  });

  it('says that what falls outside is left out, in German, too', () => {
    const contact = 'hours: business days 09:00 to 17:00 where the customer is, else skip';
    expect(told(contact).join(' ')).toContain('A reminder or a call whose moment is outside is left out');
    expect(told(contact, 'de').slice(0, 3)).toEqual([
      'Erinnerungen gehen um 09:00 Uhr hinaus und nie außerhalb von 09:00 bis 17:00 Uhr, an Geschäftstagen, in der Zeit des Kunden; alles andere sofort.',
      'Geschäftstage sind alle Tage außer den Ruhetagen und Feiertagen im Land des Kunden.',
      'Eine Erinnerung oder ein Anruf, deren Zeitpunkt außerhalb liegt, entfällt, ebenso eine Frage nach einem Ereignis; was schwer ist, der Schritt davor und alles andere warten.',
    ]);
  });
});
