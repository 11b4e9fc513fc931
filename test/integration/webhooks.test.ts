/** A step that tells another system, on the real servers: through the workflow, to a real HTTP server that is troubled first. */
import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createWebhooks } from '../../adapters/webhooks/webhooks.js';
import { DAY } from '../../domain/calendar.js';
import { type House, openHouse } from '../support/house.js';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
let house: House;
let server: Server;
let statuses: number[] = [];
const got: { headers: Record<string, string | string[] | undefined>; body: string }[] = [];
beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    got.push({ headers: request.headers, body });
    response.writeHead(statuses.shift() ?? 204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
  house = await openHouse({ webhooks: createWebhooks({ endpoints: new Map([['erp', { url, secret: SECRET }]]), allowPrivate: true }) });
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await house.close();
});

const JOURNEY = `
journey: Told
contact:
  hours: 00:00 to 23:59 in UTC
collection, for each invoice:
  reminders:
    1 day after due: notify the ERP
    on used up: end
`;

async function overdue(id: string): Promise<void> {
  await house.createCustomer({ id, journeyId: await house.publish(JOURNEY.replace('Told', `Told ${id}`)) });
  const invoice = { external_id: `${id}-1`, customer: id, number: `R-${id}`, currency: 'USD', amount: 12_345 };
  const dates = { issued_on: '2026-01-01', due_on: '2026-01-31', delivered_on: '2026-01-01' };
  expect((await house.post('/v1/invoices', { ...invoice, ...dates })).status).toBe(201);
  await house.virtualTime.rest({ customerId: id });
}
const effectOf = (id: string) => house.prisma.effect.findFirst({ where: { customerId: id } });
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200 && !(await holds()); tries += 1) await new Promise((resolve) => setTimeout(resolve, 100));
}

it('is told again under the same id until it answers, and can check that it is us', async () => {
  statuses = [500, 429];
  await overdue('cus_told');
  await until(async () => (await effectOf('cus_told'))?.status === 'done');
  expect(await effectOf('cus_told')).toMatchObject({ status: 'done', outcome: 'notified' });
  expect(got).toHaveLength(3);
  expect(new Set(got.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  for (const { headers, body } of got) {
    const signed = createHmac('sha256', Buffer.from(SECRET.slice(6), 'base64'))
      .update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`)
      .digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${signed}`);
  }
  expect(JSON.parse(got[0]?.body ?? '')).toMatchObject({
    type: 'step.taken',
    data: { customer: 'cus_told', step: 'notify-erp', invoices: [{ number: 'R-cus_told', asked: 12_345, currency: 'USD' }] },
  });
  expect(got.map(({ body }) => body).join()).not.toMatch(/Blue Harbour|payable|customers\.example/i);
});

it('that does not answer for days is told no more, and operators are asked', async () => {
  statuses = Array.from({ length: 1_000 }, () => 500);
  got.length = 0;
  const told = overdue('cus_silent');
  await until(async () => got.length > 1);
  expect(await house.prisma.task.count({ where: { customerId: 'cus_silent' } })).toBe(0);
  const { id, at, effect } = (await effectOf('cus_silent')) as unknown as { id: string; at: Date; effect: { giveUpAt: number } };
  expect(effect.giveUpAt).toBe(at.getTime() + 3 * DAY);
  await house.prisma.effect.update({ where: { id }, data: { effect: { ...effect, giveUpAt: at.getTime() } } });
  await told;
  await until(async () => (await house.prisma.task.count({ where: { customerId: 'cus_silent' } })) > 0);
  expect(await house.prisma.task.findFirst({ where: { customerId: 'cus_silent' } })).toMatchObject({
    kind: 'webhook-failed',
    owner: 'operators',
  });
  expect(await effectOf('cus_silent')).toMatchObject({ status: 'failed', outcome: 'refused' });
  statuses = [];
});

it('that refuses is told no more, and operators are asked', async () => {
  statuses = [410];
  got.length = 0;
  await overdue('cus_refused');
  await until(async () => (await house.prisma.task.count({ where: { customerId: 'cus_refused' } })) > 0);
  expect(await effectOf('cus_refused')).toMatchObject({ status: 'failed', outcome: 'refused' });
  expect(await house.prisma.task.findMany({ where: { customerId: 'cus_refused' } })).toMatchObject([
    { kind: 'webhook-failed', owner: 'operators', status: 'open' },
  ]);
  expect(got).toHaveLength(1);
});
