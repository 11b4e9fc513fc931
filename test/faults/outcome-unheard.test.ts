/** An outcome that is recorded and that the run never hears of: its worker died between both. What follows from it is decided all the same. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Books } from '../../activities/ports/books.js';
import { claim } from '../../domain/effects/claim.js';
import { workflowIdOf } from '../../workflows/contract.js';
import { type House, openHouse } from '../support/house.js';
import { createCustomerInTrouble, ONE_REMINDER, until } from './customer-in-trouble.js';

let house: House;
let journeyId: string;
/** Told when the outcome of the customer's effect is in the books. */
const unheard = new Map<string, () => Promise<unknown>>();
beforeAll(async () => {
  house = await openHouse({ workersBooks: ofOneWhoDies, relay: { sweepMs: 300, lateMs: 500 } });
  journeyId = await house.publish(ONE_REMINDER);
});
afterAll(() => house.close());

/** Whoever asks for the effect of such a customer finds that an earlier attempt has ended it. */
const ofOneWhoDies = (books: Books): Books => ({
  ...books,
  withCustomer: (customerId, work) =>
    books.withCustomer(customerId, (own) =>
      work({
        ...own,
        claimInput: async (input) => {
          const found = await own.claimInput(input);
          const recorded = unheard.get(customerId);
          if (!found || !recorded) return found;
          await own.storeClaim({ ...input, claim: claim(found) });
          await own.endEffect({ ...input, status: 'done', outcome: 'sent' });
          await recorded();
          return undefined;
        },
      }),
    ),
});

async function leaves(customerId: string): Promise<void> {
  const subject = `${customerId}/OVERDUE`;
  const token = () => house.prisma.token.findFirst({ where: { customerId, subject, lane: 'collection' } });
  await until('the invoice has left its last stage', async () => (await token())?.stage === null);
  expect(await house.prisma.stepTaken.count({ where: { customerId, subject, step: 'first' } })).toBe(1);
}

it('the next attempt finds the effect over and has the run decide', async () => {
  const id = 'cus_unheard';
  unheard.set(id, async () => undefined);
  await createCustomerInTrouble({ house, id, journeyId });
  await leaves(id);
});

it('where the run is gone, too, the sweep finds the customer', async () => {
  const id = 'cus_unheard_run_gone';
  unheard.set(id, () => house.client.workflow.getHandle(workflowIdOf(id)).terminate('a fault'));
  await createCustomerInTrouble({ house, id, journeyId });
  await leaves(id);
});
