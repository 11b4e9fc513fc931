import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findProcess } from './process-table.js';
import { claimStack, readStack, releaseStack, stopStack, updateStack } from './stack-file.js';

const ports = { api: 3000, postgres: 5470, temporal: 7233, temporalUi: 8233, smtp: 1025, mail: 8025, gateway: 4242 };
const addresses = {
  api: 'http://127.0.0.1:3000',
  health: 'http://127.0.0.1:3000/readyz',
  gateway: 'http://127.0.0.1:4242',
  smtp: 'smtp://127.0.0.1:1025',
  database: 'postgresql://duly:duly@127.0.0.1:5470/duly',
  logs: '/home/logs',
};

describe('the record of a running stack', () => {
  let home: string;
  const children: ChildProcess[] = [];
  const claim = () => claimStack({ home, ports, addresses, environment: { DULY_PORT: '3000' }, now: new Date('2026-03-31T09:00:00Z') });
  const file = () => join(home, 'stack.json');

  /** Writes the record as another process would have. */
  const claimFor = (child: ChildProcess, changes: object = {}) => {
    claim();
    const stored = JSON.parse(readFileSync(file(), 'utf8'));
    const process = findProcess(child.pid ?? 0)?.startedAt;
    writeFileSync(file(), JSON.stringify({ ...stored, pid: child.pid, process, state: 'running', ...changes }));
  };
  const spawnIdle = () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    children.push(child);
    return child;
  };
  const kill = async (child: ChildProcess) => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  };

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'duly-stack-'));
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  });

  it('tells other commands where the stack is while its process lives', () => {
    claim();
    expect(readStack({ home })).toEqual({
      pid: process.pid,
      state: 'starting',
      startedAt: '2026-03-31T09:00:00.000Z',
      ports,
      addresses,
      environment: { DULY_PORT: '3000' },
    });
    updateStack({ home, state: 'running' });
    expect(readStack({ home })?.state).toBe('running');
    releaseStack({ home });
    expect(readStack({ home })).toBeUndefined();
    expect(existsSync(file())).toBe(false);
  });

  it('is readable by its owner only, because it holds the database password', () => {
    claim();
    updateStack({ home, state: 'running' });
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('refuses a second stack on the same home and prints where the first one is', () => {
    claimFor(spawnIdle());
    expect(claim).toThrow(/Duly already runs on .*npx duly stop\n[\s\S]*http:\/\/127\.0\.0\.1:3000/);
  });

  it('does not believe a record whose process was killed', async () => {
    const child = spawnIdle();
    claimFor(child);
    await kill(child);
    expect(readStack({ home })).toBeUndefined();
    claim();
    expect(readStack({ home })?.pid).toBe(process.pid);
  });

  it('does not believe a record whose pid has become another process', () => {
    claimFor(spawnIdle(), { process: 'an earlier boot 42' });
    expect(readStack({ home })).toBeUndefined();
  });

  it('does not believe a record that was half written', () => {
    writeFileSync(file(), '{"pid": ');
    expect(readStack({ home })).toBeUndefined();
    claim();
    expect(readStack({ home })?.state).toBe('starting');
  });

  it('leaves the record of another process alone when it gives its own home back', () => {
    claimFor(spawnIdle());
    releaseStack({ home });
    expect(readStack({ home })?.state).toBe('running');
  });

  it('stops the stack and tells whether there was one', async () => {
    expect(await stopStack({ home })).toBe(false);
    const child = spawnIdle();
    claimFor(child);
    expect(await stopStack({ home })).toBe(true);
    expect(findProcess(child.pid ?? 0)).toBeUndefined();
  });
});
