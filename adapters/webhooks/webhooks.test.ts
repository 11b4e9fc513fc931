import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { WebhookCall } from '../../activities/ports/webhooks.js';
import { isPrivate } from './addresses.js';
import { readEndpoints } from './endpoints.js';
import { isSecret, signedHeaders } from './sign.js';
import { createWebhooks } from './webhooks.js';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const CALL: WebhookCall = {
  hook: 'erp',
  id: 'C1/I1/notify-erp/0',
  payload: {
    type: 'step.taken',
    timestamp: '2026-03-02T10:00:00Z',
    data: { customer: 'C1', step: 'notify-erp', occurrence: 0, because: 'its moment', invoices: [] },
  },
};

describe('a web hook at a real server', () => {
  let server: Server;
  let url: string;
  let got: { headers: IncomingMessage['headers']; body: string; path: string | undefined }[];
  let answer: (response: ServerResponse) => void;
  beforeEach(async () => {
    got = [];
    answer = (response) => response.writeHead(204).end();
    server = createServer(async (request, response) => {
      let body = '';
      for await (const piece of request) body += piece;
      got.push({ headers: request.headers, body, path: request.url });
      answer(response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });
  const webhooks = (change: Partial<Parameters<typeof createWebhooks>[0]> = {}) =>
    createWebhooks({ endpoints: new Map([['erp', { url: `${url}/hooks`, secret: SECRET }]]), allowPrivate: true, ...change });

  it('brings the payload under the effect’s id, signed so that who has the secret can check it', async () => {
    expect(await webhooks().call(CALL)).toEqual({ did: 'accepted' });
    const [{ headers, body, path } = { headers: {}, body: '', path: '' }] = got;
    expect([path, JSON.parse(body), headers['content-type']]).toEqual(['/hooks', CALL.payload, 'application/json']);
    expect(headers['webhook-id']).toBe(CALL.id);
    expect(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1_000)).toBeLessThan(60);
    const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
    const signed = createHmac('sha256', key).update(`${CALL.id}.${headers['webhook-timestamp']}.${body}`).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${signed}`);
  });

  it.each([500, 503, 408, 409, 429])('is to come again after %d', async (status) => {
    answer = (response) => response.writeHead(status).end();
    expect(await webhooks().call(CALL)).toEqual({ did: 'not-now', message: `it answered ${status}` });
  });

  it.each([400, 401, 404, 410, 422])('is refused for good with %d', async (status) => {
    answer = (response) => response.writeHead(status).end();
    expect(await webhooks().call(CALL)).toEqual({ did: 'refused', code: String(status) });
  });

  it('follows no redirect', async () => {
    answer = (response) => response.writeHead(307, { location: `${url}/elsewhere` }).end();
    expect(await webhooks().call(CALL)).toEqual({ did: 'refused', code: '307' });
    expect(got.map(({ path }) => path)).toEqual(['/hooks']);
  });

  it('waits for an answer only so long, and reads nothing of it', async () => {
    answer = () => undefined;
    expect(await webhooks({ timeoutMs: 100 }).call(CALL)).toMatchObject({ did: 'not-now' });
    answer = (response) => {
      response.writeHead(200);
      response.write('x'.repeat(1_000));
    };
    expect(await webhooks({ timeoutMs: 2_000 }).call(CALL)).toEqual({ did: 'accepted' });
  });

  it('comes again when nobody listens', async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
    expect(await webhooks().call(CALL)).toEqual({ did: 'not-now', message: 'ECONNREFUSED' });
  });

  it('reaches no private address, by number or by name, and knows no other endpoint', async () => {
    expect(await webhooks({ allowPrivate: false }).call(CALL)).toEqual({ did: 'refused', code: 'private_address' });
    const named = new Map([['erp', { url: url.replace('127.0.0.1', 'localhost'), secret: SECRET }]]);
    expect(await webhooks({ allowPrivate: false, endpoints: named }).call(CALL)).toEqual({ did: 'refused', code: 'private_address' });
    expect(await webhooks().call({ ...CALL, hook: 'crm' })).toEqual({ did: 'refused', code: 'no_endpoint' });
    expect(got).toEqual([]);
  });
});

describe('the signature', () => {
  it('is that of the scheme’s reference implementation', () => {
    const headers = signedHeaders({
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      at: 1_614_265_330_000,
      body: '{"test": 2432232314}',
      secret: SECRET,
    });
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('wants a secret of some length', () => {
    const of = (bytes: number) => `whsec_${Buffer.alloc(bytes, 1).toString('base64')}`;
    expect([of(23), of(24), of(64), of(65), 'whsec_', 'secret', SECRET.slice(6)].map(isSecret)).toEqual([
      false,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('private addresses', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '0.0.0.0',
    '100.64.1.1',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    '[::1]',
    'fc00::1',
    'fd12::1',
    'fe80::1%eth0',
    '::ffff:127.0.0.1',
    '::ffff:a00:1',
    '64:ff9b::7f00:1',
    'nonsense',
  ])('%s is one', (address) => expect(isPrivate(address)).toBe(true));
  it.each(['8.8.8.8', '172.32.0.1', '192.169.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])('%s is none', (address) =>
    expect(isPrivate(address)).toBe(false),
  );
});

describe('endpoints', () => {
  const read = (value: string, allowPrivate = false) => readEndpoints({ env: { DULY_WEBHOOK_OUR_ERP: value, OTHER: 'x' }, allowPrivate });

  it('come by the names that journeys use', () => {
    expect([...read(`https://erp.example/hooks ${SECRET}`)]).toEqual([['our-erp', { url: 'https://erp.example/hooks', secret: SECRET }]]);
    expect([...read(`http://127.0.0.1:8080 ${SECRET}`, true).keys()]).toEqual(['our-erp']);
  });

  it.each([
    ['https://erp.example', /wants an address and a secret/],
    [`https://erp.example ${SECRET} more`, /wants an address and a secret/],
    [`erp.example ${SECRET}`, /an address like https/],
    [`http://erp.example ${SECRET}`, /begins with https/],
    [`ftp://erp.example ${SECRET}`, /begins with https/],
    [`http://127.0.0.1:8080 ${SECRET}`, /not in our own network/],
    [`https://localhost ${SECRET}`, /not in our own network/],
    [`https://[::1]/x ${SECRET}`, /not in our own network/],
    [`https://user:word@erp.example ${SECRET}`, /without a user/],
  ])('refuses %s', (value, message) => {
    expect(() => read(value)).toThrow(message);
    expect(() => read(value)).not.toThrow(/MfKQ/);
  });
});
