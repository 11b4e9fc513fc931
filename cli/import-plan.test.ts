import { describe, expect, it } from '@jest/globals';
import type { ImportedInvoice } from '../domain/replay/invoices.js';
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
const plan = (invoices: ImportedInvoice[], known = nothing()) =>
  planImport({
    file: 'f.csv',
    invoices,
    details: new Map(),
    known,
    currency: 'EUR',
    legalEntity: { id: 'le', country: 'DE' },
    journeyId: 'j',
    now: NOW,
  });
const typesOf = (planned: ReturnType<typeof plan>) =>
  planned.customers.flatMap((customer) => customer.batches.flat().map(({ type }) => type));

/** The books after the plan was carried out. */
function booksAfter(planned: ReturnType<typeof plan>): KnownBooks {
  const books = nothing();
  for (const { id, create, batches } of planned.customers) {
    if (create) books.customers.set(create.externalId, { id, deliverBy: create.customer.deliverBy });
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
      known: booksAfter(first),
      currency: 'EUR',
      legalEntity: { id: 'le', country: 'DE' },
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
    });
  });

  it('pays of a known invoice only what is still open in the books, whoever issued it', () => {
    const known = nothing();
    known.customers.set('A', { id: 'cus_other', deliverBy: 'email' });
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

describe('ids of imported records', () => {
  it('are plain, and differ for different numbers', () => {
    expect(importedCustomerId({ legalEntityId: 'le_1', externalId: '0379-NEVHP' })).toBe('cus_le_1_0379-NEVHP');
    const slugs = ['A B', 'A/B', 'A  B', 'ÄB', 'A-B', 'x'.repeat(61)].map(slug);
    expect(new Set(slugs).size).toBe(6);
    for (const text of slugs) expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
  });
});
