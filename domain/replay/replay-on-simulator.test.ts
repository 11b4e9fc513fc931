import { readFileSync } from 'node:fs';
import { describe, expect } from '@jest/globals';
import { expectedReminders, itOnRealInvoices, realInvoices } from '../../test/support/real-invoices.js';
import { loadJourney } from '../journey/load.js';
import { SAMPLE_MAPPING } from './invoices.js';
import { replayOnSimulator } from './replay-on-simulator.js';

const journey = loadJourney({
  text: readFileSync(new URL('../../journeys/ladder.yaml', import.meta.url), 'utf8'),
  file: 'journeys/ladder.yaml',
});

describe('replaying the real invoices on the simulator', () => {
  itOnRealInvoices(
    'sends each invoice exactly the reminders that follow from the file: none missing, none twice, none after payment',
    () => {
      const invoices = realInvoices();
      const lines = replayOnSimulator({ invoices, customers: 100, journey, mapping: SAMPLE_MAPPING });
      const sent = lines.filter((line) => line.did === 'sent').map((line) => `${line.invoice} ${line.step} ${line.at}`);
      expect(sent.sort()).toEqual(expectedReminders(invoices));
      expect(sent.length).toBeGreaterThan(1000);
      const settled = lines.filter((line) => line.did === 'settled').map((line) => `${line.invoice} ${line.at}`);
      expect(settled.sort()).toEqual(invoices.map((invoice) => `${invoice.invoice} ${invoice.settledOn}T00:00:00Z`).sort());
    },
  );
});
