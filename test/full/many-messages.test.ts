/** One customer to whom very much falls due on one day, on the real servers. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type House, openHouse } from '../support/house.js';
import { createManyDue } from '../support/many-due.js';
import { expectNoTrouble, expectSentSingly, sendAll } from '../support/many-due-check.js';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

it('sends 1,000 messages to one customer on one day, fifty at a time at most, and decides a payment before the last is out', async () => {
  await expectSentSingly({ house, messages: 1_000, patienceMs: 300_000 });
}, 400_000);

it('asks for 10,000 invoices in joint messages of at most 100, each invoice once, and decides a payment in between', async () => {
  const many = await createManyDue({ house, id: 'cus_together', items: 10_000, together: true });
  const sending = await sendAll({ house, many, patienceMs: 300_000 });
  expect(sending.stepsTaken).toBe(10_000);
  expect(sending.listed.flat().sort()).toEqual(many.numbers);
  expect(Math.max(...sending.listed.map((numbers) => numbers.length))).toBeLessThanOrEqual(100);
  // The payment takes a place in one decision, which may part a message.
  expect(sending.listed.length).toBeLessThanOrEqual(102);
  expect(sending.sentWhenPaid).toBeLessThan(sending.listed.length);
  await expectNoTrouble({ house, many, sending });
}, 400_000);
