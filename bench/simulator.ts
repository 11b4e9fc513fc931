import { addDays, addMonths } from '../domain/calendar.js';
import { loadJourney } from '../domain/journey/load.js';
import { midnight } from '../domain/replay/story.js';
import { simulate } from '../domain/simulator/simulate.js';
import { customerRow } from '../domain/testing/customer.js';
import { issued, paid } from './reports.js';

const START = '2026-01-05';

/** Customer-years a second on one core: 12 invoices, each paid 5 or 15 days late, through the whole journey. */
export function customerYearsPerSecond({ journeyText, milliseconds }: { journeyText: string; milliseconds: number }): number {
  const journey = loadJourney({ text: journeyText, file: 'bench' });
  const start = performance.now();
  let years = 0;
  for (; performance.now() - start < milliseconds; years += 1) {
    const customer = customerRow({ id: `cus_${years}`, legalEntityId: 'le', deliverBy: 'outside', journeyId: journey.name });
    const run = simulate({ journey, customer, start: midnight(START), keep: false });
    run.report({ type: 'customer.created', source: 'bench', externalId: customer.id, effectiveOn: START, data: {} });
    const account = run.book.accountFor('EUR');
    const invoice = (n: number) => ({ itemId: `i${n}`, accountId: account, number: `${n}`, amount: 100, currency: 'EUR' });
    for (let month = 0; month < 13; month += 1) {
      const issuedOn = addMonths(START, month);
      const before = month - 1;
      if (before >= 0) {
        const paidOn = addDays(addMonths(START, before), 30 + (before % 2 ? 5 : 15));
        run.runTo(midnight(paidOn));
        run.report(paid({ invoice: invoice(before), on: paidOn }));
      }
      if (month === 12) break;
      run.runTo(midnight(issuedOn));
      run.report(issued({ invoice: invoice(month), on: issuedOn, dueOn: addDays(issuedOn, 30) }));
    }
  }
  return Math.round((years * 1000) / (performance.now() - start));
}
