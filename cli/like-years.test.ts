import { expect, it } from '@jest/globals';
import { easterOf, yearsAhead } from './like-years.js';

it.each([
  [2012, 408],
  [2024, 331],
  [2026, 405],
  [2027, 328],
  [2037, 405],
  [2038, 425],
])('Easter of %i', (year, day) => expect(easterOf(year)).toBe(day));

it.each([
  ['a story of days of the week: 28 years', { first: 2026, last: 2026, from: 2027, holidays: false }, 28],
  ['one of holidays: the next year with the same Easter', { first: 2026, last: 2026, from: 2027, holidays: true }, 11],
  ['one that lies in the future stays', { first: 2030, last: 2030, from: 2027, holidays: true }, 0],
  ['a long one of which no years are like it falls back on the weekdays', { first: 2026, last: 2036, from: 2027, holidays: true }, 28],
] as const)('%s', (_, story, years) => expect(yearsAhead(story)).toBe(years));
