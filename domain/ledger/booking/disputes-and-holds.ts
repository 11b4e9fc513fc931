/** What stops steps for a time: disputes, each with a hold of its own, and holds that somebody places. */

import type { Instant } from '../../calendar.js';
import { DulyError } from '../../errors.js';
import type { Change, DisputeRow, ItemRow, Stoppable } from '../../rows.js';
import type { BookingRows } from '../book.js';
import type { BookingRule } from './booking-rule.js';
import { need, needItem, positive } from './refusals.js';

/** What a dispute stops by default (the journey's `holds` will say otherwise). */
const DISPUTE_STOPS: Stoppable[] = ['reminders', 'collecting', 'interest', 'escalation'];

/** Holds the disputed part of the item, or all of it. */
export const bookDispute: BookingRule<'dispute.opened'> = ({ data, rows, customerId, recordedAt }) => {
  const { disputeId: id, itemId, amount, reasonCode } = data;
  const item = needItem({ rows, id: itemId });
  return { changes: disputedPart({ id, item, amount: positive(amount), reasonCode, customerId, at: recordedAt }) };
};

/** A dispute of so much of the item, with the hold that stops it. */
export const disputedPart = ({
  id,
  item,
  amount,
  reasonCode,
  customerId,
  at,
}: {
  id: string;
  item: ItemRow;
  amount: number;
  reasonCode: string;
  customerId: string;
  at: Instant;
}): Change[] => [
  {
    insert: 'dispute',
    row: { id, customerId, itemId: item.id, amount, reasonCode, status: 'open', openedAt: at, resolvedAt: null, outcome: null },
  },
  {
    insert: 'hold',
    row: {
      id: `hold/${id}`,
      customerId,
      kind: 'dispute',
      scope: 'item',
      subject: item.id,
      amount: amount >= item.amount ? null : amount,
      stops: DISPUTE_STOPS,
      startedAt: at,
      endsAt: null,
      endedAt: null,
      cutOffOn: null,
    },
  },
];

/** An open dispute has another reason now. Throws `already_ended` for one that is resolved. */
export const bookExplanation: BookingRule<'dispute.explained'> = ({ data, rows }) => {
  const { id, status, outcome } = need({ rows: rows.disputes, id: data.disputeId, code: 'unknown_dispute', noun: 'dispute' });
  if (status === 'resolved') throw new DulyError({ code: 'already_ended', message: `Dispute ${id} is already resolved (${outcome}).` });
  return { changes: [{ update: 'dispute', id, set: { reasonCode: data.reasonCode } }] };
};

/** A dispute is resolved once: again throws `already_ended`. */
export const bookResolution: BookingRule<'dispute.resolved'> = ({ data, rows, recordedAt }) => {
  const { disputeId, outcome } = data;
  const dispute = need({ rows: rows.disputes, id: disputeId, code: 'unknown_dispute', noun: 'dispute' });
  if (dispute.status === 'resolved')
    throw new DulyError({ code: 'already_ended', message: `Dispute ${disputeId} is already resolved (${dispute.outcome}).` });
  return { changes: endDispute({ rows, id: disputeId, outcome, at: recordedAt }) };
};

/** Ends the dispute, if it is open, with its hold and what a person is asked about it. */
export const endDispute = ({
  rows,
  id,
  outcome = 'against-customer',
  at,
}: {
  rows: BookingRows;
  id: string;
  outcome?: DisputeRow['outcome'];
  at: Instant;
}): Change[] =>
  rows.disputes.some((dispute) => dispute.id === id && dispute.status === 'open')
    ? [
        { update: 'dispute', id, set: { status: 'resolved', resolvedAt: at, outcome } },
        { update: 'hold', id: `hold/${id}`, set: { endedAt: at } },
        ...rows.tasks
          .filter((task) => task.id === `task/${id}` && task.status === 'open')
          .map((task): Change => ({ update: 'task', id: task.id, set: { status: 'closed', outcome: 'resolved', endedAt: at } })),
      ]
    : [];

/** Stops what it names, of the subject whole, until `endsAt` or its release. */
export const bookHold: BookingRule<'hold.placed'> = ({ data, customerId, recordedAt }) => {
  const { holdId, kind, scope, subject, stops, endsAt } = data;
  return {
    changes: [
      {
        insert: 'hold',
        row: {
          id: holdId,
          customerId,
          kind,
          scope,
          subject,
          amount: null,
          stops,
          startedAt: recordedAt,
          endsAt,
          endedAt: null,
          cutOffOn: null,
        },
      },
    ],
  };
};

/** Ends the hold now. Throws `unknown_hold`. */
export const bookRelease: BookingRule<'hold.released'> = ({ data, rows, recordedAt }) => {
  const { id } = need({ rows: rows.holds, id: data.holdId, code: 'unknown_hold', noun: 'hold' });
  return { changes: [{ update: 'hold', id, set: { endedAt: recordedAt } }] };
};
