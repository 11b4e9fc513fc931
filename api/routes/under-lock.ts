/** What is booked as it stands under the customer's lock, for a report that is about to be made of it: what it was when it was looked up may be over. */
import type { CustomerBooks } from '../../activities/ports/books.js';
import { DulyError } from '../../domain/errors.js';
import type { Report } from '../../domain/facts.js';
import type { ChequeRow, ItemRow } from '../../domain/rows.js';

interface UnderLock {
  books: Pick<CustomerBooks, 'bookingRows'>;
  /** Only what it is about counts. */
  report: Report;
}

/** Throws `unknown_item`. */
export async function itemUnderLock({ books, report, itemId }: UnderLock & { itemId: string }): Promise<ItemRow> {
  const item = (await books.bookingRows(report)).items.find(({ id }) => id === itemId);
  if (item) return item;
  throw new DulyError({ code: 'unknown_item', at: 'invoice', message: `There is no invoice ${itemId} of this customer.` });
}

/** Undefined where it was looked up and is not this customer's; booking it is refused then. */
export const chequeUnderLock = async ({ books, report, chequeId }: UnderLock & { chequeId: string }): Promise<ChequeRow | undefined> =>
  (await books.bookingRows(report)).cheques.find(({ id }) => id === chequeId);
