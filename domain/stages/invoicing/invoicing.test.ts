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

  const PREPAID = journey('prepaid: { days: 10 }');
  const declined = (more: Partial<CustomerRow> = {}) =>
    world({ journey: PREPAID, customer: { creditStatus: 'declined', ...more } }).at('2026-03-10T10:00Z');
  const orders = (of: ReturnType<typeof world>) =>
    of
      .run()
      .book.list('order')
      .map(({ id, status, itemId }) => `${id} ${status} ${itemId}`);

  it('lets whoever gets no credit pay first, each order by itself, whatever his billing cycle is', () => {
    const first = declined({ billingCycle: 'monthly', billingDay: 31 }).order('O1', { amount: 500 }).order('O2', { amount: 700 });
    expect(invoices(first)).toEqual(['inv_O1 no 1 500 2026-03-10 due 2026-03-20', 'inv_O2 no 2 700 2026-03-10 due 2026-03-20']);
    expect(orders(first)).toEqual(['O1 prepaid inv_O1', 'O2 prepaid inv_O2']);
    first.payment('P', { to: 'inv_O2', amount: 700 }).until('2026-03-22T00:00Z');
    expect(orders(first)).toEqual(['O1 lapsed inv_O1', 'O2 invoiced inv_O2']);
    expect([first.open('inv_O1'), first.holds()]).toEqual([
      0,
      Array(2).fill('ended prepaid item reminders collecting interest escalation'),
    ]);
    expect(first.run().book.postings.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
    expect(first.run().book.customer().history).toEqual([]);
  });

  it('lets an order wait that something else stops, and asks for it when that is over', () => {
    const stopped = declined()
      .hold('H', { stops: ['orders'] })
      .order('O1', { amount: 500 });
    expect([invoices(stopped), orders(stopped)]).toEqual([[], ['O1 held null']]);
    expect(orders(stopped.at('2026-03-12T10:00Z').released('H'))).toEqual(['O1 prepaid inv_O1']);
  });

  it('lets an order wait where the journey has no terms for it', () => {
    const without = world({ journey: journey(), customer: { creditStatus: 'declined' } })
      .at('2026-03-10T10:00Z')
      .order('O1', { amount: 500 });
    expect(orders(without.until('2026-06-01T00:00Z'))).toEqual(['O1 held null']);
  });

  it('takes the order along where the invoice is credited whole, and releases it where money is among what settles it', () => {
    const credited = declined().order('O1', { amount: 500 }).order('O2', { amount: 500 });
    credited.payment('P', { to: 'inv_O2', amount: 300 });
    credited.fact('creditNote.issued', { creditNoteId: 'N1', itemId: 'inv_O1', amount: 600 });
    credited.fact('creditNote.issued', { creditNoteId: 'N2', itemId: 'inv_O2', amount: 200 });
    expect(orders(credited)).toEqual(['O1 lapsed inv_O1', 'O2 invoiced inv_O2']);
  });

  it('waits with the lapse as long as something else holds the invoice, and while money for it is on its way', () => {
    const held = declined().order('O1', { amount: 500 });
    held.hold('H', { subject: 'inv_O1', stops: ['reminders'], endsAt: '2026-03-25T00:00Z' });
    expect(orders(held.until('2026-03-24T23:00Z'))).toEqual(['O1 prepaid inv_O1']);
    expect(orders(held.until('2026-03-25T01:00Z'))).toEqual(['O1 lapsed inv_O1']);
    const sent = declined().order('O1', { amount: 500 }).at('2026-03-19T10:00Z').cheque('Q', { to: 'inv_O1', amount: 500 });
    expect(orders(sent.until('2026-03-26T00:00Z'))).toEqual(['O1 prepaid inv_O1']);
    expect(orders(sent.chequeCleared('Q'))).toEqual(['O1 invoiced inv_O1']);
  });

  it('lapses later where it is given another due date', () => {
    const longer = declined().order('O1', { amount: 500 });
    longer.fact('invoice.dueChanged', { itemId: 'inv_O1', dueOn: '2026-04-01' });
    expect(orders(longer.until('2026-04-01T23:00Z'))).toEqual(['O1 prepaid inv_O1']);
    expect(orders(longer.until('2026-04-02T00:00Z'))).toEqual(['O1 lapsed inv_O1']);
  });

  it('refuses to let anything lapse that is not wholly open and prepaid', () => {
    const here = declined().order('O1', { amount: 500 }).invoice('I1', { dueOn: '2026-03-20' }).payment('P', { to: 'inv_O1', amount: 1 });
    for (const itemId of ['inv_O1', 'I1']) expect(() => here.fact('invoice.lapsed', { itemId })).toThrow(/cannot lapse/);
  });
});
