import { describe, expect, it } from '@jest/globals';
import { isSure, pairedDifference, studentT975 } from './difference.js';

describe('the difference of two journeys', () => {
  it('is that of the means, with a t interval over the customers’ own differences', () => {
    // The differences are 1, 2, 3, 4, 5: mean 3, deviation 1.5811, t with four degrees 2.776.
    const samples = [11, 22, 13, 34, 45].map((first, at) => ({ first, second: first - at - 1, per: 1 }));
    const found = pairedDifference(samples);
    expect(found).toMatchObject({ first: 25, second: 22, difference: 3 });
    expect(found?.from).toBeCloseTo(3 - (2.776 * 1.5811) / Math.sqrt(5), 2);
    expect(found?.to).toBeCloseTo(3 + (2.776 * 1.5811) / Math.sqrt(5), 2);
    expect(found && isSure(found)).toBe(true);
  });

  it('weighs customers by what both are measured by', () => {
    const found = pairedDifference([
      { first: 3_000, second: 2_000, per: 100 },
      { first: 100, second: 150, per: 10 },
    ]);
    expect(found?.difference).toBeCloseTo((3_000 + 100 - 2_000 - 150) / 110, 10);
    expect(found && isSure(found)).toBe(false);
  });

  it('has no width where every customer differs by the same, however much they differ among themselves', () => {
    expect(pairedDifference([10, 500, 90].map((first) => ({ first, second: first - 2, per: 1 })))).toMatchObject({
      difference: 2,
      from: 2,
      to: 2,
    });
  });

  it('of one customer says nothing about how sure it is, and of none nothing at all', () => {
    expect(pairedDifference([{ first: 5, second: 1, per: 1 }])).toMatchObject({ difference: 4, from: null, to: null });
    expect(pairedDifference([])).toBeNull();
  });

  it.each([
    [5, 2.5706],
    [10, 2.2281],
    [30, 2.0423],
    [120, 1.9799],
    [1_000_000, 1.96],
  ])('rests on Student’s t: with %d degrees %d', (degrees, t) => {
    expect(studentT975(degrees)).toBeCloseTo(t, 2);
  });
});
