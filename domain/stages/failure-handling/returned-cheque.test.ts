import { describe, expect, it } from '@jest/globals';
import { checkJourney } from '../../journey/load.js';
import { world } from '../../testing/world.js';

const JOURNEY = `
journey: Returned
contact: { at: "09:00", zone: UTC }
collection, for each invoice:
  whenever a cheque arrives: clearing
  delivery:
    on delivered: reminders
  reminders:
    1 day after due: send Overdue
    40 days after due: send Second reminder
    on used up: end
  clearing:
    wait: 5 business days
    on returned: failure handling
  failure handling:
    no funds: call by the collector, within 2 days, then deposit once more after 3 business days
    stopped or account closed: call by the collector, within 1 day
    wrong date or no signature: send Please sign again, by letter
    on used up: reminders
holds:
  afterwards: 5 days of peace
`;
/** Due on Sunday, 1 March 2026; a cheque came on the 4th and came back on Tuesday, the 10th. */
const returned = (reason: Parameters<ReturnType<typeof world>['chequeReturned']>[1], journey = JOURNEY) =>
  world({ journey })
    .at('2026-02-01T00:00Z')
    .invoice('I1', { dueOn: '2026-03-01' })
    .at('2026-03-04T10:00Z')
    .cheque('Q', { to: 'I1' })
    .at('2026-03-10T10:00Z')
    .chequeReturned('Q', reason);
const FIRST = '2026-03-02T09:00Z sent I1 overdue';
const SECOND = '2026-04-10T09:00Z sent I1 second-reminder';
const decide = (here: ReturnType<typeof returned>, kind: string, outcome: string) => here.decided(here.task(kind)?.id ?? 'none', outcome);

it('one that comes back through a fault of ours counts nothing against the customer', () => {
  const late = (reason: 'our-fault' | 'no-funds') => {
    const here = world({ journey: '{ journey: J, lanes: { l: { for: item, stages: { delivery: { on: { delivered: end } } } } } }' });
    here.at('2026-03-01T00:00Z').invoice('I1', { dueOn: '2026-03-31' }).at('2026-04-02T10:00Z').cheque('K1', { to: 'I1' });
    here.at('2026-04-08T10:00Z').chequeReturned('K1', reason).at('2026-04-20T10:00Z').payment('P1', { to: 'I1' });
    return here
      .run()
      .book.customer()
      .history.map(({ daysLate }) => daysLate);
  };
  expect([late('our-fault'), late('no-funds')]).toEqual([[2], [20]]);
});

describe('a cheque that the bank returned', () => {
  it('for want of money: a call, then the bank gets it once more, and pays', () => {
    const here = returned('no-funds');
    expect([here.stages('I1'), here.tasks()]).toEqual([['failure handling'], ['open collector call I1']]);
    decide(here.at('2026-03-11T10:00Z'), 'call', 'done');
    expect(here.until('2026-03-16T08:00Z').tasks()).toEqual(['done collector call I1']);
    here.until('2026-03-16T09:00Z');
    expect(here.task('deposit-cheque')).toMatchObject({ owner: 'cash-desk', subject: 'I1' });
    decide(here.at('2026-03-17T10:00Z'), 'deposit-cheque', 'deposited');
    expect(here.stages('I1')).toEqual(['clearing']);
    expect(here.run().book.list('cheque')).toMatchObject([{ status: 'clearing', deposits: 2 }]);
    here.at('2026-03-20T10:00Z').chequeCleared('Q');
    expect([here.stages('I1'), here.until('2026-05-01T00:00Z').timeline()]).toEqual([[null], [FIRST]]);
  });

  it('once more after it was deposited again: used up, and the invoice goes on with its steps', () => {
    const here = returned('no-funds');
    decide(here, 'call', 'done');
    here.until('2026-03-13T09:00Z');
    decide(here, 'deposit-cheque', 'deposited');
    here.at('2026-03-20T10:00Z').chequeReturned('Q');
    expect(here.stages('I1')).toEqual(['reminders']);
    expect(here.until('2026-05-01T00:00Z').timeline()).toEqual([FIRST, SECOND]);
    expect(here.tasks().filter((task) => task.includes('call'))).toHaveLength(1);
  });

  it('waits for the call until its time is up', () => {
    const here = returned('stopped').until('2026-03-11T23:00Z');
    expect(here.stages('I1')).toEqual(['failure handling']);
    expect(here.until('2026-03-12T00:00Z').stages('I1')).toEqual(['reminders']);
    expect(here.tasks()).toEqual(['open head-of-ar call I1']);
  });

  it('is not deposited when the desk gives it up', () => {
    const here = returned('no-funds');
    decide(here, 'call', 'not reached');
    here.until('2026-03-13T09:00Z');
    decide(here, 'deposit-cheque', 'given up');
    expect(here.stages('I1')).toEqual(['reminders']);
  });

  it('becomes the superior’s when the desk has not deposited it in time, and waits for him', () => {
    const here = returned('no-funds');
    decide(here, 'call', 'done');
    expect(here.until('2026-03-17T23:59Z').task('deposit-cheque')).toMatchObject({ owner: 'cash-desk' });
    expect(here.until('2026-03-18T00:00Z').task('deposit-cheque')).toMatchObject({ owner: 'head-of-ar', dueAt: null });
    expect(here.reasons('I1')).toContain('2026-03-18 task-passed-on');
    decide(here.at('2026-05-04T10:00Z'), 'deposit-cheque', 'deposited');
    expect(here.stages('I1')).toEqual(['clearing']);
  });

  it('is not deposited any more for what was paid otherwise', () => {
    const here = returned('no-funds');
    decide(here, 'call', 'done');
    expect(here.until('2026-03-13T09:00Z').tasks()).toContain('open cash-desk deposit-cheque I1');
    here.at('2026-03-14T10:00Z').payment('P', { to: 'I1', amount: 40_000 });
    expect(here.tasks()).toContain('open cash-desk deposit-cheque I1');
    here.payment('P2', { to: 'I1', amount: 60_000 });
    expect(here.tasks()).toContain('closed cash-desk deposit-cheque I1');
  });

  it.each(['wrong-date', 'no-signature'] as const)('is asked for anew by letter: %s', (reason) => {
    const here = returned(reason);
    expect(here.timeline()).toEqual([FIRST, '2026-03-10T10:00Z sent Q please-sign-again']);
    expect(here.stages('I1')).toEqual(['reminders']);
    expect(here.run().happened.at(-1)?.effect).toMatchObject({ purpose: 'failure', by: ['letter'], chequeId: 'Q', itemIds: ['I1'] });
  });

  it('is used up for a reason without a line', () => {
    expect(returned('our-fault').stages('I1')).toEqual(['reminders']);
  });

  it('speaks once for all its invoices, and each goes on', () => {
    const here = world({ journey: JOURNEY })
      .at('2026-02-01T00:00Z')
      .invoice('I1', { dueOn: '2026-03-01' })
      .invoice('I2', { dueOn: '2026-03-01' })
      .at('2026-03-04T10:00Z');
    here.fact('cheque.received', {
      ...{ chequeId: 'Q', accountId: here.run().book.accountFor('EUR'), amount: 200_000, currency: 'EUR', number: '1' },
      ...{ requested: ['I1', 'I2'].map((itemId) => ({ itemId, amount: 100_000 })), apply: 'named', shares: [] },
    });
    here.at('2026-03-10T10:00Z').chequeReturned('Q', 'no-signature');
    expect(here.timeline().filter((line) => line.includes('please'))).toEqual(['2026-03-10T10:00Z sent Q please-sign-again']);
    expect(here.amounts().slice(-2)).toEqual(['2026-03-10 I1 100000', '2026-03-10 I2 100000']);
    expect([here.stages('I1'), here.stages('I2')]).toEqual([['reminders'], ['reminders']]);
  });

  it('by any journey whose lane leads there, also after it had been paid', () => {
    const without = JOURNEY.replace('whenever a cheque arrives: clearing', 'whenever a cheque is returned: failure handling').replace(
      / {2}clearing:\n.*\n.*\n/,
      '',
    );
    const here = world({ journey: without }).at('2026-02-01T00:00Z').invoice('I1', { dueOn: '2026-03-01' }).cheque('Q', { to: 'I1' });
    here.chequeCleared('Q').at('2026-03-10T10:00Z').chequeReturned('Q', 'stopped', 'pay/Q');
    expect([here.stages('I1'), here.open('I1'), here.tasks()]).toEqual([['failure handling'], 100_000, ['open collector call I1']]);
  });

  it('is said in a sentence for each reason, once', () => {
    const returnedOf = (line: string) =>
      checkJourney(JOURNEY.replace(/ {4}no funds[\s\S]*by letter\n/, `${line}\n`)).journey?.lanes[0]?.stages.find(
        ({ type }) => type === 'failure handling',
      )?.config;
    expect(returnedOf('    our fault: send Cheque our fault, by letter')).toMatchObject({
      returned: [{ reasons: ['our-fault'], do: { send: 'cheque-our-fault', by: ['letter'] } }],
    });
    expect(returnedOf('    no funds: call by Sales, within 2 days, then deposit once more after 5 days')).toMatchObject({
      returned: [{ reasons: ['no-funds'], do: { call: 'sales', within: { days: 2 } }, again: { days: 5 } }],
    });
    const twice = checkJourney(JOURNEY.replace('    wrong date or', '    stopped: send Overdue\n    wrong date or'));
    expect(twice.findings.map(({ message }) => message)).toEqual([expect.stringMatching(/one line/)]);
  });
});
