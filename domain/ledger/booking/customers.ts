/** The customer's own record and how he can be collected from. */
import { DulyError } from '../../errors.js';
import type { Change, CustomerRow } from '../../rows.js';
import type { BookingRows } from '../book.js';
import type { BookingRule } from './booking-rule.js';

/** Only what is named in `set` changes; his segments are judged anew when a step next asks, and his journey with the next decision, though they were today. */
export const bookCustomerChange: BookingRule<'customer.changed'> = ({ data, rows, customerId }) => ({
  changes: [
    {
      update: 'customer',
      id: customerId,
      set: { ...data.set, segments: judgedAnew(rows), ruled: { on: null, by: rows.customer.ruled.by } },
    },
  ],
});

/** One contact for each purpose; a new one comes last. */
export const bookContact: BookingRule<'contact.changed'> = ({ data: { purpose, by = [] }, rows, customerId }) => {
  if (purpose === undefined) return {};
  const known = rows.customer.reachable;
  const place = known.findIndex((contact) => contact.purpose === purpose);
  const now = by.length > 0 ? [{ purpose, by }] : [];
  const reachable = place < 0 ? [...known, ...now] : [...known.slice(0, place), ...now, ...known.slice(place + 1)];
  return { changes: [{ update: 'customer', id: customerId, set: { reachable } }] };
};

/** Throws `already_ended` for a customer who is pinned to another version by now: somebody moved him before. */
export const bookMove: BookingRule<'journey.moved'> = ({ data, rows, customerId }) => {
  if (rows.customer.journeyId !== data.from)
    throw new DulyError({
      code: 'already_ended',
      message: `Customer ${customerId} is pinned to ${rows.customer.journeyId}, not to ${data.from}.`,
    });
  const pinned = data.pins === undefined ? {} : { journeyPinned: data.pins };
  // Accounts begin by what they owe when the customer is decided.
  return {
    changes: [{ update: 'customer', id: customerId, set: { ...pinned, journeyId: data.to, segments: judgedAnew(rows) } }],
    begins: (data.begins ?? []).filter((lane) => lane.for !== 'account'),
  };
};

const judgedAnew = ({ customer }: BookingRows): CustomerRow['segments'] => ({ on: null, in: customer.segments.in });

/** A method that comes with `autopay` comes with his consent to be collected from by it. */
export const bookMethod: BookingRule<'method.added'> = ({ data, customerId, recordedAt }) => {
  const { methodId, kind, providerRef, autopay } = data;
  const changes: Change[] = [
    { insert: 'method', row: { id: methodId, customerId, kind, providerRef, status: 'active', addedAt: recordedAt } },
  ];
  if (autopay)
    changes.push({
      insert: 'consent',
      row: { id: `consent/${methodId}`, customerId, kind: 'collect', methodId, givenAt: recordedAt, withdrawnAt: null },
    });
  return { changes };
};
