import { afterAll, beforeAll } from '@jest/globals';
import { type House, openHouse } from '../support/house.js';
import { itOnRealInvoices } from '../support/real-invoices.js';
import { expectExactReplay } from '../support/replay-check.js';

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 120_000);
afterAll(() => house.close(), 60_000);

itOnRealInvoices(
  'walks ten real customers on Temporal exactly as their file says, and every reminder reaches the mail server once',
  async () => {
    await expectExactReplay({ house, customers: 10 });
  },
  900_000,
);
