import { describe, expect, it } from '@jest/globals';
import type { CustomerRow } from '../../rows.js';
import { world } from '../../testing/world.js';

const journey = ({ again = '' } = {}) => `
  journey: Credit
  contact: { at: "09:00", zone: UTC }
  lanes:
    credit:
      for: customer
      stages:
        credit review:
          rules:
            - { if: { riskClass: high, country: US }, do: decline }
            - { if: { riskClass: high }, do: ask }
            - { if: { monthsKnownAtLeast: 12 }, do: approve, limit: { amount: 500000, currency: EUR } }
            - { do: approve, limit: { amount: 100000, currency: EUR } }
          ask: { who: credit-desk, within: { days: 2 }, else: declined }
          ${again}
          on: { approved: standing, declined: refused }
        standing: { type: invoicing }
        refused: { type: invoicing }
    collection:
      for: item
      stages: { delivery: { on: { delivered: end } } }`;
const reviewed = (customer: Partial<CustomerRow> = {}, settings = {}) =>
  world({ journey: journey(settings), customer }).at('2026-03-02T10:00Z');
const limited = (creditLimit: number) =>
  world({ journey: ORDERS, customer: { creditStatus: 'approved', creditLimit, creditDecidedAt: 1 } })
    .at('2026-03-02T10:00Z')
    .invoice('I1', { dueOn: '2026-04-01', amount: 55_000 });
/** A lane that reviews but never invoices: orders stay orders. */
const ORDERS = `
  journey: Orders
  lanes:
    credit:
      for: customer
      stages:
        feedback: {}
        credit review:
          rules: [ { do: ask } ]
          ask: { who: credit-desk, within: { days: 2 }, else: declined }
          overLimit: { who: head-of-sales, within: { days: 1 }, else: hold }
          on: { approved: feedback, declined: feedback }`;

describe('a credit review', () => {
  it.each([
    ['a known customer', {}, 'approved', 500_000, 'standing'],
    ['a newcomer', { knownSince: '2025-03-03' }, 'approved', 100_000, 'standing'],
    ['one known for exactly twelve months', { knownSince: '2025-03-02' }, 'approved', 500_000, 'standing'],
    ['a high risk in a country that is excluded', { riskClass: 'high', country: 'US' }, 'declined', null, 'refused'],
  ] as [string, Partial<CustomerRow>, string, number | null, string][])(
    'decides %s by rule, the first that matches',
    (_, customer, status, limit, stage) => {
      const decided = reviewed(customer);
      expect(decided.run().book.customer()).toMatchObject({ creditStatus: status, creditLimit: limit });
      expect(decided.stages('C1')).toEqual([stage]);
    },
  );

  it('decides by rule after all when a payment makes the customer one of whom it is known, while a person is asked', () => {
    const waiting = world({
      journey: `
        journey: Credit
        segments: { good payer: { joins: customer.averageDaysLate <= 2 } }
        lanes:
          credit:
            for: customer
            stages:
              credit review:
                rules: [ { if: { segment: good-payer }, do: approve, limit: { amount: 100000, currency: EUR } }, { do: ask } ]
                ask: { who: credit-desk, within: { days: 9 }, else: declined }
                on: { approved: standing, declined: standing }
              standing: { type: invoicing }
          collection:
            for: item
            stages: { delivery: { on: { delivered: end } } }`,
    });
    waiting.at('2026-03-02T10:00Z').invoice('I1', { dueOn: '2026-04-01', amount: 100 });
    expect(waiting.stages('C1')).toEqual(['credit review']);
    waiting.at('2026-03-04T10:00Z').payment('P1', { amount: 100, to: 'I1' });
    expect(waiting.stages('C1')).toEqual(['standing']);
    expect(waiting.run().book.customer().creditStatus).toBe('approved');
  });

  it('asks a person where the rule says so, and lapses into its "else" at the end of the second day', () => {
    const asked = reviewed({ riskClass: 'high' }).until('2026-03-04T23:59Z');
    expect(asked.tasks()).toEqual(['open credit-desk credit-review C1']);
    expect(asked.stages('C1')).toEqual(['credit review']);
    asked.until('2026-03-05T00:00Z');
    expect(asked.tasks()).toEqual(['closed credit-desk credit-review C1']);
    expect(asked.stages('C1')).toEqual(['refused']);
    expect(asked.reasons('C1')).toContain('2026-03-05 task-lapsed');
  });

  it('asks once, however many facts come meanwhile', () => {
    const asked = reviewed({ riskClass: 'high' })
      .order('O1', { amount: 100 })
      .invoice('I1', { dueOn: '2026-04-01' })
      .at('2026-03-03T00:00Z')
      .method('card-1');
    expect(asked.tasks()).toEqual(['open credit-desk credit-review C1']);
  });

  it('takes the person’s answer, and an order that waited for it goes in the same moment', () => {
    const asked = reviewed({ riskClass: 'high' }).order('O1', { amount: 50_000 });
    expect(asked.orderOf('O1')?.status).toBe('held');
    asked.at('2026-03-03T10:00Z').decided(asked.task('credit-review')?.id ?? '', 'approved');
    expect(asked.run().book.customer()).toMatchObject({ creditStatus: 'approved', creditLimit: 500_000 });
    expect(asked.reasons('O1')).toContain('2026-03-03 order-released');
    expect(asked.orderOf('O1')?.status).toBe('invoiced');
  });
});

describe('a review made again', () => {
  const again = { again: 'again: { months: 6 }' };

  it('comes after its months by itself, time after time, and only a changed result moves the customer', () => {
    const run = reviewed({ knownSince: '2025-10-01' }, again).until('2026-09-02T08:59Z');
    expect(run.run().book.customer().creditLimit).toBe(100_000);
    expect(run.wakesAt()).toBe('2026-09-02T09:00Z');
    run.until('2026-09-02T09:00Z');
    expect(run.wakesAt()).toBe('2027-03-02T09:00Z');
    run.until('2027-03-02T09:00Z');
    expect(run.run().book.customer().creditLimit).toBe(500_000);
    expect(run.stages('C1')).toEqual(['standing']);
  });

  it('that comes to a higher limit releases the orders that fit it in the same moment', () => {
    const run = reviewed({ knownSince: '2025-10-01' }, again).order('O1', { amount: 200_000 });
    expect(run.until('2027-03-02T08:00Z').orderOf('O1')?.status).toBe('held');
    run.until('2027-03-02T09:00Z');
    expect(run.reasons('O1')).toContain('2027-03-02 order-released');
    expect(run.orderOf('O1')?.status).toBe('invoiced');
  });

  it('that asks a person asks one person once', () => {
    const run = reviewed({}, again)
      .at('2026-08-01T00:00Z')
      .fact('customer.changed', { set: { riskClass: 'high' } });
    run.until('2026-09-02T10:00Z').invoice('I1', { dueOn: '2026-10-01' }).method('card-1');
    expect(run.stages('C1')).toEqual(['credit review']);
    expect(run.tasks()).toEqual(['open credit-desk credit-review C1']);
    expect(run.until('2026-09-05T00:00Z').stages('C1')).toEqual(['refused']);
    expect(run.wakesAt()).toBe('2027-03-05T09:00Z');
  });

  it.each([
    ['no-funds', true],
    ['our-fault', false],
  ] as const)('after a cheque came back (%s): %s', (reason, made) => {
    const cheques = 'again: { months: 6, chequeReturned: true }';
    const run = reviewed({ knownSince: '2025-03-15' }, { again: cheques }).invoice('I1', { dueOn: '2026-04-01' });
    run.at('2026-04-01T10:00Z').cheque('K1', { to: 'I1' }).at('2026-04-07T10:00Z').chequeReturned('K1', reason);
    // By then he is known for a year, which a review made anew sees.
    expect(run.run().book.customer().creditLimit).toBe(made ? 500_000 : 100_000);
    const without = reviewed({ knownSince: '2025-03-15' }, again).invoice('I1', { dueOn: '2026-04-01' });
    without.at('2026-04-01T10:00Z').cheque('K1', { to: 'I1' }).at('2026-04-07T10:00Z').chequeReturned('K1', reason);
    expect(without.run().book.customer().creditLimit).toBe(100_000);
  });

  it('that comes out otherwise moves the customer', () => {
    const run = reviewed({}, again)
      .at('2026-08-01T00:00Z')
      .fact('customer.changed', { set: { riskClass: 'high', country: 'US' } });
    expect(run.until('2026-09-02T09:00Z').stages('C1')).toEqual(['refused']);
    expect(run.run().book.customer()).toMatchObject({ creditStatus: 'declined', creditLimit: null });
  });
});

describe('an order on credit (C1), 550.00 open', () => {
  it.each([
    ['within a limit of 1,100.00, which it makes exactly', 110_000, 55_000, 'placed'],
    ['over it by one cent', 110_000, 55_001, 'held'],
    ['over a limit of 1,000.00', 100_000, 55_000, 'held'],
    ['with the limit long exceeded', 10_000, 1, 'held'],
  ])('%s', (_, limit, amount, status) => {
    expect(limited(limit).order('O1', { amount }).orderOf('O1')?.status).toBe(status);
  });

  it('in another currency than the limit is not waved through by its number', () => {
    expect(limited(10_000_000).order('O1', { amount: 5, currency: 'USD' }).orderOf('O1')?.status).toBe('held');
  });

  it('that is held asks the one whom the journey names, once', () => {
    const held = limited(100_000).order('O1', { amount: 55_000 }).method('card-1');
    expect(held.tasks().filter((task) => task.includes('order'))).toEqual(['open head-of-sales order-over-limit O1']);
    expect(held.reasons('O1')).toEqual(['2026-03-02 order-held']);
  });

  it('is released by a payment of 100.00, by itself', () => {
    const held = limited(100_000).order('O1', { amount: 55_000 });
    held.at('2026-03-03T10:00Z').payment('P1', { to: 'I1', amount: 9_999 });
    expect(held.orderOf('O1')?.status).toBe('held');
    held.at('2026-03-04T10:00Z').payment('P2', { to: 'I1', amount: 1 });
    expect(held.orderOf('O1')?.status).toBe('placed');
    expect(held.tasks().filter((task) => task.includes('order'))).toEqual(['closed head-of-sales order-over-limit O1']);
    expect(held.reasons('O1')).toContain('2026-03-04 order-released');
  });

  it('is released by money that is not applied to anything yet', () => {
    expect(limited(100_000).order('O1', { amount: 55_000 }).payment('P1', { amount: 10_000 }).orderOf('O1')?.status).toBe('placed');
  });

  it('is released by a person’s override, which the reasons tell', () => {
    const held = limited(100_000).order('O1', { amount: 55_000 });
    held.decided(held.task('order-over-limit')?.id ?? '', 'release');
    expect(held.orderOf('O1')?.status).toBe('placed');
    const why = held.run().decisions.flatMap(({ decision }) => decision.reasons.filter(({ code }) => code === 'order-released'));
    expect(why.map(({ params }) => params)).toEqual([{ by: 'a person overrode the limit' }]);
  });

  it('releases in turn only what fits: two held orders and room for one', () => {
    const held = limited(100_000)
      .order('O1', { amount: 50_000 })
      .order('O2', { amount: 50_000 })
      .payment('P1', { to: 'I1', amount: 10_000 });
    expect([held.orderOf('O1')?.status, held.orderOf('O2')?.status]).toEqual(['placed', 'held']);
  });
});
