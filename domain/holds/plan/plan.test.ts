import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, type LocalDate } from '../../calendar.js';
import { DulyError } from '../../errors.js';
import { checkJourney } from '../../journey/load.js';
import { instalmentItem, openAt, sharesOfInvoices } from '../../plans/instalments.js';
import { world } from '../../testing/world.js';

const JOURNEY = `
  journey: Plans
  contact: { at: "09:00", zone: UTC }
  holds: { afterwards: { days: 2 }, plan: { grace: { days: 2 }, ends: { missedInARow: 2 }, notice: { send: plan-ends, days: 5 } } }
  lanes:
    collection:
      for: item
      whenever: { payment.failed: failure handling }
      stages:
        delivery: { on: { delivered: autopay } }
        autopay: { collect: { days: 0 }, on: { failed: failure handling, no autopay: reminders } }
        failure handling: { retry: { days: [3] }, on: { used up: reminders } }
        reminders:
          steps:
            - { name: first, at: { days: 1, from: due }, do: { send: overdue } }
            - { name: notice, at: { days: 10, from: due }, do: { send: final-notice }, severe: true }
            - { name: orders, at: { days: 20, from: due }, do: { send: overdue } }
          on: { used up: end }`;
const owing = (attempts?: string[]) =>
  world({ journey: JOURNEY, ...(attempts && { attempts }) })
    .at('2026-03-01T00:00Z')
    .invoice('I1', { dueOn: '2026-03-01' });
const instalments = (planId: string, parts: [LocalDate, number][]) =>
  parts.map(([dueOn, amount], index) => ({ itemId: `${planId}/${index + 1}`, dueOn, amount }));
const planned = (of: ReturnType<typeof owing>, parts: [LocalDate, number][], itemIds = ['I1'], planId = 'P') =>
  of.fact('plan.made', { planId, itemIds, instalments: instalments(planId, parts) });
const THREE: [LocalDate, number][] = [
  ['2026-04-01', 30_000],
  ['2026-05-01', 30_000],
  ['2026-06-01', 40_000],
];
const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'taken';
  } catch (error) {
    return error instanceof DulyError ? `${error.code} ${error.at}` : String(error);
  }
};

describe('a payment plan', () => {
  it('asks for each instalment, severe steps left out, and not for its invoice', () => {
    const plan = planned(owing().until('2026-03-03T00:00Z'), THREE);
    expect(plan.until('2026-04-30T00:00Z').timeline()).toEqual([
      '2026-03-02T09:00Z sent I1 first',
      '2026-04-02T09:00Z sent P/1 first',
      '2026-04-21T09:00Z sent P/1 orders',
    ]);
  });

  it('draws instalments, and the money goes to the invoice', () => {
    const plan = planned(
      owing()
        .method('M')
        .hold('H', { stops: ['collecting'], endsAt: '2026-03-02T00:00Z' }),
      THREE,
    );
    expect(plan.until('2026-07-01T00:00Z').timeline()).toEqual([
      '2026-04-01T09:00Z collected P/1 collect by M',
      '2026-05-01T09:00Z collected P/2 collect by M',
      '2026-06-01T09:00Z collected P/3 collect by M',
    ]);
    expect(plan.run().book.item('I1')?.open).toBe(0);
    expect(plan.run().book.list('paymentPlan')).toMatchObject([{ status: 'completed' }]);
    expect(
      plan
        .run()
        .book.list('allocation')
        .map(({ itemId, amount }) => `${itemId} ${amount}`),
    ).toEqual(['I1 30000', 'I1 30000', 'I1 40000']);
  });

  it('handles a charge of an instalment that is declined like any other', () => {
    const plan = planned(
      owing(['insufficient_funds', 'collected'])
        .method('M')
        .hold('H', { stops: ['collecting'], endsAt: '2026-03-02T00:00Z' }),
      THREE,
    );
    const lines = plan.until('2026-04-10T00:00Z').timeline();
    expect(lines[0]).toMatch(/^2026-04-01T09:00Z declined P\/1/);
    expect(lines.at(-1)).toMatch(/collected/);
    expect(plan.run().book.item('I1')?.open).toBe(70_000);
  });

  it('ends only after the notice has gone and its days are over; money before that mends it', () => {
    const missed = planned(owing(), THREE);
    const notice = '2026-05-04T09:00Z sent P/2 plan-ends-notice';
    expect(missed.until('2026-05-09T23:59Z').timeline()).toContain(notice);
    expect(missed.run().book.list('paymentPlan')).toMatchObject([{ status: 'running', missedId: 'P/2' }]);
    missed.at('2026-05-09T23:59Z').payment('M', { to: 'I1', amount: 30_000 });
    expect(missed.run().book.list('paymentPlan')).toMatchObject([{ status: 'running', missedId: null, notices: 1 }]);
    const broken = planned(owing(), THREE).until('2026-05-10T00:00Z');
    expect(broken.run().book.list('paymentPlan')).toMatchObject([{ status: 'broken' }]);
    expect(
      broken
        .run()
        .book.list('hold')
        .filter(({ kind, endedAt }) => kind === 'plan' && endedAt === null),
    ).toEqual([]);
  });

  it('says nothing more of its instalments in the decision that ends it, however late that comes', () => {
    const late = planned(owing(), THREE)
      .until('2026-05-09T00:00Z')
      .downUntil('2026-05-22T12:00Z')
      .hold('H', { stops: ['surveys'] });
    expect(late.run().book.list('paymentPlan')).toMatchObject([{ status: 'broken' }]);
    expect(late.timeline().filter((line) => line.startsWith('2026-05-22') && line.includes('P/'))).toEqual([]);
  });

  it('ends on its day though its missed instalment has left its stage since the notice', () => {
    const journey = `
      journey: Short
      contact: { at: "09:00", zone: UTC }
      collection, for each invoice:
        delivery:
          on delivered: reminders
        reminders:
          7 days after due: send Second reminder
          on used up: end`;
    const plan = planned(world({ journey }).at('2026-03-01T10:00Z').invoice('I1', { dueOn: '2026-03-01', amount: 100_000 }), [
      ['2026-04-01', 100_000],
    ]);
    plan.at('2026-04-09T10:00Z').hold('H', { stops: ['surveys'] });
    expect(plan.until('2026-04-30T00:00Z').timeline()).toEqual([
      '2026-04-05T09:00Z sent P/1 plan-ends-notice',
      '2026-04-08T09:00Z sent P/1 second-reminder',
      '2026-04-13T09:00Z sent I1 second-reminder',
    ]);
    expect(plan.run().book.list('paymentPlan')).toMatchObject([{ status: 'broken', endedAt: Date.parse('2026-04-13T00:00Z') }]);
  });

  it('ends by so many missed of so many on end, those paid late among them, and only while one of them is unpaid', () => {
    const of = (ends: string) =>
      world({ journey: JOURNEY.replace('ends: { missedInARow: 2 }', `ends: { ${ends} }`) })
        .at('2026-03-01T00:00Z')
        .invoice('I1', { dueOn: '2026-03-01' });
    const late = (ends: string) =>
      planned(of(ends), THREE).at('2026-04-10T00:00Z').payment('M1', { to: 'I1', amount: 30_000 }).until('2026-05-03T23:00Z');
    const missed = late('missed: 2, of: 3');
    expect(missed.run().book.list('paymentPlan')).toMatchObject([{ missed: ['P/1'], missedId: null }]);
    expect(missed.until('2026-05-04T00:00Z').run().book.list('paymentPlan')).toMatchObject([{ missed: ['P/1', 'P/2'], missedId: 'P/2' }]);
    missed.at('2026-05-06T00:00Z').payment('M2', { to: 'I1', amount: 30_000 });
    expect(missed.until('2026-06-03T23:00Z').run().book.list('paymentPlan')).toMatchObject([{ status: 'running', missedId: null }]);
    expect(missed.until('2026-06-10T00:00Z').run().book.list('paymentPlan')).toMatchObject([{ status: 'broken' }]);
    expect(late('missedInARow: 2').until('2026-05-04T00:00Z').run().book.list('paymentPlan')).toMatchObject([{ missedId: null }]);
    expect(late('missed: 3, of: 3').until('2026-05-04T00:00Z').run().book.list('paymentPlan')).toMatchObject([{ missedId: null }]);
  });

  it('asks for an instalment when the hold on its invoice ends by itself', () => {
    const held = planned(owing(), THREE).hold('H', { subject: 'I1', stops: ['reminders'], endsAt: '2026-04-10T00:00Z' });
    expect(held.until('2026-04-19T00:00Z').timeline()).toEqual(['2026-04-10T09:00Z sent P/1 first']);
  });

  it('leaves an instalment no stage behind while its end is waited for: what follows comes by its own day', () => {
    const journey = `
      journey: Two stages
      contact: { at: "09:00", zone: UTC }
      holds:
        plan: stop its invoices, chase its instalments, 0 days of grace, ends after 1 missed in a row, 20 days after Plan ends
      collection, for each invoice:
        delivery:
          on delivered: reminders
        reminders:
          3 days after due: send Second reminder
          on used up: last call
        last call:
          type: reminders
          9 days after due: send Third reminder
          on used up: end`;
    const plan = planned(world({ journey }).at('2026-03-01T10:00Z').invoice('I1', { dueOn: '2026-03-20', amount: 100_000 }), [
      ['2026-04-01', 100_000],
    ]);
    expect(plan.until('2026-04-20T00:00Z').timeline()).toEqual([
      '2026-04-02T09:00Z sent P/1 plan-ends-notice',
      '2026-04-04T09:00Z sent P/1 second-reminder',
      '2026-04-10T09:00Z sent P/1 third-reminder',
    ]);
  });

  it('does not end while a hold keeps its notice back', () => {
    const held = planned(owing(), THREE)
      .at('2026-05-01T00:00Z')
      .hold('H', { stops: ['reminders'], endsAt: '2026-05-20T00:00Z' });
    expect(held.until('2026-05-19T00:00Z').run().book.list('paymentPlan')).toMatchObject([{ status: 'running' }]);
    expect(held.until('2026-05-26T00:00Z').run().book.list('paymentPlan')).toMatchObject([{ status: 'broken' }]);
    expect(held.timeline()).toContain('2026-05-20T09:00Z sent P/2 plan-ends-notice');
  });

  it('ends by its last instalment, though that is the only one that is missed', () => {
    const last = planned(owing(), [['2026-04-01', 100_000]]).until('2026-04-10T00:00Z');
    expect(last.run().book.list('paymentPlan')).toMatchObject([{ status: 'broken' }]);
  });

  it('leaves a disputed part out of its last instalments', () => {
    const disputed = planned(owing(), THREE).dispute('D', { on: 'I1', amount: 60_000 });
    expect(
      disputed
        .until('2026-05-03T00:00Z')
        .amounts()
        .filter((line) => line.includes('P/')),
    ).toEqual(['2026-04-02 P/1 30000', '2026-04-21 P/1 30000', '2026-05-02 P/2 10000']);
  });

  it('is covered by money that is not applied yet, the first instalment first', () => {
    const unapplied = planned(owing(), THREE).at('2026-03-20T00:00Z').payment('M', { amount: 30_000 });
    expect(
      unapplied
        .until('2026-04-30T00:00Z')
        .timeline()
        .filter((line) => line.includes('P/')),
    ).toEqual([]);
  });

  it('takes money that is drawn for an instalment after its end for the invoices', () => {
    const cancelled = planned(owing(), THREE).fact('plan.judged', { planId: 'P', outcome: 'cancelled', itemIds: [] });
    const paid = { paymentId: 'M', accountId: 'C1/L1/EUR', amount: 30_000, currency: 'EUR', shares: [{ itemId: 'P/1', amount: 30_000 }] };
    cancelled.fact('payment.received', { ...paid, apply: 'named', chargeId: null, attemptId: null, reference: null });
    expect(cancelled.run().book.item('I1')?.open).toBe(70_000);
  });

  it('is made once for an invoice, for what is open, day after day', () => {
    expect(codeOf(() => planned(planned(owing(), THREE), THREE, ['I1'], 'Q'))).toBe('already_planned invoices');
    expect(codeOf(() => planned(owing(), [['2026-04-01', 99_999]]))).toBe('invalid_amount instalments');
    expect(codeOf(() => planned(owing(), [['2026-02-28', 100_000]]))).toBe('invalid_date instalments.0.due_on');
    expect(
      codeOf(() =>
        planned(owing(), [
          ['2026-04-01', 50_000],
          ['2026-04-01', 50_000],
        ]),
      ),
    ).toBe('invalid_date instalments.1.due_on');
    expect(
      codeOf(() => planned(owing().invoice('U', { dueOn: '2026-03-01', currency: 'USD', accountId: 'C1/L1/USD' }), THREE, ['I1', 'U'])),
    ).toBe('currency_mismatch invoices');
    expect(codeOf(() => planned(owing(), THREE, ['nothing']))).toMatch(/^unknown_item/);
    const over = planned(owing(), THREE).fact('plan.judged', { planId: 'P', outcome: 'cancelled', itemIds: [] });
    expect(codeOf(() => over.fact('plan.judged', { planId: 'P', outcome: 'cancelled', itemIds: [] }))).toMatch(/^already_ended/);
  });

  it('is said in a sentence that may leave out what is usual', () => {
    const holds = (line: string) =>
      checkJourney(`journey: J\nholds:\n  plan: ${line}\ncollection, for each invoice:\n  delivery:\n    on delivered: end\n`);
    expect(holds('stop its invoices, chase its instalments').journey?.holds).toEqual({
      plan: { grace: { days: 3 }, ends: { missedInARow: 2 }, notice: { send: 'plan-ends', days: 7 } },
    });
    expect(
      holds('stop its invoices, chase its instalments, 5 business days of grace, ends after 1 missed in a row, 10 days after Plan ends')
        .journey?.holds,
    ).toEqual({
      plan: { grace: { businessDays: 5 }, ends: { missedInARow: 1 }, notice: { send: 'plan-ends', days: 10 } },
    });
    expect(holds('stop its invoices, chase its instalments, ends after 2 missed of 6').journey?.holds).toMatchObject({
      plan: { ends: { missed: 2, of: 6 } },
    });
    expect(holds('stop its invoices, chase its instalments, ends after 3 missed of 2').findings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/More cannot be missed than there are/),
    ]);
    expect(holds('stop its invoices, chase its instalments, ends after 3 missed').findings[0]?.message).toMatch(/Expected "(in|of)"/);
    expect(holds('{ ends: { missed: 2 } }').findings[0]?.message).toMatch(/either missedInARow, or missed and of/);
    expect(holds('stop its invoices').findings[0]?.message).toMatch(/Expected ","/);
  });
});

describe('what is left of a plan', () => {
  const plan = { instalments: [{ amount: 30 }, { amount: 30 }, { amount: 40 }] };
  it.each([
    [100, [30, 30, 40]],
    [85, [15, 30, 40]],
    [70, [0, 30, 40]],
    [45, [0, 5, 40]],
    [40, [0, 0, 40]],
    [1, [0, 0, 1]],
    [0, [0, 0, 0]],
    [120, [30, 30, 40]],
  ])('%i fills the instalments from the last', (rest, open) => {
    expect(plan.instalments.map((_, index) => openAt({ plan, index, rest }))).toEqual(open);
  });

  it('names shares of instalments by their invoices, the oldest first', () => {
    const items = planned(owing(), THREE).invoice('I0', { dueOn: '2026-02-01', amount: 10_000 }).run().book;
    const row = { ...(items.list('paymentPlan')[0] as never as object), itemIds: ['I1', 'I0'] } as never;
    expect(sharesOfInvoices({ shares: [{ itemId: 'P/1', amount: 15_000 }], plans: [row], items: items.list('item') })).toEqual([
      { itemId: 'I0', amount: 10_000 },
      { itemId: 'I1', amount: 5_000 },
    ]);
    expect(instalmentItem({ plan: row, index: 9, rest: 1 })).toBeUndefined();
  });
});

it('over random stories nobody is asked for an invoice and for its instalments, nor for more than is owed and not disputed', () => {
  const event = fc.record({
    day: fc.nat({ max: 90 }),
    what: fc.constantFrom(
      'payment',
      'payment',
      'unapplied',
      'refund',
      'dispute',
      'resolved',
      'credit note',
      'plan',
      'cancelled',
      'instalment',
      'method',
    ),
    amount: fc.integer({ min: 1, max: 120_000 }),
  });
  let asked = 0;
  const ends = new Set<string>();
  fc.assert(
    fc.property(fc.array(event, { maxLength: 10 }), fc.boolean(), (events, both) => {
      const here = owing();
      if (both) here.invoice('I2', { dueOn: '2026-03-20', amount: 50_000 });
      const ids = both ? ['I1', 'I2'] : ['I1'];
      const open = () => ids.reduce((sum, id) => sum + (here.run().book.item(id)?.open ?? 0), 0);
      const plan = (id: string, from: LocalDate) => {
        const part = Math.floor(open() / 3);
        planned(
          here,
          [
            [addDays(from, 5), part],
            [addDays(from, 25), part],
            [addDays(from, 45), open() - 2 * part],
          ],
          ids,
          id,
        );
      };
      codeOf(() => plan('P0', '2026-03-01'));
      let next = 0;
      for (const { day, what, amount } of [...events].sort((a, b) => a.day - b.day)) {
        const date = addDays('2026-03-01', day);
        next += 1;
        here.at(`${date}T0${Math.min(8, next)}:00Z`);
        const id = `E${next}`;
        const running = here.run().book.list('paymentPlan').at(-1);
        codeOf(() => {
          switch (what) {
            case 'payment':
              return here.payment(id, { to: 'I1', amount });
            case 'unapplied':
              return here.payment(id, { amount });
            case 'refund':
              return here.refund(`E${next - 1}`);
            case 'dispute':
              return here.dispute(id, { on: 'I1', amount });
            case 'resolved':
              return here.resolved(`E${next - 1}`, { on: 'I1' });
            case 'credit note':
              return here.fact('creditNote.issued', { creditNoteId: id, itemId: 'I1', amount });
            case 'plan':
              return plan(id, date);
            case 'cancelled':
              return here.fact('plan.judged', { planId: running?.id ?? '', outcome: 'cancelled', itemIds: [] });
            case 'method':
              return here.method(id);
            default: {
              const paid = {
                paymentId: id,
                accountId: 'C1/L1/EUR',
                amount,
                currency: 'EUR',
                shares: [{ itemId: `${running?.id}/1`, amount }],
              };
              return here.fact('payment.received', { ...paid, apply: 'named', chargeId: null, attemptId: null, reference: null });
            }
          }
        });
      }
      here.until('2026-10-01T00:00Z');
      const { book, happened } = here.run();
      const { facts, postings } = book;
      expect(postings.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
      for (const { status } of book.list('paymentPlan')) ends.add(status);
      for (const { at, effect, parts } of happened) {
        if (effect.kind === 'survey' || (effect.kind === 'message' && effect.purpose === 'thanks')) continue;
        // What comes from outside at that moment comes before what is done then.
        const known = facts.filter(({ recordedAt, source }) => recordedAt < at || (recordedAt === at && source === 'api'));
        const numbers = new Set(known.map(({ number }) => number));
        const made = known.findLast((fact) => fact.type === 'plan.made');
        const over = known.some(
          (fact) =>
            fact.type === 'plan.judged' && fact.data.planId === made?.data.planId && !['missed', 'mended'].includes(fact.data.outcome),
        );
        const runs = made !== undefined && !over;
        const owed = postings.reduce(
          (sum, line) => (line.book === 'receivable' && numbers.has(line.factNumber) ? sum + line.amount : sum),
          0,
        );
        const resolved = new Set(known.flatMap((fact) => (fact.type === 'dispute.resolved' ? [fact.data.disputeId] : [])));
        const disputed = known.reduce(
          (sum, fact) => (fact.type === 'dispute.opened' && !resolved.has(fact.data.disputeId) ? sum + fact.data.amount : sum),
          0,
        );
        for (const { itemId, amount } of parts) {
          asked += 1;
          expect(itemId.includes('/')).toBe(runs);
          const own = Math.min(disputed, 100_000);
          expect(amount).toBeLessThanOrEqual(Math.max(0, owed - Math.min(own, owed)) + (both ? 50_000 : 0));
        }
      }
    }),
    {
      numRuns: 300,
      examples: [
        [
          [
            { day: 29, what: 'method', amount: 25_805 },
            { day: 36, what: 'plan', amount: 67_905 },
            { day: 58, what: 'dispute', amount: 67_620 },
            { day: 62, what: 'resolved', amount: 1 },
          ],
          false,
        ],
      ],
    },
  );
  expect(asked).toBeGreaterThan(200);
  expect([...ends].sort()).toEqual(expect.arrayContaining(['broken', 'cancelled', 'completed']));
});
