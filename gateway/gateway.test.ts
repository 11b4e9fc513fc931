import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import type { Charge } from './books.js';
import { createGateway, type Gateway } from './gateway.js';

const KEY = 'sk_test_gateway';
const NOON = Date.parse('2026-04-01T12:00:00Z');

let home: string;
let gateway: Gateway;
let server: Server;
let port: number;
let stripe: Stripe;

async function open(): Promise<void> {
  gateway = await createGateway({ home, key: KEY, now: () => NOON });
  server = createServer(gateway.app).listen(port, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
  stripe = client(KEY);
}

async function shut(): Promise<void> {
  await gateway.close();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
}

function client(key: string, timeout = 5000): Stripe {
  return new Stripe(key, { host: '127.0.0.1', port, protocol: 'http', timeout, maxNetworkRetries: 0, telemetry: false });
}

const order = { amount: 24995, currency: 'eur', confirm: true, off_session: true } as const;
const pay = (method: string, idempotencyKey?: string) =>
  stripe.paymentIntents.create({ ...order, payment_method: method }, idempotencyKey ? { idempotencyKey } : {});
const problem = (asked: Promise<unknown>) =>
  asked.then(
    () => {
      throw new Error('The gateway accepted it.');
    },
    (error: Stripe.errors.StripeError) => error,
  );
const http = (path: string, init: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${port}${path}`, { ...init, headers: { authorization: `Bearer ${KEY}`, ...init.headers } });
const charges = async () => ((await (await http('/books')).json()) as { charges: Charge[] }).charges;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'duly-gateway-'));
  port = 0;
  await open();
});
afterEach(async () => {
  await shut();
  await rm(home, { recursive: true });
});

describe('payment intents', () => {
  it('charges a good card and tells it again by id', async () => {
    const customer = await stripe.customers.create({ name: 'A buyer', metadata: { customer: 'C1' } });
    const paid = await stripe.paymentIntents.create({
      ...order,
      customer: customer.id,
      payment_method: 'pm_card_good',
      description: 'Invoice I1',
      metadata: { invoice: 'I1', 'a[b]': 'x=1&y' },
    });
    expect(paid).toMatchObject({ status: 'succeeded', amount: 24995, amount_received: 24995, currency: 'eur', customer: customer.id });
    expect(paid).toMatchObject({ created: NOON / 1000, metadata: { invoice: 'I1', 'a[b]': 'x=1&y' } });
    expect(await stripe.paymentIntents.retrieve(paid.id)).toEqual(paid);
    expect(await charges()).toEqual([
      {
        id: paid.latest_charge,
        intent: paid.id,
        amount: 24995,
        currency: 'eur',
        method: 'pm_card_good',
        status: 'succeeded',
        metadata: { invoice: 'I1', 'a[b]': 'x=1&y' },
        idempotencyKey: expect.any(String),
        at: '2026-04-01T12:00:00.000Z',
      },
    ]);
  });

  it.each([
    ['pm_card_no_funds', 'insufficient_funds', 'try_again_later'],
    ['pm_card_hard', 'lost_card', 'do_not_try_again'],
    ['pm_card_ours', 'duplicate_transaction', undefined],
  ])('declines %s and leaves the intent asking for another method', async (method, decline, advice) => {
    const error = await problem(pay(method));
    expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
    expect(error).toMatchObject({ statusCode: 402, code: 'card_declined', decline_code: decline, rawType: 'card_error' });
    expect(error.advice_code).toBe(advice);
    const intent = await stripe.paymentIntents.retrieve(error.payment_intent?.id ?? '');
    expect(intent).toMatchObject({ status: 'requires_payment_method', amount_received: 0, payment_method: null });
    expect(intent.last_payment_error).toMatchObject({ decline_code: decline, charge: error.charge });
    expect(await charges()).toMatchObject([{ intent: intent.id, status: 'failed', code: decline }]);
  });

  it('gives a scripted card its turns over all intents, and over a restart', async () => {
    const method = 'pm_card_script_insufficient_funds__expired_card__ok';
    expect((await problem(pay(method))).decline_code).toBe('insufficient_funds');
    await shut();
    await open();
    expect((await problem(pay(method))).decline_code).toBe('expired_card');
    expect((await pay(method)).status).toBe('succeeded');
    expect((await pay(method)).status).toBe('succeeded');
  });

  it('confirms a declined intent with another card, once', async () => {
    const declined = await problem(pay('pm_card_no_funds'));
    const id = declined.payment_intent?.id ?? '';
    expect((await problem(stripe.paymentIntents.confirm(id))).code).toBe('payment_intent_unexpected_state');
    expect(await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_good' })).toMatchObject({
      status: 'succeeded',
      last_payment_error: null,
    });
    expect((await problem(stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_good' }))).code).toBe(
      'payment_intent_unexpected_state',
    );
    expect((await charges()).map(({ status }) => status)).toEqual(['failed', 'succeeded']);
  });

  it('makes an intent without charging it until it is confirmed', async () => {
    const made = await stripe.paymentIntents.create({ amount: 100, currency: 'jpy', payment_method: 'pm_card_good' });
    expect(made.status).toBe('requires_confirmation');
    expect(await charges()).toEqual([]);
    expect((await stripe.paymentIntents.confirm(made.id)).status).toBe('succeeded');
  });

  it('charges a method made from a test number and keeps no number', async () => {
    const method = await stripe.paymentMethods.create({
      type: 'card',
      card: { number: '4000000000009995', exp_month: 4, exp_year: 2030, cvc: '123' },
    });
    expect(method).toMatchObject({ type: 'card', card: { brand: 'visa', last4: '9995' } });
    await shut();
    await open();
    expect((await problem(pay(method.id))).decline_code).toBe('insufficient_funds');
  });

  it('lists newest first, page by page', async () => {
    const made: string[] = [];
    for (let n = 0; n < 5; n += 1) made.unshift((await pay('pm_card_good')).id);
    const page = await stripe.paymentIntents.list({ limit: 2 });
    expect(page).toMatchObject({ has_more: true, data: [{ id: made[0] }, { id: made[1] }] });
    const next = await stripe.paymentIntents.list({ limit: 3, starting_after: made[1] });
    expect(next).toMatchObject({ has_more: false, data: [{ id: made[2] }, { id: made[3] }, { id: made[4] }] });
    const before = await stripe.paymentIntents.list({ limit: 2, ending_before: made[3] });
    expect(before).toMatchObject({ has_more: true, data: [{ id: made[1] }, { id: made[2] }] });
    const all: string[] = [];
    for await (const { id } of stripe.paymentIntents.list({ limit: 2 })) all.push(id);
    expect(all).toEqual(made);
  });
});

describe('refusals', () => {
  it.each([
    ['amount', { amount: 0 }, 'parameter_invalid_integer'],
    ['amount', { amount: -5 }, 'parameter_invalid_integer'],
    ['amount', { amount: 1.5 }, 'parameter_invalid_integer'],
    ['amount', { amount: 2 ** 53 }, 'parameter_invalid_integer'],
    ['amount', { amount: undefined }, 'parameter_missing'],
    ['currency', { currency: 'euro' }, undefined],
    ['customer', { customer: 'cus_nobody' }, 'resource_missing'],
    ['payment_method', { payment_method: 'pm_card_script_insuficient_funds' }, 'resource_missing'],
    ['off_session', { confirm: false }, undefined],
    ['capture_method', { capture_method: 'manual' }, 'parameter_unknown'],
    ['metadata[a]', { metadata: { a: 'x'.repeat(501) } }, undefined],
  ])('refuses a wrong %s of %j and books nothing', async (param, wrong, code) => {
    const asked = { ...order, payment_method: 'pm_card_good', ...wrong } as unknown as Stripe.PaymentIntentCreateParams;
    const error = await problem(stripe.paymentIntents.create(asked));
    expect(error).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400, param });
    expect(error.code).toBe(code);
    expect((await stripe.paymentIntents.list()).data).toEqual([]);
  });

  it('refuses a card number that is no test number without repeating it', async () => {
    const error = await problem(
      stripe.paymentMethods.create({ type: 'card', card: { number: '5555555555554444', exp_month: 1, exp_year: 2030 } }),
    );
    expect(error).toMatchObject({ type: 'StripeInvalidRequestError', param: 'card[number]' });
    expect(error.message).not.toContain('5555');
  });

  it('answers 401 for a wrong key and for none, and health without one', async () => {
    expect(await problem(client('sk_test_other').paymentIntents.list())).toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
    for (const path of ['/books', '/v1/payment_intents']) {
      expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).toBe(401);
    }
    const basic = Buffer.from(`${KEY}:`).toString('base64');
    expect((await http('/books', { headers: { authorization: `Basic ${basic}` } })).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  });

  it('answers an unknown route, an unknown id and a body that is no form in Stripe’s shape', async () => {
    expect(await problem(stripe.refunds.create({ payment_intent: 'pi_x' }))).toMatchObject({
      type: 'StripeInvalidRequestError',
      statusCode: 404,
    });
    expect(await problem(stripe.paymentIntents.retrieve('pi_x'))).toMatchObject({ code: 'resource_missing', statusCode: 404 });
    const json = await http('/v1/customers', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
    expect([json.status, await json.json()]).toEqual([400, { error: { type: 'invalid_request_error', message: expect.any(String) } }]);
  });
});

describe('idempotency keys', () => {
  it.each(['pm_card_good', 'pm_card_no_funds'])('replays the answer for %s, also after a restart', async (method) => {
    const ask = () =>
      http('/v1/payment_intents', {
        method: 'POST',
        body: new URLSearchParams({ amount: '500', currency: 'eur', payment_method: method, confirm: 'true' }),
        headers: { 'idempotency-key': 'K1' },
      });
    const first = await ask();
    const told = await first.text();
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    await shut();
    await open();
    const again = await ask();
    expect([again.status, await again.text()]).toEqual([first.status, told]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.headers.get('original-request')).toBe(first.headers.get('request-id'));
    expect(await charges()).toHaveLength(1);
  });

  it('takes the same parameters in another order for the same request', async () => {
    const first = await stripe.paymentIntents.create(
      { ...order, payment_method: 'pm_card_good', metadata: { a: '1', b: '2' } },
      { idempotencyKey: 'K1' },
    );
    const again = await stripe.paymentIntents.create(
      { metadata: { b: '2', a: '1' }, payment_method: 'pm_card_good', ...order },
      { idempotencyKey: 'K1' },
    );
    expect(again.id).toBe(first.id);
  });

  it('refuses a key used with other parameters or for another path', async () => {
    await pay('pm_card_good', 'K1');
    const mismatch = { statusCode: 400, rawType: 'idempotency_error' };
    const other = { ...order, amount: 1, payment_method: 'pm_card_good' };
    expect(await problem(stripe.paymentIntents.create(other, { idempotencyKey: 'K1' }))).toMatchObject(mismatch);
    expect(await problem(stripe.customers.create({}, { idempotencyKey: 'K1' }))).toMatchObject(mismatch);
    expect(await charges()).toHaveLength(1);
  });

  it('keeps no answer of a refused request, so the corrected one may use its key', async () => {
    await problem(stripe.paymentIntents.create({ ...order, amount: 0, payment_method: 'pm_card_good' }, { idempotencyKey: 'K1' }));
    expect((await pay('pm_card_good', 'K1')).status).toBe('succeeded');
  });

  it('books one charge when the answer never came and the same key asks again', async () => {
    stripe = client(KEY, 300);
    expect(await problem(pay('pm_card_timeout', 'K1'))).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    const replayed = await pay('pm_card_timeout', 'K1');
    expect(replayed).toMatchObject({ status: 'succeeded', lastResponse: { headers: { 'idempotent-replayed': 'true' } } });
    expect(await charges()).toMatchObject([{ intent: replayed.id, status: 'succeeded', idempotencyKey: 'K1' }]);
  });

  it('closes while a connection is still waiting for its answer', async () => {
    const waiting = problem(pay('pm_card_timeout', 'K1'));
    while ((await charges()).length === 0);
    await shut();
    expect((await waiting).message).toContain('error occurred with our connection');
    await open();
  });
});
