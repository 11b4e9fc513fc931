/** A customer is insolvent: what he owes from before the cut-off is a claim against the estate. */
import type { LocalDate } from '../../calendar.js';
import { DulyError } from '../../errors.js';
import type { HoldRow, ItemRow, Stoppable } from '../../rows.js';
import type { BookingRows } from '../book.js';
import type { BookingRule } from './booking-rule.js';

const STOPS: Stoppable[] = ['reminders', 'collecting', 'interest', 'escalation', 'surveys', 'orders'];

/** Holds all that was issued before the cut-off, for what reopens or is entered later, too. Throws `already_insolvent` while such a hold is in force. */
export const bookInsolvency: BookingRule<'customer.insolvent'> = ({ data, rows, customerId, recordedAt }) => {
  const known = cutOffHold(rows);
  if (known)
    throw new DulyError({
      code: 'already_insolvent',
      message: `Customer ${customerId} is insolvent already, with the cut-off ${known.cutOffOn}: release hold ${known.id} first where that is wrong.`,
    });
  return {
    changes: [
      {
        insert: 'hold',
        row: {
          id: data.holdId,
          customerId,
          kind: 'legal',
          scope: 'customer',
          subject: customerId,
          amount: null,
          stops: STOPS,
          startedAt: recordedAt,
          endsAt: null,
          endedAt: null,
          cutOffOn: data.cutOff,
        },
      },
    ],
    data: { ...data, itemIds: askedAbout(rows) },
    wakeAll: true,
  };
};

/** Whether money of that value date must not go to the item by itself: a claim from before the cut-off is not paid from what comes after it. */
export function isWithheld({
  rows,
  receivedOn,
  item,
}: {
  rows: BookingRows;
  receivedOn: LocalDate;
  item: Pick<ItemRow, 'issuedOn'>;
}): boolean {
  const cutOff = cutOffHold(rows)?.cutOffOn;
  return cutOff !== undefined && cutOff !== null && receivedOn >= cutOff && item.issuedOn < cutOff;
}

/** The items about which somebody is to call or to decide: they are asked again though their lanes may have ended. */
const askedAbout = ({ tasks }: BookingRows): string[] => [
  ...new Set(
    tasks.filter(({ kind, status }) => status === 'open' && (kind === 'call' || kind === 'escalation')).map(({ subject }) => subject),
  ),
];

const cutOffHold = ({ holds }: BookingRows): HoldRow | undefined =>
  holds.length === 0 ? undefined : holds.find(({ cutOffOn, endedAt }) => cutOffOn !== null && endedAt === null);
