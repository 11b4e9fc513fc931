import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keepRunning, type Stoppable } from './keep-running.js';
import { startNodeService } from './node-service.js';
import { stopLeftovers } from './owned-process.js';
import { findProcess } from './process-table.js';

describe('a supervised process', () => {
  let folder: string;
  let service: Stoppable | undefined;
  let said: string[];

  const log = () => join(folder, 'service.log');
  const pidFile = () => join(folder, 'pids', 'service.json');
  const pid = (): number => JSON.parse(readFileSync(pidFile(), 'utf8')).pid;
  const supervise = async (script: string) => {
    const start = () =>
      startNodeService({ name: 'Service', args: ['-e', script], env: {}, log: log(), pidFile: pidFile(), ready: { line: 'ready' } });
    service = await keepRunning({ name: 'Service', log: log(), start, say: (line) => said.push(line), firstPauseMs: 20 });
  };
  const until = async (holds: () => boolean) => {
    const deadline = Date.now() + 30_000;
    while (!holds() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(holds()).toBe(true);
  };
  const idle = "console.log('ready'); setInterval(() => {}, 1000);";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'duly-keep-'));
    said = [];
  });
  afterEach(async () => {
    await service?.stop();
    service = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  it('is started again when it is killed, and its last log lines are told', async () => {
    await supervise(`console.log('about to work'); ${idle}`);
    const first = pid();
    process.kill(first, 'SIGKILL');
    await until(() => existsSync(pidFile()) && pid() !== first && readFileSync(log(), 'utf8').split('ready').length === 3);
    expect(said[0]).toMatch(/^Service ended by itself \(signal SIGKILL\); the last lines of .*service\.log:\nabout to work\nready$/);
  });

  it('is left stopped, with a sentence, when it ends again and again', async () => {
    await supervise("console.log('ready'); setTimeout(() => process.exit(7), 250);");
    await until(() => said.some((line) => line.includes('is left stopped')));
    expect(said.filter((line) => line.startsWith('Service ended by itself (exit code 7)'))).toHaveLength(6);
  });

  it('fails its first start with its last log lines when it ends before it is ready', async () => {
    await expect(supervise("console.error('no such table'); process.exit(1)")).rejects.toThrow(
      /^Service did not start \(exit code 1\); the last lines of .*service\.log:\nno such table$/,
    );
  });

  it('is not taken for ready by a line of an earlier start', async () => {
    await supervise(idle);
    await service?.stop();
    await expect(supervise('process.exit(3)')).rejects.toThrow('Service did not start (exit code 3)');
  });

  it('ends when it is asked to, and is not started again', async () => {
    await supervise(`process.on('SIGTERM', () => process.exit(0)); ${idle}`);
    const running = pid();
    await service?.stop();
    expect(findProcess(running)).toBeUndefined();
    expect(existsSync(pidFile())).toBe(false);
    expect(said).toEqual([]);
  });

  it('is ended by the next start when its supervisor was killed', async () => {
    await supervise(idle);
    const running = pid();
    expect(await stopLeftovers({ pidFolder: join(folder, 'pids') })).toEqual(['service']);
    expect(findProcess(running)).toBeUndefined();
  });
});
