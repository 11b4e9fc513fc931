import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill/implementation';
import {
  addDays,
  addMonths,
  DAY,
  dateAt,
  dateOfEpochDay,
  daysBetween,
  epochDay,
  HOUR,
  instantAt,
  isDate,
  isoInstant,
  isTimeZone,
  nextDayOfMonth,
  plusDays,
  timeAt,
} from './calendar.js';

const utc = (text: string) => Date.parse(text);

describe('the moment at which a wall clock shows a time', () => {
  it.each([
    ['a plain winter day', '2026-01-15', '09:00', 'Europe/Berlin', '2026-01-15T08:00:00Z'],
    ['a plain summer day', '2026-07-15', '09:00', 'Europe/Berlin', '2026-07-15T07:00:00Z'],
    ['a time that daylight saving skips: moved forward', '2026-03-29', '02:30', 'Europe/Berlin', '2026-03-29T01:30:00Z'],
    ['a time that daylight saving repeats: the earlier', '2026-10-25', '02:30', 'Europe/Berlin', '2026-10-25T00:30:00Z'],
    ['a midnight that daylight saving skips', '2026-09-06', '00:00', 'America/Santiago', '2026-09-06T04:00:00Z'],
    ['a zone with a half hour', '2026-01-15', '09:00', 'Asia/Kolkata', '2026-01-15T03:30:00Z'],
    ['the far side of the date line', '2026-01-15', '09:00', 'Pacific/Kiritimati', '2026-01-14T19:00:00Z'],
    ['UTC', '2026-01-15', '09:00', 'UTC', '2026-01-15T09:00:00Z'],
  ])('%s', (_, date, time, zone, moment) => {
    expect(isoInstant(instantAt({ date, time, zone }))).toBe(moment);
  });

  it('is read back as the same date and time, but for the hour that is skipped', () => {
    const days = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays('1990-01-01', days));
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu');
    fc.assert(
      fc.property(days, zones, (date, zone) => {
        const instant = instantAt({ date, time: '09:00', zone });
        expect([dateAt(instant, zone), timeAt(instant, zone)]).toEqual([date, '09:00']);
      }),
    );
  });
});

describe('days', () => {
  it('one more calendar day keeps the wall time over a clock change', () => {
    const before = utc('2026-03-28T09:00:00Z');
    expect(isoInstant(plusDays({ instant: before, days: 1, zone: 'Europe/Berlin' }))).toBe('2026-03-29T08:00:00Z');
    expect(isoInstant(plusDays({ instant: before, days: 1, zone: 'UTC' }))).toBe('2026-03-29T09:00:00Z');
    expect(isoInstant(plusDays({ instant: utc('2026-10-24T08:00:00Z'), days: 1, zone: 'Europe/Berlin' }))).toBe('2026-10-25T09:00:00Z');
  });

  it('belong to the zone: one instant, two dates', () => {
    const instant = utc('2026-03-31T23:30:00Z');
    expect([dateAt(instant, 'UTC'), dateAt(instant, 'Europe/Berlin'), dateAt(instant, 'America/New_York')]).toEqual([
      '2026-03-31',
      '2026-04-01',
      '2026-03-31',
    ]);
  });

  it.each([
    ['2024-02-28', 1, '2024-02-29'],
    ['2026-02-28', 1, '2026-03-01'],
    ['2026-01-01', -1, '2025-12-31'],
    ['2026-03-01', 0, '2026-03-01'],
  ])('%s and %i days is %s, and the difference is that', (from, days, to) => {
    expect(addDays(from, days)).toBe(to);
    expect(daysBetween(from, to)).toBe(days);
  });

  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2026-08-31', 6, '2027-02-28'],
    ['2026-12-15', 1, '2027-01-15'],
    ['2026-03-31', -1, '2026-02-28'],
  ])('%s and %i months is %s', (from, months, to) => {
    expect(addMonths(from, months)).toBe(to);
  });

  it.each([
    ['2026-03-15', 15, '2026-03-15'],
    ['2026-03-16', 15, '2026-04-15'],
    ['2026-02-10', 31, '2026-02-28'],
    ['2026-02-28', 31, '2026-02-28'],
    ['2026-01-31', 30, '2026-02-28'],
    ['2024-01-31', 30, '2024-02-29'],
    ['2026-04-30', 31, '2026-04-30'],
    ['2026-12-20', 5, '2027-01-05'],
  ])('from %s the next day %i of a month is %s', (from, day, to) => {
    expect(nextDayOfMonth(from, day)).toBe(to);
  });

  it('only real ones are dates', () => {
    expect(['2026-02-28', '2024-02-29', '1999-12-31'].map(isDate)).toEqual([true, true, true]);
    expect(['2026-02-29', '2026-13-01', '2026-00-10', '2026-1-1', '26-01-01', '2026-01-01T00:00', ''].map(isDate)).toEqual(
      Array(7).fill(false),
    );
  });

  it('only real zones are zones', () => {
    expect(['Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires'].map(isTimeZone)).toEqual([true, true, true]);
    expect(['Europe/Berlim', '', 'customer'].map(isTimeZone)).toEqual([false, false, false]);
  });
});

describe('as the reference implementation reckons', () => {
  const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'), 'UTC', '+05:30');
  /** Also before 1970 and after 2199, where nothing is remembered. */
  const days = fc.oneof(fc.integer({ min: -2_000, max: 90_000 }), fc.integer({ min: 18_000, max: 24_000 }));
  const dates = days.map((day) => Temporal.PlainDate.from('1970-01-01').add({ days: day }).toString());
  const times = fc.oneof(
    fc.nat({ max: 1_439 }).map((minute) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`),
    fc.constantFrom('00:00', '01:30', '02:00', '02:30', '03:00', '23:59'),
  );
  /** Around the days on which a clock changes, too. */
  const moments = fc.tuple(zones, days, fc.integer({ min: -2 * DAY, max: 2 * DAY }), fc.boolean()).map(([zone, day, apart, near]) => {
    const change = near ? zoned(day * DAY, zone).getTimeZoneTransition('next')?.epochMilliseconds : undefined;
    return { zone, instant: (change ?? day * DAY) + apart };
  });
  const zoned = (instant: number, zone: string) => Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);

  it('dates, their days and months', () => {
    const some = fc.integer({ min: -500, max: 500 });
    fc.assert(
      fc.property(days, dates, some, fc.integer({ min: 1, max: 31 }), (day, date, count, dayOfMonth) => {
        const from = Temporal.PlainDate.from(date);
        expect(dateOfEpochDay(day)).toBe(Temporal.PlainDate.from('1970-01-01').add({ days: day }).toString());
        expect(epochDay(date)).toBe(Temporal.PlainDate.from('1970-01-01').until(from).days);
        expect(addDays(date, count)).toBe(from.add({ days: count }).toString());
        expect(addMonths(date, count)).toBe(from.add({ months: count }).toString());
        const here = from.with({ day: dayOfMonth });
        const next = from.with({ day: 1 }).add({ months: 1 }).with({ day: dayOfMonth });
        expect(nextDayOfMonth(date, dayOfMonth)).toBe((Temporal.PlainDate.compare(here, from) >= 0 ? here : next).toString());
      }),
      { numRuns: 500 },
    );
  });

  it('the moments of wall clocks, also where a clock changes', () => {
    fc.assert(
      fc.property(moments, times, ({ zone, instant }, time) => {
        const date = zoned(instant, zone).toPlainDate();
        expect(instantAt({ date: date.toString(), time, zone })).toBe(
          date.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds,
        );
        expect(dateAt(instant, zone)).toBe(date.toString());
        expect(timeAt(instant, zone)).toBe(zoned(instant, zone).toPlainTime().toString({ smallestUnit: 'minute' }));
      }),
      { numRuns: 700 },
    );
  });

  it('days later at the same wall time, also over a clock change and onto one', () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: -400, max: 400 }), ({ zone, instant }, count) => {
        expect(plusDays({ instant, days: count, zone })).toBe(zoned(instant, zone).add({ days: count }).epochMilliseconds);
        const change = zoned(instant, zone).getTimeZoneTransition('next');
        if (!change) return;
        const before = zoned(change.epochMilliseconds - DAY + (instant % (3 * HOUR)), zone);
        expect(plusDays({ instant: before.epochMilliseconds, days: 1, zone })).toBe(before.add({ days: 1 }).epochMilliseconds);
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ['Pacific/Apia', '2011-12-29'],
    ['Pacific/Apia', '2011-12-30'],
    ['Pacific/Apia', '2011-12-31'],
    ['Africa/Casablanca', '2026-02-15'],
    ['Australia/Lord_Howe', '2026-04-05'],
    ['Africa/Monrovia', '1972-01-07'],
    ['America/Caracas', '2016-05-01'],
  ])('an odd day: %s on %s', (zone, date) => {
    for (let minute = 0; minute < 1_440; minute += 15) {
      const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
      const expected = Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds;
      expect(instantAt({ date, time, zone })).toBe(expected);
      expect(dateAt(expected, zone)).toBe(zoned(expected, zone).toPlainDate().toString());
    }
  });
});
