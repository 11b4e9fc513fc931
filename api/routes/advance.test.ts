import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { createApp } from '../app.js';

/** Nothing else is asked of the world here. */
const nobody = new Proxy({}, { get: () => () => Promise.reject(new Error('not asked')) });

async function ask(ports: object): Promise<{ status: number; body: unknown }> {
  const app = createApp({
    record: nobody,
    lookup: { customerById: async (id: string) => ({ id }) },
    nudge: nobody,
    auth: async () => ({ keyId: 'key_1' }),
    readiness: nobody,
    clock: { now: () => 0 },
    links: nobody,
    log: () => undefined,
    ...ports,
  } as unknown as Parameters<typeof createApp>[0]);
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/customers/cus_1/advance`, {
    method: 'POST',
    headers: { authorization: 'Bearer any', 'content-type': 'application/json' },
    body: '{"by":"1d"}',
  });
  const body: unknown = await response.json();
  server.closeAllConnections();
  server.close();
  return { status: response.status, body };
}

it('is a route of the sandbox: where time cannot be driven there is none at this address', async () => {
  expect(await ask({})).toMatchObject({ status: 404, body: { code: 'not_found' } });
  expect(await ask({ advance: async () => ({ from: 0, to: 86_400_000 }) })).toEqual({
    status: 200,
    body: { object: 'advance', customer: 'cus_1', from: '1970-01-01T00:00:00Z', to: '1970-01-02T00:00:00Z', entries: [] },
  });
});
