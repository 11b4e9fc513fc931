import { describe, expect, it } from '@jest/globals';
import { checkJourney } from '../../journey/load.js';
import { world } from '../../testing/world.js';

const JOURNEY = `
journey: Cheques
contact: { at: "09:00", zone: UTC }
collection, for each invoice:
  whenever a cheque arrives: clearing
  delivery:
    on delivered: reminders
  reminders:
    1 day after due: send Overdue
    10 days after due: send Second reminder
    on used up: end
  clearing:
    wait: 5 business days, then ask the Bank desk
    on returned: after return
  after return:
    type: escalation
    30 days after due: send Final notice, as a formal notice
    on used up: end
`;
/** Due on Sunday, 1 March 2026; the first reminder went. */
const late = () => world({ journey: JOURNEY }).at('2026-02-01T00:00Z').invoice('I1', { dueOn: '2026-03-01' }).at('2026-03-04T10:00Z');
const FIRST = '2026-03-02T09:00Z sent I1 overdue';
const SECOND = '2026-03-11T09:00Z sent I1 second-reminder';

describe('clearing', () => {
  it('chases nobody while the bank works, and books nothing as received', () => {
    const here = late().cheque('Q', { to: 'I1' });
    expect([here.stages('I1'), here.open('I1')]).toEqual([['clearing'], 100_000]);
    expect(here.holds()).toEqual(['active money-on-its-way item reminders collecting escalation']);
    expect(here.until('2026-06-01T00:00Z').timeline()).toEqual([FIRST]);
  });

  it('is over with the money: settled, and known as paid by cheque', () => {
    const here = late().cheque('Q', { to: 'I1' }).at('2026-03-09T10:00Z').chequeCleared('Q');
    expect([here.stages('I1'), here.open('I1')]).toEqual([[null], 0]);
    expect(here.run().book.customer().history).toEqual([{ item: 'I1', paidOn: '2026-03-09', daysLate: 8, by: 'cheque' }]);
    expect(here.holds()).toEqual(['ended money-on-its-way item reminders collecting escalation']);
  });

  it('goes back with a rest to where it was, with the steps it has had', () => {
    const here = late().cheque('Q', { to: 'I1', amount: 60_000 }).at('2026-03-09T10:00Z').chequeCleared('Q');
    expect([here.stages('I1'), here.open('I1')]).toEqual([['reminders'], 40_000]);
    expect(here.until('2026-06-01T00:00Z').timeline()).toEqual([FIRST, SECOND]);
    expect(here.amounts().at(-1)).toBe('2026-03-11 I1 40000');
  });

  it('holds the amount also where the journey has no such stage', () => {
    const here = world({ journey: JOURNEY.replace('  whenever a cheque arrives: clearing\n', '').replace(/ {2}clearing:[\s\S]*$/, '') })
      .at('2026-02-01T00:00Z')
      .invoice('I1', { dueOn: '2026-03-01' })
      .at('2026-03-01T10:00Z')
      .cheque('Q', { to: 'I1', amount: 60_000 });
    expect(here.until('2026-03-13T23:00Z').amounts()).toEqual(['2026-03-02 I1 40000', '2026-03-11 I1 40000']);
    expect(here.tasks()).toEqual([]);
    expect(here.until('2026-03-14T00:00Z').tasks()).toEqual(['open cash-desk cheque-clearing Q']);
  });

  it.each([
    ['cleared', [null], 0],
    ['no funds', ['after return'], 100_000],
    ['wrong date', ['after return'], 100_000],
  ])('asks a person after the wait, who says what the bank said: %s', (answer, stages, open) => {
    const here = late().cheque('Q', { to: 'I1' }).until('2026-03-11T23:00Z');
    expect(here.tasks()).toEqual([]);
    here.until('2026-03-12T00:00Z');
    expect(here.tasks()).toEqual(['open bank-desk cheque-clearing Q']);
    here.at('2026-03-13T10:00Z').decided(here.task('cheque-clearing')?.id ?? '', answer);
    expect([here.stages('I1'), here.open('I1')]).toEqual([stages, open]);
  });

  it('ends when the payment of the cheque is reported, which is then not booked twice', () => {
    const here = late().cheque('Q', { to: 'I1' }).at('2026-03-09T10:00Z');
    here.fact('payment.received', {
      ...{
        paymentId: 'P',
        accountId: here.run().book.accountFor('EUR'),
        amount: 100_000,
        currency: 'EUR',
        shares: [{ itemId: 'I1', amount: 100_000 }],
      },
      ...{ apply: 'named', chargeId: null, attemptId: null, reference: 'Q' },
    });
    expect(here.run().book.list('cheque')).toMatchObject([{ status: 'cleared', paymentId: 'P' }]);
    expect(() => here.chequeCleared('Q')).toThrow(/cleared already/);
  });

  it('keeps other money apart from the cheque', () => {
    const here = late().cheque('Q', { to: 'I1' }).payment('P', { to: 'I1' });
    expect(here.run().book.list('cheque')).toMatchObject([{ status: 'clearing' }]);
    here.chequeCleared('Q');
    expect(here.run().book.list('payment')).toMatchObject([{ unapplied: 0 }, { unapplied: 100_000 }]);
  });

  it('reopens what the bank took back after it had paid', () => {
    const here = late().cheque('Q', { to: 'I1' }).chequeCleared('Q');
    expect(here.stages('I1')).toEqual([null]);
    here.at('2026-03-20T10:00Z').chequeReturned('Q', 'stopped', 'pay/Q');
    expect([here.stages('I1'), here.open('I1')]).toEqual([['after return'], 100_000]);
    expect(here.run().book.customer().history).toEqual([]);
    expect(() => here.chequeReturned('Q')).toThrow(/returned already/);
  });

  it('is the cheque that was said to be in the post: nobody waits for that any more', () => {
    const here = late();
    here.fact('hold.placed', { holdId: 'H', kind: 'cheque-in-the-post', scope: 'item', subject: 'I1', stops: ['reminders'], endsAt: null });
    expect(here.tasks()).toEqual(['open ar-desk cheque-in-the-post I1']);
    expect(here.at('2026-03-06T10:00Z').cheque('Q', { to: 'I1' }).tasks()).toEqual(['closed ar-desk cheque-in-the-post I1']);
    expect(here.holds()).toEqual([
      'ended cheque-in-the-post item reminders',
      'active money-on-its-way item reminders collecting escalation',
    ]);
  });

  it('waits for every cheque, and a returned one is not forgotten over another that was paid', () => {
    const here = late().cheque('Q', { to: 'I1', amount: 30_000 }).cheque('R', { to: 'I1', amount: 30_000 }).chequeReturned('Q');
    expect(here.stages('I1')).toEqual(['clearing']);
    expect(here.chequeCleared('R').stages('I1')).toEqual(['after return']);
  });

  it('begins again when the bank gets the cheque once more', () => {
    const here = late().cheque('Q', { to: 'I1' }).chequeReturned('Q');
    expect(here.stages('I1')).toEqual(['after return']);
    here.at('2026-03-09T10:00Z').fact('cheque.deposited', { chequeId: 'Q', itemIds: [] });
    expect(here.stages('I1')).toEqual(['clearing']);
    expect(here.until('2026-05-01T00:00Z').timeline()).toEqual([FIRST]);
    expect(here.tasks()).toEqual(['open bank-desk cheque-clearing Q']);
    expect(here.chequeCleared('Q').stages('I1')).toEqual([null]);
  });

  it('is said in a sentence', () => {
    const config = (wait: string) => checkJourney(JOURNEY.replace('5 business days, then ask the Bank desk', wait));
    const clearing = (wait: string) => config(wait).journey?.lanes[0]?.stages.find(({ name }) => name === 'clearing')?.config;
    expect(clearing('3 days')).toEqual({ wait: { days: 3 }, ask: 'cash-desk' });
    expect(clearing('2 business days, then ask Treasury')).toEqual({ wait: { businessDays: 2 }, ask: 'treasury' });
    expect(config('until it is there').findings[0]?.message).toMatch(/Expected/);
  });
});
