import type { Money } from '../../domain/money.js';

/** What the payer's money is asked for: one attempt of one charge. */
export interface CollectOrder {
  /** The same for every try of the same attempt, and only for it. */
  idempotencyKey: string;
  amount: Money;
  /** The provider's name for the payment method. */
  method: string;
  /** The provider's name for the payer, where it knows one. */
  customer?: string;
  /** What the payer may read on a statement. */
  description: string;
  /** Ids only: no personal data. */
  metadata: Record<string, string>;
}

/**
 * How one try ended. `unreachable` and `ours` speak of this try alone: after an `unknown` under the same key
 * they do not say that no money moved, so an attempt that was once unknown stays so until it is collected or declined.
 */
export type CollectOutcome =
  | { did: 'collected'; reference: string }
  /** The provider's and the network's own codes, uninterpreted. */
  | { did: 'declined'; reference?: string; code: string; network?: { brand: string; code: string }; advice?: string }
  /** Refused for a reason of ours (parameters, key): not a strike against the customer. */
  | { did: 'ours'; code: string }
  /** Surely nothing was handed over in this try. */
  | { did: 'unreachable'; message: string }
  /** The request may have been acted on: ask again under the same key. */
  | { did: 'unknown'; message: string };

/** One charge at a payment provider. `idempotencyKey` is the same for every try of the same attempt, so that money is never taken twice. */
export interface PaymentGateway {
  /** Never throws for what a provider or the network does. */
  collect(order: CollectOrder): Promise<CollectOutcome>;
}
