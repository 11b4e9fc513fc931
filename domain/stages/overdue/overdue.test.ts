import { describe, expect, it } from '@jest/globals';
import { world } from '../../testing/world.js';

const journeyOf = (lines: string): string => `
  journey: Account
  contact: { at: "09:00", zone: UTC }
  dunning, for each account:
    overdue:
${lines.replace(/^\s*/gm, '      ')}`;
const ACCOUNT = 'C1/L1/EUR';
const at = (moment: string, lines: string) => world({ journey: journeyOf(lines) }).at(moment);

/** Issued on 1 March, due on 31 March. */
const byAge = `
  OD1: from 5 days after due of the oldest invoice, send Overdue
  OD2: from 15 days after due of the oldest invoice, as a severe state, send Final notice, hold new orders, hold service
  OD3: from 40 days after due of the oldest invoice, ask Head of AR`;
const owing = (lines = byAge) => at('2026-03-01T10:00Z', lines).invoice('I1', { dueOn: '2026-03-31' });

describe('overdue', () => {
  it('goes up as the oldest invoice grows older, each state with its message, its holds and its question', () => {
    const account = owing().until('2026-05-15T00:00Z');
    expect(account.states()).toEqual(['2026-04-05T00:00Z OD1', '2026-04-15T09:00Z OD2', '2026-05-10T00:00Z OD3']);
    expect(account.timeline()).toEqual(['2026-04-05T09:00Z sent C1/L1/EUR overdue', '2026-04-15T09:00Z sent C1/L1/EUR final-notice']);
    expect(account.holds()).toEqual(['active overdue account orders', 'active overdue account service']);
    expect(account.tasks()).toEqual([`open head-of-ar overdue ${ACCOUNT}`]);
  });

  it('is not written to while all its money is on its way, and is as soon as one of its invoices may be asked for', () => {
    const journey = `
      journey: Account
      contact: { at: "09:00", zone: UTC }
      collection, for each invoice:
        autopay:
          due date: collect
          on failed: failure handling
          on no autopay: end
        failure handling:
          on used up: end
      dunning, for each account:
        overdue:
          OD1: from 5 days after due of the oldest invoice, send Overdue`;
    const account = world({ journey, attempts: ['unknown'] })
      .at('2026-03-01T10:00Z')
      .method('M1')
      .invoice('I1', { dueOn: '2026-03-31' })
      .until('2026-04-20T00:00Z');
    expect(account.states()).toEqual(['2026-04-05T00:00Z OD1']);
    expect(account.timeline().filter((line) => line.includes('overdue'))).toEqual([]);
    expect(account.run().decisions.flatMap(({ decision }) => decision.effects.map(({ kind }) => kind))).toEqual(['collect']);
    const another = account.invoice('I2', { dueOn: '2026-05-20' }).until('2026-04-30T00:00Z');
    expect(another.timeline().filter((line) => line.includes('overdue'))).toEqual(['2026-04-20T09:00Z sent C1/L1/EUR overdue']);
  });

  it('comes down at once when it is paid: the holds end, the question closes, and nothing more is sent', () => {
    const account = owing().at('2026-05-12T10:00Z').payment('P1', { to: 'I1' }).until('2026-12-31T00:00Z');
    expect(account.states().at(-1)).toBe('2026-05-12T10:00Z clear');
    expect(account.holds()).toEqual(['ended overdue account orders', 'ended overdue account service']);
    expect(account.tasks()).toEqual([`closed head-of-ar overdue ${ACCOUNT}`]);
    expect(account.timeline()).toHaveLength(2);
    expect(account.wakesAt()).toBeNull();
  });

  it('frees the orders that it held in the moment in which it comes down', () => {
    const journey = `
      journey: Account
      contact: { at: "09:00", zone: UTC }
      credit, for each customer:
        credit review:
          approve: EUR 100000
          ask: Credit desk for high risk, within 2 days, else declined
          on approved: invoicing
          on declined: end
        invoicing:
          due: 30 days after issue
      dunning, for each account:
        overdue:
          OD1: from 1 unpaid invoice, hold new orders`;
    const held = world({ journey })
      .at('2026-03-01T10:00Z')
      .invoice('I1', { dueOn: '2026-03-31' })
      .at('2026-03-02T10:00Z')
      .order('O1', { amount: 500 });
    const items = () =>
      held
        .run()
        .book.list('item')
        .map(({ id }) => id);
    expect(items()).toEqual(['I1']);
    held.at('2026-03-05T10:00Z').payment('P1', { to: 'I1' });
    expect(items()).toEqual(['I1', 'inv_O1']);
  });

  it('evaluated late, it starts with the mildest notice, and the severe state keeps its full distance from when that went', () => {
    const account = owing()
      .downUntil('2026-05-20T12:00Z')
      .hold('H1', { stops: ['surveys'] })
      .until('2026-06-30T00:00Z');
    expect(account.states()).toEqual(['2026-05-20T12:00Z OD1', '2026-05-30T09:00Z OD2', '2026-05-31T09:00Z OD3']);
    expect(account.timeline()).toEqual(['2026-05-20T12:00Z sent C1/L1/EUR overdue', '2026-05-30T09:00Z sent C1/L1/EUR final-notice']);
  });

  it('stays in a severe state until the next day, whatever is reported meanwhile', () => {
    const account = owing()
      .downUntil('2026-05-20T12:00Z')
      .hold('H1', { stops: ['surveys'] })
      .at('2026-05-30T12:00Z')
      .released('H1')
      .until('2026-06-30T00:00Z');
    expect(account.states()).toEqual(['2026-05-20T12:00Z OD1', '2026-05-30T09:00Z OD2', '2026-05-31T09:00Z OD3']);
  });

  it('a severe state waits for the notice before it, however long that is held back', () => {
    const held = owing()
      .at('2026-04-02T10:00Z')
      .hold('H1', { stops: ['reminders'] })
      .until('2026-04-30T00:00Z');
    expect(held.states()).toEqual(['2026-04-05T00:00Z OD1']);
    held.at('2026-05-01T10:00Z').released('H1').until('2026-05-31T00:00Z');
    expect(held.states()).toEqual(['2026-04-05T00:00Z OD1', '2026-05-11T09:00Z OD2', '2026-05-12T09:00Z OD3']);
    expect(held.timeline()).toEqual(['2026-05-01T10:00Z sent C1/L1/EUR overdue', '2026-05-11T09:00Z sent C1/L1/EUR final-notice']);
  });

  it('a state without a severe mark is reached at once, whatever is skipped on the way', () => {
    const lines = 'OD1: from 2 unpaid invoices, send Overdue\n OD2: from 3 unpaid invoices, send Third reminder';
    const account = at('2026-03-01T10:00Z', lines).invoice('I1', { dueOn: '2026-03-31' }).downUntil('2026-03-05T10:00Z');
    for (const id of ['I2', 'I3']) account.run().book.record({ report: issued(id), recordedAt: Date.parse('2026-03-05T10:00Z') });
    account.hold('H1', { stops: ['surveys'] });
    expect([account.states(), account.timeline()]).toEqual([
      ['2026-03-05T10:00Z OD2'],
      ['2026-03-05T10:00Z sent C1/L1/EUR third-reminder'],
    ]);
  });

  it('a message goes once in an episode, and again in the next one, which begins when nothing was owed', () => {
    const lines = 'OD1: from EUR 1000.00, send Overdue\n leaving OD1: send Thank you';
    const account = at('2026-03-01T10:00Z', lines)
      .invoice('I1', { dueOn: '2026-03-31' })
      .at('2026-03-05T10:00Z')
      .dispute('D1', { on: 'I1', amount: 50_000 })
      .at('2026-03-09T10:00Z')
      .resolved('D1', { on: 'I1' })
      .at('2026-03-20T10:00Z')
      .payment('P1', { to: 'I1' })
      .at('2026-04-01T10:00Z')
      .invoice('I2', { dueOn: '2026-04-30' });
    expect(account.states()).toEqual([
      '2026-03-01T10:00Z OD1',
      '2026-03-05T10:00Z clear',
      '2026-03-09T10:00Z OD1',
      '2026-03-20T10:00Z clear',
      '2026-04-01T10:00Z OD1',
    ]);
    expect(account.timeline()).toEqual([
      '2026-03-01T10:00Z sent C1/L1/EUR overdue',
      '2026-03-05T10:00Z sent C1/L1/EUR thank-you #2',
      '2026-03-20T10:00Z sent C1/L1/EUR thank-you #4',
      '2026-04-01T10:00Z sent C1/L1/EUR overdue #1',
    ]);
  });

  it.each([
    ['a disputed part', { dispute: 40_001 }, 'clear'],
    ['a part that leaves exactly the threshold', { dispute: 40_000 }, 'OD1'],
    ['money that is not applied yet', { unapplied: 40_001 }, 'clear'],
    ['a hold on the account', { hold: ACCOUNT }, 'clear'],
    ['a hold on the customer', { hold: 'C1' }, 'clear'],
    ['a hold on the invoice', { hold: 'I1' }, 'clear'],
  ] as const)('leaves out %s', (_, { dispute, unapplied, hold }: { dispute?: number; unapplied?: number; hold?: string }, state) => {
    const account = at('2026-03-01T10:00Z', 'OD1: from EUR 600.00').invoice('I1', { dueOn: '2026-03-31' }).at('2026-03-02T10:00Z');
    if (dispute) account.dispute('D1', { on: 'I1', amount: dispute });
    if (unapplied) account.payment('P1', { amount: unapplied });
    if (hold) account.hold('H1', { subject: hold, stops: ['escalation'], endsAt: '2026-03-10T00:00Z' });
    expect(account.states().at(-1)).toBe(`${state === 'OD1' ? '2026-03-01' : '2026-03-02'}T10:00Z ${state}`);
    account.until('2026-03-11T00:00Z');
    if (hold) expect(account.states().at(-1)).toBe('2026-03-10T00:00Z OD1');
  });

  describe('its messages', () => {
    const chased = (contact: string, states: string) =>
      world({
        journey: `
          journey: Account
          contact: { at: "09:00", zone: UTC, ${contact} }
          collection, for each invoice:
            delivery:
              on delivered: reminders
            reminders:
              5 days after due: send Second reminder
              on used up: end
          dunning, for each account:
            overdue:
${states.replace(/^\s*/gm, '              ')}`,
      })
        .at('2026-03-01T10:00Z')
        .invoice('I1', { dueOn: '2026-03-31' })
        .until('2026-05-31T00:00Z')
        .timeline();

    it('count under caps: what finds no room is left out', () => {
      const states =
        'OD1: from 4 days after due of the oldest invoice, send Overdue\n OD2: from 5 days after due of the oldest invoice, send Third reminder';
      expect(chased('atMost: { day: 1 }', states)).toEqual([
        '2026-04-04T09:00Z sent C1/L1/EUR overdue',
        '2026-04-05T09:00Z sent I1 second-reminder',
      ]);
      expect(chased('atMost: { week: 1 }', states)).toEqual(['2026-04-04T09:00Z sent C1/L1/EUR overdue']);
    });

    it.each([
      'atMost: { day: 1 }',
      'atMost: { day: 1 }, outside: skip, days: business, closed: [{ from: "2026-04-05", to: "2026-04-06" }]',
    ])('on which a severe state rests waits and is never left out: %s', (contact) => {
      const states = `OD1: from 5 days after due of the oldest invoice, send Overdue
          OD2: from 15 days after due of the oldest invoice, as a severe state, send Final notice`;
      const [notice, formal] = chased(contact, states).filter((line) => line.includes('C1/L1/EUR'));
      const [on, then] = contact.includes('skip') ? ['07', '17'] : ['06', '16'];
      expect([notice, formal]).toEqual([
        `2026-04-${on}T09:00Z sent C1/L1/EUR overdue`,
        `2026-04-${then}T09:00Z sent C1/L1/EUR final-notice`,
      ]);
    });

    it('go when the hold ends that stopped all that they would ask for', () => {
      const held = owing()
        .at('2026-04-02T10:00Z')
        .hold('H1', { subject: 'I1', stops: ['reminders'], endsAt: '2026-04-20T00:00Z' })
        .until('2026-05-31T00:00Z');
      expect(held.timeline()).toEqual(['2026-04-20T09:00Z sent C1/L1/EUR overdue', '2026-04-30T09:00Z sent C1/L1/EUR final-notice']);
    });

    it('wait for no statement, nor it for them', () => {
      const both = world({
        journey: `
          journey: Account
          contact: { at: "09:00", zone: UTC, apart: { reminders: 3 } }
          dunning, for each account:
            overdue:
              OD1: from 5 days after due of the oldest invoice, send Overdue
          statements, for each account:
            statement:
              day 5 of the month: send Statement, if anything is open`,
      })
        .at('2026-03-10T10:00Z')
        .invoice('I1', { dueOn: '2026-03-31' })
        .until('2026-04-30T00:00Z');
      expect(both.timeline()).toEqual(['2026-04-05T09:00Z sent C1/L1/EUR overdue', '2026-04-05T09:00Z sent C1/L1/EUR statement #675']);
    });

    it('go at the send time of the day on which the state is reached, which is inside the hours', () => {
      const states = 'OD1: from 4 days after due of the oldest invoice, send Overdue';
      expect(chased('outside: skip', states)).toContain('2026-04-04T09:00Z sent C1/L1/EUR overdue');
      expect(chased('outside: skip, closed: [{ from: "2026-04-04", to: "2026-04-04" }]', states)).toEqual([
        '2026-04-05T09:00Z sent I1 second-reminder',
      ]);
    });
  });

  it('a rest within the tolerance is not counted, one beyond is', () => {
    const lines = 'tolerance: EUR 1.00\n OD1: from 1 unpaid invoices';
    const rest = (open: number) =>
      at('2026-03-01T10:00Z', lines)
        .invoice('I1', { dueOn: '2026-03-31' })
        .payment('P1', { to: 'I1', amount: 100_000 - open })
        .states()
        .at(-1);
    expect([rest(10), rest(100), rest(101)]).toEqual(['2026-03-01T10:00Z clear', '2026-03-01T10:00Z clear', '2026-03-01T10:00Z OD1']);
  });

  it('counts exactly beyond the items that are read, disputed ones left out', () => {
    const lines = 'OD1: from 301 unpaid invoices\n OD2: from EUR 400.00';
    const account = at('2026-03-01T10:00Z', lines);
    for (let n = 1; n <= 300; n += 1)
      account.run().book.record({ report: issued(`I${n}`, 100), recordedAt: Date.parse('2026-03-01T10:00Z') });
    account.hold('H1', { stops: ['surveys'] });
    expect(account.states()).toEqual([]);
    account.invoice('I301', { dueOn: '2026-03-31', amount: 100 });
    expect(account.states()).toEqual(['2026-03-01T10:00Z OD1']);
    account.dispute('D1', { on: 'I299', amount: 100 });
    expect(account.states().at(-1)).toBe('2026-03-01T10:00Z clear');
    account.invoice('I302', { dueOn: '2026-03-31', amount: 10_001 });
    expect(account.states().at(-1)).toBe('2026-03-01T10:00Z OD2');
  });

  it('is what an operator reads first of a customer, whatever is decided meanwhile', () => {
    const account = owing().until('2026-04-06T00:00Z');
    expect(account.headline()?.stage).toBe('overdue OD1');
    account.at('2026-04-07T10:00Z').fact('message.given-back', { effectId: 'none', itemIds: ['I1'] });
    expect(account.headline()?.stage).toBe('overdue OD1');
    expect(account.at('2026-04-08T10:00Z').payment('P1', { to: 'I1' }).headline()?.stage).toBeNull();
  });

  it('another currency is another account', () => {
    const account = at('2026-03-01T10:00Z', 'OD1: from 2 unpaid invoices')
      .invoice('I1', { dueOn: '2026-03-31' })
      .invoice('I2', { dueOn: '2026-03-31', currency: 'USD', accountId: 'C1/L1/USD' });
    expect(account.states()).toEqual([]);
    account.invoice('I3', { dueOn: '2026-03-31', currency: 'USD', accountId: 'C1/L1/USD' });
    expect(account.reasons('C1/L1/USD').filter((reason) => reason.includes('state'))).toEqual(['2026-03-01 entered-state']);
  });
});

let reported = 0;
const issued = (itemId: string, amount = 100_000) => {
  reported += 1;
  return {
    type: 'invoice.issued' as const,
    source: 'api',
    externalId: `many/${reported}`,
    effectiveOn: '2026-03-01',
    data: {
      itemId,
      accountId: ACCOUNT,
      number: itemId,
      amount,
      currency: 'EUR',
      dueOn: '2026-03-31',
      delivery: 'delivered' as const,
      orderIds: [],
    },
  };
};
