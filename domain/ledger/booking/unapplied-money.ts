/** Money of the customer that is not applied to an item, and the cash desk's task about it. */
import type { Instant } from '../../calendar.js';
import { openedTask } from '../../opened-task.js';
import type { Change } from '../../rows.js';
import type { BookingRows } from '../book.js';

/** `subject` is the payment's or the credit note's id. */
export const askCashDesk = ({ subject, customerId, at }: { subject: string; customerId: string; at: Instant }): Change => ({
  insert: 'task',
  row: openedTask({
    id: `task/${subject}/unapplied`,
    customerId,
    subject,
    kind: 'unapplied-money',
    owner: 'cash-desk',
    openedAt: at,
    dueAt: null,
  }),
});

/** Closes whatever is still asked about the money: nothing of it is left to decide. */
export const closeTasks = ({
  rows,
  subject,
  at,
  outcome,
}: {
  rows: BookingRows;
  subject: string;
  at: Instant;
  outcome: 'applied' | 'refunded' | 'charged back';
}): Change[] =>
  rows.tasks
    .filter((task) => task.subject === subject && task.status === 'open')
    .map((task) => ({ update: 'task', id: task.id, set: { status: 'closed', outcome, endedAt: at } }));
