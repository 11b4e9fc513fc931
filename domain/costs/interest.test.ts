import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../calendar.js';
import type { MoveRow } from '../rows.js';
import { interestOn } from './interest.js';

const item = { amount: 10_000, dueOn: '2026-03-31' };
const moves = (...rows: [on: string, amount: number, costs?: MoveRow['costs']][]): MoveRow[] =>
  rows.map(([on, amount, costs = null], index) => ({ itemId: 'I1', number: index + 1, on, amount, costs }));
const issued: [string, number] = ['2026-03-01', 10_000];
const claimed = (to: string, effectId = 'E1'): MoveRow['costs'] => ({ effectId, interest: 41, fee: 1_000, to });
const interest = (given: MoveRow[], today: string, { rate = 1_000, first = 'principal' as 'principal' | 'costs', held = 0 } = {}) =>
  interestOn({ item, moves: given, terms: { rate, first }, held, today });

describe('interest on 100.00 at 10 % a year, actual/365', () => {
  it.each([
    ['15 days late: 0.41', moves(issued), '2026-04-15', {}, 41],
    ['on the due date: nothing', moves(issued), '2026-03-31', {}, 0],
    ['before the due date: nothing', moves(issued), '2026-03-10', {}, 0],
    ['a year late', moves(issued), '2027-03-31', {}, 1_000],
    ['without a rate', moves(issued), '2027-03-31', { rate: 0 }, 0],
    ['half of it paid on the due date', moves(issued, ['2026-03-31', -5_000]), '2027-03-31', {}, 500],
    ['half of it paid before', moves(issued, ['2026-03-20', -5_000]), '2027-03-31', {}, 500],
    ['half of it paid after 73 days', moves(issued, ['2026-06-12', -5_000]), '2027-03-31', {}, 600],
    ['half of it disputed', moves(issued), '2027-03-31', { held: 5_000 }, 500],
    ['claimed up to the 15th day', moves(issued, ['2026-04-15', 1_041, claimed('2026-04-15')]), '2026-04-15', {}, 0],
    ['claimed, 15 more days', moves(issued, ['2026-04-15', 1_041, claimed('2026-04-15')]), '2026-04-30', {}, 41],
    [
      'claimed, then 100.00 paid, principal first: no more',
      moves(issued, ['2026-04-15', 1_041, claimed('2026-04-15')], ['2026-04-15', -10_000]),
      '2027-04-15',
      {},
      0,
    ],
    [
      'claimed, then 100.00 paid, costs first: on the 10.41 that are left of the principal',
      moves(issued, ['2026-04-15', 1_041, claimed('2026-04-15')], ['2026-04-15', -10_000]),
      '2027-04-15',
      { first: 'costs' },
      104,
    ],
    [
      'a fee alone was claimed before: the interest of all days is left',
      moves(issued, ['2026-04-10', 500, { effectId: 'E1', interest: 0, fee: 500, to: '2026-04-10' }]),
      '2027-03-31',
      {},
      1_000,
    ],
    ['paid and refunded on the day', moves(issued, ['2026-04-15', -10_000], ['2026-04-15', 10_000]), '2027-03-31', {}, 1_000],
  ] as [string, MoveRow[], string, { rate?: number; first?: 'costs'; held?: number }, number][])(
    '%s',
    (_, given, today, terms, expected) => {
      expect(interest(given, today, terms)).toBe(expected);
    },
  );

  it('never falls as days pass, and is what the principal of each day bears', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ day: fc.integer({ min: 0, max: 300 }), part: fc.integer({ min: 1, max: 4_000 }) }), { maxLength: 4 }),
        fc.integer({ min: 0, max: 400 }),
        (payments, late) => {
          let open = 10_000;
          const paid = payments
            .sort((a, b) => a.day - b.day)
            .map(({ day, part }): [string, number] => {
              const amount = Math.min(part, open);
              open -= amount;
              return [addDays(item.dueOn, day), -amount];
            });
          const given = moves(issued, ...paid);
          const sum = Array.from({ length: late }, (_, day) => {
            const before = paid.reduce((total, [on, amount]) => (on <= addDays(item.dueOn, day) ? total + amount : total), 10_000);
            return before;
          }).reduce((total, principal) => total + principal, 0);
          const today = addDays(item.dueOn, late);
          expect(interest(given, today)).toBe(Math.floor((sum * 1_000 * 2 + 3_650_000) / (3_650_000 * 2)));
          expect(interest(given, addDays(today, 1))).toBeGreaterThanOrEqual(interest(given, today));
        },
      ),
    );
  });
});
