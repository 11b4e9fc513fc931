import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { addDays } from '../calendar.js';
import { loadJourney } from '../journey/load.js';
import { readInvoices, SAMPLE_MAPPING } from './invoices.js';
import { replayOnSimulator } from './replay-on-simulator.js';

const FILE = new URL('../../../shared/data/accounts-receivable.csv', import.meta.url);
const journey = loadJourney({
  text: readFileSync(new URL('../../journeys/ladder.yaml', import.meta.url), 'utf8'),
  file: 'journeys/ladder.yaml',
});

describe('replaying the real invoices on the simulator', () => {
  it('sends each invoice exactly the reminders that follow from the file: none missing, none twice, none after payment', () => {
    if (!existsSync(FILE)) throw new Error('The real invoices are absent: ../shared/data/accounts-receivable.csv is needed for this test.');
    const invoices = readInvoices({ text: readFileSync(FILE, 'utf8'), file: 'accounts-receivable.csv', mapping: SAMPLE_MAPPING });
    const lines = replayOnSimulator({ invoices, customers: 100, journey, mapping: SAMPLE_MAPPING });
    const expected = invoices.flatMap(({ invoice, issuedOn, dueOn, settledOn }) =>
      [-3, 1, 10, 20, 30]
        .map((step) => ({ step, on: addDays(dueOn, step) }))
        .filter(({ on }) => on >= issuedOn && (settledOn === null || settledOn > on))
        .map(({ step, on }) => `${invoice} ${step} ${on}T09:00:00Z`),
    );
    const sent = lines.filter((line) => line.did === 'sent').map((line) => `${line.invoice} ${line.step} ${line.at}`);
    expect(sent.sort()).toEqual(expected.sort());
    expect(sent.length).toBeGreaterThan(1000);
    const settled = lines.filter((line) => line.did === 'settled').map((line) => `${line.invoice} ${line.at}`);
    expect(settled.sort()).toEqual(invoices.map((invoice) => `${invoice.invoice} ${invoice.settledOn}T00:00:00Z`).sort());
  });
});
