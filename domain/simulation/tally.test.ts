import { describe, expect, it } from '@jest/globals';
import { epochDay } from '../calendar.js';
import type { Lived, LivedInvoice } from './live.js';
import { createTally } from './tally.js';

const COSTS = { message: 0.05, task: 12, charge: 0.3 };
const day = epochDay;
const lived = (invoices: LivedInvoice[], more: Partial<Lived> = {}): Lived => ({
  segment: 'any',
  endsIn: 'A',
  currency: 'EUR',
  invoices,
  messages: {},
  surveys: 0,
  tasks: {},
  charges: { tried: 0, collected: 0 },
  decisions: 0,
  ...more,
});
const tallyOf = (...customers: Lived[]) => {
  const { tally, add } = createTally({ start: '2026-01-01', years: 1, costs: COSTS, currency: 'EUR' });
  for (const customer of customers) add(customer);
  return tally;
};

describe('what customers come to', () => {
  /** Invoiced on 10 January, due on 9 February, 40 credited on 1 March, 60 paid on 11 March. */
  const invoice: LivedInvoice = {
    issued: day('2026-01-10'),
    due: day('2026-02-09'),
    amount: 100,
    paid: [
      { day: day('2026-03-01'), amount: 40, by: 'credit note' },
      { day: day('2026-03-11'), amount: 60, by: 'payment' },
    ],
  };

  it('stands in the month in which it happened, and at each month’s end by its age', () => {
    const months = tallyOf(lived([invoice])).money[0]?.months ?? [];
    expect(months.length).toBe(12);
    expect(months.slice(0, 3)).toEqual([
      { to: '2026-01-31', days: 31, invoiced: 100, received: 0, credited: 0, current: 100, overdue: [0, 0, 0, 0] },
      { to: '2026-02-28', days: 28, invoiced: 0, received: 0, credited: 0, current: 0, overdue: [100, 0, 0, 0] },
      { to: '2026-03-31', days: 31, invoiced: 0, received: 60, credited: 40, current: 0, overdue: [0, 0, 0, 0] },
    ]);
  });

  it('counts the days for which money was open, and overdue from the day after due', () => {
    // 100 for 50 days until 1 March, then 60 for 10 days; overdue since 10 February: 100 for 19 days, 60 for 10.
    expect(tallyOf(lived([invoice])).customers[0]).toMatchObject({ openDays: 5_600, overdueDays: 2_500, invoiced: 100, received: 60 });
  });

  it.each([
    ['2026-12-31', [0, 0, 0, 0], 100],
    ['2026-12-30', [100, 0, 0, 0], 0],
    ['2026-12-01', [100, 0, 0, 0], 0],
    ['2026-11-30', [0, 100, 0, 0], 0],
    ['2026-10-31', [0, 0, 100, 0], 0],
    ['2026-10-02', [0, 0, 100, 0], 0],
    ['2026-10-01', [0, 0, 0, 100], 0],
  ])('is, due on %s and open on 31 December, overdue by %j', (due, overdue, current) => {
    const money = tallyOf(lived([{ issued: day('2026-06-01'), due: day(due), amount: 100, paid: [] }])).money[0];
    expect(money?.months.at(-1)).toMatchObject({ overdue, current });
  });

  it('adds money exactly, by currency, and what contacts, tasks and collections cost', () => {
    const one = { issued: day('2026-01-10'), due: day('2026-02-09'), amount: 1_000_000_000_001, paid: [] };
    const tally = tallyOf(
      lived([one, one], { messages: { overdue: 3 }, surveys: 1 }),
      lived([one], { currency: 'JPY', tasks: { refused: 2 }, charges: { tried: 5, collected: 4 } }),
    );
    expect(tally.money.map(({ currency, months }) => [currency, months[0]?.invoiced])).toEqual([
      ['EUR', 2_000_000_000_002],
      ['JPY', 1_000_000_000_001],
    ]);
    expect(tally.customers.map(({ cost }) => cost)).toEqual([20, 2_550]);
    expect(tally.cost).toBe(2_570);
  });

  it('is not told where it would not be exact', () => {
    const huge = { issued: day('2026-01-10'), due: day('2026-02-09'), amount: Number.MAX_SAFE_INTEGER, paid: [] };
    expect(() => tallyOf(lived([huge, huge]))).toThrow(/too large to be added exactly/);
  });
});
