import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Connection } from '@temporalio/client';
import { homePaths, removeData } from '../../dev/home.js';
import { freePorts } from '../../dev/ports.js';
import { findPostmaster, type PostgresServer, startPostgres } from '../../dev/postgres.js';
import { findProcess } from '../../dev/process-table.js';
import { type RunningStack, startStack } from '../../dev/stack.js';
import { readStack } from '../../dev/stack-file.js';
import type { Progress, StackServices } from '../../dev/stack-parts.js';
import { query } from '../support/query.js';

// biome-ignore lint/style/noProcessEnv: a stack inherits the environment it is started in
const { DATABASE_URL: _database, TEMPORAL_ADDRESS: _temporal, SMTP_URL: _smtp, DULY_GATEWAY_URL: _gateway, ...env } = process.env;

const makeHome = () => {
  const home = mkdtempSync(join(tmpdir(), 'duly-home-'));
  chmodSync(home, 0o755);
  return home;
};

describe('the embedded PostgreSQL', () => {
  let home: string;
  let server: PostgresServer | undefined;
  const start = async () => {
    const [port = 0] = await freePorts(1);
    server = await startPostgres({ dataDir: join(home, 'postgres'), port, log: join(home, 'postgres.log'), env });
    return server;
  };

  beforeAll(() => {
    home = makeHome();
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(home, { recursive: true, force: true });
  });

  it('keeps what was committed through a stop, a kill and a start that finds its predecessor running', async () => {
    const first = await start();
    await query({ url: first.url('postgres'), sql: 'CREATE TABLE kept (note text)' });
    await query({ url: first.url('postgres'), sql: "INSERT INTO kept VALUES ('before the stop')" });
    await first.stop();
    expect(findProcess(first.pid)).toBeUndefined();

    const second = await start();
    await query({ url: second.url('postgres'), sql: "INSERT INTO kept VALUES ('before the kill')" });
    process.kill(second.pid, 'SIGKILL');
    await second.ended;
    expect(existsSync(join(home, 'postgres', 'postmaster.pid'))).toBe(true);

    const third = await start();
    const fourth = await start();
    expect(await third.ended).toBe('exit code 0');
    expect(findPostmaster({ dataDir: join(home, 'postgres') })).toBe(fourth.pid);
    expect(await query({ url: fourth.url('postgres'), sql: 'SELECT note FROM kept' })).toEqual([
      { note: 'before the stop' },
      { note: 'before the kill' },
    ]);
  });

  it('is not kept from starting by a pid file that names somebody else’s process', async () => {
    await server?.stop();
    writeFileSync(join(home, 'postgres', 'postmaster.pid'), `${process.pid}\n/elsewhere\n`);
    await start();
    expect(findProcess(process.pid)).toBeDefined();
    expect(await query({ url: server?.url('postgres') ?? '', sql: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
  });
});

describe('the development stack', () => {
  let home: string;
  let stack: RunningStack | undefined;
  let said: string[];

  const answering = (portSetting: string) =>
    `require('node:http').createServer((q, r) => r.end(process.env.DULY_SECRET)).listen(Number(process.env.${portSetting}), '127.0.0.1')`;
  const standIns: StackServices = {
    gateway: ['-e', answering('DULY_GATEWAY_PORT')],
    worker: ['-e', "console.log('ready'); setInterval(() => {}, 1000)"],
    api: ['-e', answering('DULY_PORT')],
  };
  const start = async (options: Partial<Parameters<typeof startStack>[0]> = {}) => {
    stack = await startStack({
      home,
      ports: 'free',
      sandbox: true,
      progress: { say: (line) => said.push(line), during: (_label, work) => work() },
      env,
      services: standIns,
      ...options,
    });
    return stack;
  };
  const pidOf = (name: string): number => JSON.parse(readFileSync(join(homePaths(home).pids, `${name}.json`), 'utf8')).pid;

  beforeAll(() => {
    home = makeHome();
  });
  afterEach(async () => {
    await stack?.stop();
    stack = undefined;
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('comes up with every server, is found by other commands, and stops whole with its data kept', async () => {
    said = [];
    const { addresses } = await start();
    expect(readStack({ home })).toMatchObject({ pid: process.pid, state: 'running', addresses });
    expect(await query({ url: addresses.database, sql: 'SELECT count(*)::int AS migrations FROM _prisma_migrations' })).toEqual([
      { migrations: expect.any(Number) },
    ]);
    const connection = await Connection.connect({ address: addresses.temporal });
    await connection.workflowService.describeNamespace({ namespace: 'default' });
    await connection.close();
    expect((await fetch(`${addresses.mails}/mails.json`)).status).toBe(200);
    expect(await (await fetch(addresses.health)).text()).toBe(readFileSync(homePaths(home).secret, 'utf8').trim());
    await query({ url: addresses.database, sql: 'CREATE TABLE kept ()' });

    const pids = ['gateway', 'worker', 'api', 'temporal'].map(pidOf);
    await stack?.stop();
    expect(pids.map(findProcess)).toEqual([undefined, undefined, undefined, undefined]);
    expect(findPostmaster({ dataDir: homePaths(home).postgres })).toBeUndefined();
    expect(readStack({ home })).toBeUndefined();

    await start();
    expect(await query({ url: stack?.addresses.database ?? '', sql: "SELECT to_regclass('kept')::text AS kept" })).toEqual([
      { kept: 'kept' },
    ]);
    expect(said).toEqual([]);
  });

  it('loads the sample business into an empty database where that is asked for, and never again', async () => {
    const parts: string[] = [];
    const progress: Progress = {
      say: () => undefined,
      during: (label, work) => {
        parts.push(label);
        return work();
      },
    };
    const customers = async () => query({ url: stack?.addresses.database ?? '', sql: 'SELECT count(*)::int AS customers FROM customers' });
    await start({ progress });
    expect(await customers()).toEqual([{ customers: 0 }]);
    await stack?.stop();

    await start({ progress, sample: true, env: { ...env, SMTP_URL: 'smtp://127.0.0.1:9' } });
    expect(await customers()).toEqual([{ customers: 0 }]);
    await stack?.stop();
    expect(parts).not.toContain('sample business of 40 customers');

    await start({ progress, sample: true });
    expect(await customers()).toEqual([{ customers: 40 }]);
    await stack?.stop();
    await start({ progress, sample: true });
    expect(await customers()).toEqual([{ customers: 40 }]);
    expect(parts.filter((label) => label === 'sample business of 40 customers')).toHaveLength(1);
  }, 180_000);

  it('refuses a second start on its home and the removal of its data', async () => {
    await start();
    const running = stack;
    await expect(start()).rejects.toThrow(/Duly already runs on .*\n[\s\S]*API/);
    await expect(removeData(home)).rejects.toThrow('stop it with "npx duly stop"');
    expect((await fetch(running?.addresses.health ?? '')).status).toBe(200);
  });

  it('starts nothing when a port is in use', async () => {
    const [port = 0] = await freePorts(1);
    const other = spawn(process.execPath, [
      '-e',
      `require('node:net').createServer().listen(${port}, '127.0.0.1', () => console.log('on'))`,
    ]);
    await once(other.stdout, 'data');
    const failing = start({ ports: 'configured', env: { ...env, DULY_PG_PORT: String(port) } });
    await expect(failing).rejects.toThrow(`Port ${port} (PostgreSQL) is in use.`);
    expect(findPostmaster({ dataDir: homePaths(home).postgres })).toBeUndefined();
    expect(readStack({ home })).toBeUndefined();
    other.kill('SIGKILL');
  });

  it('stops everything again when one of its processes cannot start, and says why', async () => {
    const neverReady = ['-e', 'setInterval(() => {}, 1000)'];
    const services = { ...standIns, worker: neverReady, api: ['-e', "console.error('DULY_PORT is not a port'); process.exit(2)"] };
    await expect(start({ services })).rejects.toThrow(/^API did not start \(exit code 2\)[\s\S]*DULY_PORT is not a port/);
    expect(findPostmaster({ dataDir: homePaths(home).postgres })).toBeUndefined();
    expect(readStack({ home })).toBeUndefined();
  });
});
