/**
 * What a payment failure's class means for the next try. The mapping from a provider's raw code to a class is data with its source and edition
 * (`domain/data/decline-codes.ts`); the raw code is always kept.
 */
import { DECLINE_CODES } from '../data/decline-codes.js';
import type { ReasonClass } from '../rows.js';

export interface RetryRule {
  /** Days after the first failure's attempt and then after each retry; empty: never by itself. */
  days: readonly number[];
  /** Minutes between tries where the network, not the payer, failed; then `days`. */
  minutes?: readonly number[];
  /** Only something the customer does helps. */
  needsCustomer: boolean;
  fault: 'payer' | 'network' | 'us';
}

/** Defaults by class; a journey's own schedule replaces `days` and may only be used where `days` is not empty. Source: docs/reference/failure-codes.md. */
export const RETRY_RULES: Readonly<Record<ReasonClass, RetryRule>> = {
  soft_funds: { days: [1, 2, 2, 2], needsCustomer: false, fault: 'payer' },
  soft_limit: { days: [1, 2, 4], needsCustomer: false, fault: 'payer' },
  soft_unknown: { days: [1, 3, 5], needsCustomer: false, fault: 'payer' },
  technical_network: { minutes: [10, 60, 240], days: [1, 1], needsCustomer: false, fault: 'network' },
  technical_ours: { days: [], needsCustomer: false, fault: 'us' },
  outcome_unknown: { days: [], needsCustomer: false, fault: 'network' },
  fix_data: { days: [], needsCustomer: true, fault: 'payer' },
  authentication: { days: [], needsCustomer: true, fault: 'payer' },
  hard_instrument: { days: [], needsCustomer: true, fault: 'payer' },
  hard_mandate: { days: [], needsCustomer: true, fault: 'payer' },
  hard_fraud: { days: [], needsCustomer: true, fault: 'payer' },
  reversal: { days: [], needsCustomer: true, fault: 'payer' },
  party: { days: [], needsCustomer: false, fault: 'payer' },
};

/** The class of a raw code; a code that no table knows is a soft decline of unknown reason, as card networks treat "do not honor". */
export function classify({ code, advice }: { code: string; advice?: string | undefined }): ReasonClass {
  if (advice === 'do_not_try_again') return 'hard_instrument';
  return DECLINE_CODES[code] ?? 'soft_unknown';
}
