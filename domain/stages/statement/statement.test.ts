import { describe, expect, it } from '@jest/globals';
import { checkJourney } from '../../journey/load.js';
import { world } from '../../testing/world.js';

const journey = (line = 'day 5 of the month: send Statement, by letter, if anything is open') => `
journey: Statements
contact: { at: "09:00", zone: UTC }
collection, for each invoice:
  delivery:
    on delivered: end
statement, for each account:
  statement:
    ${line}
`;
const issued = (line?: string) =>
  world({ journey: journey(line) })
    .at('2026-01-20T00:00Z')
    .invoice('I1', { dueOn: '2026-02-01' })
    .invoice('I2', { dueOn: '2026-02-10', amount: 50_000 });
const sent = (here: ReturnType<typeof issued>) => here.timeline().map((line) => line.slice(0, 16));

describe('a statement', () => {
  it('goes once a month on its day, as long as anything is open', () => {
    const here = issued().until('2026-04-20T00:00Z');
    expect(sent(here)).toEqual(['2026-02-05T09:00', '2026-03-05T09:00', '2026-04-05T09:00']);
    expect(here.run().happened[0]?.effect).toMatchObject({ purpose: 'statement', by: ['letter'], itemIds: ['I1', 'I2'] });
  });

  it('is left out where nothing is open, and says why; the next one goes', () => {
    const here = issued().payment('P1', { to: 'I1' }).payment('P2', { to: 'I2', amount: 50_000 }).until('2026-03-05T12:00Z');
    expect(here.timeline()).toEqual([]);
    expect(here.reasons(here.run().book.accountFor('EUR'))).toEqual(
      expect.arrayContaining(['2026-02-05 nothing-open', '2026-03-05 nothing-open']),
    );
    here.at('2026-03-05T13:00Z').invoice('I3', { dueOn: '2026-04-01' });
    expect(sent(here.until('2026-05-01T00:00Z'))).toEqual(['2026-04-05T09:00']);
  });

  it('lists the instalments of a plan in place of its invoices, as long as it runs', () => {
    const here = issued().fact('plan.made', {
      planId: 'P',
      itemIds: ['I1'],
      instalments: [
        { itemId: 'P/1', dueOn: '2026-02-15', amount: 40_000 },
        { itemId: 'P/2', dueOn: '2026-03-15', amount: 60_000 },
      ],
    });
    here.until('2026-02-05T10:00Z');
    expect(here.amounts()).toEqual(['2026-02-05 I2 50000', '2026-02-05 P/1 40000', '2026-02-05 P/2 60000']);
    here.payment('M', { to: 'I1', amount: 40_000 }).until('2026-03-05T10:00Z');
    expect(here.amounts().slice(3)).toEqual(['2026-03-05 I2 50000', '2026-03-05 P/2 60000']);
    here.fact('plan.judged', { planId: 'P', outcome: 'cancelled', itemIds: [] }).until('2026-04-05T10:00Z');
    expect(here.amounts().slice(5)).toEqual(['2026-04-05 I1 60000', '2026-04-05 I2 50000']);
  });

  it('is written anew where a plan whose instalments it lists ends before it goes', () => {
    const here = issued().fact('plan.made', {
      planId: 'P',
      itemIds: ['I1'],
      instalments: [{ itemId: 'P/1', dueOn: '2026-02-15', amount: 100_000 }],
    });
    here.between('2026-02-05T09:00Z', () => here.fact('plan.judged', { planId: 'P', outcome: 'cancelled', itemIds: [] }));
    expect(here.until('2026-02-06T00:00Z').amounts()).toEqual(['2026-02-05 I1 100000', '2026-02-05 I2 50000']);
  });

  it('is written anew where all that it lists is paid before it goes, and something else is open', () => {
    const here = issued();
    here.between('2026-02-05T09:00Z', () =>
      here.invoice('I3', { dueOn: '2026-03-01', amount: 20_000 }).payment('P1', { to: 'I1' }).payment('P2', { to: 'I2', amount: 50_000 }),
    );
    expect(here.until('2026-02-06T00:00Z').amounts()).toEqual(['2026-02-05 I3 20000']);
  });

  it('lists everything and asks for what nothing stops', () => {
    const here = issued().dispute('D1', { on: 'I2', amount: 50_000 }).promise('V1', { on: 'I1', amount: 30_000, by: '2026-02-10' });
    expect(here.until('2026-02-06T00:00Z').amounts()).toEqual(['2026-02-05 I1 70000', '2026-02-05 I2 0']);
  });

  it('marks a cheque that is with the bank', () => {
    expect(issued().cheque('Q', { to: 'I1' }).until('2026-02-06T00:00Z').amounts()).toEqual(['2026-02-05 I1 0', '2026-02-05 I2 50000']);
  });

  it('leaves out what is in the hands of others', () => {
    const here = issued();
    here.fact('hold.placed', {
      holdId: 'H1',
      kind: 'agency',
      scope: 'item',
      subject: 'I1',
      stops: ['reminders', 'escalation'],
      endsAt: null,
    });
    expect(here.until('2026-02-06T00:00Z').amounts()).toEqual(['2026-02-05 I2 50000']);
    here.payment('P1', { to: 'I2', amount: 50_000 }).until('2026-03-06T00:00Z');
    expect(here.reasons(here.run().book.accountFor('EUR'))).toContain('2026-03-05 nothing-open');
  });

  it.each([undefined, 'account'])('is stopped by a hold on the customer or the account', (scope) => {
    const here = issued();
    here.hold('H1', { ...(scope && { subject: here.run().book.accountFor('EUR') }), stops: ['reminders'], endsAt: '2026-02-20T00:00Z' });
    expect(sent(here.until('2026-03-10T00:00Z'))).toEqual(
      ['2026-02-20T00:00', '2026-03-05T09:00'].slice(0, 2).map((one) => one.replace('T00:00', 'T09:00')),
    );
  });

  it.each(['customer', 'account'] as const)('is not over for a legal hold on the %s: it goes when that ends', (scope) => {
    const here = issued();
    const subject = scope === 'customer' ? here.run().book.customer().id : here.run().book.accountFor('EUR');
    const endsAt = Date.parse('2026-02-20T00:00Z');
    here.fact('hold.placed', { holdId: 'H1', kind: 'legal', scope, subject, stops: ['reminders', 'escalation'], endsAt });
    expect(sent(here.until('2026-03-04T00:00Z'))).toEqual(['2026-02-20T09:00']);
  });

  it.each([0, 1, 2])('goes when a hold ends that came before its claim, though it is asked %i times meanwhile', (times) => {
    const here = issued();
    here.between('2026-02-05T09:00Z', () => {
      here.hold('H1', { subject: here.run().book.accountFor('EUR'), stops: ['reminders'], endsAt: '2026-02-10T00:00Z' });
    });
    for (let asked = 0; asked < times; asked += 1) here.fact('customer.changed', { set: { timeZone: 'UTC' } });
    expect(
      here
        .until('2026-03-01T00:00Z')
        .timeline()
        .map((line) => line.slice(0, 27)),
    ).toEqual(['2026-02-05T09:00Z suppresse', '2026-02-10T09:00Z sent C1/L']);
  });

  it.each([0, 1])(
    'is over for the month when all was paid before its claim, though it is asked %i times before something is open again',
    (times) => {
      const here = issued();
      here.between('2026-02-05T09:00Z', () => here.payment('P1', { to: 'I1' }).payment('P2', { to: 'I2', amount: 50_000 }));
      for (let asked = 0; asked < times; asked += 1) here.fact('customer.changed', { set: { timeZone: 'UTC' } });
      here.at('2026-02-20T00:00Z').refund('P1');
      expect(sent(here.until('2026-03-10T00:00Z'))).toEqual(['2026-02-05T09:00', '2026-03-05T09:00']);
    },
  );

  it('goes late after a downtime, and not beside the next', () => {
    expect(sent(issued().downUntil('2026-02-07T12:00Z').until('2026-03-01T00:00Z'))).toEqual(['2026-02-07T12:00']);
    expect(sent(issued().downUntil('2026-03-05T12:00Z').until('2026-04-01T00:00Z'))).toEqual(['2026-03-05T12:00']);
  });

  it('clamps its day to the month, and may be the last business day', () => {
    expect(sent(issued('day 31 of the month: send Statement, if anything is open').until('2026-03-01T12:00Z'))).toEqual([
      '2026-01-31T09:00',
      '2026-02-28T09:00',
    ]);
    expect(sent(issued('last business day of the month: send Statement, if anything is open').until('2026-03-01T12:00Z'))).toEqual([
      '2026-01-30T09:00',
      '2026-02-27T09:00',
    ]);
  });

  it('has items silent whose own lane has no reminders', () => {
    const here = issued().until('2026-06-01T00:00Z');
    expect(here.timeline().every((line) => line.includes(`sent ${here.run().book.accountFor('EUR')} statement`))).toBe(true);
  });

  it('is said in a sentence', () => {
    const of = (line: string) => checkJourney(journey(line)).journey?.lanes[1]?.stages[0]?.config;
    expect(of('day 5 of the month: send Account overview, by email and letter, if anything is open')).toEqual({
      at: { dayOfMonth: 5 },
      statement: { send: 'account-overview', by: ['email', 'letter'] },
    });
    expect(checkJourney(journey('day 32 of the month: send Statement, if anything is open')).findings).toHaveLength(1);
    expect(checkJourney(journey('day 5 of the month: send Statement')).findings[0]?.message).toMatch(/Expected/);
  });
});
