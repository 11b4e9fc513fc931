import { addDays, addMonths } from '../domain/calendar.js';
import { loadJourney } from '../domain/journey/load.js';
import { midnight } from '../domain/replay/story.js';
import { simulate } from '../domain/simulator/simulate.js';
import { customerRow } from '../domain/testing/customer.js';

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
    for (let month = 0; month < 13; month += 1) {
      const issuedOn = addMonths(START, month);
      const paid = month - 1;
      if (paid >= 0) {
        const paidOn = addDays(addMonths(START, paid), 30 + (paid % 2 ? 5 : 15));
        run.runTo(midnight(paidOn));
        run.report({
          type: 'payment.received',
          source: 'bench',
          externalId: `p${paid}`,
          effectiveOn: paidOn,
          data: {
            paymentId: `p${paid}`,
            accountId: account,
            amount: 100,
            currency: 'EUR',
            shares: [{ itemId: `i${paid}`, amount: 100 }],
            apply: 'named',
            chargeId: null,
            attemptId: null,
            reference: null,
          },
        });
      }
      if (month === 12) break;
      run.runTo(midnight(issuedOn));
      run.report({
        type: 'invoice.issued',
        source: 'bench',
        externalId: `i${month}`,
        effectiveOn: issuedOn,
        data: {
          itemId: `i${month}`,
          accountId: account,
          number: `${month}`,
          amount: 100,
          currency: 'EUR',
          dueOn: addDays(issuedOn, 30),
          delivery: 'delivered',
          orderIds: [],
        },
      });
    }
  }
  return Math.round((years * 1000) / (performance.now() - start));
}
