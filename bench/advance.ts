/** How many decisions a second one core makes, and whether a decision's cost grows with what is open. */
import { advance } from '../domain/advance.js';
import { addDays, DAY } from '../domain/calendar.js';
import { loadJourney } from '../domain/journey/load.js';
import { accountId } from '../domain/ledger/account-id.js';
import { midnight } from '../domain/replay/story.js';
import type { DecisionRows } from '../domain/rows.js';
import { MemoryBook } from '../domain/simulator/memory-book.js';
import { customerRow } from '../domain/testing/customer.js';
import { issued, paid } from './reports.js';

const START = '2026-01-05';

/** Decisions a second for one payment reported to a customer with so many open items. */
export function decisionsPerSecond({
  journeyText,
  open,
  milliseconds,
}: {
  journeyText: string;
  open: number;
  milliseconds: number;
}): number {
  const journey = loadJourney({ text: journeyText, file: 'bench' });
  const { rows, now } = customerWith({
    open,
    journeyId: journey.name,
    decide: (waiting, at) => advance({ journey, rows: waiting, now: at }),
  });
  let decisions = 0;
  const start = performance.now();
  for (; performance.now() - start < milliseconds; decisions += 1) advance({ journey, rows, now });
  return Math.round((decisions * 1000) / (performance.now() - start));
}

/** The rows of the decision that one payment leads to. */
function customerWith({
  open,
  journeyId,
  decide,
}: {
  open: number;
  journeyId: string;
  decide: (rows: DecisionRows, now: number) => ReturnType<typeof advance>;
}): { rows: DecisionRows; now: number } {
  const customer = customerRow({ id: 'cus_bench', legalEntityId: 'le', deliverBy: 'outside', journeyId });
  const book = new MemoryBook(customer);
  const account = accountId({ customerId: customer.id, legalEntityId: 'le', currency: 'EUR' });
  const now = midnight(START) + 8 * 3_600_000;
  const invoice = (n: number) => ({ itemId: `i${n}`, accountId: account, number: `${n}`, amount: 10_000, currency: 'EUR' });
  book.record({ recordedAt: now, report: { type: 'customer.created', source: 'bench', externalId: 'c', effectiveOn: START, data: {} } });
  for (let n = 0; n < open; n += 1)
    book.record({ recordedAt: now, report: issued({ invoice: invoice(n), on: START, dueOn: addDays(START, 30 + (n % 20)) }) });
  while (book.hasNews()) book.store({ decision: decide(book.select(now), now), now });
  const later = now + DAY;
  book.record({ recordedAt: later, report: paid({ invoice: invoice(0), on: START }) });
  return { rows: book.select(later), now: later };
}
