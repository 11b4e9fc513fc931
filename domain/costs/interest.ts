/** Interest on an item, from what moved its balance. Pure; days are calendar dates, money is minor units. */
import { daysBetween, type LocalDate } from '../calendar.js';
import type { ItemRow, MoveRow } from '../rows.js';
import type { CostTerms } from './terms.js';

interface InterestInput {
  item: Pick<ItemRow, 'dueOn' | 'amount'>;
  /** All of the item. */
  moves: readonly MoveRow[];
  terms: Pick<CostTerms, 'rate' | 'first'>;
  /** What of the item no interest is asked for now: a disputed part. */
  held: number;
  /** The last day that counts. */
  today: LocalDate;
}

/**
 * What has accrued and was not claimed yet: simple interest on the principal still open, actual/365, from the day after the due date, or after the last
 * day that was claimed, to today; half a minor unit is rounded up. A payment lowers what it goes to first from its value date on; interest bears none.
 */
export function interestOn({ item, moves, terms: { rate, first }, held, today }: InterestInput): number {
  if (rate === 0) return 0;
  const open = { principal: 0, costs: 0 };
  let from = item.dueOn;
  let dayAmounts = 0n;
  const accrueTo = (day: LocalDate): void => {
    const days = daysBetween(from, day);
    if (days <= 0) return;
    dayAmounts += BigInt(Math.max(0, open.principal - held)) * BigInt(days);
    from = day;
  };
  for (const { on, amount, costs } of [...moves].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : a.number - b.number))) {
    if (costs) {
      open.costs += amount;
      if (costs.interest === 0) continue;
      // Up to here it was claimed: what accrued before is paid for by that.
      if (costs.to > from) from = costs.to;
      dayAmounts = 0n;
      continue;
    }
    accrueTo(on < today ? on : today);
    if (amount >= 0) {
      const back = Math.min(amount, item.amount - open.principal);
      open.principal += back;
      open.costs += amount - back;
      continue;
    }
    const other = first === 'principal' ? 'costs' : 'principal';
    const taken = Math.min(-amount, open[first]);
    open[first] -= taken;
    open[other] -= -amount - taken;
  }
  accrueTo(today);
  return rounded({ over: dayAmounts * BigInt(rate), by: 365n * 10_000n });
}

/** To the nearest whole number, halves up. */
const rounded = ({ over, by }: { over: bigint; by: bigint }): number => Number((over * 2n + by) / (by * 2n));
