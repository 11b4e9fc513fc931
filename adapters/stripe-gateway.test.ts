import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer, type Server as HttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CollectOrder } from '../activities/ports/payment-gateway.js';
import { minorDigits } from '../domain/money.js';
import { createGateway, type Gateway } from '../gateway/gateway.js';
import { createStripeGateway, stripeAmount } from './stripe-gateway.js';

const KEY = 'sk_test_adapter';

let home: string;
let gateway: Gateway;
let server: HttpServer;
let url: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'duly-stripe-'));
  gateway = await createGateway({ home, key: KEY, now: Date.now });
  server = createHttpServer(gateway.app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = addressOf(server);
});
afterEach(async () => {
  await gateway.close();
  server.closeAllConnections();
  server.close();
  await rm(home, { recursive: true });
});

function addressOf(listening: Server | HttpServer): string {
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

const order = (overrides: Partial<CollectOrder> = {}): CollectOrder => ({
  idempotencyKey: 'C1/charge-1/collect/1',
  amount: { amount: 24995, currency: 'EUR' },
  method: 'pm_card_good',
  description: 'Invoice I1',
  metadata: { charge: 'charge-1' },
  ...overrides,
});
const collect = (overrides: Partial<CollectOrder> = {}, { key = KEY, timeoutMs = 5000, at = url } = {}) =>
  createStripeGateway({ url: at, key, timeoutMs }).collect(order(overrides));
const charges = async () => {
  const answer = await fetch(`${url}/books`, { headers: { authorization: `Bearer ${KEY}` } });
  return ((await answer.json()) as { charges: { intent: string; status: string }[] }).charges;
};

describe('collecting by the simulated gateway', () => {
  it('collects from a good card, once for one key', async () => {
    const first = await collect();
    expect(first).toEqual({ did: 'collected', reference: expect.stringMatching(/^pi_/) });
    expect(await collect()).toEqual(first);
    expect(await charges()).toMatchObject([
      {
        amount: 24995,
        currency: 'eur',
        status: 'succeeded',
        metadata: { charge: 'charge-1' },
        idempotencyKey: 'C1/charge-1/collect/1',
      },
    ]);
  });

  it.each([
    ['pm_card_no_funds', 'insufficient_funds', { network: { brand: 'visa', code: '51' }, advice: 'try_again_later' }],
    ['pm_card_hard', 'lost_card', { network: { brand: 'visa', code: '41' }, advice: 'do_not_try_again' }],
    ['pm_card_ours', 'duplicate_transaction', { network: { brand: 'visa', code: '94' } }],
    ['pm_card_script_authentication_required', 'authentication_required', {}],
  ])('tells the raw codes of a decline of %s', async (method, code, more) => {
    const outcome = await collect({ method });
    const [charge] = await charges();
    expect(outcome).toEqual({ did: 'declined', reference: charge?.intent, code, ...more });
  });

  it('does not know what came of a request that was never answered, and learns it under the same key', async () => {
    expect(await collect({ method: 'pm_card_timeout' }, { timeoutMs: 300 })).toEqual({ did: 'unknown', message: expect.any(String) });
    const [charge] = await charges();
    expect(await collect({ method: 'pm_card_timeout' })).toEqual({ did: 'collected', reference: charge?.intent });
    expect(await charges()).toHaveLength(1);
  });

  it.each([
    ['an unknown method', { method: 'pm_nothing' }, 'resource_missing'],
    ['an unknown customer', { customer: 'cus_nobody' }, 'resource_missing'],
    ['no amount', { amount: { amount: 0, currency: 'EUR' } }, 'amount_not_chargeable'],
    ['a fraction', { amount: { amount: 0.5, currency: 'EUR' } }, 'amount_not_chargeable'],
    ['a currency that is none', { amount: { amount: 1, currency: 'XYZ' } }, undefined],
  ])('takes %s as our own fault', async (_what, wrong, code) => {
    const outcome = await collect(wrong);
    expect(outcome).toEqual({ did: 'ours', code: code ?? expect.any(String) });
    expect(await charges()).toEqual([]);
  });

  it('takes a wrong key as our own fault', async () => {
    expect(await collect({}, { key: 'sk_test_wrong' })).toEqual({ did: 'ours', code: 'invalid_api_key' });
  });

  it('does not call an order harmless whose key has already moved money for another', async () => {
    await collect();
    expect((await collect({ amount: { amount: 1, currency: 'EUR' } })).did).toBe('unknown');
  });

  it('collects under a key that no header could carry, once', async () => {
    const idempotencyKey = `C1/Fälligkeit/${'x'.repeat(300)}`;
    const first = await collect({ idempotencyKey });
    expect(first.did).toBe('collected');
    expect(await collect({ idempotencyKey })).toEqual(first);
    expect((await collect({ idempotencyKey: `${idempotencyKey}2` })).did).toBe('collected');
    expect(await charges()).toHaveLength(2);
  });
});

describe('collecting over a bad connection', () => {
  /** Runs `use` against a server that treats each connection by `treat`, and tells how many it got. */
  async function against(treat: (socket: Socket) => void, use: (at: string) => Promise<unknown>): Promise<number> {
    let connections = 0;
    const bad = createServer((socket) => {
      connections += 1;
      socket.on('error', () => {});
      treat(socket);
    }).listen(0, '127.0.0.1');
    await once(bad, 'listening');
    await use(addressOf(bad));
    if (bad.listening) await new Promise((done) => bad.close(done));
    return connections;
  }

  it('is unreachable where nothing listens', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const at = addressOf(gone);
    await new Promise((done) => gone.close(done));
    expect(await collect({}, { at })).toEqual({ did: 'unreachable', message: expect.stringContaining('ECONNREFUSED') });
    expect((await collect({}, { at: at.replace('127.0.0.1', 'localhost') })).did).toBe('unreachable');
  });

  it('is unreachable where the name does not resolve', async () => {
    expect((await collect({}, { at: 'http://gateway.invalid:4242' })).did).toBe('unreachable');
  });

  it.each([
    ['reset', (socket: Socket) => socket.resetAndDestroy()],
    ['closed', (socket: Socket) => socket.end()],
    ['cut in the middle of the answer', (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"id":')],
  ])('is unknown, and asked no second time, when the connection is %s after the request', async (_how, end) => {
    const connections = await against(
      (socket) => socket.once('data', () => end(socket)),
      async (at) => expect((await collect({}, { at })).did).toBe('unknown'),
    );
    expect(connections).toBe(1);
  });

  it('is unknown when the gateway dies with the request in its hands, though a second try would be refused', async () => {
    const dying = createServer((socket) => {
      socket.once('data', () => {
        dying.close();
        socket.resetAndDestroy();
      });
    }).listen(0, '127.0.0.1');
    await once(dying, 'listening');
    expect((await collect({}, { at: addressOf(dying) })).did).toBe('unknown');
  });

  it.each<[string, number, string, string]>([
    ['a server error', 500, '{"error":{"type":"api_error","message":"Sorry"}}', 'unknown'],
    ['a key in use', 409, '{"error":{"type":"idempotency_error","code":"idempotency_key_in_use"}}', 'unknown'],
    ['a rate limit', 429, '{"error":{"type":"invalid_request_error","code":"rate_limit"}}', 'unreachable'],
    ['a missing permission', 403, '{"error":{"type":"invalid_request_error"}}', 'ours'],
    ['no JSON', 502, '<html>Bad gateway</html>', 'unknown'],
    ['a payment under way', 200, '{"id":"pi_1","object":"payment_intent","status":"processing"}', 'unknown'],
    ['a payment that waits for the payer', 200, '{"id":"pi_1","object":"payment_intent","status":"requires_action"}', 'declined'],
  ])('takes %s (%i) for what it is', async (_what, status, body, did) => {
    const answer: RequestListener = (_request, response) => response.writeHead(status, { connection: 'close' }).end(body);
    const other = createHttpServer(answer).listen(0, '127.0.0.1');
    await once(other, 'listening');
    expect((await collect({}, { at: addressOf(other) })).did).toBe(did);
    await new Promise((done) => other.close(done));
  });
});

describe('amounts in Stripe’s units', () => {
  it.each([
    ['EUR', 24995, 24995],
    ['JPY', 500, 500],
    ['KWD', 5120, 5120],
    ['KWD', 5124, undefined],
    ['ISK', 40, 4000],
    ['HUF', 500, 500 * 10 ** (2 - minorDigits('HUF'))],
    ['ISK', 0.01, undefined],
    ['UGX', 500, undefined],
    ['eur', 500, undefined],
    ['EUR', -1, undefined],
  ])('%s %i becomes %s', (currency, amount, charged) => {
    expect(stripeAmount({ amount, currency })).toBe(charged);
  });
});
