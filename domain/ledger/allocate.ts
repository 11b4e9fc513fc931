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
  const given = new Map<string, number>();
  let left = amount;
  const give = (itemId: string, wanted: number) => {
    const part = Math.min(left, wanted);
    if (part <= 0) return;
    given.set(itemId, (given.get(itemId) ?? 0) + part);
    left -= part;
  };
  for (const share of shares) {
    const item = items.find((candidate) => candidate.id === share.itemId);
    if (item && item.currency === currency) give(item.id, Math.min(share.amount, item.open - (given.get(item.id) ?? 0)));
  }
  if (apply === 'oldest-first') {
    const oldest = items.filter((item) => item.open > 0 && item.currency === currency).sort(byDueDate);
    for (const item of oldest) {
      const disputed = disputes
        .filter((dispute) => dispute.itemId === item.id && dispute.status === 'open')
        .reduce((sum, dispute) => sum + dispute.amount, 0);
      give(item.id, item.open - disputed - (given.get(item.id) ?? 0));
    }
  }
  return [...given].map(([itemId, part]) => ({ itemId, amount: part }));
}
