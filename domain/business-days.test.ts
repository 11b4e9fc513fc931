import { describe, expect, it } from '@jest/globals';
import { addBusinessDays, isBusinessDay, lastBusinessDay } from './business-days.js';

describe('a business day', () => {
  it.each([
    ['a Friday', 'DE', '2026-03-27', true],
    ['a Saturday', 'DE', '2026-03-28', false],
    ['a Sunday', 'DE', '2026-03-29', false],
    ['Good Friday in Germany', 'DE', '2026-04-03', false],
    ['Good Friday in the United States', 'US', '2026-04-03', true],
    ['Easter Monday', 'DE', '2026-04-06', false],
    ['Labour Day in Germany', 'DE', '2026-05-01', false],
    ['Labour Day in Britain, which has another', 'GB', '2026-05-01', true],
    ['a day that stands in for a holiday on a Saturday', 'GB', '2026-12-28', false],
    ['the same in Germany, where none stands in', 'DE', '2026-12-28', true],
    ['New Year', 'FR', '2027-01-01', false],
    ['a holiday of one German state only', 'DE', '2026-11-01', false],
    ['a Friday in Saudi Arabia', 'SA', '2026-01-09', false],
    ['a Sunday in Saudi Arabia', 'SA', '2026-01-11', true],
    ['the last day of a feast of four days', 'SA', '2026-03-22', false],
    ['the day after it', 'SA', '2026-03-23', true],
    ['half a holiday', 'CN', '2026-05-04', true],
    ['a weekday in a country that is not known', 'ZZ', '2026-12-25', true],
    ['a Saturday there', 'ZZ', '2026-12-26', false],
    ['a day long ago', 'DE', '1969-12-25', false],
  ])('%s (%s, %s): %s', (_, country, date, is) => {
    expect(isBusinessDay({ date, country })).toBe(is);
  });

  it('is none of the organisation’s own closed days, from the first to the last', () => {
    const closed = [{ from: '2026-05-14', to: '2026-05-15' }];
    expect(['2026-05-13', '2026-05-14', '2026-05-15', '2026-05-18'].map((date) => isBusinessDay({ date, country: 'US', closed }))).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });
});

describe('so many business days later', () => {
  it.each([
    ['within a week', '2026-03-02', 3, '2026-03-05'],
    ['over a weekend', '2026-03-26', 2, '2026-03-30'],
    ['over Easter', '2026-04-02', 1, '2026-04-07'],
    ['from a Saturday', '2026-03-28', 1, '2026-03-30'],
    ['none from a Saturday', '2026-03-28', 0, '2026-03-30'],
    ['none from a Monday', '2026-03-30', 0, '2026-03-30'],
    ['backwards over Easter', '2026-04-08', -2, '2026-04-02'],
    ['over the turn of the year', '2026-12-30', 3, '2027-01-05'],
  ])('%s: %s and %d is %s', (_, date, days, then) => {
    expect(addBusinessDays({ date, days, country: 'DE' })).toBe(then);
  });
});

describe('the last business day of a month', () => {
  it.each([
    ['is its last day', '2026-03-02', '2026-03-31'],
    ['is the Friday before a Sunday', '2026-05-10', '2026-05-29'],
    ['is the date itself', '2026-05-29', '2026-05-29'],
    ['where it is over, is that of the next month', '2026-05-30', '2026-06-30'],
    ['where the next one begins with it, is that of the next, too', '2026-10-31', '2026-11-30'],
  ])('%s: %s is %s', (_, date, then) => {
    expect(lastBusinessDay({ date, country: 'DE' })).toBe(then);
  });

  it('comes before closed days, and where they take up the rest of the month, after them', () => {
    const closed = [{ from: '2026-12-24', to: '2027-01-01' }];
    expect(['2026-12-01', '2026-12-24'].map((date) => lastBusinessDay({ date, country: 'DE', closed }))).toEqual([
      '2026-12-23',
      '2027-01-29',
    ]);
  });
});
