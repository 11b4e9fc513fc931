import { describe, expect, it } from '@jest/globals';
import type { CustomerRow } from '../../rows.js';
import { world } from '../../testing/world.js';

const journey = (due = '') => `
  journey: Invoicing
  contact: { at: "09:00", zone: UTC }
  lanes:
    orders:
      for: customer
      stages:
        invoicing: { ${due} }
    collection:
      for: item
      stages:
        delivery: { on: { delivered: end } }`;
const customer = (more: Partial<CustomerRow> = {}) => ({ creditStatus: 'approved' as const, creditLimit: 10_000_000, ...more });
const invoices = (of: ReturnType<typeof world>) =>
  of
    .run()
    .book.list('item')
    .map(({ id, number, amount, issuedOn, dueOn }) => `${id} no ${number} ${amount} ${issuedOn} due ${dueOn}`);

describe('invoicing', () => {
  it('issues an invoice with each order, numbered, and delivers it', () => {
    const ordered = world({ journey: journey(), customer: customer() })
      .at('2026-03-10T20:00Z')
      .order('O1', { amount: 500 })
      .at('2026-03-11T20:00Z')
      .order('O2', { amount: 700 });
    expect(invoices(ordered)).toEqual(['inv_O1 no 1 500 2026-03-10 due 2026-04-09', 'inv_O2 no 2 700 2026-03-11 due 2026-04-10']);
    expect(ordered.timeline()).toEqual(['2026-03-10T20:00Z sent inv_O1 deliver', '2026-03-11T20:00Z sent inv_O2 deliver']);
  });

  it('issues one for the month on the billing day, clamped to the month, and none over nothing', () => {
    const monthly = world({ journey: journey(), customer: customer({ billingCycle: 'monthly', billingDay: 31 }) })
      .at('2026-01-15T00:00Z')
      .order('O1', { amount: 500 })
      .order('O2', { amount: 700 })
      .at('2026-02-10T00:00Z')
      .order('O3', { amount: 900 })
      .until('2026-06-30T00:00Z');
    expect(invoices(monthly)).toEqual(['inv_O1 no 1 1200 2026-01-31 due 2026-03-02', 'inv_O3 no 2 900 2026-02-28 due 2026-03-30']);
    expect(monthly.timeline()).toEqual(['2026-01-31T09:00Z sent inv_O1 deliver', '2026-02-28T09:00Z sent inv_O3 deliver']);
  });

  it.each([
    // The 30th is a Saturday.
    ['{ lastBusinessDay: true }', ['inv_O1 no 1 1200 2026-05-29', 'inv_O3 no 2 900 2026-06-30']],
    ['{ dayOfMonth: 31 }', ['inv_O1 no 1 1200 2026-05-31', 'inv_O3 no 2 900 2026-06-30']],
  ])('issues one for the month for everybody, where the journey says so: %s', (monthly, issued) => {
    const everybody = world({
      journey: journey(`cycle: { monthly: ${monthly} }`),
      customer: customer({ billingCycle: 'order', country: 'DE' }),
    })
      .at('2026-05-15T00:00Z')
      .order('O1', { amount: 500 })
      .order('O2', { amount: 700 })
      .at('2026-06-10T00:00Z')
      .order('O3', { amount: 900 })
      .until('2026-08-15T00:00Z');
    expect(invoices(everybody).map((line) => line.replace(/ due .*/, ''))).toEqual(issued);
  });

  it('keeps its day when the engine was down on it', () => {
    const late = world({ journey: journey(), customer: customer({ billingCycle: 'monthly', billingDay: 5 }) })
      .at('2026-01-02T00:00Z')
      .order('O1', { amount: 500 })
      .downUntil('2026-01-07T12:00Z')
      .until('2026-01-31T00:00Z')
      .order('O2', { amount: 700 })
      .until('2026-02-28T00:00Z');
    expect(invoices(late).map((line) => line.slice(0, 31))).toEqual(['inv_O1 no 1 500 2026-01-07 due ', 'inv_O2 no 2 700 2026-02-05 due ']);
  });

  it.each([
    ['the customer’s own due day', { dueDay: 15 }, '', '2026-03-15'],
    ['the due day, never the day of issue itself', { dueDay: 10 }, '', '2026-04-10'],
    ['the journey’s terms', {}, 'due: { days: 14 }', '2026-03-24'],
    ['the customer’s net days without either', { netDays: 7 }, '', '2026-03-17'],
  ])('is due by %s', (_, more, due, on) => {
    const ordered = world({ journey: journey(due), customer: customer(more) })
      .at('2026-03-10T10:00Z')
      .order('O1', { amount: 500 });
    expect(invoices(ordered)).toEqual([`inv_O1 no 1 500 2026-03-10 due ${on}`]);
  });

  it('does not invoice an order that is held', () => {
    const held = world({ journey: journey(), customer: customer({ creditLimit: 100 }) })
      .at('2026-03-10T10:00Z')
      .order('O1', { amount: 500 });
    expect(invoices(held.until('2026-06-01T00:00Z'))).toEqual([]);
  });
});
