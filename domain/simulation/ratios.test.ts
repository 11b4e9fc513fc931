import { describe, expect, it } from '@jest/globals';
import { cei, dsoCountback, dsoSimple } from './ratios.js';

describe('days sales outstanding', () => {
  it('are receivables by sales, times the days of the sales', () => {
    expect(dsoSimple({ receivables: 150_000, sales: 300_000, days: 90 })).toBe(45);
    expect(dsoSimple({ receivables: 150_000, sales: 0, days: 90 })).toBeNull();
  });

  it.each([
    ['less than the newest month', 50_000, 15.5],
    ['exactly the newest month', 100_000, 31],
    ['the newest month and half of the one before', 180_000, 46],
    ['all months', 340_000, 89],
    ['nothing', 0, 0],
  ])('counted back, for receivables of %s', (_, receivables, days) => {
    const months = [
      { sales: 100_000, days: 31 },
      { sales: 160_000, days: 30 },
      { sales: 80_000, days: 28 },
    ];
    expect(dsoCountback({ receivables, months })).toBe(days);
  });

  it('counted back, pass over a month without sales, and are not known where older sales would be needed', () => {
    const months = [
      { sales: 0, days: 31 },
      { sales: 100, days: 30 },
    ];
    expect(dsoCountback({ receivables: 50, months })).toBe(46);
    expect(dsoCountback({ receivables: 101, months })).toBeNull();
  });
});

describe('the collection effectiveness index', () => {
  it.each([
    ['everything that was due was collected', { opening: 100, sales: 200, closing: 80, closingCurrent: 80 }, 100],
    ['half of what was due was', { opening: 100, sales: 200, closing: 190, closingCurrent: 80 }, 50],
    ['nothing was', { opening: 100, sales: 0, closing: 100, closingCurrent: 0 }, 0],
    ['nothing was due', { opening: 0, sales: 50, closing: 50, closingCurrent: 50 }, null],
  ])('where %s', (_, input, index) => {
    expect(cei(input)).toBe(index);
  });
});
