import { type Instant, MINUTE, plusDays } from '../calendar.js';
import type { AttemptRow, MethodRow } from '../rows.js';
import { RETRY_RULES } from './reason-classes.js';

interface NextRetryInput {
  /** All attempts of one charge, oldest first; none under way. */
  attempts: AttemptRow[];
  /** Active methods on which the customer agreed that we collect, newest first. */
  methods: MethodRow[];
  /** The journey's own days between tries; undefined: by reason. */
  schedule?: readonly number[] | undefined;
  /** So often a method is tried again at most, failures of the network not counted, and no later than so many days after its first try. */
  upTo?: { times: number; days: number } | undefined;
  zone: string;
}

export type NextRetry =
  | { next: 'retry'; at: Instant; methodId: string; because: 'schedule' | 'new-method' }
  | { next: 'needs-customer' }
  | { next: 'ours' }
  | { next: 'ask-outcome' }
  | { next: 'person' }
  | { next: 'used up' };

/**
 * What follows the last failure of a charge. A method that the customer changed since is tried once at once, whatever the reason was.
 * Otherwise the class decides: days at the same hour (the journey's schedule or the class's own), minutes where the network failed, or nothing
 * by itself. Network failures and failures of ours use nothing of the payer's budget.
 */
export function nextRetry({ attempts, methods, schedule, upTo, zone }: NextRetryInput): NextRetry {
  const last = attempts.at(-1);
  if (!last?.reasonClass) return { next: 'used up' };
  if (last.reasonClass === 'outcome_unknown') return { next: 'ask-outcome' };
  const newer = methods.find((method) => method.status === 'active' && method.addedAt > last.at && method.id !== last.methodId);
  if (newer) return { next: 'retry', at: newer.addedAt, methodId: newer.id, because: 'new-method' };
  const rule = RETRY_RULES[last.reasonClass];
  if (last.reasonClass === 'party') return { next: 'person' };
  if (rule.fault === 'us') return { next: 'ours' };
  if (rule.needsCustomer) return { next: 'needs-customer' };
  const run = failuresInARow({ attempts, network: rule.fault === 'network' });
  const minutes = rule.minutes ?? [];
  const shortGap = minutes[run - 1];
  const planned = (at: Instant): NextRetry =>
    upTo && at > plusDays({ instant: firstWith(last, attempts).at, days: upTo.days, zone })
      ? { next: 'used up' }
      : { next: 'retry', at, methodId: last.methodId, because: 'schedule' };
  if (shortGap !== undefined) return planned(last.at + shortGap * MINUTE);
  const days = rule.fault === 'network' ? rule.days : (schedule ?? rule.days);
  const gap = days[run - 1 - minutes.length];
  if (gap === undefined || (upTo && rule.fault !== 'network' && run > upTo.times)) return { next: 'used up' };
  return planned(plusDays({ instant: last.at, days: gap, zone }));
}

/** The first attempt with the method of the last one, since it was changed. */
const firstWith = (last: AttemptRow, attempts: readonly AttemptRow[]): AttemptRow =>
  attempts[attempts.findLastIndex(({ methodId }) => methodId !== last.methodId) + 1] ?? last;

/** How many failures count towards the budget: the payer's own since the last change of method, or the network's last run. */
function failuresInARow({ attempts, network }: { attempts: AttemptRow[]; network: boolean }): number {
  const last = attempts.at(-1) as AttemptRow;
  const sinceMethod = attempts.slice(attempts.findLastIndex((attempt) => attempt.methodId !== last.methodId) + 1);
  const isNetwork = (attempt: AttemptRow) => attempt.reasonClass === 'technical_network';
  if (!network)
    return sinceMethod.filter((attempt) => attempt.reasonClass !== null && RETRY_RULES[attempt.reasonClass].fault === 'payer').length;
  return sinceMethod.length - 1 - sinceMethod.findLastIndex((attempt) => !isNetwork(attempt));
}
