import { describe, expect, it } from '@jest/globals';
import { dateAt } from '../calendar.js';
import { loadJourney } from '../journey/load.js';
import type { EffectRow } from '../rows.js';
import { CUSTOMER, world } from '../testing/world.js';
import { explain } from './explain.js';
import type { ExplainRecords } from './records.js';

const journey = `
  journey: Reminders with autopay
  contact: { at: "09:00", zone: UTC, together: true }
  holds: { afterwards: { days: 5 } }
  lanes:
    collection:
      for: item
      whenever: { payment.failed: failure handling }
      stages:
        delivery: { on: { delivered: autopay } }
        autopay: { on: { failed: failure handling, no autopay: reminders } }
        failure handling: { on: { used up: reminders } }
        reminders:
          steps:
            - { name: coming-up, at: { days: -3, from: due }, do: { send: coming-up } }
            - { name: slipped-through, at: { days: 1, from: due }, do: { send: overdue } }
            - { name: second-reminder, at: { days: 10, from: due }, do: { send: second-reminder } }
            - { name: final-notice, at: { days: 20, from: due }, do: { send: final-notice }, severe: true }
          on: { used up: end }`;

type World = ReturnType<typeof world>;
const born = () => world({ journey }).at('2026-03-01T08:00Z');
/** Due on 1 April. */
const invoiced = () => born().invoice('R-17', { dueOn: '2026-04-01', issued: '2026-03-01' });

/** A world's records as the database would give them. */
function recordsOf(told: World): ExplainRecords {
  const { book, decisions } = told.run();
  const deliveries = (row: EffectRow) => (row.status === 'done' && row.effect.kind === 'message' ? 'sent' : null);
  return {
    history: {
      id: CUSTOMER.id,
      externalId: 'ERP-1',
      headline: told.headline() ?? null,
      facts: book.facts,
      decisions: decisions.map(({ at, decision }) => ({ seq: decision.seq, at, reasons: decision.reasons })),
      effects: [...book.effects.values()].map((row) => ({
        ...row,
        delivery: deliveries(row),
        letter: null,
        messageId: null,
        reached: [],
        copied: [],
      })),
      numbers: new Map(),
    },
    zone: 'UTC',
    postings: book.postings,
    holds: book.list('hold'),
    steps: book.steps(),
    tokens: book.tokens(),
    lanes: loadJourney({ text: journey, file: 'journey.yaml' }).lanes,
    journeys: new Map([
      ['J1', 'Standard B2B@1'],
      ['v2', 'Standard B2B@2'],
    ]),
  };
}
const explained = (told: World, on?: string) => explain({ records: recordsOf(told), on: on ?? dateAt(told.run().now(), 'UTC') });
const invoiceOf = (told: World, on?: string, itemId = 'R-17') => {
  const found = explained(told, on).invoices.find((invoice) => invoice.itemId === itemId);
  if (!found) throw new Error(`No invoice ${itemId}.`);
  return found;
};
/** `2026-04-02 Sent …` for each line of the invoice's story. */
const story = (told: World, on?: string, itemId?: string): string[] =>
  invoiceOf(told, on, itemId).days.flatMap((day) => day.entries.map(({ text }) => `${day.on} ${text}`));
const next = (told: World, on?: string, itemId?: string) => invoiceOf(told, on, itemId).next;

describe('what happened to an invoice, day by day', () => {
  it('is told with its place in the calendar, and what comes next', () => {
    const told = invoiced().until('2026-04-05T00:00Z');
    expect(story(told)).toEqual([
      '2026-03-01 Issued over 1000.00 EUR, due 1 April 2026.',
      '2026-03-01 Went on from delivery to reminders (delivered; no autopay).',
      '2026-03-29 Sent "coming up", 3 days before the due date.',
      '2026-04-02 Sent "slipped through", 1 day after the due date.',
    ]);
    expect(next(told)).toEqual({
      step: 'second-reminder',
      on: '2026-04-11',
      text: '"second reminder" on 11 April 2026, 10 days after the due date.',
    });
    expect(invoiceOf(told)).toMatchObject({ number: 'R-17', amount: 100_000, open: 100_000, dueOn: '2026-04-01', stages: ['reminders'] });
  });

  it.each([
    [
      'to',
      'only to a good payer',
      '"good words" on 6 April 2026, 5 days after the due date, if the customer counts as "good payer" by then.',
    ],
    [
      'not to',
      'not to a good payer',
      '"good words" on 6 April 2026, 5 days after the due date, unless the customer counts as "good payer" by then.',
    ],
  ])('names on whom it depends whether what comes next is for the customer: %s', (_, whom, text) => {
    const told = world({
      journey: `
        journey: Standard B2B
        segments: { good payer: { joins: customer.averageDaysLate <= 2 } }
        contact: { at: "09:00", zone: UTC }
        collection, for each invoice:
          reminders:
            5 days after due: send Good words, ${whom}
            on used up: end`,
    });
    told.at('2026-03-01T10:00Z').invoice('R-17', { dueOn: '2026-04-01' }).until('2026-04-02T00:00Z');
    expect(next(told).text).toBe(text);
  });

  const cases: [string, () => World, string[], string][] = [
    [
      'which hold stopped it and how long',
      () => invoiced().at('2026-04-05T10:00Z').dispute('D1', { on: 'R-17' }).until('2026-04-15T00:00Z'),
      [
        '2026-04-05 1000.00 EUR of it were disputed: goods.',
        '2026-04-11 Held back: "second reminder", because of a dispute, since 5 April 2026.',
      ],
      '"second reminder", when this has ended: a dispute, since 5 April 2026.',
    ],
    [
      'the peace after a hold, and why the step went so late',
      () =>
        invoiced()
          .at('2026-04-05T10:00Z')
          .dispute('D1', { on: 'R-17' })
          .at('2026-04-20T00:00Z')
          .resolved('D1', { on: 'R-17' })
          .until('2026-04-26T00:00Z'),
      [
        '2026-04-05 1000.00 EUR of it were disputed: goods.',
        '2026-04-11 Held back: "second reminder", because of a dispute, since 5 April 2026.',
        '2026-04-20 The dispute was resolved against the customer.',
        '2026-04-20 Held back until 25 April 2026: "second reminder", because a hold has just ended, and days of peace follow.',
        '2026-04-25 Sent "second reminder", 24 days after the due date: not earlier, for the days of peace after a hold.',
        '2026-04-25 Held back until 5 May 2026: "final notice", because the full time since the notice before it has not passed.',
      ],
      '"final notice" on 5 May 2026, 34 days after the due date: the full time since the notice before it has not passed.',
    ],
    [
      'a hold of a person with its end, once however often it was asked',
      () =>
        invoiced()
          .at('2026-04-05T10:00Z')
          .hold('H1', { stops: ['reminders'], endsAt: '2026-04-30T00:00Z' })
          .at('2026-04-15T10:00Z')
          .invoice('R-18', { dueOn: '2026-06-01' })
          .hold('H2', { subject: 'R-18', stops: ['orders'] })
          .until('2026-04-20T00:00Z'),
      ['2026-04-11 Held back: "second reminder", because of a hold that a person placed, since 5 April 2026 until 29 April 2026.'],
      '"second reminder", when this has ended: a hold that a person placed, since 5 April 2026 until 29 April 2026.',
    ],
    [
      'a payment plan that is made, missed and broken',
      () =>
        invoiced()
          .at('2026-04-05T10:00Z')
          .fact('plan.made', {
            planId: 'P',
            itemIds: ['R-17'],
            instalments: [{ itemId: 'P/1', dueOn: '2026-05-01', amount: 100_000 }],
          })
          .until('2026-05-14T00:00Z'),
      [
        '2026-04-05 A payment plan was made: 1000.00 EUR in 1 instalment, the first on 1 May 2026; these are asked for in place of the invoice.',
        '2026-04-11 Held back: "second reminder", because of a payment plan, since 5 April 2026.',
        '2026-05-13 The payment plan is over, because the day that the notice had named has passed: what is left is asked for by the due date of the invoice again.',
        '2026-05-13 Held back until 18 May 2026: "second reminder", because a hold has just ended, and days of peace follow.',
      ],
      '"second reminder" on 18 May 2026, 47 days after the due date: a hold has just ended, and days of peace follow.',
    ],
    [
      'a hold of a person on all that is owed in a currency',
      () =>
        invoiced()
          .at('2026-04-05T10:00Z')
          .hold('H1', { subject: 'C1/L1/EUR', stops: ['reminders'], endsAt: '2026-05-01T00:00Z' })
          .until('2026-04-15T00:00Z'),
      ['2026-04-11 Held back: "second reminder", because of a hold that a person placed, since 5 April 2026 until 30 April 2026.'],
      '"second reminder", when this has ended: a hold that a person placed, since 5 April 2026 until 30 April 2026.',
    ],
    [
      'a hold that will stop what comes next',
      () => invoiced().at('2026-04-05T10:00Z').dispute('D1', { on: 'R-17' }).until('2026-04-06T00:00Z'),
      ['2026-04-05 1000.00 EUR of it were disputed: goods.'],
      '"second reminder" on 11 April 2026, 10 days after the due date. It does not go as long as this lasts: a dispute, since 5 April 2026.',
    ],
    [
      'a hold on a part of what comes next',
      () => invoiced().at('2026-04-05T10:00Z').dispute('D1', { on: 'R-17', amount: 20_000 }).until('2026-04-06T00:00Z'),
      ['2026-04-05 200.00 EUR of it were disputed: goods.'],
      '"second reminder" on 11 April 2026, 10 days after the due date. What this holds is left out as long as it lasts: a dispute over 200.00 EUR, since 5 April 2026.',
    ],
    [
      'money that is not yet applied',
      () => invoiced().at('2026-04-05T10:00Z').payment('P1').until('2026-04-15T00:00Z'),
      ['2026-04-11 Held back: "second reminder", because money that we received and have not applied yet covers it.'],
      '"second reminder", unless the money that we received is applied to it.',
    ],
    [
      'a part payment',
      () => invoiced().at('2026-04-05T10:00Z').payment('P1', { amount: 40_000, to: 'R-17' }).until('2026-04-10T00:00Z'),
      ['2026-04-05 Paid: 400.00 EUR.'],
      '"second reminder" on 11 April 2026, 10 days after the due date.',
    ],
    [
      'that it is paid, and that nothing follows',
      () => invoiced().at('2026-04-05T10:00Z').payment('P1', { to: 'R-17' }).until('2026-05-10T00:00Z'),
      ['2026-04-05 Paid: 1000.00 EUR.', '2026-04-05 Nothing is owed any more, so nothing more is asked for.'],
      'Nothing: it is paid.',
    ],
    [
      'the end of the journey',
      () => invoiced().at('2026-04-03T00:00Z').until('2026-05-10T00:00Z'),
      [
        '2026-04-11 Sent "second reminder", 10 days after the due date.',
        '2026-04-21 Sent "final notice", 20 days after the due date.',
        '2026-04-21 Everything that the journey does by itself is done: reminders ended (used up).',
      ],
      'Nothing by itself: the journey has done all that it does.',
    ],
  ];
  it.each(cases)('says %s', (_what, told, expected, comesNext) => {
    const here = told();
    expect(story(here).filter((line) => line > '2026-04-03')).toEqual(expected);
    expect(next(here).text).toBe(comesNext);
  });

  it('says that a step lapsed because an entry came late', () => {
    const told = born().at('2026-04-12T10:00Z').invoice('R-17', { dueOn: '2026-04-01', issued: '2026-03-01' }).until('2026-04-14T00:00Z');
    expect(story(told).slice(0, 3)).toEqual([
      '2026-04-12 Issued over 1000.00 EUR, due 1 April 2026, as of 1 March 2026.',
      '2026-04-12 Went on from delivery to reminders (delivered; no autopay).',
      '2026-04-12 Sent "slipped through", 11 days after the due date.',
    ]);
    expect(story(told)).toContain('2026-04-12 Left out: "coming up", because it belongs before the due date.');
    expect(story(told)).toContain(
      '2026-04-12 Held back until 13 April 2026: "second reminder", because it keeps its distance to the step before it.',
    );
  });

  it('says what said it more firmly already, and when', () => {
    const told = invoiced()
      .fact('steps.taken', { itemId: 'R-17', steps: ['final-notice'], on: '2026-03-30' })
      .until('2026-04-03T00:00Z');
    expect(story(told)).toContain(
      '2026-03-01 Left out: "slipped through", because "final notice" said it more firmly already on 30 March 2026.',
    );
  });

  it('says when an invoice became due on another day, and counts what went before from the day of then', () => {
    const told = invoiced()
      .until('2026-04-05T10:00Z')
      .fact('invoice.dueChanged', { itemId: 'R-17', dueOn: '2026-04-20' })
      .until('2026-04-30T12:00Z');
    expect(story(told).slice(-3)).toEqual([
      '2026-04-02 Sent "slipped through", 1 day after the due date.',
      '2026-04-05 It is due 20 April 2026 instead of 1 April 2026 from now on.',
      '2026-04-30 Sent "second reminder", 10 days after the due date.',
    ]);
    expect(next(told).text).toMatch(/"final notice".*20 days after the due date/);
  });

  it('names the invoices that a message spoke of together', () => {
    const told = invoiced().invoice('R-18', { dueOn: '2026-04-01', issued: '2026-03-01' }).until('2026-04-03T00:00Z');
    expect(story(told).at(-1)).toBe('2026-04-02 Sent "slipped through", together with R-18, 1 day after the due date.');
    expect(story(told, undefined, 'R-18').at(-1)).toBe('2026-04-02 Sent "slipped through", together with R-17, 1 day after the due date.');
  });

  it('tells a collection that failed by its code and class, what was tried again and who is asked', () => {
    const told = world({ journey, attempts: ['insufficient_funds', 'collected'] })
      .at('2026-03-01T08:00Z')
      .method('M1')
      .invoice('R-17', { dueOn: '2026-04-01', issued: '2026-03-01' })
      .until('2026-05-30T00:00Z');
    const lines = story(told).map((line) => line.slice(11));
    expect(lines).toContain('Tried to collect, and the payment was declined, on the due date.');
    expect(lines).toContain('The collection failed: insufficient_funds (soft funds).');
    expect(lines).toContain('Went to failure handling.');
    expect(lines).toContain('Sent "failure funds".');
    expect(lines.some((line) => line.startsWith('Retry 1 is planned for'))).toBe(true);
    expect(lines).toContain('Paid: 1000.00 EUR.');
    expect(next(told).text).toBe('Nothing: it is paid.');
  });
});

describe('the state of an earlier day', () => {
  const told = () =>
    invoiced()
      .at('2026-04-05T10:00Z')
      .payment('P1', { amount: 40_000, to: 'R-17' })
      .at('2026-04-20T10:00Z')
      .payment('P2', { amount: 60_000, to: 'R-17' })
      .until('2026-05-30T00:00Z');

  it.each([
    ['2026-03-01', 100_000, ['reminders'], 'coming-up', 1],
    ['2026-04-04', 100_000, ['reminders'], 'second-reminder', 1],
    ['2026-04-05', 60_000, ['reminders'], 'second-reminder', 1],
    ['2026-04-19', 60_000, ['reminders'], 'final-notice', 1],
    ['2026-04-20', 0, [], null, 0],
  ])('on %s has the amount, the stage and the next step of that day', (on, open, stages, step, owed) => {
    expect(invoiceOf(told(), on)).toMatchObject({ open, stages, next: { step } });
    expect(explained(told(), on).owed).toHaveLength(owed);
    expect(story(told(), on).every((line) => line.slice(0, 10) <= on)).toBe(true);
  });

  it('names the versions between which he was moved, and the move', () => {
    const told = invoiced();
    told.fact('journey.moved', { from: 'J1', to: 'v2', by: 'anna', move: 'move-3', stages: [] });
    told.fact('journey.moved', { from: 'v2', to: 'elsewhere', by: 'rules', rules: 4, stages: [] });
    expect(explained(told).own.days.flatMap(({ entries }) => entries.map(({ text }) => text))).toEqual(
      expect.arrayContaining([
        'Moved from Standard B2B@1 to Standard B2B@2 by anna (move-3); nothing that was sent is sent again.',
        'Got another journey by the rules (version 4); nothing that was sent is sent again.',
      ]),
    );
  });

  it('knows no invoice before it was told of it', () => {
    expect(explained(told(), '2026-02-28')).toMatchObject({ owed: [], invoices: [], own: { days: [], stages: [] } });
  });

  it('takes the stage from the move that came later, where none was recorded before', () => {
    const stuck = born().invoice('R-17', { dueOn: '2026-04-01', delivery: 'waiting' }).at('2026-03-05T00:00Z').until('2026-04-05T00:00Z');
    expect(invoiceOf(stuck, '2026-03-01').stages).toEqual(['reminders']);
    const outside = world({ journey, customer: { deliverBy: 'paper' } })
      .at('2026-03-01T08:00Z')
      .invoice('R-17', { dueOn: '2026-04-01', delivery: 'waiting' })
      .at('2026-03-05T10:00Z')
      .fact('invoice.delivered', { itemId: 'R-17' })
      .until('2026-04-05T00:00Z');
    expect(invoiceOf(outside, '2026-03-02').stages).toEqual(['delivery']);
    expect(invoiceOf(outside, '2026-03-05').stages).toEqual(['reminders']);
  });
});

it('leaves an invoice out of the message whose step it did not take: it was paid by then', () => {
  const told = invoiced().invoice('R-18', { dueOn: '2026-04-01', issued: '2026-03-01' }).until('2026-04-03T00:00Z');
  const records = recordsOf(told);
  const paid = {
    ...records,
    steps: records.steps.filter(({ subject, effectId }) => subject !== 'R-18' || !effectId?.includes('together')),
  };
  const lines = explain({ records: paid, on: '2026-04-03' }).invoices.map(
    ({ days }) => days.at(-1)?.entries.find(({ step }) => step === 'slipped-through')?.text,
  );
  expect(lines).toEqual([
    'Sent "slipped through", 1 day after the due date.',
    'Held back at the last moment: "slipped through", because it was paid or held by then.',
  ]);
});
