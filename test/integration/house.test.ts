/** The house that the tests live in: what a test of its own leaves in Temporal would fail the next one. */
import { expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { workflowIdOf } from '../../workflows/contract.js';
import { openHouse } from '../support/house.js';
import { testTemporal } from '../support/temporal.js';

const JOURNEY = `
journey: Works
lanes:
  collection: { for: item, stages: { delivery: { on: { delivered: end } } } }
`;
const CUSTOMERS = ['cus_left_a', 'cus_left_b', 'cus_left_c'];

it('leaves no run behind, although hints that nobody waited for were still on their way', async () => {
  const house = await openHouse();
  const journeyId = await house.publish(JOURNEY);
  for (const id of CUSTOMERS) await house.createCustomer({ id, journeyId });
  for (let times = 0; times < 100; times += 1) for (const customerId of CUSTOMERS) void house.nudge({ customerId, upTo: 1 });
  await house.close();

  const connection = await Connection.connect({ address: testTemporal() });
  const client = new Client({ connection });
  const runs = await Promise.all(CUSTOMERS.map((id) => client.workflow.getHandle(workflowIdOf(id)).describe()));
  await connection.close();
  expect(runs.map(({ status }) => status.name)).toEqual(CUSTOMERS.map(() => 'TERMINATED'));
});
