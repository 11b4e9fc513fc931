import type { CostsForm } from './draw-journey.js';
import type { Judge } from './judge.js';
import { apart } from './own-calendar.js';

/**
 * Interest and fees are claimed as the journey says and never of an instalment: at most what the whole invoice bears from the day after its earliest due date, exactly that
 * where nothing was ever paid or stopped; a fee with its step alone.
 */
export const judgeCosts: Judge = ({ formOf, ledger }) => {
  const claimed = new Map<string, { interest: number; times: number }>();
  return (entry) => {
    if (entry.what !== 'fact' || entry.report.type !== 'costs.claimed') return undefined;
    const { itemId, interest, fee, effectId, to } = entry.report.data;
    const item = ledger.item(itemId);
    const { costs } = formOf(itemId);
    if (!costs || !item) return `${effectId} claims costs of ${itemId}, which the journey does not know`;
    if (ledger.isInstalment(itemId)) return `${effectId} claims costs of an instalment, ${itemId}`;
    if (fee > 0 && !isFeeOf(costs, effectId, fee)) return `${effectId} claims a fee of ${fee}`;
    const before = claimed.get(itemId) ?? { interest: 0, times: 0 };
    const sum = { interest: before.interest + interest, times: before.times + 1 };
    claimed.set(itemId, sum);
    const most = (item.amount * costs.interest.percent * Math.max(0, apart(item.firstDueOn, to))) / 36_500;
    if (interest < 0 || sum.interest > most + sum.times)
      return `${effectId} claims interest of ${sum.interest} of ${itemId}, at most ${most.toFixed(1)} accrued`;
    const isWhole = interest > 0 && !ledger.wasTouched(itemId);
    return isWhole && sum.interest < most - sum.times
      ? `${effectId} claims interest of ${sum.interest} of ${itemId}, ${most.toFixed(1)} accrued`
      : undefined;
  };
};

/** A joint message has an id of its own: there the amount alone tells. */
const isFeeOf = ({ fees }: CostsForm, effectId: string, fee: number): boolean =>
  fees.some(({ with: step, amounts }) => amounts[0]?.amount === fee && (effectId.includes(`/${step}/`) || effectId.includes('/together-')));
