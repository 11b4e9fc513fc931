import type { Share } from '../facts.js';
import { byDueDate, type DisputeRow, type ItemRow } from '../rows.js';

interface AllocateInput {
  /** Minor units to give out. */
  amount: number;
  currency: string;
  shares: Share[];
  apply: 'named' | 'oldest-first';
  items: ItemRow[];
  disputes: DisputeRow[];
}

/**
 * Cash application. First the items that the payment names, each up to what is open on it and only in the payment's currency; then, if asked,
 * the oldest due first, passing by the disputed part. What is left is not in the answer: it stays unapplied.
 */
export function allocate({ amount, currency, shares, apply, items, disputes }: AllocateInput): Share[] {
  const given: Share[] = [];
  let left = amount;
  for (const share of shares) {
    const item = items.find((candidate) => candidate.id === share.itemId);
    if (item && item.currency === currency) left -= give({ given, item, wanted: share.amount, left });
  }
  if (apply === 'oldest-first') {
    const oldest = items.filter((item) => item.open > 0 && item.currency === currency).sort(byDueDate);
    for (const item of oldest) {
      const disputed = disputes
        .filter((dispute) => dispute.itemId === item.id && dispute.status === 'open')
        .reduce((sum, dispute) => sum + dispute.amount, 0);
      left -= give({ given, item, wanted: item.open - disputed - givenTo(given, item.id), left });
    }
  }
  return given;
}

/** Gives the item what is wanted for it, as far as money is left and it is open, and says how much that was. */
function give({ given, item, wanted, left }: { given: Share[]; item: ItemRow; wanted: number; left: number }): number {
  const part = Math.min(left, wanted, item.open - givenTo(given, item.id));
  if (part <= 0) return 0;
  const share = given.find((candidate) => candidate.itemId === item.id);
  if (share) share.amount += part;
  else given.push({ itemId: item.id, amount: part });
  return part;
}

const givenTo = (given: Share[], itemId: string): number => given.find((share) => share.itemId === itemId)?.amount ?? 0;
