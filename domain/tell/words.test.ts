import { describe, expect, it } from '@jest/globals';
import { type DayMoment, type Words, wordsFor } from './words.js';

const [en, de] = [wordsFor('en'), wordsFor('de')];

describe('the vocabulary', () => {
  it.each<[DayMoment, string, string, string]>([
    [{ days: -3, from: 'due' }, '3 days before the due date', '3 Tage vor Fälligkeit', '3 days before due'],
    [{ days: -1, from: 'due' }, '1 day before the due date', '1 Tag vor Fälligkeit', '1 day before due'],
    [{ days: 0, from: 'due' }, 'on the due date', 'am Tag der Fälligkeit', 'on the due date'],
    [{ days: 10, from: 'issue' }, '10 days after the day of issue', '10 Tage nach dem Rechnungsdatum', '10 days after issue'],
    [{ days: 0, from: 'issue' }, 'on the day of issue', 'am Rechnungsdatum', 'on issue'],
    [
      { businessDays: 7, from: 'due' },
      '7 business days after the due date',
      '7 Geschäftstage nach Fälligkeit',
      '7 business days after due',
    ],
    [
      { businessDays: 0, from: 'due' },
      'on the due date, or the next business day',
      'am Tag der Fälligkeit oder am nächsten Geschäftstag',
      'on the due date, or the next business day',
    ],
    [
      { days: 3, from: 'expected' },
      '3 days after the payment run on or after the due date',
      '3 Tage nach dem ersten Zahllauf ab Fälligkeit',
      '3 days after expected',
    ],
    [{ days: 1, from: 'delivery' }, '1 day after delivery', '1 Tag nach der Zustellung', '1 day after delivery'],
  ])('says the moment %j', (moment, english, german, short) => {
    expect([en.moment(moment), de.moment(moment), en.shortMoment(moment)]).toEqual([english, german, short]);
  });

  it.each<[string, (words: Words) => string, string, string]>([
    ['a limit of no days', (words) => words.within({ days: 0 }), 'by the end of the same day', 'bis zum Ende desselben Tages'],
    ['a limit of a day', (words) => words.within({ days: 1 }), 'within 1 day', 'binnen 1 Tag'],
    ['a limit of days', (words) => words.within({ days: 5 }), 'within 5 days', 'binnen 5 Tagen'],
    ['a limit of business days', (words) => words.within({ businessDays: 2 }), 'within 2 business days', 'binnen 2 Geschäftstagen'],
    ['a limit of one', (words) => words.within({ businessDays: 1 }), 'within 1 business day', 'binnen 1 Geschäftstag'],
    ['a limit of hours', (words) => words.within({ hours: 4 }), 'within 4 hours', 'binnen 4 Stunden'],
    ['a span of business days', (words) => words.span({ businessDays: 5 }), '5 business days', '5 Geschäftstage'],
    ['a repeat', (words) => words.every({ days: 14 }), 'every 14 days', 'alle 14 Tage'],
    ['a daily repeat', (words) => words.every({ days: 1 }), 'every day', 'jeden Tag'],
    ['a monthly repeat', (words) => words.every({ months: 1 }), 'every month', 'jeden Monat'],
    ['a yearly repeat', (words) => words.every({ months: 12 }), 'every 12 months', 'alle 12 Monate'],
    ['a name', (words) => words.name('coming-up'), '“coming-up”', '„coming-up“'],
    ['one of several', (words) => words.any(['a', 'b', 'c']), 'a, b or c', 'a, b oder c'],
    ['all of two', (words) => words.all(['a', 'b']), 'a and b', 'a und b'],
    ['money', (words) => words.money({ amount: 500000, currency: 'EUR' }), '€5,000.00', '5.000,00\u00a0€'],
    ['money without minor units', (words) => words.money({ amount: 5000, currency: 'JPY' }), '¥5,000', '5.000\u00a0¥'],
    ['a date', (words) => words.date('2026-12-24'), '24 December 2026', '24. Dezember 2026'],
    ['a country', (words) => words.country('DE'), 'Germany', 'Deutschland'],
    ['a country that is none', (words) => words.country('<>'), '<>', '<>'],
  ])('says %s', (_, say, english, german) => {
    expect([say(en), say(de)]).toEqual([english, german]);
  });
});

it('tells moments in months, at the end of a month, and after a step', () => {
  expect(en.moment({ months: 2, from: 'issue' })).toBe('2 months after the day of issue');
  expect(de.moment({ months: -1, from: 'due' })).toBe('1 Monat vor Fälligkeit');
  expect(en.moment({ days: 30, endOfMonth: true, from: 'due' })).toBe('at the end of the month that is reached 30 days after the due date');
  expect(de.moment({ days: 30, endOfMonth: true, from: 'due' })).toBe('am Ende des Monats, der 30 Tage nach Fälligkeit erreicht ist');
  expect(en.moment({ days: 0, dayOfMonth: 10, from: 'due' })).toBe('on the next day 10 of a month from the due date on');
  expect(de.moment({ days: 0, dayOfMonth: 10, from: 'issue' })).toBe('am nächsten 10. eines Monats ab dem Rechnungsdatum');
  expect(en.moment({ days: 30, dayOfMonth: 10, from: 'due' })).toBe(
    'on the next day 10 of a month, 30 days after the due date at the earliest',
  );
  expect(de.moment({ days: 30, dayOfMonth: 10, from: 'due' })).toBe('am nächsten 10. eines Monats, frühestens 30 Tage nach Fälligkeit');
  expect(en.moment({ days: 0, endOfMonth: true, from: 'due' })).toBe('at the end of the month of the due date');
  expect(en.moment({ days: 30, endOfMonth: 'business', from: 'due' })).toBe(
    'on the last business day of the month that is reached 30 days after the due date',
  );
  expect(de.moment({ days: 0, endOfMonth: 'business', from: 'due' })).toBe('am letzten Geschäftstag des Monats der Fälligkeit');
  expect(de.namelessMoment({ months: 1, from: 'second-reminder' })).toBe('1 Monat nach der Nachricht davor');
  expect(en.shortMoment({ days: 10, from: 'second-reminder' })).toBe('10 days after “second-reminder”');
});
