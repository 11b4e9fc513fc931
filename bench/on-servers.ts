import { openHouse } from '../test/support/house.js';
import { runningServers } from '../test/support/running-servers.js';
import { startTestServers } from '../test/support/test-servers.js';
import { runCustomerYear } from './customer-year.js';
import { type Figure, ratioOf } from './figure.js';
import { measureMemory } from './memory.js';

type Tell = (figure: Figure) => void;

/** What real servers say of the main path; `memory`: also what a worker keeps in memory, which takes some minutes. */
export async function measureOnServers({ tell, memory }: { tell: Tell; memory: boolean }): Promise<void> {
  await startTestServers();
  try {
    await measureCustomerYear(tell);
    if (memory) await measureMemory({ tell });
  } finally {
    await runningServers()?.stop();
  }
}

async function measureCustomerYear(tell: Tell): Promise<void> {
  const house = await openHouse();
  try {
    const year = await runCustomerYear({ house, id: 'cus_bench' });
    tell({ name: 'customer-year-actions', value: year.actions, unit: 'Actions', baseline: 140, ratio: ratioOf(year.actions, 140) });
    tell({ name: 'customer-year-events', value: year.events, unit: 'events', baseline: 430, ratio: ratioOf(year.events, 430) });
    tell({ name: 'customer-year-upserts', value: year.upserts, unit: 'Actions' });
    tell({ name: 'customer-year-decisions', value: year.decisions, unit: 'decisions' });
  } finally {
    await house.close();
  }
}
