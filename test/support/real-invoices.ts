import { existsSync, readFileSync } from 'node:fs';
import { addDays } from '../../domain/calendar.js';
import { type ImportedInvoice, readInvoices, SAMPLE_MAPPING } from '../../domain/replay/invoices.js';

const FILE = new URL('../../../shared/data/accounts-receivable.csv', import.meta.url);

/** The real invoices; a run without them fails and says so. */
export function realInvoices(): ImportedInvoice[] {
  if (!existsSync(FILE))
    throw new Error('The real invoices are absent: this test needs ../shared/data/accounts-receivable.csv beside the project.');
  return readInvoices({ text: readFileSync(FILE, 'utf8'), file: 'accounts-receivable.csv', mapping: SAMPLE_MAPPING });
}

/** What follows from the file alone for the ladder of -3, +1, +10, +20, +30 days: "invoice step moment", sorted. */
export function expectedReminders(invoices: ImportedInvoice[]): string[] {
  return invoices
    .flatMap(({ invoice, issuedOn, dueOn, settledOn }) =>
      [-3, 1, 10, 20, 30]
        .map((step) => ({ step, on: addDays(dueOn, step) }))
        .filter(({ on }) => on >= issuedOn && (settledOn === null || settledOn > on))
        .map(({ step, on }) => `${invoice} ${step} ${on}T09:00:00Z`),
    )
    .sort();
}
