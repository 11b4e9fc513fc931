/** One invoice walks another journey than its customer's, or its customer's again: the one report of it for the API and for operators. */
import { DulyError } from '../domain/errors.js';
import type { FactData, Report } from '../domain/facts.js';
import { wayForItem } from '../domain/journey/diff/way.js';
import type { CustomerBooks } from './ports/books.js';

type InvoiceMoved = Extract<Report, { type: 'invoice.moved' }>;

interface MoveInvoiceInput {
  books: CustomerBooks;
  report: Pick<Report, 'source' | 'externalId' | 'effectiveOn'>;
  itemId: string;
  /** The version's id; null: its customer's journey. */
  to: string | null;
  /** Where it goes on that stands in a stage which is gone there: new stages by the names of old ones. */
  stages?: ReadonlyMap<string, string>;
  by: string;
}

/**
 * The report, to be recorded under the same lock; undefined: the invoice walks that journey already. Throws `unknown_item`, and `invalid_request` where
 * there is no way: the other journey has no lane of that name for invoices, or a named stage is not in it, or not gone.
 */
export async function moveInvoice({
  books,
  report,
  itemId,
  to,
  stages = new Map(),
  by,
}: MoveInvoiceInput): Promise<InvoiceMoved | undefined> {
  const asked: InvoiceMoved = { type: 'invoice.moved', ...report, data: { itemId, from: null, to, by, stages: [] } };
  const item = (await books.bookingRows(asked)).items.find(({ id }) => id === itemId);
  if (!item) throw new DulyError({ code: 'unknown_item', message: `This customer has no invoice ${itemId}.` });
  const from = item.journeyId;
  if (from === to) return undefined;
  const walked = (version: string | null) => (version === null ? books.journey() : books.version(version));
  const { rules, problems, used } = wayForItem({ from: await walked(from), to: await walked(to), named: stages });
  const unused = [...stages.keys()].filter((old) => !used.includes(old));
  if (problems.length === 0 && unused.length > 0)
    problems.push(`No stage "${unused[0]}" is gone or of another type there: leave it out of the stages.`);
  if (problems.length > 0) throw new DulyError({ code: 'invalid_request', at: 'stages', message: problems.join(' ') });
  const data: FactData['invoice.moved'] = { itemId, from, to, by, stages: rules };
  return { ...asked, data };
}
