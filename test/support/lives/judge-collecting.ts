import type { JourneyForm } from './draw-journey.js';
import { type Judge, reached } from './judge.js';
import { later } from './own-calendar.js';

/** Reasons after which trying the same method again cannot help. */
const HOPELESS = ['expired_card', 'stolen_card'];

/** Reasons after which the same method is tried again by itself. */
const BY_ITSELF = ['insufficient_funds', 'do_not_honor', 'processing_error'];

/** The day on which an invoice is drawn, as the journey says. */
const collectDays = ({ lanes }: JourneyForm): number =>
  Object.values(lanes)
    .flatMap(({ stages }) => Object.values(stages))
    .map((stage) => (stage.collect as { days: number } | undefined)?.days)
    .find((days) => days !== undefined) ?? 0;

const retriesOf = ({ lanes }: JourneyForm): { days?: number[]; upTo?: { times: number; days: number } } | undefined =>
  Object.values(lanes)
    .flatMap(({ stages }) => Object.values(stages))
    .map((stage) => stage.retry as { days?: number[]; upTo?: { times: number; days: number } } | undefined)
    .find((said) => said !== undefined);

/**
 * Drawn is, not before its day, only what is open and neither disputed, held nor covered, from a method that the customer agreed to, never twice at once, and never again
 * from a method of which the last answer was that it cannot work.
 */
export const judgeCollecting: Judge = (known) => {
  const { ledger, clock } = known;
  const agreed = new Set<string>();
  const last = new Map<string, { methodId: string; code: string; at: number }>();
  const tries = new Map<string, number>();
  /** When the method was tried first for the charge, without another one between. */
  const first = new Map<string, { methodId: string; at: number }>();
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
    const { days: retry, upTo } = retriesOf(known.formOf(effect.itemIds[0] ?? '')) ?? {};
    if (parts.length === 0) return `${effect.id} draws nothing`;
    for (const { subject, step } of entry.steps) {
      const dueOn = step === 'collect' ? ledger.item(subject)?.dueOn : undefined;
      const from = dueOn === undefined ? '' : `${later(dueOn, collectDays(known.formOf(subject)))} ${known.form.contact.at}`;
      if (!known.moved && clock(at) < from) return `${effect.id} draws before its moment, ${from}`;
    }
    if (!agreed.has(effect.methodId)) return `${effect.id} draws on ${effect.methodId}, to which nobody agreed`;
    for (const { itemId, amount } of parts) {
      const askable = ledger.askable({ itemId, what: 'collecting', at });
      if (amount <= 0 || amount !== askable) return `${effect.id} draws ${amount} of ${itemId}, of which ${askable} may be drawn`;
    }
    const before = last.get(effect.chargeId);
    if (before?.methodId === effect.methodId && HOPELESS.includes(before.code)) return `${effect.id} tries again after ${before.code}`;
    const failures = tries.get(`${effect.chargeId} ${effect.methodId}`) ?? 0;
    if (retry && failures > retry.length) return `${effect.id} is a retry after ${failures} failures, the journey has ${retry.length}`;
    const began = first.get(effect.chargeId);
    if (began?.methodId !== effect.methodId) first.set(effect.chargeId, { methodId: effect.methodId, at });
    else if (upTo && before && BY_ITSELF.includes(before.code)) {
      if (failures > upTo.times) return `${effect.id} is a retry after ${failures} failures, the journey has ${upTo.times}`;
      const after = (effect.due - began.at) / 86_400_000;
      if (after > upTo.days + 0.1) return `${effect.id} tries again after ${after.toFixed(1)} days, the journey says ${upTo.days}`;
    }
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
