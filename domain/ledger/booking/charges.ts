import { dateAt, type Instant, type LocalDate, MINUTE } from '../../calendar.js';
import type { AttemptRow, Change, ChargeRow, ItemRow, ReasonClass } from '../../rows.js';
import type { BookingRows } from '../book.js';
import type { BookingRule, RuleInput } from './booking-rule.js';
import { needAsked } from './refusals.js';

/** So far may the clock of whoever reports a failure be behind ours. */
const CLOCKS_APART = 5 * MINUTE;

/**
 * The attempt ends as failed; one that somebody else made is kept with its charge. It answers what nobody knew: an attempt of unknown outcome, made
 * before for nothing but these items, has failed, too, and its charge is over.
 */
export const bookFailedPayment: BookingRule<'payment.failed'> = ({ data, rows, customerId, recordedAt }) => {
  const { chargeId, attemptId, itemIds, methodId, code, reasonClass, attemptedAt } = data;
  const items = itemIds.map((id) => needAsked({ rows, id }));
  const ended = { outcome: outcomeOf(reasonClass), code, reasonClass };
  const changes: Change[] = [];
  if (!rows.charges.some((charge) => charge.id === chargeId))
    changes.push({ insert: 'charge', row: foreignCharge({ data, items, customerId }) });
  if (rows.attempts.some((attempt) => attempt.id === attemptId)) {
    changes.push({ update: 'attempt', id: attemptId, set: ended });
    if (ended.outcome !== 'unknown') changes.push(...closeQuestion({ rows, attemptId, at: recordedAt, outcome: code }));
  } else
    changes.push({
      insert: 'attempt',
      row: { id: attemptId, customerId, chargeId, methodId: methodId ?? '', at: attemptedAt, reference: null, ...ended },
    });
  const answered = ended.outcome === 'unknown' ? [] : unknownAttempts({ data, rows });
  for (const { id, chargeId: other } of answered)
    changes.push(
      { update: 'attempt', id, set: ended },
      { update: 'charge', id: other, set: { status: 'failed' } },
      ...closeQuestion({ rows, attemptId: id, at: recordedAt, outcome: code }),
    );
  if (reasonClass === 'technical_ours') changes.push(...excuse({ items, on: dateAt(attemptedAt, rows.customer.timeZone) }));
  return { changes };
};

/** What we did wrong counts nothing against the customer: later than on that day the items do not count as late. */
export const excuse = ({ items, on }: { items: readonly ItemRow[]; on: LocalDate }): Change[] =>
  items
    .filter(({ kind, excusedOn }) => kind === 'invoice' && excusedOn === null)
    .map(({ id }): Change => ({ update: 'item', id, set: { excusedOn: on } }));

/** The task in which a person is asked about an attempt. */
export const attemptTaskId = (attemptId: string): string => `task/${attemptId}`;

interface CloseQuestionInput {
  rows: BookingRows;
  attemptId: string;
  at: Instant;
  outcome: string;
}

/** Nobody needs to find out any more what became of the attempt. */
export const closeQuestion = ({ rows, attemptId, at, outcome }: CloseQuestionInput): Change[] =>
  rows.tasks
    .filter(({ id, kind, status }) => id === attemptTaskId(attemptId) && kind === 'payment-unknown' && status === 'open')
    .map(({ id }) => ({ update: 'task', id, set: { status: 'closed', outcome, endedAt: at } }));

/** Attempts of other open charges of which nobody knows what became, and of which the failure may speak. */
function unknownAttempts({ data, rows }: Pick<RuleInput<'payment.failed'>, 'data' | 'rows'>): AttemptRow[] {
  const charges = rows.charges.filter(
    ({ id, status, itemIds }) => id !== data.chargeId && status === 'open' && itemIds.every((itemId) => data.itemIds.includes(itemId)),
  );
  return rows.attempts.filter(
    ({ outcome, chargeId, at }) =>
      outcome === 'unknown' && charges.some(({ id }) => id === chargeId) && at <= data.attemptedAt + CLOCKS_APART,
  );
}

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
