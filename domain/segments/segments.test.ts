import { describe, expect, it } from '@jest/globals';
import type { CustomerRow, PastItem } from '../rows.js';
import { customerRow } from '../testing/customer.js';
import { world } from '../testing/world.js';

const SEGMENTS = `
segments:
  good payer: { joins: customer.averageDaysLate <= 2, leaves: customer.averageDaysLate > 5 }
  slow payer: { joins: customer.averageDaysLate > 15, leaves: customer.averageDaysLate < 8 }
  newcomer: customer.monthsKnown < 12
  deep in debt: customer.overdue >= 2000 || customer.openInvoices > 3
  big one: invoice.amount > 5000
  hardware: invoice.product == "hardware"`;

const journeyOf = (steps: string[], more = '') => `
journey: Segments
contact: { at: "09:00", zone: UTC }
${SEGMENTS.trim()}
credit, for each customer:
  credit review:
    approve: EUR 1, or EUR 2 for a good payer, or EUR 3 for a slow payer, or EUR 4 for a newcomer, or EUR 5 for deep in debt, or EUR 6 for big one, or EUR 7 for hardware
    ask: Desk, within 1 day, else declined
    on approved: end
    on declined: end
collection, for each invoice:
  reminders:
${steps.map((step) => `    ${step}`).join('\n')}
    on used up: end
${more}`;

const paidLate = (...days: number[]): PastItem[] =>
  days.map((daysLate, index) => ({ item: `P${index}`, paidOn: `2025-01-${10 + index}`, daysLate, by: 'unknown' }));
const live = (steps: string[], customer: Partial<CustomerRow> = {}) =>
  world({ journey: journeyOf(steps), customer: customerRow({ id: 'C1', ...customer }) }).at('2026-01-01T08:00Z');
const told = (run: ReturnType<typeof live>, about = 'C1') =>
  run
    .run()
    .decisions.flatMap(({ decision }) =>
      decision.reasons
        .filter((reason) => reason.about === about && /segment|-for$/.test(reason.code))
        .map(({ code, params }) => `${code} ${params?.segment} ${params?.values ?? params?.step}`),
    );
const LADDER = [
  '3 days before due: send Coming up, not to a good payer',
  '1 day after due: send Overdue',
  '10 days after due: send Second reminder, only to a newcomer',
];

describe('a step for some customers', () => {
  it.each([
    ['a good payer is not bothered before the due date', { history: paidLate(0, 1) }, ['overdue']],
    ['one who pays late is', { history: paidLate(9) }, ['coming-up', 'overdue']],
    ['one of whom nothing is known is no good payer', {}, ['coming-up', 'overdue']],
    ['a newcomer gets what is only for newcomers', { knownSince: '2025-09-01' }, ['coming-up', 'overdue', 'second-reminder']],
  ] as [string, Partial<CustomerRow>, string[]][])('%s', (_, customer, expected) => {
    const run = live(LADDER, customer).invoice('I1', { dueOn: '2026-02-01' }).until('2026-12-31T00:00Z');
    expect(run.timeline().map((line) => line.split(' ').at(-1))).toEqual(expected);
    expect(run.stages('I1')).toEqual([null]);
  });

  it('left out is over, and told with its segment and the values that made it', () => {
    const run = live(LADDER, { history: paidLate(0, 3) })
      .invoice('I1', { dueOn: '2026-02-01' })
      .until('2026-03-01T00:00Z');
    expect(told(run)[0]).toBe('segment-joined good-payer averageDaysLate is 2');
    expect(told(run, 'I1')).toEqual(['not-for good-payer coming-up', 'only-for newcomer second-reminder']);
    expect(
      run
        .run()
        .book.steps()
        .map(({ step, how }) => `${step} ${how}`)
        .sort(),
    ).toEqual(['coming-up dropped', 'overdue taken', 'second-reminder dropped']);
  });

  it('speaks in firmer words to those who are to hear them', () => {
    const steps = ['1 day after due: send Overdue, firmer to a slow payer'];
    const templates = (history: PastItem[]) =>
      live(steps, { history })
        .invoice('I1', { dueOn: '2026-02-01' })
        .until('2026-03-01T00:00Z')
        .run()
        .happened.map(({ effect }) => 'template' in effect && effect.template);
    expect(templates(paidLate(20))).toEqual(['overdue-firmer']);
    expect(templates(paidLate(10))).toEqual(['overdue']);
  });

  it('is judged for each invoice where its segment asks about invoices', () => {
    const run = live(['1 day after due: send Overdue, only to a big one'])
      .invoice('I1', { dueOn: '2026-02-01', amount: 500_100 })
      .invoice('I2', { dueOn: '2026-02-01', amount: 500_099 });
    expect(run.until('2026-03-01T00:00Z').timeline()).toEqual(['2026-02-02T09:00Z sent I1 overdue']);
    expect(run.run().book.customer().segments.in).not.toContain('big-one');
  });

  it('asks what was sold; of what nobody says it, it is not true', () => {
    const run = live(['1 day after due: send Overdue, only to hardware'])
      .invoice('I1', { dueOn: '2026-02-01', product: 'hardware' })
      .invoice('I2', { dueOn: '2026-02-01', product: 'licences' })
      .invoice('I3', { dueOn: '2026-02-01' });
    expect(run.until('2026-03-01T00:00Z').timeline()).toEqual(['2026-02-02T09:00Z sent I1 overdue']);
  });

  it('keeps a severe step to its distance from the last one that went', () => {
    const steps = [
      '1 day after due: send Overdue',
      '5 days after due: send Coming up, only to a newcomer',
      '6 days after due: send Second reminder',
      '20 days after due: send Final notice, as a formal notice',
    ];
    const run = live(steps).invoice('I1', { dueOn: '2026-02-01' }).downUntil('2026-02-10T09:00Z').until('2026-04-01T00:00Z');
    expect(run.timeline()).toEqual([
      '2026-02-10T09:00Z sent I1 overdue',
      '2026-02-11T09:00Z sent I1 second-reminder',
      '2026-02-25T09:00Z sent I1 final-notice',
    ]);
  });

  it('lets what counts from a step that is left out go as planned, whether or not somebody asks meanwhile', () => {
    const steps = [
      '1 day after due: send Overdue',
      '1 day after Overdue: send Second reminder, only to a newcomer',
      '1 day after Second reminder: send Third reminder',
    ];
    const run = live(steps).invoice('I1', { dueOn: '2026-02-01' }).downUntil('2026-02-10T09:00Z').until('2026-04-01T00:00Z');
    expect(run.timeline()).toEqual(['2026-02-10T09:00Z sent I1 overdue', '2026-02-11T09:00Z sent I1 third-reminder']);
  });

  it('lets what counts from a step that is left out go not before it was planned, though the one before was taken early', () => {
    const steps = [
      '10 days after due: send Overdue',
      '1 day after Overdue: send Second reminder, only to a newcomer',
      '1 day after Second reminder: send Third reminder',
    ];
    const run = live(steps).invoice('I1', { dueOn: '2026-02-01' });
    run.fact('steps.taken', { itemId: 'I1', steps: ['overdue'], on: '2026-02-03' });
    expect(run.downUntil('2026-02-06T09:00Z').until('2026-04-01T00:00Z').timeline()).toEqual(['2026-02-13T09:00Z sent I1 third-reminder']);
  });
});

describe('who is in a segment', () => {
  const daily = ['due date: send Overdue, not to a good payer'];
  const segments = (run: ReturnType<typeof live>) => run.run().book.customer().segments;

  it('stays in until the condition to leave holds, and out until that to join does', () => {
    const lived = (history: PastItem[], before: string[]) => {
      const customer = { history, segments: { on: null, in: before } };
      const run = live(daily, customer).invoice('I1', { dueOn: '2026-02-01' }).until('2026-02-01T12:00Z');
      return segments(run).in.includes('good-payer');
    };
    expect([2, 3, 5, 6].map((days) => lived(paidLate(days), []))).toEqual([true, false, false, false]);
    expect([2, 3, 5, 6].map((days) => lived(paidLate(days), ['good-payer']))).toEqual([true, true, true, false]);
    expect([lived([], []), lived([], ['good-payer'])]).toEqual([false, true]);
  });

  it('is judged by what was paid before: a good payer who is late once stays one while the invoice is open', () => {
    const run = live(['1 day after due: send Overdue', '30 days after due: send Second reminder, not to a good payer'], {
      history: paidLate(0, 0, 0, 0),
    }).invoice('I1', { dueOn: '2026-02-01' });
    expect(run.until('2026-04-01T00:00Z').timeline()).toEqual(['2026-02-02T09:00Z sent I1 overdue']);
    run.at('2026-04-02T10:00Z').payment('P', { to: 'I1' });
    run.invoice('I2', { dueOn: '2026-05-01' }).until('2026-08-01T00:00Z');
    expect(told(run).filter((line) => line.includes('good-payer'))).toEqual([
      'segment-joined good-payer averageDaysLate is 0',
      'segment-left good-payer averageDaysLate is 12',
    ]);
    expect(run.timeline().at(-1)).toBe('2026-05-31T09:00Z sent I2 second-reminder');
  });

  it('is judged at most once a day, at the first step that asks', () => {
    const run = live(daily, { history: paidLate(0) })
      .invoice('I1', { dueOn: '2026-02-01' })
      .invoice('I0', { dueOn: '2025-11-01' });
    expect(segments(run)).toMatchObject({ on: '2026-01-01', in: ['good-payer', 'normal-risk'] });
    run.at('2026-02-01T08:00Z').payment('P0', { to: 'I0' });
    expect(segments(run).on).toBe('2026-01-01');
    run.until('2026-02-01T09:00Z');
    expect(segments(run)).toEqual({ on: '2026-02-01', in: ['slow-payer', 'normal-risk'] });
    run.at('2026-02-01T10:00Z').invoice('I2', { dueOn: '2026-02-01' }).payment('P1', { to: 'I1' });
    expect(run.timeline().filter((line) => line.includes('2026-02-01'))).toEqual([
      '2026-02-01T09:00Z sent I1 overdue',
      '2026-02-01T10:00Z sent I2 overdue',
    ]);
  });

  it('is judged anew on the same day when something of the customer is changed', () => {
    const run = live(daily).invoice('I1', { dueOn: '2026-01-01' });
    run.until('2026-01-01T09:00Z');
    expect(segments(run)).toEqual({ on: '2026-01-01', in: ['normal-risk'] });
    run
      .at('2026-01-01T10:00Z')
      .fact('customer.changed', { set: { riskClass: 'high' } })
      .invoice('I2', { dueOn: '2026-01-01' });
    expect(segments(run)).toEqual({ on: '2026-01-01', in: ['high-risk'] });
  });

  it('is known by sums over all open invoices, where a condition asks for them', () => {
    const steps = ['10 days after due: send Overdue, only to deep in debt'];
    const lived = (...invoices: { dueOn: string; amount: number; currency?: string }[]) => {
      const run = live(steps);
      for (const [index, { currency = 'EUR', ...more }] of invoices.entries())
        run.invoice(`I${index}`, { ...more, currency, accountId: `C1/L1/${currency}` });
      return run
        .until('2026-02-11T12:00Z')
        .timeline()
        .map((line) => line.split(' ').slice(2).join(' '));
    };
    const due = { dueOn: '2026-02-01' };
    expect(lived({ ...due, amount: 199_999 })).toEqual([]);
    expect(lived({ ...due, amount: 200_000 })).toEqual(['I0 overdue']);
    expect(lived({ ...due, amount: 100_000 }, { dueOn: '2026-02-10', amount: 100_000 })).toEqual(['I0 overdue']);
    expect(lived({ ...due, amount: 100_000 }, { dueOn: '2026-02-11', amount: 100_000 })).toEqual([]);
    expect(lived({ ...due, amount: 100_000 }, { ...due, amount: 100_000, currency: 'USD' })).toEqual([]);
    expect(lived({ ...due, amount: 1 }, ...[1, 2, 3].map(() => ({ dueOn: '2026-06-01', amount: 1 })))).toEqual(['I0 overdue']);
  });
});

describe('a credit review by segments', () => {
  it.each([
    ['nobody that is named', {}, 1],
    ['a good payer', { history: paidLate(0) }, 2],
    ['a slow payer', { history: paidLate(30) }, 3],
    ['a newcomer', { knownSince: '2025-06-01' }, 4],
  ] as [string, Partial<CustomerRow>, number][])('%s', (_, customer, limit) => {
    expect(live(['1 day after due: send Overdue'], customer).run().book.customer()).toMatchObject({
      creditStatus: 'approved',
      creditLimit: limit * 100,
    });
  });

  const risky = `
journey: Risky
contact: { at: "09:00", zone: UTC }
segments:
  high risk: customer.riskClass == "high" && customer.monthsKnown < 24
credit, for each customer:
  credit review:
    approve: EUR 5000
    ask: Desk for high risk, within 1 day, else declined
    again: every 12 months, or when the risk class changes
    on approved: invoicing
    on declined: end
  invoicing:`;
  const reviewed = (customer: Partial<CustomerRow>, journey = risky) =>
    world({ journey, customer: customerRow({ id: 'C1', ...customer }) }).at('2026-01-01T08:00Z');

  it('asks about the journey’s own high risk, and without one about the risk class', () => {
    const old = risky.replace(/segments:\n.*\n/, '');
    expect(reviewed({ riskClass: 'high', knownSince: '2025-01-01' }).stages('C1')).toEqual(['credit review']);
    expect(reviewed({ riskClass: 'high' }).stages('C1')).toEqual(['invoicing']);
    expect(reviewed({ riskClass: 'high' }, old).stages('C1')).toEqual(['credit review']);
    expect(reviewed({}, old).stages('C1')).toEqual(['invoicing']);
  });

  it('is made anew as soon as the risk class changes, and only then', () => {
    const run = reviewed({ knownSince: '2025-01-01' }).at('2026-03-01T08:00Z');
    expect(run.fact('customer.changed', { set: { netDays: 14 } }).stages('C1')).toEqual(['invoicing']);
    expect(run.fact('customer.changed', { set: { riskClass: 'high' } }).stages('C1')).toEqual(['credit review']);
    const plain = reviewed({ knownSince: '2025-01-01' }, risky.replace(', or when the risk class changes', ''));
    expect(plain.fact('customer.changed', { set: { riskClass: 'high' } }).stages('C1')).toEqual(['invoicing']);
  });
});
