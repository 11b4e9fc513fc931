import { type Judge, reached } from './judge.js';

/** Reasons after which trying the same method again cannot help. */
const HOPELESS = ['expired_card', 'stolen_card'];

/**
 * Drawn is only what is open and neither disputed, held nor covered, from a method that the customer agreed to, never twice at once, and never again
 * from a method of which the last answer was that it cannot work.
 */
export const judgeCollecting: Judge = (known) => {
  const { ledger } = known;
  const agreed = new Set<string>();
  const last = new Map<string, { methodId: string; code: string; at: number }>();
  const tries = new Map<string, number>();
  return (entry) => {
    if (entry.what === 'fact') {
      const { report } = entry;
      if (report.type === 'method.added' && report.data.autopay) agreed.add(report.data.methodId);
      if (report.type === 'payment.failed') {
        const { chargeId, methodId, code, reasonClass } = report.data;
        last.set(chargeId, { methodId: methodId ?? '', code, at: entry.at });
        if (reasonClass === 'soft_funds' || reasonClass === 'soft_unknown')
          tries.set(`${chargeId} ${methodId}`, (tries.get(`${chargeId} ${methodId}`) ?? 0) + 1);
      }
      return undefined;
    }
    if (entry.what !== 'done' || entry.effect.kind !== 'collect' || !reached(entry)) return undefined;
    const { at, effect, parts } = entry;
    const retry = Object.values(known.form.lanes)
      .flatMap(({ stages }) => Object.values(stages))
      .map((stage) => (stage.retry as { days: number[] } | undefined)?.days)
      .find((days) => days !== undefined);
    if (parts.length === 0) return `${effect.id} draws nothing`;
    if (!agreed.has(effect.methodId)) return `${effect.id} draws on ${effect.methodId}, to which nobody agreed`;
    for (const { itemId, amount } of parts) {
      const askable = ledger.askable({ itemId, what: 'collecting', at });
      if (amount <= 0 || amount !== askable) return `${effect.id} draws ${amount} of ${itemId}, of which ${askable} may be drawn`;
    }
    const before = last.get(effect.chargeId);
    if (before?.methodId === effect.methodId && HOPELESS.includes(before.code)) return `${effect.id} tries again after ${before.code}`;
    const failures = tries.get(`${effect.chargeId} ${effect.methodId}`) ?? 0;
    if (retry && failures > retry.length) return `${effect.id} is a retry after ${failures} failures, the journey has ${retry.length}`;
    if (
      retry &&
      before &&
      before.methodId === effect.methodId &&
      failures > 0 &&
      ['insufficient_funds', 'do_not_honor'].includes(before.code)
    ) {
      const gap = (at - before.at) / 86_400_000;
      if (gap < (retry[failures - 1] ?? 0) - 0.1)
        return `${effect.id} tries again after ${gap.toFixed(1)} days, the journey says ${retry[failures - 1]}`;
    }
    return undefined;
  };
};
