import type { JourneyActivities } from '../workflows/contract.js';
import type { Books } from './ports/books.js';
import type { Clock } from './ports/clock.js';

/** Opens a task for operators about a customer whose decisions fail (there is one at a time), or closes it. */
export function createMarkStuck({ books, clock }: { books: Books; clock: Clock }): JourneyActivities['markStuck'] {
  return ({ customerId, stuck }) =>
    books.withCustomer(customerId, (own) => own.storeTrouble({ kind: 'stuck', lasts: stuck, now: clock.now() }));
}
