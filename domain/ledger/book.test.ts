import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FactData, FactType, Report } from '../facts.js';
import { MemoryBook } from '../simulator/memory-book.js';
import { CUSTOMER } from '../testing/world.js';

const ACCOUNT = 'C1/L1/EUR';
function books() {
  const book = new MemoryBook(CUSTOMER);
  let count = 0;
  const tell = <T extends FactType>(type: T, data: FactData[T], externalId?: string): number => {
    count += 1;
    const report = { type, source: 'api', externalId: externalId ?? String(count), effectiveOn: '2026-03-01', data } as Report;
    return book.record({ report, recordedAt: count });
  };
  const told = {
    book,
    tell,
    invoice: (itemId: string, amount: number, more: Partial<FactData['invoice.issued']> = {}) =>
      tell('invoice.issued', {
        itemId,
        accountId: ACCOUNT,
        number: itemId,
        amount,
        currency: 'EUR',
        dueOn: '2026-04-01',
        delivery: 'delivered',
        orderIds: [],
        ...more,
      }),
    payment: (paymentId: string, amount: number, more: Partial<FactData['payment.received']> = {}) =>
      tell('payment.received', {
        paymentId,
        accountId: ACCOUNT,
        amount,
        currency: 'EUR',
        shares: [],
        apply: 'named',
        chargeId: null,
        attemptId: null,
        reference: null,
        ...more,
      }),
    refund: (paymentId: string) => tell('payment.refunded', { paymentId, itemIds: [] }),
    dispute: (disputeId: string, itemId: string, amount: number) =>
      tell('dispute.opened', { disputeId, itemId, amount, reasonCode: 'goods' }),
    opens: () => Object.fromEntries(book.list('item').map(({ id, open }) => [id, open])),
    account: () => book.select(0).accounts.map(({ balance, unapplied }) => ({ balance, unapplied }))[0],
    code: (act: () => unknown): string => {
      try {
        act();
      } catch (error) {
        return (error as { code: string }).code;
      }
      return 'no error';
    },
  };
  return told;
}

describe('booking', () => {
  it('an invoice opens it, a payment that names it settles it', () => {
    const told = books();
    told.invoice('I1', 1000);
    expect([told.opens(), told.account()]).toEqual([{ I1: 1000 }, { balance: 1000, unapplied: 0 }]);
    told.payment('P1', 1000, { shares: [{ itemId: 'I1', amount: 1000 }] });
    expect([told.opens(), told.account()]).toEqual([{ I1: 0 }, { balance: 0, unapplied: 0 }]);
    expect(told.book.item('I1')?.settledAt).not.toBeNull();
  });

  it('money beyond what is owed stays unapplied and the cash desk is asked', () => {
    const told = books();
    told.invoice('I1', 1000);
    told.payment('P1', 1500, { shares: [{ itemId: 'I1', amount: 1500 }] });
    expect([told.opens(), told.account()]).toEqual([{ I1: 0 }, { balance: 0, unapplied: 500 }]);
    expect(told.book.list('task')).toMatchObject([{ kind: 'unapplied-money', subject: 'P1', status: 'open' }]);
  });

  it('money that a charge of ours drew is booked once: reported from outside, too, it is refused by its reference', () => {
    const told = books();
    told.invoice('I1', 1000);
    const drawn = { chargeId: 'CH', attemptId: 'CH/1', methodId: 'M1', itemIds: ['I1'] };
    told.tell('payment.failed', { ...drawn, code: 'outcome_unknown', reasonClass: 'outcome_unknown', attemptedAt: 0 });
    const shares = [{ itemId: 'I1', amount: 1000 }];
    told.payment('P1', 1000, { shares, chargeId: 'CH', attemptId: 'CH/1', reference: 'pi_1' });
    expect(told.code(() => told.payment('P2', 1000, { shares, reference: 'pi_1' }))).toBe('already_booked');
    expect(told.account()).toEqual({ balance: 0, unapplied: 0 });
    told.payment('P3', 1000, { shares, reference: 'pi_2' });
    told.payment('P4', 1000, { shares });
    expect(told.account()).toEqual({ balance: 0, unapplied: 2000 });
  });

  it('money for an invoice that nobody knows, or in another currency, is kept and not refused', () => {
    const told = books();
    told.invoice('I1', 1000);
    told.payment('P1', 400, { shares: [{ itemId: 'I9', amount: 400 }] });
    told.payment('P2', 300, { accountId: 'C1/L1/USD', currency: 'USD', shares: [{ itemId: 'I1', amount: 300 }] });
    expect([told.opens(), told.account()]).toEqual([{ I1: 1000 }, { balance: 1000, unapplied: 400 }]);
  });

  it('unapplied money can be applied in parts, never beyond itself; the question closes with the last', () => {
    const told = books();
    told.invoice('I1', 1000);
    told.payment('P1', 600);
    told.tell('payment.applied', { paymentId: 'P1', shares: [{ itemId: 'I1', amount: 200 }] });
    expect([told.opens(), told.account()]).toEqual([{ I1: 800 }, { balance: 800, unapplied: 400 }]);
    expect(told.book.list('task')[0]?.status).toBe('open');
    told.tell('payment.applied', { paymentId: 'P1', shares: [{ itemId: 'I1', amount: 9999 }] });
    expect([told.opens(), told.account()]).toEqual([{ I1: 400 }, { balance: 400, unapplied: 0 }]);
    expect(told.book.list('task')[0]).toMatchObject({ status: 'closed', outcome: 'applied' });
  });

  it('a refund reopens what the payment had settled, takes back the rest, and cannot be repeated', () => {
    const told = books();
    told.invoice('I1', 1000);
    told.invoice('I2', 500);
    told.payment('P1', 1700, { apply: 'oldest-first' });
    told.refund('P1');
    expect([told.opens(), told.account()]).toEqual([
      { I1: 1000, I2: 500 },
      { balance: 1500, unapplied: 0 },
    ]);
    expect(told.book.item('I1')?.settledAt).toBeNull();
    expect(told.book.facts.at(-1)?.data).toEqual({ paymentId: 'P1', itemIds: ['I1', 'I2'] });
    expect(told.code(() => told.refund('P1'))).toBe('already_ended');
    expect(told.opens()).toEqual({ I1: 1000, I2: 500 });
  });

  it('a credit note beyond what is open is kept as money of the customer, and can be applied to another invoice', () => {
    const told = books();
    told.invoice('I1', 1000);
    told.invoice('I2', 500);
    told.tell('creditNote.issued', { creditNoteId: 'N1', itemId: 'I1', amount: 1200 });
    expect([told.opens(), told.account()]).toEqual([
      { I1: 0, I2: 500 },
      { balance: 500, unapplied: 200 },
    ]);
    told.tell('payment.applied', { paymentId: 'N1', shares: [{ itemId: 'I2', amount: 200 }] });
    expect([told.opens(), told.account()]).toEqual([
      { I1: 0, I2: 300 },
      { balance: 300, unapplied: 0 },
    ]);
  });

  it('the same report again changes nothing and has the same number', () => {
    const told = books();
    told.invoice('I1', 1000);
    const pay = () => told.tell('payment.received', { ...PAYMENT, shares: [{ itemId: 'I1', amount: 400 }] }, 'bank-7');
    expect([pay(), pay()]).toEqual([2, 2]);
    expect(told.opens()).toEqual({ I1: 600 });
  });

  it.each([
    ['no amount', 'invalid_amount', (told: ReturnType<typeof books>) => told.invoice('I9', 0)],
    ['a fraction', 'invalid_amount', (told: ReturnType<typeof books>) => told.payment('P9', 0.5)],
    ['an amount below zero', 'invalid_amount', (told: ReturnType<typeof books>) => told.dispute('D9', 'I1', -1)],
    ['an amount that is too large to be exact', 'invalid_amount', (told: ReturnType<typeof books>) => told.payment('P9', 2 ** 53)],
    ['a dispute about nothing', 'unknown_item', (told: ReturnType<typeof books>) => told.dispute('D9', 'I9', 1)],
    ['a refund of nothing', 'unknown_payment', (told: ReturnType<typeof books>) => told.refund('P9')],
    ['an answer to no task', 'unknown_task', (told: ReturnType<typeof books>) => told.tell('task.decided', { taskId: 'T9', outcome: 'x' })],
    ['the end of no hold', 'unknown_hold', (told: ReturnType<typeof books>) => told.tell('hold.released', { holdId: 'H9' })],
    [
      'an answer to no survey',
      'unknown_survey',
      (told: ReturnType<typeof books>) => told.tell('survey.answered', { surveyId: 'S9', score: 1 }),
    ],
  ])('refuses %s and keeps nothing of it', (_, code, act) => {
    const told = books();
    told.invoice('I1', 1000);
    expect(told.code(() => act(told))).toBe(code);
    expect([told.book.facts.length, told.book.postings.length, told.opens()]).toEqual([1, 2, { I1: 1000 }]);
  });

  it('an invoice is due on another day, and the fact keeps the one before; never before its issue', () => {
    const { book, tell, invoice, code } = books();
    invoice('I1', 1000);
    const { dueOn } = book.list('item')[0] ?? {};
    tell('invoice.dueChanged', { itemId: 'I1', dueOn: '2026-03-20' });
    expect([dueOn, book.list('item')[0]?.dueOn]).toEqual(['2026-04-01', '2026-03-20']);
    expect(book.facts.at(-1)?.data).toEqual({ itemId: 'I1', dueOn: '2026-03-20', before: '2026-04-01' });
    expect(book.select(0).oldestDueOn).toBe('2026-03-20');
    expect(code(() => tell('invoice.dueChanged', { itemId: 'I1', dueOn: '2026-02-28' }))).toBe('invalid_date');
    expect(code(() => tell('invoice.dueChanged', { itemId: 'I2', dueOn: '2026-03-20' }))).toBe('unknown_item');
  });

  it('a write-off settles what it gives up; undone, the item is open again, once', () => {
    const told = books();
    told.invoice('I1', 1000);
    const write = (amount: number, writeOffId = 'W1') =>
      told.tell('invoice.writtenOff', { writeOffId, itemId: 'I1', amount, code: 'bad-debt' });
    expect(told.code(() => write(1001, 'W0'))).toBe('invalid_amount');
    write(400);
    expect([told.opens(), told.book.item('I1')?.settledAt]).toEqual([{ I1: 600 }, null]);
    write(600, 'W2');
    expect([told.opens(), told.account()]).toEqual([{ I1: 0 }, { balance: 0, unapplied: 0 }]);
    expect(told.book.item('I1')?.settledAt).not.toBeNull();
    const undo = () => told.tell('writeOff.undone', { writeOffId: 'W2', itemId: 'I1' });
    undo();
    expect([told.opens(), told.book.item('I1')?.settledAt]).toEqual([{ I1: 600 }, null]);
    expect(told.code(undo)).toBe('already_ended');
    expect(told.code(() => told.tell('writeOff.undone', { writeOffId: 'W9', itemId: 'I1' }))).toBe('unknown_write_off');
    expect(told.book.postings.filter(({ book }) => book === 'write-offs').reduce((sum, { amount }) => sum + amount, 0)).toBe(400);
  });

  it('what the bank takes back is open again and disputed, and a person is asked; won, it goes where it had gone', () => {
    const told = books();
    told.invoice('I1', 1000);
    told.payment('P1', 1000, { shares: [{ itemId: 'I1', amount: 1000 }] });
    told.tell('payment.chargedBack', { chargebackId: 'B1', paymentId: 'P1', amount: 1000, code: 'fraudulent', itemIds: [] });
    expect([told.opens(), told.account()]).toEqual([{ I1: 1000 }, { balance: 1000, unapplied: 0 }]);
    expect(told.book.facts.at(-1)?.data).toMatchObject({ itemIds: ['I1'] });
    expect(told.book.list('dispute')).toMatchObject([{ itemId: 'I1', amount: 1000, status: 'open', reasonCode: 'chargeback' }]);
    expect(told.book.list('hold')).toMatchObject([{ subject: 'I1', amount: null, endedAt: null }]);
    expect(told.book.list('task')).toMatchObject([{ kind: 'chargeback', subject: 'I1', status: 'open' }]);
    expect(told.code(() => told.refund('P1'))).toBe('already_ended');
    const won = () => told.tell('chargeback.resolved', { chargebackId: 'B1', paymentId: 'P1', outcome: 'won', itemIds: [] });
    won();
    expect([told.opens(), told.account()]).toEqual([{ I1: 0 }, { balance: 0, unapplied: 0 }]);
    expect(told.book.list('dispute')).toMatchObject([{ status: 'resolved' }]);
    expect(told.book.list('hold')[0]?.endedAt).not.toBeNull();
    expect(told.book.list('task')).toMatchObject([{ status: 'closed' }]);
    expect(told.code(won)).toBe('already_ended');
    told.refund('P1');
    expect(told.opens()).toEqual({ I1: 1000 });
  });

  it('a part that is charged back comes from unapplied money first, then from what was paid last', () => {
    const told = books();
    told.invoice('I1', 1000);
    told.invoice('I2', 1000);
    told.payment('P1', 2300, { apply: 'oldest-first' });
    const back = (amount: number, chargebackId: string) =>
      told.tell('payment.chargedBack', { chargebackId, paymentId: 'P1', amount, code: 'MD06', itemIds: [] });
    expect(told.code(() => back(2301, 'B0'))).toBe('invalid_amount');
    back(800, 'B1');
    expect([told.opens(), told.account()]).toEqual([
      { I1: 0, I2: 500 },
      { balance: 500, unapplied: 0 },
    ]);
    expect(told.book.list('hold')).toMatchObject([{ subject: 'I2', amount: 500 }]);
    told.payment('P2', 400, { shares: [{ itemId: 'I2', amount: 400 }] });
    told.tell('chargeback.resolved', { chargebackId: 'B1', paymentId: 'P1', outcome: 'won', itemIds: [] });
    expect([told.opens(), told.account()]).toEqual([
      { I1: 0, I2: 0 },
      { balance: 0, unapplied: 700 },
    ]);
    expect(told.book.list('task').filter(({ kind, status }) => kind === 'unapplied-money' && status === 'open')).toHaveLength(1);
  });

  it('lost, it stays disputed until the person who is asked says that it is still owed', () => {
    const told = books();
    told.invoice('I1', 1000);
    told.payment('P1', 1000, { shares: [{ itemId: 'I1', amount: 1000 }] });
    told.tell('payment.chargedBack', { chargebackId: 'B1', paymentId: 'P1', amount: 1000, code: 'fraudulent', itemIds: [] });
    told.tell('chargeback.resolved', { chargebackId: 'B1', paymentId: 'P1', outcome: 'lost', itemIds: [] });
    expect([told.opens(), told.book.list('dispute')[0]?.status]).toEqual([{ I1: 1000 }, 'open']);
    told.tell('task.decided', { taskId: 'task/B1/I1', outcome: 'still owed' });
    expect(told.book.list('dispute')).toMatchObject([{ status: 'resolved', outcome: 'against-customer' }]);
    expect(told.book.list('hold')[0]?.endedAt).not.toBeNull();
  });

  it('a dispute is resolved once', () => {
    const told = books();
    told.invoice('I1', 1000);
    told.dispute('D1', 'I1', 1000);
    const resolve = () => told.tell('dispute.resolved', { disputeId: 'D1', itemId: 'I1', outcome: 'for-customer' });
    resolve();
    expect(told.code(resolve)).toBe('already_ended');
  });
});

const PAYMENT: FactData['payment.received'] = {
  paymentId: 'P1',
  accountId: ACCOUNT,
  amount: 400,
  currency: 'EUR',
  shares: [],
  apply: 'named',
  chargeId: null,
  attemptId: null,
  reference: null,
};

describe('whatever is reported, in whatever order', () => {
  const small = fc.integer({ min: 1, max: 2000 });
  const nth = fc.nat({ max: 3 });
  const happening = fc.oneof(
    fc.record({ do: fc.constant('invoice' as const), amount: small, day: fc.integer({ min: 10, max: 28 }) }),
    fc.record({
      do: fc.constant('payment' as const),
      amount: small,
      item: nth,
      share: small,
      apply: fc.constantFrom('named' as const, 'oldest-first' as const),
    }),
    fc.record({ do: fc.constant('applied' as const), payment: nth, item: nth, amount: small }),
    fc.record({ do: fc.constant('refund' as const), payment: nth }),
    fc.record({ do: fc.constant('credit' as const), item: nth, amount: small }),
    fc.record({ do: fc.constant('dispute' as const), item: nth, amount: small }),
    fc.record({ do: fc.constant('write-off' as const), item: nth, amount: small }),
    fc.record({ do: fc.constant('undone' as const), item: nth, nth }),
    fc.record({ do: fc.constant('charged back' as const), payment: nth, amount: small }),
    fc.record({ do: fc.constant('won' as const), nth }),
  );

  it('each fact’s postings sum to zero, nothing is open below zero, and every payment is allocated or unapplied', () => {
    fc.assert(
      fc.property(fc.array(happening, { minLength: 3, maxLength: 30 }), (happenings) => {
        const told = books();
        told.invoice('I0', 1000);
        /** What was given or taken back, by payment. */
        const gone = new Map<string, number>();
        happenings.forEach((one, n) => {
          const itemId = 'item' in one ? `I${one.item}` : `I${told.book.list('item').length}`;
          const paymentId = 'payment' in one ? `P${one.payment}` : `P${told.book.list('payment').length}`;
          try {
            if (one.do === 'invoice') told.invoice(itemId, one.amount, { dueOn: `2026-04-${one.day}` });
            if (one.do === 'payment') told.payment(paymentId, one.amount, { apply: one.apply, shares: [{ itemId, amount: one.share }] });
            if (one.do === 'applied') told.tell('payment.applied', { paymentId, shares: [{ itemId, amount: one.amount }] });
            if (one.do === 'credit') told.tell('creditNote.issued', { creditNoteId: `N${n}`, itemId, amount: one.amount });
            if (one.do === 'dispute') told.dispute(`D${n}`, itemId, one.amount);
            if (one.do === 'write-off')
              told.tell('invoice.writtenOff', { writeOffId: `W${n}`, itemId, amount: one.amount, code: 'small-rest' });
            if (one.do === 'undone') {
              const writeOff = told.book.list('writeOff')[one.nth];
              told.tell('writeOff.undone', { writeOffId: writeOff?.id ?? 'W', itemId: writeOff?.itemId ?? itemId });
            }
            if (one.do === 'charged back') {
              told.tell('payment.chargedBack', { chargebackId: `B${n}`, paymentId, amount: one.amount, code: 'fraudulent', itemIds: [] });
              gone.set(paymentId, (gone.get(paymentId) ?? 0) + one.amount);
            }
            if (one.do === 'won') {
              const { id = 'B', paymentId: back = 'P', amount = 0 } = told.book.list('chargeback')[one.nth] ?? {};
              told.tell('chargeback.resolved', { chargebackId: id, paymentId: back, outcome: 'won', itemIds: [] });
              gone.set(back, (gone.get(back) ?? 0) - amount);
            }
            if (one.do === 'refund') {
              told.refund(paymentId);
              gone.set(paymentId, told.book.list('payment').find(({ id }) => id === paymentId)?.amount ?? 0);
            }
          } catch (error) {
            expect((error as { code: string }).code).toMatch(/^(unknown_\w+|already_ended|invalid_amount)$/);
          }
        });

        for (const { number } of told.book.facts) {
          const sums = new Map<string, number>();
          for (const { amount, currency } of told.book.postings.filter((line) => line.factNumber === number))
            sums.set(currency, (sums.get(currency) ?? 0) + amount);
          expect([...sums.values()].filter((sum) => sum !== 0)).toEqual([]);
        }
        const items = told.book.list('item');
        for (const item of items) {
          expect(item.open).toBeGreaterThanOrEqual(0);
          expect(item.open).toBeLessThanOrEqual(item.amount);
          expect(item.settledAt === null).toBe(item.open > 0);
        }
        for (const payment of told.book.list('payment')) {
          const allocated = told.book
            .list('allocation')
            .filter(({ paymentId }) => paymentId === payment.id)
            .reduce((sum, { amount }) => sum + amount, 0);
          expect(allocated + payment.unapplied).toBe(payment.amount - (gone.get(payment.id) ?? 0));
          expect(payment.unapplied).toBeGreaterThanOrEqual(0);
        }
        expect(told.account()).toEqual({
          balance: items.reduce((sum, { open }) => sum + open, 0),
          unapplied: told.book.list('payment').reduce((sum, { unapplied }) => sum + unapplied, 0),
        });
      }),
      { numRuns: 300 },
    );
  });
});
