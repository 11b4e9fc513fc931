import type { AttemptRow, Change, ChargeRow, ItemRow, ReasonClass } from '../../rows.js';
import type { BookingRule, RuleInput } from './booking-rule.js';
import { needItem } from './refusals.js';

/** The attempt ends as failed; one that somebody else made is kept with its charge. */
export const bookFailedPayment: BookingRule<'payment.failed'> = ({ data, rows, customerId }) => {
  const { chargeId, attemptId, itemIds, methodId, code, reasonClass, attemptedAt } = data;
  const items = itemIds.map((id) => needItem({ rows, id }));
  const ended = { outcome: outcomeOf(reasonClass), code, reasonClass };
  const changes: Change[] = [];
  if (!rows.charges.some((charge) => charge.id === chargeId))
    changes.push({ insert: 'charge', row: foreignCharge({ data, items, customerId }) });
  if (rows.attempts.some((attempt) => attempt.id === attemptId)) changes.push({ update: 'attempt', id: attemptId, set: ended });
  else
    changes.push({
      insert: 'attempt',
      row: { id: attemptId, customerId, chargeId, methodId: methodId ?? '', at: attemptedAt, reference: null, ...ended },
    });
  return { changes };
};

function outcomeOf(reasonClass: ReasonClass): AttemptRow['outcome'] {
  if (reasonClass === 'outcome_unknown') return 'unknown';
  return reasonClass === 'technical_ours' ? 'ours' : 'declined';
}

/** A charge that somebody else made: kept so that its failure is handled like one of ours. */
function foreignCharge({
  data,
  items,
  customerId,
}: Pick<RuleInput<'payment.failed'>, 'data' | 'customerId'> & { items: ItemRow[] }): ChargeRow {
  return {
    id: data.chargeId,
    customerId,
    itemIds: items.map((item) => item.id),
    methodId: data.methodId ?? '',
    amount: items.reduce((sum, item) => sum + item.open, 0),
    currency: items[0]?.currency ?? '',
    status: 'open',
    startedAt: data.attemptedAt,
  };
}
