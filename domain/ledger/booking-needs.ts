import type { Report } from '../facts.js';

/** Which records a report's booking reads: ids and numbers of whatever kind, and whether the ledger must choose among all open items. */
export function bookingNeeds({ data, type }: Report): { subjects: string[]; openItems: boolean; decided: boolean } {
  const of = data as Record<string, unknown>;
  const ids = [
    'itemId',
    'paymentId',
    'disputeId',
    'taskId',
    'holdId',
    'chargeId',
    'surveyId',
    'attemptId',
    'promiseId',
    'planId',
    'writeOffId',
    'chargebackId',
    'chequeId',
  ].map((key) => of[key]);
  const shares = (of.shares as { itemId: string }[] | undefined) ?? [];
  const itemIds = (of.itemIds as string[] | undefined) ?? [];
  const requested = (of.requested as { invoice?: string; itemId?: string }[] | undefined) ?? [];
  const names = [...requested.map(({ invoice, itemId }) => invoice ?? itemId), type === 'invoice.issued' ? of.number : undefined];
  const subjects = [...ids, ...shares.map((share) => share.itemId), ...itemIds, ...names].filter((id) => typeof id === 'string');
  return {
    subjects: [...new Set(subjects)],
    openItems: (type === 'payment.received' || type === 'cheque.received') && of.apply === 'oldest-first',
    decided: type === 'invoice.dueChanged',
  };
}
