import { describe, expect, it } from '@jest/globals';
import type { FactData, FactType, Report } from '../../facts.js';
import { MemoryBook } from '../../simulator/memory-book.js';
import { CUSTOMER } from '../../testing/world.js';

type Named = NonNullable<FactData['payment.received']['requested']>;
interface Paid {
  amount: number;
  currency?: string;
  requested: Named;
  on?: string;
}

/** One customer's books with short words for what is told. */
function desk() {
  const book = new MemoryBook(CUSTOMER);
  let told = 0;
  const tell = <T extends FactType>(type: T, data: FactData[T], on = '2026-03-01') => {
    told += 1;
    book.record({ report: { type, source: 'api', externalId: `${told}`, effectiveOn: on, data } as Report, recordedAt: told });
  };
  return {
    pay: (paymentId: string, { amount, currency = 'EUR', requested, on }: Paid) =>
      tell(
        'payment.received',
        {
          paymentId,
          accountId: book.accountFor(currency),
          amount,
          currency,
          shares: [],
          requested,
          apply: 'named',
          chargeId: null,
          attemptId: null,
          reference: null,
        },
        on,
      ),
    issue: (number: string, amount: number, { currency = 'EUR', itemId = `item/${number}` } = {}) =>
      tell('invoice.issued', {
        itemId,
        accountId: book.accountFor(currency),
        number,
        amount,
        currency,
        dueOn: '2026-04-01',
        delivery: 'waiting',
        orderIds: [],
      }),
    tell,
    book,
    stands: () => ({
      open: Object.fromEntries(book.list('item').map((item) => [item.number, item.open])),
      left: Object.fromEntries(book.list('payment').map((payment) => [payment.id, payment.unapplied])),
      tasks: book.list('task').map(({ subject, status }) => `${subject} ${status}`),
      waiting: book.list('awaited').map(({ paymentId, invoice, amount }) => `${paymentId} ${invoice} ${amount}`),
    }),
  };
}

describe('money for an invoice that nobody knows', () => {
  const EARLY: Paid = { amount: 1_000, requested: [{ invoice: 'R-1', amount: 1_000 }] };
  const cases: [string, Record<string, Paid>, [string, number, object?][], ReturnType<ReturnType<typeof desk>['stands']>][] = [
    ['waits, unapplied, with a task', { P1: EARLY }, [], { open: {}, left: { P1: 1_000 }, tasks: ['P1 open'], waiting: ['P1 R-1 1000'] }],
    [
      'goes to the invoice when that comes, and the question is answered',
      { P1: EARLY },
      [['R-1', 1_000]],
      { open: { 'R-1': 0 }, left: { P1: 0 }, tasks: ['P1 closed'], waiting: [] },
    ],
    [
      'goes to it by our id, too',
      { P1: { amount: 1_000, requested: [{ invoice: 'item/R-1', amount: 1_000 }] } },
      [['R-1', 1_000]],
      { open: { 'R-1': 0 }, left: { P1: 0 }, tasks: ['P1 closed'], waiting: [] },
    ],
    [
      'pays a part of a larger invoice',
      { P1: EARLY },
      [['R-1', 1_500]],
      { open: { 'R-1': 500 }, left: { P1: 0 }, tasks: ['P1 closed'], waiting: [] },
    ],
    [
      'never goes beyond the invoice: the rest is a person’s to decide',
      { P1: EARLY },
      [['R-1', 400]],
      { open: { 'R-1': 0 }, left: { P1: 600 }, tasks: ['P1 open'], waiting: [] },
    ],
    [
      'never goes beyond what was meant for it',
      { P1: { amount: 1_000, requested: [{ invoice: 'R-1', amount: 300 }] } },
      [['R-1', 1_000]],
      { open: { 'R-1': 700 }, left: { P1: 700 }, tasks: ['P1 open'], waiting: [] },
    ],
    [
      'never goes beyond itself, whatever was meant',
      { P1: { amount: 1_000, requested: [{ invoice: 'R-1', amount: 5_000 }] } },
      [['R-1', 5_000]],
      { open: { 'R-1': 4_000 }, left: { P1: 0 }, tasks: ['P1 closed'], waiting: [] },
    ],
    [
      'leaves another invoice alone',
      { P1: EARLY },
      [['R-2', 1_000]],
      { open: { 'R-2': 1_000 }, left: { P1: 1_000 }, tasks: ['P1 open'], waiting: ['P1 R-1 1000'] },
    ],
    [
      'in another currency goes on waiting',
      { P1: { ...EARLY, currency: 'USD' } },
      [['R-1', 1_000]],
      { open: { 'R-1': 1_000 }, left: { P1: 1_000 }, tasks: ['P1 open'], waiting: ['P1 R-1 1000'] },
    ],
    [
      'goes to the next of that number only',
      { P1: EARLY },
      [
        ['R-1', 400],
        ['R-1', 400, { itemId: 'another' }],
      ],
      { open: { 'R-1': 400 }, left: { P1: 600 }, tasks: ['P1 open'], waiting: [] },
    ],
    [
      'for two invoices goes to each as it comes',
      {
        P1: {
          amount: 1_000,
          requested: [
            { invoice: 'R-1', amount: 600 },
            { invoice: 'R-2', amount: 400 },
          ],
        },
      },
      [['R-2', 400]],
      { open: { 'R-2': 0 }, left: { P1: 600 }, tasks: ['P1 open'], waiting: ['P1 R-1 600'] },
    ],
    [
      'named twice for one invoice counts together',
      {
        P1: {
          amount: 1_000,
          requested: [
            { invoice: 'R-1', amount: 600 },
            { invoice: 'R-1', amount: 400 },
          ],
        },
      },
      [['R-1', 1_000]],
      { open: { 'R-1': 0 }, left: { P1: 0 }, tasks: ['P1 closed'], waiting: [] },
    ],
    [
      'of two payments: the older money first',
      { P1: EARLY, P2: { ...EARLY, on: '2026-02-01' } },
      [['R-1', 1_200]],
      { open: { 'R-1': 0 }, left: { P1: 800, P2: 0 }, tasks: ['P1 open', 'P2 closed'], waiting: [] },
    ],
  ];

  it.each(cases)('%s', (_, payments, invoices, expected) => {
    const { pay, issue, stands, book } = desk();
    for (const [id, paid] of Object.entries(payments)) pay(id, paid);
    for (const [number, amount, more] of invoices) issue(number, amount, more);
    expect(stands()).toEqual(expected);
    const sums = new Map<string, number>();
    for (const { factNumber, amount } of book.postings) sums.set(`${factNumber}`, (sums.get(`${factNumber}`) ?? 0) + amount);
    expect([...sums.values()].every((sum) => sum === 0)).toBe(true);
  });

  it('that came between look-up and booking is applied at once', () => {
    const { pay, issue, stands } = desk();
    issue('R-1', 1_000);
    pay('P1', EARLY);
    expect(stands()).toEqual({ open: { 'R-1': 0 }, left: { P1: 0 }, tasks: [], waiting: [] });
  });

  it('settles the invoice as it comes, and the fact says by which money', () => {
    const { pay, issue, book } = desk();
    pay('P1', EARLY);
    issue('R-1', 1_000);
    expect(book.item('item/R-1')?.settledAt).not.toBeNull();
    expect(book.facts.at(-1)).toMatchObject({ type: 'invoice.issued', data: { taken: [{ paymentId: 'P1', amount: 1_000 }] } });
  });

  it('waits no longer once it is refunded, or applied to something else', () => {
    const { pay, issue, tell, stands } = desk();
    pay('P1', EARLY);
    pay('P2', { ...EARLY, requested: [{ invoice: 'R-2', amount: 1_000 }] });
    tell('payment.refunded', { paymentId: 'P1', itemIds: [] });
    issue('R-9', 1_000);
    tell('payment.applied', { paymentId: 'P2', shares: [{ itemId: 'item/R-9', amount: 1_000 }] });
    expect(stands().waiting).toEqual([]);
    issue('R-1', 1_000);
    issue('R-2', 1_000);
    expect(stands()).toMatchObject({ open: { 'R-9': 0, 'R-1': 1_000, 'R-2': 1_000 }, left: { P1: 0, P2: 0 } });
  });
});
