import { existsSync, readFileSync } from 'node:fs';
import { it } from '@jest/globals';
import { addDays } from '../../domain/calendar.js';
import { type ImportedInvoice, readInvoices, SAMPLE_MAPPING } from '../../domain/replay/invoices.js';

const FILE = new URL('../../../shared/data/accounts-receivable.csv', import.meta.url);

// biome-ignore lint/style/noProcessEnv: whether this run may leave a test out
const mustRun = process.env.CI === 'true';

/** A test that reads the real invoices. Without them it is left out, loudly; in CI it fails. Nothing else is left out. */
export const itOnRealInvoices: typeof it = existsSync(FILE) || mustRun ? it : leaveOut();

function leaveOut(): typeof it {
  process.stderr.write(
    'The real invoices are absent: tests that need ../shared/data/accounts-receivable.csv beside the project are skipped.\n',
  );
  return it.skip as typeof it;
}

/** The real invoices; throws where they are absent. */
export function realInvoices(): ImportedInvoice[] {
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
