/** Payment plans in the judges' own ledger: an instalment has no money of its own, what is open on the plan's invoices fills the last ones first. */
import type { OwnItem } from './own-ledger.js';

export interface OwnPlan {
  id: string;
  itemIds: readonly string[];
  instalments: readonly { itemId: string; dueOn: string; amount: number }[];
  account: string;
  runs: boolean;
  madeOn: string;
  madeAt: number;
}

/** The plan of an instalment, and its place in it. */
export function placeIn(plans: Iterable<OwnPlan>, id: string): { plan: OwnPlan; place: number } | undefined {
  for (const plan of plans) {
    const place = plan.instalments.findIndex(({ itemId }) => itemId === id);
    if (place >= 0) return { plan, place };
  }
  return undefined;
}

/** What is left of the instalment at a place when so much is left of the whole. */
export function leftAt({ instalments }: OwnPlan, place: number, rest: number): number {
  let left = rest;
  for (let at = instalments.length - 1; at > place; at -= 1) left -= instalments[at]?.amount ?? 0;
  return Math.max(0, Math.min(instalments[place]?.amount ?? 0, left));
}

/** The instalment as what can be asked for. */
export function instalmentOf({ plan, place, rest }: { plan: OwnPlan; place: number; rest: number }): OwnItem {
  const { itemId, dueOn, amount } = plan.instalments[place] as OwnPlan['instalments'][number];
  return {
    id: itemId,
    number: itemId,
    account: plan.account,
    amount,
    open: plan.runs ? leftAt(plan, place, rest) : 0,
    dueOn,
    firstDueOn: dueOn,
    issuedOn: plan.madeOn,
    deliveredAt: plan.madeAt,
  };
}
