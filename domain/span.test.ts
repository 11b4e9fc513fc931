import { describe, expect, it } from '@jest/globals';
import { isoInstant } from './calendar.js';
import { endOfLimit, type TimeLimit } from './span.js';

describe('a time limit', () => {
  it.each<[string, TimeLimit, string, string]>([
    ['of days, at the end of the last', { days: 2 }, '2026-04-02T10:00Z', '2026-04-04T22:00:00Z'],
    ['of no days, at the end of the same day', { days: 0 }, '2026-04-02T10:00Z', '2026-04-02T22:00:00Z'],
    ['of business days, over Easter', { businessDays: 2 }, '2026-04-02T10:00Z', '2026-04-08T22:00:00Z'],
    ['of a business day that is the organisation’s own closed one', { businessDays: 1 }, '2026-05-13T10:00Z', '2026-05-18T22:00:00Z'],
    ['of hours, to the minute, in the night, too', { hours: 4 }, '2026-04-02T21:30Z', '2026-04-03T01:30:00Z'],
  ])('%s', (_, within, now, then) => {
    const closed = [{ from: '2026-05-15', to: '2026-05-15' }];
    expect(isoInstant(endOfLimit({ now: Date.parse(now), within, zone: 'Europe/Berlin', country: 'DE', closed }))).toBe(then);
  });
});
