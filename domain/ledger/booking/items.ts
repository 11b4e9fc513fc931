/** Invoices and their delivery. */
import { instantAt, type LocalDate } from '../../calendar.js';
import { DulyError } from '../../errors.js';
import type { Change, HoldRow, ItemRow } from '../../rows.js';
import type { BookingRows } from '../book.js';
import { takeAwaited } from './awaited-invoices.js';
import type { BookingRule } from './booking-rule.js';
import { prepaidHold } from './prepaid.js';
import { needItem, positive } from './refusals.js';

/** The item opens by its posting; the orders that it bills are invoiced; money that waited for it goes to it. */
export const bookInvoice: BookingRule<'invoice.issued'> = ({ data, effectiveOn, rows, customerId, number: factNumber, recordedAt }) => {
  const { itemId, accountId, number, amount, currency, dueOn, delivery, deliveredOn, product, orderIds, prepaid } = data;
  const deliveredAt = deliveredOn === undefined ? recordedAt : noon(deliveredOn, rows);
  positive(amount);
  const item: ItemRow = {
    id: itemId,
    customerId,
    accountId,
    kind: prepaid ? 'prepaid' : 'invoice',
    number,
    amount,
    open: 0,
    currency,
    issuedOn: effectiveOn,
    dueOn,
    dueChangedAfter: null,
    delivery,
    deliveredAt: delivery === 'delivered' ? deliveredAt : null,
    settledAt: null,
    product: product ?? null,
    excusedOn: null,
    journeyId: null,
  };
  const waiting = takeAwaited({ item, rows, number: factNumber, recordedAt });
  const changes: Change[] = [{ insert: 'item', row: item }];
  for (const id of orderIds) changes.push({ update: 'order', id, set: { status: prepaid ? 'prepaid' : 'invoiced', itemId } });
  if (prepaid) changes.push({ insert: 'hold', row: prepaidHold({ itemId, customerId, startedAt: recordedAt }) });
  changes.push(...waiting.changes);
  return {
    changes,
    postings: [
      { book: 'receivable', accountId, itemId, amount, currency },
      { book: 'revenue', accountId, amount: -amount, currency },
      ...waiting.postings,
    ],
    data: waiting.taken.length > 0 ? { ...data, taken: waiting.taken } : data,
  };
};

/** A letter counts as delivered when it arrives. Ends what a refusal of the invoice had stopped. */
export const bookDelivery: BookingRule<'invoice.delivered'> = ({ data, rows, recordedAt }) => {
  const { id } = needItem({ rows, id: data.itemId });
  return {
    changes: [
      {
        update: 'item',
        id,
        set: { delivery: 'delivered', deliveredAt: data.arrivesOn === undefined ? recordedAt : noon(data.arrivesOn, rows) },
      },
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
          cutOffOn: null,
        },
      },
    ],
  };
};

/**
 * Steps that the item has had stay, and what it was asked for until now; what is left counts from the new day. Money that is not applied covers the
 * oldest first, which may be another one now. Throws `invalid_date` for a day before its issue.
 */
export const bookDueDate: BookingRule<'invoice.dueChanged'> = ({ data, rows }) => {
  const { id, number, issuedOn, dueOn: before } = needItem({ rows, id: data.itemId });
  if (data.dueOn < issuedOn)
    throw new DulyError({
      code: 'invalid_date',
      at: 'due_on',
      message: `Invoice ${number || id} was issued on ${issuedOn}: send that or a later day.`,
    });
  return {
    changes: [{ update: 'item', id, set: { dueOn: data.dueOn, dueChangedAfter: rows.decided ?? 0 } }],
    data: { ...data, before },
    wakeAll: rows.accounts.some(({ unapplied }) => unapplied > 0),
  };
};

/** Steps that the item has had stay. Throws `already_ended` for one that walks another journey by now: somebody gave it that before. */
export const bookItemMove: BookingRule<'invoice.moved'> = ({ data, rows }) => {
  const { id, number, journeyId } = needItem({ rows, id: data.itemId });
  if (journeyId !== data.from)
    throw new DulyError({
      code: 'already_ended',
      message: `Invoice ${number || id} walks ${journeyId ?? "its customer's own journey"}, not ${data.from ?? "its customer's own"}: ask again.`,
    });
  const changes: Change[] = [{ update: 'item', id, set: { journeyId: data.to } }];
  const { itemJourneys, segments } = rows.customer;
  // The segments that the other journey asks for are judged when a step of it next asks.
  if (data.to !== null && !itemJourneys.includes(data.to))
    changes.push({
      update: 'customer',
      id: rows.customer.id,
      set: { itemJourneys: [...itemJourneys, data.to], segments: { on: null, in: segments.in } },
    });
  return { changes };
};

/** The steps are over as if Duly had taken them at noon of that day; those that it took itself stay as they are. */
export const bookTakenSteps: BookingRule<'steps.taken'> = ({ data, rows, customerId }) => {
  const { id } = needItem({ rows, id: data.itemId });
  const at = noon(data.on, rows);
  return {
    steps: data.steps.map((step) => ({ customerId, subject: id, step, occurrence: 0, at, how: 'taken', effectId: null, severe: null })),
  };
};

/** Of a day of which the hour is not known: the same date for the customer and in the zones around him. */
const noon = (date: LocalDate, { customer }: BookingRows) => instantAt({ date, time: '12:00', zone: customer.timeZone });

const incompleteHolds = ({ holds }: BookingRows, subject: string): HoldRow[] =>
  holds.filter((hold) => hold.kind === 'incomplete' && hold.subject === subject && hold.endedAt === null);
