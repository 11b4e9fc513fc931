/** How soon a payment that the API took is applied by the customer's workflow: with Temporal up, and when Temporal was away as it came. */
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { startRelay } from '../../adapters/relay.js';
import { createNudge, mayPass } from '../../adapters/temporal-nudge.js';
import { DAY } from '../../domain/calendar.js';
import { type House, openHouse } from '../support/house.js';
import { testTemporal } from '../support/temporal.js';

const JOURNEY = readFileSync(new URL('../../journeys/standard-b2b.yaml', import.meta.url), 'utf8');

let house: House;
let door: Awaited<ReturnType<typeof openDoor>>;
let connection: Connection;
let nudge: ReturnType<typeof createNudge>;
let relay: ReturnType<typeof startRelay>;
let journeyId: string;
beforeAll(async () => {
  door = await openDoor(testTemporal());
  connection = Connection.lazy({ address: door.address });
  nudge = createNudge({ client: new Client({ connection }), patienceMs: 500 });
  house = await openHouse({ relay: { pollMs: DAY }, apiNudge: nudge });
  journeyId = await house.publish(JOURNEY);
  const { prisma } = house;
  relay = startRelay({
    prisma,
    clock: { now: Date.now },
    poke: nudge,
    mayPass,
    onProblem: () => undefined,
    onQuarantine: async () => undefined,
    pollMs: 200,
  });
});
afterAll(async () => {
  await relay.stop();
  await nudge.idle();
  await connection.close();
  door.close();
  await house.close();
});

/** What stands between API and relay, and Temporal: it can be shut. */
async function openDoor(to: string) {
  const [host = '127.0.0.1', port = ''] = to.split(':');
  const sockets = new Set<Socket>();
  let shut = false;
  const server: Server = createServer((socket) => {
    if (shut) return void socket.destroy();
    const onward = connect(Number(port), host);
    for (const one of [socket, onward]) {
      sockets.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        sockets.delete(one);
        socket.destroy();
        onward.destroy();
      });
    }
    socket.pipe(onward).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    shut: (closed: boolean) => {
      shut = closed;
      if (closed) cut();
    },
    close: () => {
      cut();
      server.close();
    },
  };
}

/** A customer who owes 100.00 on one invoice. */
async function debtor(id: string): Promise<void> {
  await house.createCustomer({ id, journeyId, currency: 'EUR', country: 'DE' });
  const issued = await house.post('/v1/invoices', {
    external_id: `issued/${id}`,
    customer: id,
    number: `R-${id}`,
    currency: 'EUR',
    amount: 10_000,
    delivered_on: '2026-01-01',
  });
  expect(issued.status).toBe(201);
  await house.virtualTime.rest({ customerId: id });
}
const pay = (id: string) =>
  house.post('/v1/payments', {
    external_id: `paid/${id}`,
    customer: id,
    amount: 10_000,
    currency: 'EUR',
    allocations: [{ invoice: `R-${id}`, amount: 10_000 }],
  });
const appliedBy = async (customerId: string) => (await house.prisma.position.findUnique({ where: { customerId } }))?.applied ?? 0;

/** Waits until the workflow has applied the fact; the test's own time limit ends it. */
async function applied(customerId: string, factNumber: number): Promise<void> {
  while ((await appliedBy(customerId)) < factNumber) await new Promise((resolve) => setTimeout(resolve, 10));
}

it('with Temporal up it is applied in the workflow at once, and the item leaves its stage', async () => {
  await debtor('cus_up');
  const since = performance.now();
  const { body } = await pay('cus_up');
  const answeredMs = Math.round(performance.now() - since);
  await applied('cus_up', Number(body.fact_number));
  process.stdout.write(
    `A payment was answered after ${answeredMs} ms and applied in the workflow after ${Math.round(performance.now() - since)} ms.\n`,
  );
  expect(await house.prisma.token.findFirst({ where: { customerId: 'cus_up', lane: 'collection' } })).toMatchObject({ stage: null });
});

it('posted while Temporal is away it is stored and answered, and applied as soon as Temporal is back', async () => {
  await debtor('cus_away');
  door.shut(true);
  const { status, body } = await pay('cus_away');
  expect([status, body.unapplied]).toEqual([201, 0]);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(await appliedBy('cus_away')).toBeLessThan(Number(body.fact_number));
  expect(await house.prisma.news.findUnique({ where: { customerId: 'cus_away' } })).toMatchObject({ upTo: body.fact_number });
  door.shut(false);
  await applied('cus_away', Number(body.fact_number));
  expect(await house.prisma.token.findFirst({ where: { customerId: 'cus_away', lane: 'collection' } })).toMatchObject({ stage: null });
  expect(await house.prisma.news.findUnique({ where: { customerId: 'cus_away' } })).toBeNull();
});
