/** PostgreSQL restored from an older copy of its data, while Temporal knows more: nothing is sent until a person releases the customer. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { releaseHolds } from '../../cli/reconcile-release.js';
import { openServers as connect } from '../../cli/servers.js';
import { addDays } from '../../domain/calendar.js';
import { midnight } from '../../domain/replay/story.js';
import { customersOf } from '../faults/bench/business.js';
import { openBench, todayInUtc } from '../faults/bench/run.js';
import { openServers, type Servers } from '../faults/bench/servers.js';

const customers = customersOf(6);
const today = todayInUtc();
let servers: Servers;
let bench: Awaited<ReturnType<typeof openBench>>;
beforeAll(async () => {
  servers = await openServers();
  bench = await openBench({ servers, script: { customers, today } });
});
afterAll(async () => {
  await bench.close();
  await servers.close();
});

it('holds every customer whose run knows more than the books, sends nothing, and goes on with whom a person releases', async () => {
  const { business, prisma, virtualTime, nudge } = bench;
  const rounds = (count: number) => business.live((_customer, round) => round < count);
  await rounds(3);
  await bench.rest();
  await servers.postgres.backUp();
  await rounds(5);
  await bench.rest();
  const before = servers.accepted.length;
  const charged = (await servers.charges()).length;
  await servers.postgres.restore();

  // Some hear of a fact, which their run takes for one that it has had; the others' second reminders fall due.
  const toldOfFacts = customers.filter(({ kind }, n) => kind !== 'reminded' || n === 1);
  for (const { id } of customers) await virtualTime.moveTo({ customerId: id, to: midnight(addDays(today, 9)) + 60_000 });
  for (const { id } of toldOfFacts) await business.tell(id, business.overdue(id, 'since'));
  const held = async () =>
    (await prisma.hold.findMany({ where: { kind: 'restored', endedAt: null } })).map(({ customerId }) => customerId).sort();
  const all = customers.map(({ id }) => id).sort();
  while ((await held()).length < all.length) await pause(200);
  expect(await held()).toEqual(all);
  await bench.rest();
  await pause(3_000);
  expect(servers.accepted).toHaveLength(before);
  expect(await servers.charges()).toHaveLength(charged);

  const reminded = customers.at(-1)?.id ?? '';
  const connected = connect({ databaseUrl: servers.databaseUrl });
  try {
    await releaseHolds({ servers: connected, kind: 'restored', named: [reminded], now: Date.now(), tick: () => undefined });
  } finally {
    await connected.close();
  }
  const { lastFact } = await prisma.customer.findUniqueOrThrow({ where: { id: reminded } });
  await nudge({ customerId: reminded, upTo: lastFact });
  while ((await prisma.touchPoint.count({ where: { customerId: reminded, template: 'second-reminder', state: 'sent' } })) === 0)
    await pause(200);
  await bench.rest();
  const mails = (await servers.mails()).slice(before);
  expect(mails.map((mail) => mail.to[0])).toEqual([`${reminded}@customers.example`]);
  expect(await held()).toEqual(all.filter((id) => id !== reminded));
}, 180_000);
