import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { runCustomerYear } from '../../bench/customer-year.js';
import { type House, openHouse } from '../support/house.js';

let house: House;
beforeAll(async () => {
  house = await openHouse({ pace: { historyEvents: 250 } });
});
afterAll(() => house.close());

it('spends at most 140 Actions and 430 events on a year of 12 invoices, 18 reminders and 12 payments, continue-as-new and upserts counted', async () => {
  const year = await runCustomerYear({ house, id: 'cus_year' });
  expect(year.messages).toBe(18);
  expect(year.actions).toBeLessThanOrEqual(140);
  expect(year.events).toBeLessThanOrEqual(430);
  process.stdout.write(`customer-year: ${JSON.stringify(year)}\n`);
}, 240_000);
