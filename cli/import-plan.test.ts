import { describe, expect, it } from '@jest/globals';
import { loadJourney } from '../domain/journey/load.js';
import type { ImportedInvoice } from '../domain/replay/invoices.js';
import type { Earlier } from './earlier-steps.js';
import { importedCustomerId, slug } from './import-ids.js';
import { itemKey, type KnownBooks, planImport } from './import-plan.js';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const nothing = (): KnownBooks => ({ customers: new Map(), items: new Map(), facts: new Set() });
const invoice = (set: Partial<ImportedInvoice> = {}): ImportedInvoice => ({
  customer: 'A',
  invoice: '1',
  issuedOn: '2026-01-02',
  dueOn: '2026-02-01',
  amount: 5594,
  settledOn: null,
  paperlessOn: null,
  ...set,
});
const journeyOf = (name: string, steps: string[]) =>
  loadJourney({
    text: JSON.stringify({
      journey: name,
      contact: { at: '09:00', zone: 'UTC' },
      lanes: {
        collection: {
          for: 'item',
          stages: {
            reminders: {
              steps: steps.map((step, index) => ({ name: step, at: { days: index, from: 'due' }, do: { send: 'overdue' } })),
              on: { 'used up': 'end' },
            },
          },
        },
      },
    }),
    file: 'journey.json',
  });
const journey = journeyOf('Three steps', ['first', 'second', 'third']);
const plan = (invoices: ImportedInvoice[], known = nothing(), earlier = new Map<string, Earlier>()) =>
  planImport({
    file: 'f.csv',
    invoices,
    details: new Map(),
    earlier,
    known,
    currency: 'EUR',
    legalEntity: { id: 'le', country: 'DE' },
    journey,
    journeyId: 'j',
    now: NOW,
  });
const typesOf = (planned: ReturnType<typeof plan>) =>
  planned.customers.flatMap((customer) => customer.batches.flat().map(({ type }) => type));

/** The books after the plan was carried out. */
function booksAfter(planned: ReturnType<typeof plan>): KnownBooks {
  const books = nothing();
  for (const { id, create, batches } of planned.customers) {
    if (create) books.customers.set(create.externalId, { id, deliverBy: create.customer.deliverBy, journey });
    for (const report of batches.flat()) {
      books.facts.add(report.externalId);
      if (report.type === 'invoice.issued') {
        const { itemId, accountId, amount, currency, dueOn, number } = report.data;
        books.items.set(itemKey({ customerId: id, number }), { id: itemId, accountId, amount, open: amount, currency, dueOn });
      }
      if (report.type === 'payment.received')
        for (const item of books.items.values()) if (item.id === report.data.shares[0]?.itemId) item.open -= report.data.amount;
    }
  }
  return books;
}

describe('planning an import', () => {
  it('holds what is open and already overdue in the batch that issues it, and nothing else', () => {
    const planned = plan([
      invoice(),
      invoice({ invoice: '2', settledOn: '2026-02-20' }),
      invoice({ invoice: '3', dueOn: '2026-03-10' }),
      invoice({ invoice: '4', dueOn: '2026-03-09' }),
    ]);
    expect(planned.counts).toMatchObject({ held: 2, invoices: { added: 4, known: 0 }, payments: { added: 1, known: 0 } });
    const holds = planned.customers[0]?.batches.flat().filter(({ type }) => type === 'hold.placed');
    expect(holds?.map(({ data }) => data)).toEqual(
      ['cus_le_A-1', 'cus_le_A-4'].map((subject) => ({
        holdId: `hold/${subject}/imported`,
        kind: 'imported',
        scope: 'item',
        subject,
        stops: ['reminders', 'collecting', 'escalation', 'interest'],
        endsAt: null,
      })),
    );
  });

  it('plans nothing for a file that was imported, also when an item became overdue since', () => {
    const file = [
      invoice({ paperlessOn: '2026-01-10' }),
      invoice({ invoice: '2', dueOn: '2026-03-20' }),
      invoice({ invoice: '3', settledOn: '2026-02-20' }),
    ];
    const first = plan(file);
    expect(typesOf(first)).toEqual([
      'invoice.issued',
      'hold.placed',
      'invoice.issued',
      'invoice.issued',
      'customer.changed',
      'payment.received',
    ]);
    const again = planImport({
      file: 'f.csv',
      invoices: file,
      details: new Map(),
      earlier: new Map(),
      known: booksAfter(first),
      currency: 'EUR',
      legalEntity: { id: 'le', country: 'DE' },
      journey,
      journeyId: 'j',
      now: NOW + 20 * 86_400_000,
    });
    expect(again.customers.map(({ create, batches }) => ({ create, batches }))).toEqual([{ create: null, batches: [] }]);
    expect(again.counts).toEqual({
      customers: { added: 0, known: 1 },
      invoices: { added: 0, known: 3 },
      payments: { added: 0, known: 1 },
      deliveryChanges: 0,
      held: 0,
      takenOver: { invoices: 0, steps: 0 },
    });
  });

  it('pays of a known invoice only what is still open in the books, whoever issued it', () => {
    const known = nothing();
    known.customers.set('A', { id: 'cus_other', deliverBy: 'email', journey });
    known.items.set(itemKey({ customerId: 'cus_other', number: '1' }), {
      id: 'inv_7',
      accountId: 'acc',
      amount: 5594,
      open: 1000,
      currency: 'EUR',
      dueOn: '2026-02-01',
    });
    const planned = plan([invoice({ settledOn: '2026-02-20' })], known);
    expect(typesOf(planned)).toEqual(['payment.received']);
    expect(planned.customers[0]?.batches[0]?.[0]?.data).toMatchObject({ amount: 1000, shares: [{ itemId: 'inv_7', amount: 1000 }] });
  });

  it('refuses the whole file when it contradicts the books or tells of days to come', () => {
    const known = booksAfter(plan([invoice()]));
    expect(() => plan([invoice({ amount: 1 }), invoice({ invoice: '2', settledOn: '2026-03-11' })], known)).toThrow(
      'f.csv: invoice 1: the books have it with 5594 EUR minor units due on 2026-02-01, the file with 1 EUR due on 2026-02-01\n' +
        'f.csv: invoice 2: it is settled on 2026-03-11, which is still to come\nNothing was imported.',
    );
  });

  it('leaves a change to electronic invoices that is still to come', () => {
    expect(plan([invoice({ paperlessOn: '2026-03-10' })]).counts.deliveryChanges).toBe(0);
    expect(plan([invoice({ paperlessOn: '2026-03-09' })]).counts.deliveryChanges).toBe(1);
  });

  it('keeps every batch small and the hold of an item with its issue', () => {
    const planned = plan(Array.from({ length: 130 }, (_, index) => invoice({ invoice: `${index}` })));
    const batches = planned.customers[0]?.batches ?? [];
    expect(batches.map((batch) => batch.length)).toEqual([100, 100, 60]);
    for (const batch of batches) expect(batch[0]?.type).toBe('invoice.issued');
  });
});

describe('planning an import of receivables that were chased before', () => {
  const earlier = (set: Partial<Earlier>): Earlier => ({
    line: 2,
    columns: { lastStep: 'Stufe' },
    deliveredOn: null,
    lastStep: null,
    ...set,
  });
  const chased = (name: string, on = '2026-03-01') => earlier({ lastStep: { name, on } });

  it('takes over the named step and all before it in the batch that issues the invoice, and holds only what names none', () => {
    const planned = plan(
      [invoice(), invoice({ invoice: '2' }), invoice({ invoice: '3', dueOn: '2026-04-01' })],
      nothing(),
      new Map([
        ['1', chased('second')],
        ['3', earlier({ deliveredOn: '2026-01-05' })],
      ]),
    );
    expect(planned.counts).toMatchObject({ held: 1, takenOver: { invoices: 1, steps: 2 } });
    const reports = planned.customers[0]?.batches.flat() ?? [];
    expect(reports.map(({ type }) => type)).toEqual(['invoice.issued', 'steps.taken', 'invoice.issued', 'hold.placed', 'invoice.issued']);
    expect(reports[1]).toMatchObject({
      effectiveOn: '2026-03-01',
      data: { itemId: 'cus_le_A-1', steps: ['first', 'second'], on: '2026-03-01' },
    });
    expect(reports[3]?.data).toMatchObject({ subject: 'cus_le_A-2' });
    expect(reports[0]?.data).not.toHaveProperty('deliveredOn');
    expect(reports[4]?.data).toMatchObject({ delivery: 'delivered', deliveredOn: '2026-01-05' });
  });

  it('names an unknown step with its line and column and the steps that there are, and days to come', () => {
    expect(() =>
      plan(
        [invoice(), invoice({ invoice: '2' }), invoice({ invoice: '3' })],
        nothing(),
        new Map([
          ['1', chased('fourth')],
          ['2', chased('first', '2026-03-11')],
          ['3', earlier({ deliveredOn: '2026-03-12' })],
        ]),
      ),
    ).toThrow(
      'f.csv:2: column Stufe: the journey Three steps has no step "fourth"; it has first, second, third\n' +
        'f.csv: invoice 2: its last step went on 2026-03-11, which is still to come\n' +
        'f.csv: invoice 3: it is delivered on 2026-03-12, which is still to come\nNothing was imported.',
    );
  });

  it('reads the names of a known customer by the journey that he walks', () => {
    const known = nothing();
    known.customers.set('A', { id: 'cus_a', deliverBy: 'email', journey: journeyOf('Other', ['hello']) });
    expect(plan([invoice()], known, new Map([['1', chased('hello')]])).counts.takenOver).toEqual({ invoices: 1, steps: 1 });
    expect(() => plan([invoice()], known, new Map([['1', chased('first')]]))).toThrow(
      'the journey Other has no step "first"; it has hello',
    );
  });

  it('leaves what Duly already knows alone', () => {
    const known = booksAfter(plan([invoice()]));
    const again = plan([invoice()], known, new Map([['1', chased('second')]]));
    expect(again.customers.flatMap(({ batches }) => batches)).toEqual([]);
    expect(again.counts.takenOver).toEqual({ invoices: 0, steps: 0 });
  });
});

describe('ids of imported records', () => {
  it('are plain, and differ for different numbers', () => {
    expect(importedCustomerId({ legalEntityId: 'le_1', externalId: '0379-NEVHP' })).toBe('cus_le_1_0379-NEVHP');
    const slugs = ['A B', 'A/B', 'A  B', 'ÄB', 'A-B', 'x'.repeat(61)].map(slug);
    expect(new Set(slugs).size).toBe(6);
    for (const text of slugs) expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
  });
});
