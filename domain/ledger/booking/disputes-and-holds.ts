/** What stops steps for a time: disputes, each with a hold of its own, and holds that somebody places. */
import { DulyError } from '../../errors.js';
import type { Stoppable } from '../../rows.js';
import type { BookingRule } from './booking-rule.js';
import { need, needItem, positive } from './refusals.js';

/** What a dispute stops by default (the journey's `holds` will say otherwise). */
const DISPUTE_STOPS: Stoppable[] = ['reminders', 'collecting', 'interest', 'escalation'];

/** Holds the disputed part of the item, or all of it. */
export const bookDispute: BookingRule<'dispute.opened'> = ({ data, rows, customerId, recordedAt }) => {
  const { disputeId, itemId, amount, reasonCode } = data;
  const item = needItem({ rows, id: itemId });
  positive(amount);
  return {
    changes: [
      {
        insert: 'dispute',
        row: {
          id: disputeId,
          customerId,
          itemId,
          amount,
          reasonCode,
          status: 'open',
          openedAt: recordedAt,
          resolvedAt: null,
          outcome: null,
        },
      },
      {
        insert: 'hold',
        row: {
          id: `hold/${disputeId}`,
          customerId,
          kind: 'dispute',
          scope: 'item',
          subject: itemId,
          amount: amount >= item.amount ? null : amount,
          stops: DISPUTE_STOPS,
          startedAt: recordedAt,
          endsAt: null,
          endedAt: null,
        },
      },
    ],
  };
};

/** A dispute is resolved once: again throws `already_ended`. */
export const bookResolution: BookingRule<'dispute.resolved'> = ({ data, rows, recordedAt }) => {
  const { disputeId, outcome } = data;
  const dispute = need({ rows: rows.disputes, id: disputeId, code: 'unknown_dispute', noun: 'dispute' });
  if (dispute.status === 'resolved')
    throw new DulyError({ code: 'already_ended', message: `Dispute ${disputeId} is already resolved (${dispute.outcome}).` });
  return {
    changes: [
      { update: 'dispute', id: disputeId, set: { status: 'resolved', resolvedAt: recordedAt, outcome } },
      { update: 'hold', id: `hold/${disputeId}`, set: { endedAt: recordedAt } },
    ],
  };
};

/** Stops what it names, of the subject whole, until `endsAt` or its release. */
export const bookHold: BookingRule<'hold.placed'> = ({ data, customerId, recordedAt }) => {
  const { holdId, kind, scope, subject, stops, endsAt } = data;
  return {
    changes: [
      {
        insert: 'hold',
        row: { id: holdId, customerId, kind, scope, subject, amount: null, stops, startedAt: recordedAt, endsAt, endedAt: null },
      },
    ],
  };
};

/** Ends the hold now. Throws `unknown_hold`. */
export const bookRelease: BookingRule<'hold.released'> = ({ data, rows, recordedAt }) => {
  const { id } = need({ rows: rows.holds, id: data.holdId, code: 'unknown_hold', noun: 'hold' });
  return { changes: [{ update: 'hold', id, set: { endedAt: recordedAt } }] };
};
