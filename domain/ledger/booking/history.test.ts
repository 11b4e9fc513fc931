import { describe, expect, it } from '@jest/globals';
import type { FactData, FactType, Report } from '../../facts.js';
import { MemoryBook } from '../../simulator/memory-book.js';
import { CUSTOMER } from '../../testing/world.js';

const ACCOUNT = 'C1/L1/EUR';
const common = { accountId: ACCOUNT, currency: 'EUR' } as const;
function books() {
  const book = new MemoryBook(CUSTOMER);
  const tell = <T extends FactType>(on: string, type: T, data: FactData[T]) => {
    const report = { type, source: 'api', externalId: String(book.facts.length), effectiveOn: on, data } as Report;
    book.record({ report, recordedAt: book.facts.length });
    return told;
  };
  const told = {
    invoice: (itemId: string, dueOn: string, amount = 1000, number = itemId) =>
      tell('2026-01-01', 'invoice.issued', { ...common, itemId, number, amount, dueOn, delivery: 'delivered', orderIds: [] }),
    paid: (on: string, itemId: string, { amount = 1000, ...more }: Partial<FactData['payment.received']> = {}) =>
      tell(on, 'payment.received', {
        ...{ ...common, paymentId: `P-${itemId}-${on}`, amount, shares: [{ itemId, amount }] },
        ...{ apply: 'named', chargeId: null, attemptId: null, reference: null, ...more },
      }),
    applied: (on: string, paymentId: string, itemId: string, amount = 1000) =>
      tell(on, 'payment.applied', { paymentId, shares: [{ itemId, amount }] }),
    refunded: (paymentId: string) => tell('2026-06-01', 'payment.refunded', { paymentId, itemIds: [] }),
    credited: (itemId: string, amount: number) => tell('2026-05-01', 'creditNote.issued', { creditNoteId: `N-${itemId}`, itemId, amount }),
    history: () => book.customer().history.map(({ item, paidOn, daysLate, by }) => `${item} ${paidOn} ${daysLate} ${by}`),
  };
  return told;
}
const one = () => books().invoice('I1', '2026-03-31');

describe('what a customer paid before', () => {
  it('is remembered when money settles an invoice, by its value date', () => {
    expect(one().history()).toEqual([]);
    expect(one().paid('2026-04-10', 'I1').history()).toEqual(['I1 2026-04-10 10 unknown']);
    expect(one().paid('2026-03-21', 'I1', { paidBy: 'cheque' }).history()).toEqual(['I1 2026-03-21 -10 cheque']);
    expect(one().paid('2026-03-31', 'I1', { chargeId: 'CH', paidBy: 'online' }).history()).toEqual(['I1 2026-03-31 0 collected']);
  });

  it('not while a part is open, and by the last part', () => {
    const part = one().paid('2026-04-01', 'I1', { amount: 400, paidBy: 'online' });
    expect(part.history()).toEqual([]);
    expect(part.paid('2026-04-05', 'I1', { amount: 600, paidBy: 'transfer' }).history()).toEqual(['I1 2026-04-05 5 transfer']);
  });

  it('is forgotten when it is open again, and remembered anew', () => {
    const refunded = one().paid('2026-04-10', 'I1').refunded('P-I1-2026-04-10');
    expect(refunded.history()).toEqual([]);
    expect(refunded.paid('2026-07-01', 'I1').history()).toEqual(['I1 2026-07-01 92 unknown']);
  });

  it('by the day on which money came that is applied later, or came before the invoice', () => {
    const later = one().paid('2026-04-02', 'nobody knows', { shares: [], paidBy: 'transfer' });
    expect(later.applied('2026-05-02', 'P-nobody knows-2026-04-02', 'I1').history()).toEqual(['I1 2026-04-02 2 transfer']);
    const early = books().paid('2026-03-01', 'R-9', { shares: [], requested: [{ invoice: 'R-9', amount: 1000 }] });
    expect(early.invoice('I9', '2026-03-31', 1000, 'R-9').history()).toEqual(['I9 2026-03-01 -30 unknown']);
  });

  it('tells nothing of what a credit note settles', () => {
    expect(one().credited('I1', 1000).history()).toEqual([]);
    expect(one().paid('2026-04-10', 'I1', { amount: 400 }).credited('I1', 600).history()).toEqual([]);
    const rest = one().credited('I1', 1500).invoice('I2', '2026-06-30', 500);
    expect(rest.applied('2026-07-30', 'N-I1', 'I2', 500).history()).toEqual([]);
  });

  it('comes to the same in whatever order it is reported', () => {
    const dates = ['2026-04-03', '2026-04-01', '2026-04-02'];
    const inOrderOf = (order: number[]) => {
      const told = books();
      for (const index of [0, 1, 2]) told.invoice(`I${index}`, '2026-04-01');
      for (const index of order) told.paid(dates[index] as string, `I${index}`);
      return told.history();
    };
    expect(inOrderOf([0, 1, 2])).toEqual(['I1 2026-04-01 0 unknown', 'I2 2026-04-02 1 unknown', 'I0 2026-04-03 2 unknown']);
    expect(inOrderOf([2, 0, 1])).toEqual(inOrderOf([0, 1, 2]));
  });

  it('goes back 24 invoices, those that were paid last', () => {
    const told = books();
    for (let index = 10; index < 40; index += 1)
      told.invoice(`I${index}`, '2026-03-31').paid(`2026-04-${index - 9}`.replace(/-(\d)$/, '-0$1'), `I${index}`);
    expect(told.history()).toHaveLength(24);
    expect(told.history()[0]).toBe('I16 2026-04-07 7 unknown');
  });
});
