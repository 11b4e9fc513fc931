import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  addMonths,
  dateAt,
  daysBetween,
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
