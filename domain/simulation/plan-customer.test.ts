import { describe, expect, it } from '@jest/globals';
import { epochDay } from '../calendar.js';
import { type PastInvoice, populationOfHistory } from './history.js';
import { planCustomer } from './plan-customer.js';
import { populationOfProfile } from './population.js';
import { readProfile } from './profile.js';

const profile = readProfile({
  text: `
profile: Test
zones: { Europe/Berlin: 1, Asia/Tokyo: 3 }
disputed: 10
partly: 10
segments:
  small: { share: 3, amount: [10, 20], daysLate: [-5, 5], paidBy: { online: 1, transfer: 3 } }
  large: { share: 1, currency: JPY, invoices: 52, netDays: 14, amount: [1000, 9000], daysLate: [0, 90], never: 10, autopay: 50 }`,
  file: 'test.yaml',
});
const planned = (number: number, population = populationOfProfile(profile)) =>
  planCustomer({ population, seed: 's', number, start: '2026-01-01', years: 2 });
const many = Array.from({ length: 400 }, (_, number) => planned(number));
const invoices = many.flatMap((customer) => customer.invoices.map((invoice) => ({ customer, invoice })));
const share = (of: (one: (typeof invoices)[number]) => boolean, among = invoices) => among.filter(of).length / among.length;

describe('simulated customers of a profile', () => {
  it('are by number what they are, whoever else is planned', () => {
    expect(planned(7)).toEqual(many[7]);
    expect(planned(7)).not.toEqual(many[8]);
  });

  it('are of the segments and zones by their weights', () => {
    expect(many.filter(({ segment }) => segment === 'small').length / 400).toBeCloseTo(0.75, 1);
    expect(many.filter(({ timeZone }) => timeZone === 'Asia/Tokyo').length / 400).toBeCloseTo(0.75, 1);
    expect(many.filter(({ segment, autopay }) => segment === 'large' && autopay).length).toBeGreaterThan(30);
  });

  it('get as many invoices a year as their segment says, on weekdays of the time simulated, in order', () => {
    for (const { segment, invoices: own } of many) {
      expect(Math.abs(own.length - (segment === 'small' ? 24 : 104))).toBeLessThanOrEqual(1);
      const days = own.map(({ issuedOn }) => epochDay(issuedOn));
      expect(days).toEqual([...days].sort((a, b) => a - b));
      expect(own.every(({ issuedOn }) => issuedOn >= '2026-01-01' && issuedOn < '2028-01-01')).toBe(true);
      expect(own.filter(({ issuedOn }) => [0, 6].includes(new Date(issuedOn).getUTCDay()))).toEqual([]);
    }
  });

  it('owe whole minor units within the spread', () => {
    const amounts = (currency: string) =>
      invoices.filter(({ customer }) => customer.currency === currency).map(({ invoice }) => invoice.amount);
    expect([Math.min(...amounts('EUR')) >= 1_000, Math.max(...amounts('EUR')) <= 2_000]).toEqual([true, true]);
    expect([Math.min(...amounts('JPY')) >= 1_000, Math.max(...amounts('JPY')) <= 9_000]).toEqual([true, true]);
    expect(invoices.every(({ invoice: { amount } }) => Number.isSafeInteger(amount))).toBe(true);
  });

  it('dispute, pay in parts and never pay as often as it says', () => {
    const large = invoices.filter(({ customer }) => customer.segment === 'large');
    expect(share(({ invoice }) => invoice.paysOn === null, large)).toBeCloseTo(0.1, 1.5);
    expect(share(({ invoice }) => invoice.parts !== null)).toBeCloseTo(0.1, 1.5);
    expect(share(({ invoice }) => invoice.dispute !== null)).toBeCloseTo(0.1, 1.5);
  });

  it('dispute before they pay, and part of the invoice', () => {
    for (const { invoice } of invoices) {
      const { dispute, paysOn, amount, parts } = invoice;
      if (dispute)
        expect([dispute.on < dispute.until, paysOn === null || dispute.until < paysOn, dispute.amount <= amount]).toEqual([
          true,
          true,
          true,
        ]);
      if (parts) expect(parts.first > 0 && parts.first < amount).toBe(true);
    }
  });

  it('pay mostly in a way of their own, by their segment’s weights; without weights nobody says how', () => {
    const small = many.filter(({ segment }) => segment === 'small');
    const online = small.map(({ invoices: own }) => own.filter(({ paidBy }) => paidBy === 'online').length / own.length);
    expect(online.filter((part) => part > 0.6).length / small.length).toBeCloseTo(0.25, 1);
    expect(online.every((part) => part > 0.6 || part < 0.4)).toBe(true);
    expect(invoices.filter(({ customer }) => customer.segment === 'large').every(({ invoice }) => invoice.paidBy === null)).toBe(true);
  });

  it('who let us collect do not pay before it is due', () => {
    const collected = invoices.filter(({ customer }) => customer.autopay);
    expect(collected.filter(({ invoice }) => invoice.paysOn !== null && invoice.paysOn <= invoice.dueOn)).toEqual([]);
  });
});

describe('simulated customers of a history', () => {
  const past = (customer: string, number: number, more: Partial<PastInvoice> = {}): PastInvoice => ({
    customer,
    currency: 'USD',
    amount: 100 + number,
    issuedOn: `2025-${String((number % 12) + 1).padStart(2, '0')}-01`,
    dueOn: `2025-${String((number % 12) + 1).padStart(2, '0')}-25`,
    settledOn: `2025-${String((number % 12) + 1).padStart(2, '0')}-27`,
    byEmail: true,
    ...more,
  });
  const twelve = (customer: string, more: Partial<PastInvoice> = {}) =>
    Array.from({ length: 12 }, (_, number) => past(customer, number, more));

  it('take after one customer each, invoice by invoice', () => {
    const population = populationOfHistory({
      invoices: [...twelve('good'), ...twelve('bad', { settledOn: '2026-01-20', amount: 99 })],
      name: 'file.csv',
      profile,
    });
    const models = Array.from({ length: 60 }, (_, number) => planned(number, population));
    expect(new Set(models.map(({ segment }) => segment))).toEqual(new Set(['good payer', 'slow payer']));
    for (const { segment, invoices: own, currency } of models) {
      expect(currency).toBe('USD');
      expect(own.every(({ amount }) => (segment === 'slow payer' ? amount === 99 : amount >= 100 && amount < 112))).toBe(true);
      if (segment === 'good payer')
        expect(own.every(({ dueOn, paysOn }) => paysOn !== null && epochDay(paysOn) - epochDay(dueOn) === 2)).toBe(true);
    }
  });

  it('pay each invoice by the way in which it was paid; a file that says no way leaves that to the profile', () => {
    const online = populationOfHistory({ invoices: twelve('a', { paidBy: 'online' }), name: 'file.csv', profile });
    expect(planned(0, online).invoices.every(({ paidBy }) => paidBy === 'online')).toBe(true);
    expect(online.notes.join(' ')).not.toContain('by what way');
    const ways = readProfile({
      text: 'profile: W\npaidBy: { cheque: 1 }\nsegments: { a: { share: 1, amount: [1, 2], daysLate: [0, 1] } }',
      file: 'w',
    });
    const silent = populationOfHistory({ invoices: twelve('a'), name: 'file.csv', profile: ways });
    expect(planned(0, silent).invoices.every(({ paidBy }) => paidBy === 'cheque')).toBe(true);
    expect(silent.notes).toContain('It does not say by what way money came: that is the profile’s.');
  });

  it('who have few invoices of their own take them from their segment', () => {
    const population = populationOfHistory({ invoices: [...twelve('many'), past('few', 40)], name: 'file.csv', profile });
    const amounts = new Set(
      Array.from({ length: 40 }, (_, number) => planned(number, population)).flatMap(({ invoices: own }) =>
        own.map(({ amount }) => amount),
      ),
    );
    expect(amounts.has(140)).toBe(true);
    expect(amounts.size).toBe(13);
  });

  it('never pay what was open long after due; what is not long overdue says nothing', () => {
    const invoices = [...twelve('a'), past('b', 0, { settledOn: null }), past('c', 11, { settledOn: null })];
    const { notes } = populationOfHistory({ invoices, name: 'file.csv', profile });
    expect(notes[0]).toBe('Sampled from 13 invoices of 2 customers (1 good payer, 0 in between, 1 slow payer), 2025-01-01 to 2025-12-27.');
    expect(notes[1]).toBe('Left out, because they were open and not long overdue: 1.');
  });

  it('are not drawn from a file that tells of no payment', () => {
    expect(() => populationOfHistory({ invoices: [past('c', 11, { settledOn: null })], name: 'file.csv', profile })).toThrow(
      /^file.csv does not tell of any invoice when it was paid/,
    );
  });
});
