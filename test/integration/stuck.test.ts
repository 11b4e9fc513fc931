import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { workflowIdOf } from '../../workflows/contract.js';
import { type House, openHouse } from '../support/house.js';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const JOURNEY = `
journey: Works
lanes:
  collection: { for: item, stages: { delivery: { on: { delivered: end } } } }
`;

it('marks a customer whose decisions fail as stuck, for operators to see, leaves others alone, and goes on once the cause is gone', async () => {
  const works = await house.publish(JOURNEY);
  const broken = 'journey_broken';
  await house.prisma.journeyVersion.create({
    data: { id: broken, name: 'Broken', version: 1, text: '', definition: {}, publishedAt: new Date(), isDefault: false },
  });
  const id = 'cus_stuck';
  const { prisma, virtualTime } = house;
  const other = await house.createCustomer({ id: 'cus_fine', journeyId: works });
  await house.books.createCustomer({
    customer: { ...other, id, journeyId: broken },
    externalId: id,
    name: 'Blue Harbour Ltd',
    contacts: [],
    recordedAt: Date.now(),
  });
  await house.nudge({ customerId: id, upTo: 1 });

  const stuckTasks = () => prisma.task.findMany({ where: { customerId: id, kind: 'stuck' } });
  await until(async () => (await stuckTasks()).length === 1);
  expect(await stuckTasks()).toMatchObject([{ owner: 'operators', status: 'open' }]);
  await until(async () => (await found('DulyStuck = true')).length === 1);
  expect(await found('DulyStuck = true')).toEqual([workflowIdOf(id)]);
  expect(house.failures[0]).toMatch(/^cus_stuck: /);
  expect(await prisma.position.findUnique({ where: { customerId: id } })).toBeNull();
  await virtualTime.rest({ customerId: 'cus_fine' });

  await prisma.customer.update({ where: { id }, data: { journeyId: works } });
  await virtualTime.moveTo({ customerId: id, to: (await virtualTime.now(id)) + 2 * 3_600_000 });
  await virtualTime.rest({ customerId: id });
  expect(await prisma.position.findUnique({ where: { customerId: id } })).toMatchObject({ applied: 1 });
  await until(async () => (await found('DulyStuck = true')).length === 0);
  expect(await stuckTasks()).toMatchObject([{ status: 'closed' }]);
});

/** Of this test's customers: other tests leave stuck ones in the same Temporal. */
async function found(query: string): Promise<string[]> {
  const ids: string[] = [];
  const ours = ['cus_fine', 'cus_stuck'].map((id) => `'${workflowIdOf(id)}'`).join(', ');
  for await (const run of house.client.workflow.list({ query: `${query} AND WorkflowId IN (${ours})` })) ids.push(run.workflowId);
  return ids;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
