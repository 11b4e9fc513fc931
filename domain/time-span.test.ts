import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR } from './calendar.js';
import { momentAfter, parseTimeSpan } from './time-span.js';

describe('a span of time', () => {
  it.each([
    ['30d', { days: 30 }],
    ['12h', { hours: 12 }],
    ['3660d', { days: 3660 }],
  ])('is read from %s', (text, span) => expect(parseTimeSpan(text)).toEqual(span));

  it.each(['', '30', 'd', '0d', '-3d', '1.5d', '3661d', '999999h', '30 d', '30D', '2w'])('is not read from "%s"', (text) =>
    expect(parseTimeSpan(text)).toBeUndefined(),
  );

  it('counts calendar days where the customer is: over a clock change a day keeps its wall time', () => {
    const instant = Date.parse('2026-03-28T09:00:00+01:00');
    expect(momentAfter({ instant, span: { days: 1 }, zone: 'Europe/Berlin' })).toBe(Date.parse('2026-03-29T09:00:00+02:00'));
    expect(momentAfter({ instant, span: { hours: 24 }, zone: 'Europe/Berlin' })).toBe(instant + 24 * HOUR);
    expect(momentAfter({ instant, span: { days: 1 }, zone: 'UTC' })).toBe(instant + DAY);
  });
});
