import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import type { Charge, Entry } from './books.js';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const KEY = 'sk_test_duly';

let home: string;
let child: ChildProcess;
let url: URL;
let stripe: Stripe;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'duly-gateway-main-'));
});
afterEach(async () => {
  await kill();
  await rm(home, { recursive: true });
});

/** Runs the gateway on a free port until its ready line. `limit` is a shell's limit for the process, as `ulimit` takes it. */
async function start({ limit = '' } = {}): Promise<void> {
  const env = { DULY_GATEWAY_HOME: home, DULY_GATEWAY_PORT: '0', DULY_GATEWAY_KEY: KEY };
  const command = `${limit && `ulimit ${limit} && `}exec "$0" --import tsx "$1"`;
  child = spawn('/bin/sh', ['-c', command, process.execPath, MAIN], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = (await once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line')) as [string];
  url = new URL(/http:\S+/.exec(line)?.[0] ?? '');
  stripe = new Stripe(KEY, {
    host: url.hostname,
    port: url.port,
    protocol: 'http',
    timeout: 10_000,
    maxNetworkRetries: 0,
    telemetry: false,
  });
}

async function kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

const pay = (key: string, method = 'pm_card_good') =>
  stripe.paymentIntents.create(
    { amount: 100, currency: 'eur', payment_method: method, confirm: true, off_session: true },
    { idempotencyKey: key },
  );
const charges = async () => {
  const answer = await fetch(new URL('/books', url), { headers: { authorization: `Bearer ${KEY}` } });
  return ((await answer.json()) as { charges: Charge[] }).charges;
};
const journal = () => readFile(join(home, 'books.jsonl'), 'utf8').catch(() => '');

describe('gateway process', () => {
  it('loses nothing when killed between booking and answering', async () => {
    await start();
    const unanswered = pay('K1', 'pm_card_timeout').catch((error: unknown) => error);
    while (!(await journal()).endsWith('\n'));
    await kill();
    expect(await unanswered).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    const booked = JSON.parse((await journal()).trim()) as Entry;

    await start();
    expect(await pay('K1', 'pm_card_timeout')).toEqual(booked.answer.body);
    expect(await charges()).toEqual([booked.made.charge]);
  });

  it('keeps every answered charge and repeats none, killed in the midst of many', async () => {
    await start();
    const answered = new Map<string, string>();
    const keys = Array.from({ length: 200 }, (_, n) => `K${n}`);
    const dead = kill.bind(null, 'SIGKILL');
    let killed: Promise<void> | undefined;
    await Promise.all(
      keys.map(async (key) => {
        try {
          answered.set(key, (await pay(key)).id);
          if (answered.size === 50) killed = dead();
        } catch {}
      }),
    );
    await killed;
    expect(answered.size).toBeGreaterThanOrEqual(50);
    expect(answered.size).toBeLessThan(keys.length);

    await start();
    const kept = new Map((await charges()).map(({ idempotencyKey, intent }) => [idempotencyKey, intent]));
    for (const [key, intent] of answered) expect(kept.get(key)).toBe(intent);
    for (const key of keys) await pay(key);
    expect((await charges()).map(({ idempotencyKey }) => idempotencyKey).sort()).toEqual(keys.toSorted());
  });

  it('answers an error and books nothing half when its disk takes no more', async () => {
    await start({ limit: '-f 16' });
    const answered: string[] = [];
    let refused: unknown;
    for (let n = 0; refused === undefined && n < 1000; n += 1) {
      await pay(`K${n}`).then(
        ({ id }) => answered.push(id),
        (error: unknown) => {
          refused = error;
        },
      );
    }
    expect(refused).toMatchObject({ type: 'StripeAPIError', statusCode: 500 });
    expect(answered.length).toBeGreaterThan(0);
    expect((await charges()).map(({ intent }) => intent)).toEqual(answered);
    expect((await journal()).endsWith('\n')).toBe(true);
    await kill();

    await start();
    expect((await pay(`K${answered.length}`)).status).toBe('succeeded');
    expect(await charges()).toHaveLength(answered.length + 1);
  });

  it('ends by SIGTERM with a clean exit while a connection waits', async () => {
    await start();
    const unanswered = pay('K1', 'pm_card_timeout').catch((error: unknown) => error);
    while (!(await journal()).endsWith('\n'));
    await kill('SIGTERM');
    expect(child.exitCode).toBe(0);
    expect(String(await unanswered)).toContain('error occurred with our connection');
  });

  it('says in a sentence that its port is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const env = { DULY_GATEWAY_HOME: home, DULY_GATEWAY_PORT: String(port) };
    child = spawn(process.execPath, ['--import', 'tsx', MAIN], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    const [said] = (await once(createInterface({ input: child.stderr as NodeJS.ReadableStream }), 'line')) as [string];
    expect(said).toBe('The port of the gateway is in use. Stop what uses it, or choose another with DULY_GATEWAY_PORT.');
    await once(child, 'exit');
    expect(child.exitCode).toBe(1);
    await new Promise((done) => taken.close(done));
  });
});
