import { describe, expect, it } from '@jest/globals';
import { instantAt } from '../calendar.js';
import { createPayer, type Payer } from './payer.js';
import type { PlannedCustomer, PlannedInvoice } from './plan-customer.js';
import { readProfile } from './profile.js';

const { response } = readProfile({ text: 'profile: T\nsegments: { a: { share: 1, amount: [1, 2], daysLate: [0, 1] } }', file: 't' });
const ALWAYS = { ...response, reminder: 100, never: 100, shortensTo: 50, fatigue: 100 };

const invoice = (more: Partial<PlannedInvoice> = {}): PlannedInvoice => ({
  issuedOn: '2026-01-05',
  dueOn: '2026-02-04',
  amount: 1_000,
  paysOn: '2026-03-06',
  paidBy: null,
  parts: null,
  dispute: null,
  ...more,
});
const customer = (...invoices: PlannedInvoice[]): PlannedCustomer => ({
  number: 0,
  segment: 'a',
  currency: 'EUR',
  deliverBy: 'email',
  autopay: false,
  declined: 0,
  timeZone: 'UTC',
  invoices,
});
const payer = (of: PlannedCustomer, heeds = ALWAYS) => createPayer({ customer: of, response: heeds, seed: '1' });

/** All that he does, with the reminders that he gets at nine on these days. */
function lived(one: Payer, reminders: string[] = []): string[] {
  const waiting = reminders.map((on) => instantAt({ date: on, time: '09:00', zone: 'UTC' }));
  const did: string[] = [];
  for (;;) {
    const deed = one.next();
    const reminder = waiting[0];
    if (reminder !== undefined && (!deed || reminder < deed.at)) {
      one.contact({ kind: 'reminder', invoices: [0], at: reminder });
      waiting.shift();
    } else if (deed) {
      did.push(`${deed.on} ${deed.does}`);
      one.done(deed);
    } else return did;
  }
}

describe('a customer', () => {
  it('pays on his own day if nobody writes to him', () => {
    expect(lived(payer(customer(invoice())))).toEqual(['2026-01-05 gets invoice', '2026-03-06 pays']);
  });

  it.each([
    ['after due: what is left is counted from the reminder', ['2026-02-14'], '2026-02-24'],
    ['before due: it is counted from the due date', ['2026-02-01'], '2026-02-19'],
    ['twice', ['2026-02-14', '2026-02-20'], '2026-02-22'],
    ['on the last day: he pays on the day after, as he would have', ['2026-03-05'], '2026-03-06'],
  ])('who heeds a reminder pays sooner, %s', (_, reminders, paysOn) => {
    expect(lived(payer(customer(invoice())), reminders).at(-1)).toBe(`${paysOn} pays`);
  });

  it('who pays before due anyway pays no sooner', () => {
    expect(lived(payer(customer(invoice({ paysOn: '2026-02-02' }))), ['2026-01-30']).at(-1)).toBe('2026-02-02 pays');
  });

  it('who does not heed reminders pays on his own day', () => {
    expect(lived(payer(customer(invoice()), { ...ALWAYS, reminder: 0 }), ['2026-02-14', '2026-02-20']).at(-1)).toBe('2026-03-06 pays');
  });

  it('heeds less the more contacts he has had', () => {
    const deaf = { ...ALWAYS, fatigue: 0 };
    expect(lived(payer(customer(invoice()), deaf), ['2026-02-14', '2026-02-20']).at(-1)).toBe('2026-02-24 pays');
  });

  it('who would never pay does so one to three weeks after a reminder that he heeds', () => {
    expect(lived(payer(customer(invoice({ paysOn: null }))))).toEqual(['2026-01-05 gets invoice']);
    const paid = lived(payer(customer(invoice({ paysOn: null }))), ['2026-02-14']).at(-1) ?? '';
    expect(paid >= '2026-02-21' && paid <= '2026-03-08').toBe(true);
  });

  it('pays in two parts where he does', () => {
    expect(lived(payer(customer(invoice({ parts: { first: 600, restAfter: 9 } }))))).toEqual([
      '2026-01-05 gets invoice',
      '2026-03-06 pays first part',
      '2026-03-15 pays',
    ]);
  });

  it('does not pay what he disputes before that is over, whatever he heeds', () => {
    const dispute = { on: '2026-01-20', until: '2026-02-20', amount: 400, credited: false };
    expect(lived(payer(customer(invoice({ dispute }))), ['2026-02-05'])).toEqual([
      '2026-01-05 gets invoice',
      '2026-01-20 disputes',
      '2026-02-20 stops disputing',
      '2026-02-21 pays',
    ]);
  });
});
