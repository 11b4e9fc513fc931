import { describe, expect, it } from '@jest/globals';
import { epochDay } from '../calendar.js';
import { loadJourney } from '../journey/load.js';
import { type Lived, live } from './live.js';
import type { PlannedInvoice } from './plan-customer.js';
import { readProfile } from './profile.js';

const profile = readProfile({ text: 'profile: T\nsegments: { a: { share: 1, amount: [1, 2], daysLate: [0, 1] } }', file: 't' });
const HEEDS = { ...profile.response, reminder: 100, call: 100, never: 100, shortensTo: 50, fatigue: 100 };

const journeyOf = (line: string) =>
  loadJourney({
    text: `
journey: One
contact: { at: "09:00", zone: UTC }
collection, for each invoice:
  delivery:
    on delivered: reminders
  reminders:
    ${line}
    on used up: end`,
    file: 'one.yaml',
  });

function lived({ line, paysOn, response = HEEDS }: { line: string; paysOn: string | null; response?: typeof HEEDS }): Lived {
  const invoice: PlannedInvoice = {
    issuedOn: '2026-10-05',
    dueOn: '2026-11-04',
    amount: 1_000,
    paysOn,
    parts: null,
    paidBy: null,
    dispute: null,
  };
  const customer = {
    number: 0,
    segment: 'a',
    currency: 'EUR',
    deliverBy: 'email' as const,
    autopay: false,
    declined: 0,
    timeZone: 'UTC',
    invoices: [invoice],
  };
  return live({ customer, journey: journeyOf(line), response, seed: '1', start: '2026-01-01', end: '2027-01-01' });
}
const paidOn = (one: Lived) => one.invoices[0]?.paid.map(({ day }) => day);

describe('a customer’s last invoice', () => {
  it('that he would pay after the time simulated is paid within it, where a reminder is heeded', () => {
    // Reminded on the 14th, 58 days before he would pay: 29 are left.
    const one = lived({ line: '10 days after due: send Overdue', paysOn: '2027-01-11' });
    expect(paidOn(one)).toEqual([epochDay('2026-12-13')]);
  });

  it('that he would never pay is paid one to three weeks after a reminder that is heeded', () => {
    const [day = 0] = paidOn(lived({ line: '10 days after due: send Overdue', paysOn: null })) ?? [];
    expect(day - epochDay('2026-11-14')).toBeGreaterThanOrEqual(7);
    expect(day - epochDay('2026-11-14')).toBeLessThanOrEqual(21);
  });

  it('stays open where nothing is heeded', () => {
    const deaf = { ...HEEDS, reminder: 0, call: 0, never: 0 };
    expect(paidOn(lived({ line: '10 days after due: send Overdue', paysOn: '2027-01-11', response: deaf }))).toEqual([]);
  });
});

describe('a call that people are asked to make', () => {
  const line = '8 days after due: call by the account manager, within 2 days';

  it('is made on the next weekday, and heeded like any contact', () => {
    // Asked for on Thursday the 12th, called on Friday the 13th, 28 days before he would pay: 14 are left.
    const one = lived({ line, paysOn: '2026-12-11' });
    expect(one.tasks).toEqual({ call: 1 });
    expect(paidOn(one)).toEqual([epochDay('2026-11-27')]);
  });

  it('changes nothing where calls are not heeded', () => {
    expect(paidOn(lived({ line, paysOn: '2026-12-11', response: { ...HEEDS, call: 0 } }))).toEqual([epochDay('2026-12-11')]);
  });
});
