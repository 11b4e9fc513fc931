import { plainMoney } from '../money.js';
import type { Reason } from '../reasons.js';
import type { HoldName, ItemRow, Stoppable } from '../rows.js';
import type { View } from '../view.js';

export type Claimable = { ok: true; amount: number } | { ok: false; reason: Reason };

/**
 * May this still be done for the item, judged by the records as they are at this moment? Asked by the decision and again by every claim.
 * Money recorded in any state counts: what is settled, on its way, unapplied or held is not asked for. `amount` is what is asked for, in minor units.
 */
export function claimable({
  itemId,
  step,
  stoppedBy,
  despite,
  tolerance = 0,
  view,
}: {
  itemId: string;
  step: string;
  stoppedBy: Stoppable | null;
  /** Holds of this kind do not count. */
  despite?: HoldName | undefined;
  /** Minor units up to which nothing is asked for. */
  tolerance?: number | undefined;
  view: View;
}): Claimable {
  const item = view.item(itemId);
  if (!item || item.open <= 0) return no(itemId, 'settled', { stage: step });
  if (stoppedBy === null) {
    const cutOff = view.cutOff();
    return cutOff !== undefined && item.issuedOn < cutOff ? no(itemId, 'held', { step, kind: 'legal' }) : { ok: true, amount: item.open };
  }
  const held = view.heldOf(item, stoppedBy, despite && ((kind) => kind !== despite));
  if (held >= item.open) return no(itemId, ...heldBy({ item, step, stoppedBy, despite, view }));
  if (view.pendingOf(item.id) > 0) return no(itemId, 'money-pending', { step });
  const amount = item.open - held - view.shieldOf(item.id);
  if (amount <= 0) return no(itemId, 'money-unapplied', { step });
  return amount > tolerance ? { ok: true, amount } : no(itemId, 'within-tolerance', { step });
}

/** Which hold it is: a promise, where one is among them, for that tells until when. */
function heldBy({
  item,
  step,
  stoppedBy,
  despite,
  view,
}: {
  item: ItemRow;
  step: string;
  stoppedBy: Stoppable;
  despite: HoldName | undefined;
  view: View;
}): ['held' | 'promised', Record<string, string>] {
  const holds = view.activeHolds(item.id, stoppedBy).filter(({ kind }) => kind !== despite);
  const promise = holds.every(({ kind }) => kind === 'dispute' || kind === 'promise') ? view.promiseOf(item.id) : undefined;
  if (!promise) return ['held', { step, kind: holds[0]?.kind ?? 'hold' }];
  return ['promised', { step, money: plainMoney(promise.amount, item.currency), until: promise.untilOn ?? promise.byOn }];
}

const no = (
  about: string,
  code: 'settled' | 'held' | 'promised' | 'money-pending' | 'money-unapplied' | 'within-tolerance',
  params: Record<string, string>,
): Claimable => ({
  ok: false,
  reason: { about, code, params },
});
