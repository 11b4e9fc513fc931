/** Invoices and their delivery. */
import type { Change, HoldRow } from '../../rows.js';
import type { BookingRows } from '../book.js';
import type { BookingRule } from './booking-rule.js';
import { needItem, positive } from './refusals.js';

/** The item opens by its posting; the orders that it bills are invoiced. */
export const bookInvoice: BookingRule<'invoice.issued'> = ({ data, effectiveOn, customerId, recordedAt }) => {
  const { itemId, accountId, number, amount, currency, dueOn, delivery, orderIds } = data;
  positive(amount);
  return {
    changes: [
      {
        insert: 'item',
        row: {
          id: itemId,
          customerId,
          accountId,
          kind: 'invoice',
          number,
          amount,
          open: 0,
          currency,
          issuedOn: effectiveOn,
          dueOn,
          delivery,
          deliveredAt: delivery === 'delivered' ? recordedAt : null,
          settledAt: null,
        },
      },
      ...orderIds.map((id): Change => ({ update: 'order', id, set: { status: 'invoiced', itemId } })),
    ],
    postings: [
      { book: 'receivable', accountId, itemId, amount, currency },
      { book: 'revenue', accountId, amount: -amount, currency },
    ],
  };
};

/** Ends what a refusal of the invoice had stopped. */
export const bookDelivery: BookingRule<'invoice.delivered'> = ({ data, rows, recordedAt }) => {
  const { id } = needItem({ rows, id: data.itemId });
  return {
    changes: [
      { update: 'item', id, set: { delivery: 'delivered', deliveredAt: recordedAt } },
      ...incompleteHolds(rows, id).map((hold): Change => ({ update: 'hold', id: hold.id, set: { endedAt: recordedAt } })),
    ],
  };
};

/** The item stays open and is marked undeliverable; what follows is the journey's to say. */
export const bookNonDelivery: BookingRule<'invoice.undeliverable'> = ({ data, rows }) => ({
  changes: [{ update: 'item', id: needItem({ rows, id: data.itemId }).id, set: { delivery: 'undeliverable' } }],
});

/** Until the invoice is delivered again it is held as incomplete. */
export const bookRefusal: BookingRule<'invoice.refused'> = ({ data, rows, customerId, number, recordedAt }) => {
  const { id } = needItem({ rows, id: data.itemId });
  return {
    changes: [
      { update: 'item', id, set: { delivery: 'refused' } },
      {
        insert: 'hold',
        row: {
          id: `hold/${id}/incomplete/${number}`,
          customerId,
          kind: 'incomplete',
          scope: 'item',
          subject: id,
          amount: null,
          stops: ['reminders', 'interest', 'escalation'],
          startedAt: recordedAt,
          endsAt: null,
          endedAt: null,
        },
      },
    ],
  };
};

const incompleteHolds = ({ holds }: BookingRows, subject: string): HoldRow[] =>
  holds.filter((hold) => hold.kind === 'incomplete' && hold.subject === subject && hold.endedAt === null);
