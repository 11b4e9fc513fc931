import { type Judge, reached } from './judge.js';

/** Another system is told of what may be asked for of the invoice, and of no other amount. */
export const judgeWebhooks: Judge =
  ({ ledger }) =>
  (entry) => {
    if (entry.what !== 'done' || entry.effect.kind !== 'webhook' || !reached(entry)) return undefined;
    if (entry.parts.length === 0) return `${entry.effect.id} tells of nothing`;
    for (const { itemId, amount } of entry.parts) {
      const askable = ledger.askable({ itemId, what: 'escalation', at: entry.at });
      if (amount <= 0 || amount !== askable)
        return `${entry.effect.id} tells of ${amount} of ${itemId}, of which ${askable} may be asked for`;
    }
    return undefined;
  };
