import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { replayOnTemporal } from '../../cli/replay-on-temporal.js';
import { loadJourney } from '../../domain/journey/load.js';
import { SAMPLE_MAPPING } from '../../domain/replay/invoices.js';
import { type House, openHouse } from './house.js';
import { expectedReminders, itOnRealInvoices, realInvoices } from './real-invoices.js';

const LADDER = readFileSync(new URL('../../journeys/ladder.yaml', import.meta.url), 'utf8');

/** Replays so many real customers on Temporal and holds the result against the file, and against the mails that reached the SMTP server. */
async function expectExactReplay({ house, customers }: { house: House; customers: number }): Promise<void> {
  const invoices = realInvoices();
  const journeyId = await house.publish(LADDER);
  const lines = await replayOnTemporal({
    prisma: house.prisma,
    books: house.books,
    record: house.record,
    virtualTime: house.virtualTime,
    poke: house.nudge,
    invoices,
    customers,
    journey: loadJourney({ text: LADDER, file: 'ladder.yaml' }),
    journeyIds: new Map([['Ladder', journeyId]]),
    legalEntityId: 'le_test',
    mapping: SAMPLE_MAPPING,
    runId: 'r1',
    now: Date.now(),
  });
  const walked = new Set(lines.map((line) => line.customer));
  expect(walked.size).toBe(customers);
  const theirs = invoices.filter((invoice) => walked.has(invoice.customer));
  const sent = lines.filter((line) => line.did === 'sent').map((line) => `${line.invoice} ${line.step} ${line.at}`);
  expect(sent.sort()).toEqual(expectedReminders(theirs));
  const settled = lines.filter((line) => line.did === 'settled').map((line) => `${line.invoice} ${line.at}`);
  expect(settled.sort()).toEqual(theirs.map(({ invoice, settledOn }) => `${invoice} ${settledOn}T00:00:00Z`).sort());

  const mails = await house.mail.mails();
  expect(new Set(mails.map((mail) => mail.messageId)).size).toBe(mails.length);
  expect(mails.length).toBe(sent.length);
  expect(house.problems).toEqual([]);
}

/** The test of a file: so many real customers on a house of its own. */
export function replaysExactly({ customers, patienceMs }: { customers: number; patienceMs: number }): void {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  }, 120_000);
  afterAll(() => house.close(), 60_000);

  itOnRealInvoices(
    `walks ${customers} real customers on Temporal exactly as their file says, and every reminder reaches the mail server once`,
    () => expectExactReplay({ house, customers }),
    patienceMs,
  );
}
