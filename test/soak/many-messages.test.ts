/** One customer to whom 10,000 messages fall due on one day: the run is cut and begun anew several times while fifty of them are under way. */
import { afterAll, beforeAll, it } from '@jest/globals';
import { type House, openHouse } from '../support/house.js';
import { expectSentSingly } from '../support/many-due-check.js';

const PATIENCE_MS = 45 * 60_000;

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

it(
  'sends 10,000 messages to one customer on one day, each once, and decides a payment before the last is out',
  async () => {
    await expectSentSingly({ house, messages: 10_000, patienceMs: PATIENCE_MS });
  },
  60 * 60_000,
);
