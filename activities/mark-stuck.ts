import { dateAt } from '../domain/calendar.js';
import type { JourneyActivities } from '../workflows/contract.js';
import type { Books } from './ports/books.js';
import type { Clock } from './ports/clock.js';

/** Opens a task for operators about a customer whose decisions fail; there is one at a time. */
export function createMarkStuck({ books, clock }: { books: Books; clock: Clock }): JourneyActivities['markStuck'] {
  return ({ customerId }) =>
    books.withCustomer(customerId, (own) => own.openStuckTask({ on: dateAt(clock.now(), 'UTC'), now: clock.now() }));
}
