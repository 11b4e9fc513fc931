/**
 * Instalments of a payment plan. They have no money of their own in the ledger: what is open on the plan's invoices is what is left of the plan, and it
 * fills the instalments from the last. So a payment, a credit note or a refund of an invoice moves the instalments, and nothing is ever counted twice.
 */
import type { Share } from '../facts.js';
import { byDueDate, type ItemRow, type PlanRow } from '../rows.js';

/** What is left of the amount at a place, where what is left of the whole is shared out from the last place on. */
export function openAt({
  plan,
  index,
  rest,
}: {
  plan: { instalments: readonly { amount: number }[] };
  index: number;
  rest: number;
}): number {
  let after = 0;
  for (let later = index + 1; later < plan.instalments.length; later += 1) after += plan.instalments[later]?.amount ?? 0;
  return Math.max(0, Math.min(plan.instalments[index]?.amount ?? 0, rest - after));
}

/** An instalment as an item: delivered when the plan was made, due on its day. `rest`: what is open on the plan's invoices, minor units. */
export function instalmentItem({ plan, index, rest }: { plan: PlanRow; index: number; rest: number }): ItemRow | undefined {
  const instalment = plan.instalments[index];
  if (!instalment) return undefined;
  return {
    id: instalment.id,
    customerId: plan.customerId,
    accountId: plan.accountId,
    kind: 'instalment',
    number: `${plan.number} (${index + 1}/${plan.instalments.length})`,
    amount: instalment.amount,
    open: plan.status === 'running' ? openAt({ plan, index, rest }) : 0,
    currency: plan.currency,
    issuedOn: plan.madeOn,
    dueOn: instalment.dueOn,
    dueChangedAfter: null,
    journeyId: null,
    delivery: 'delivered',
    deliveredAt: plan.madeAt,
    settledAt: null,
    product: null,
    excusedOn: null,
  };
}

/** Where an instalment stands, by its id. */
export function findInstalment({ plans, id }: { plans: readonly PlanRow[]; id: string }): { plan: PlanRow; index: number } | undefined {
  for (const plan of plans) {
    const index = plan.instalments.findIndex((instalment) => instalment.id === id);
    if (index >= 0) return { plan, index };
  }
  return undefined;
}

/** Shares that name instalments go to the invoices of their plans, the oldest first; what is more than is open on them stays with the last. */
export function sharesOfInvoices({
  shares,
  plans,
  items,
}: {
  shares: readonly Share[];
  plans: readonly PlanRow[];
  items: readonly ItemRow[];
}): Share[] {
  if (plans.length === 0) return [...shares];
  const given: Share[] = [];
  const taken = (id: string) => given.reduce((sum, share) => (share.itemId === id ? sum + share.amount : sum), 0);
  for (const share of shares) {
    const found = findInstalment({ plans, id: share.itemId });
    if (!found) {
      given.push(share);
      continue;
    }
    let left = share.amount;
    for (const item of items.filter(({ id }) => found.plan.itemIds.includes(id)).sort(byDueDate)) {
      const amount = Math.min(left, item.open - taken(item.id));
      if (amount <= 0) continue;
      given.push({ itemId: item.id, amount });
      left -= amount;
    }
  }
  return given;
}
