import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chosen, draw, quantile } from './random.js';

const names = (count: number) =>
  Array.from({ length: count }, (_, customer) => ({ seed: '1', customer, invoice: 0, purpose: 'days late' }));

describe('a random number', () => {
  it('is the same for the same name, on every machine', () => {
    expect(draw({ seed: '1', customer: 0, invoice: 0, purpose: 'days late' })).toBe(0.34071894572116435);
    expect(draw({ seed: '1', customer: 0, invoice: 0, purpose: 'amount' })).toBe(0.13823669962584972);
  });

  it('is another one for another seed, customer, invoice or purpose', () => {
    const name = { seed: '1', customer: 1, invoice: 1, purpose: 'amount' };
    const others = [name, { ...name, seed: '2' }, { ...name, customer: 2 }, { ...name, invoice: 2 }, { ...name, purpose: 'never' }];
    expect(new Set(others.map(draw)).size).toBe(others.length);
  });

  it('falls evenly from 0 to 1: of 20,000 into twenty parts, chi-squared stays below its 99.9 % bound', () => {
    const counts = new Array<number>(20).fill(0);
    for (const name of names(20_000)) counts[Math.floor(draw(name) * 20)] = (counts[Math.floor(draw(name) * 20)] ?? 0) + 1;
    expect(counts.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0)).toBeLessThan(43.82);
  });

  it('does not follow its neighbour: the correlation of 20,000 with the next customer’s is nearly none', () => {
    const drawn = names(20_001).map((name) => draw(name) - 0.5);
    const together = drawn.slice(1).reduce((sum, value, at) => sum + value * (drawn[at] ?? 0), 0) / 20_000;
    expect(Math.abs(together * 12)).toBeLessThan(0.025);
  });
});

describe('a spread of values', () => {
  it.each([
    [0, 0],
    [0.25, 5],
    [0.5, 10],
    [0.75, 25],
    [0.9999999, 40],
  ])('has at %d of its way %d', (drawn, value) => {
    expect(quantile([0, 10, 40], drawn)).toBeCloseTo(value, 4);
  });

  it('never leaves its bounds', () => {
    const values = fc.array(fc.integer({ min: -400, max: 400 }), { minLength: 2, maxLength: 12 }).map((all) => all.sort((a, b) => a - b));
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (all, drawn) => {
        const value = quantile(all, drawn);
        return value >= (all[0] as number) && value <= (all.at(-1) as number);
      }),
    );
  });
});

it('a member is chosen by its weight', () => {
  const weights = [1, 0, 3];
  expect([0, 0.24, 0.26, 0.99].map((drawn) => chosen(weights, drawn))).toEqual([0, 0, 2, 2]);
});
