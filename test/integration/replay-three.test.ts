import { afterAll, beforeAll, it } from '@jest/globals';
import { type House, openHouse } from '../support/house.js';
import { expectExactReplay } from '../support/replay-check.js';

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 120_000);
afterAll(() => house.close(), 60_000);

it('walks three real customers on Temporal exactly as their file says, and every reminder reaches the mail server once', async () => {
  await expectExactReplay({ house, customers: 3 });
}, 240_000);
