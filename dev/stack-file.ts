import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StackPorts } from './config.js';
import { StartProblem } from './problem.js';
import { findProcess } from './process-table.js';

/** Where each part of a stack answers. */
export interface StackAddresses {
  api: string;
  health: string;
  gateway: string;
  smtp: string;
  /** Where the mails are shown; none when mail goes to somebody else's server. */
  mails?: string;
  /** Host and port; none when Temporal's own configuration file names the cluster. */
  temporal?: string;
  temporalUi?: string;
  /** With its password: the file is readable by its owner only. */
  database: string;
  logs: string;
}

/** What `<home>/stack.json` tells other commands about the stack that runs on this home. */
export interface Stack {
  pid: number;
  /** `starting` and `stopping` stacks hold the home but may not answer. */
  state: 'starting' | 'running' | 'stopping';
  startedAt: string;
  ports: StackPorts;
  addresses: StackAddresses;
  /** The settings its processes were given, but for the secret: with them a command sees the same database, Temporal and mail. */
  environment: Record<string, string>;
}

interface StoredStack extends Stack {
  /** Opaque, from the process table: another process with this pid has another one. */
  process: string;
}

const fileOf = (home: string) => join(home, 'stack.json');

/** The stack that runs on this home; undefined when none does, whatever a killed one left behind. */
export function readStack({ home }: { home: string }): Stack | undefined {
  const stored = readStored(home);
  if (!stored || findProcess(stored.pid)?.startedAt !== stored.process) return undefined;
  const { process: _process, ...stack } = stored;
  return stack;
}

/** Takes the home for this process until `releaseStack`. Throws one sentence when a stack runs on it. */
export function claimStack({
  home,
  ports,
  addresses,
  environment,
  now,
}: Omit<Stack, 'pid' | 'state' | 'startedAt'> & { home: string; now: Date }): void {
  const running = readStack({ home });
  if (running) throw new StartProblem(alreadyRuns({ home, stack: running }));
  rmSync(fileOf(home), { force: true });
  mkdirSync(home, { recursive: true });
  const startedAt = now.toISOString();
  const self = { pid: process.pid, process: findProcess(process.pid)?.startedAt ?? '' };
  const stored: StoredStack = { ...self, state: 'starting', startedAt, ports, addresses, environment };
  try {
    writeFileSync(fileOf(home), format(stored), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new StartProblem(`Another start on ${home} is under way: wait for it, or stop it with: npx duly stop`);
  }
}

/** Says what this process's stack is doing now. */
export function updateStack({ home, state }: { home: string; state: Stack['state'] }): void {
  const stored = readStored(home);
  if (stored?.pid !== process.pid) return;
  const next = `${fileOf(home)}.next`;
  writeFileSync(next, format({ ...stored, state }), { mode: 0o600 });
  chmodSync(next, 0o600);
  renameSync(next, fileOf(home));
}

/** Gives the home back; leaves the file of another process alone. */
export function releaseStack({ home }: { home: string }): void {
  if (readStored(home)?.pid === process.pid) rmSync(fileOf(home), { force: true });
}

/** Asks the stack on this home to stop and waits until it has. False when none runs; throws one sentence when it does not stop in time. */
export async function stopStack({ home, timeoutMs = 60_000 }: { home: string; timeoutMs?: number }): Promise<boolean> {
  const stack = readStack({ home });
  if (!stack) return false;
  process.kill(stack.pid, 'SIGTERM');
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await sleep(100)) {
    if (readStack({ home })?.pid !== stack.pid) return true;
  }
  throw new StartProblem(
    `The stack on ${home} (process ${stack.pid}) did not stop within ${timeoutMs / 1000} s: look at its logs in ${stack.addresses.logs}.`,
  );
}

/** The lines that tell a person where everything is. */
export function describeAddresses(addresses: Partial<StackAddresses>): string {
  const labels: Record<keyof StackAddresses, string> = {
    api: 'API',
    health: 'health',
    gateway: 'payment gateway',
    mails: 'mails',
    smtp: 'SMTP',
    temporalUi: 'Temporal UI',
    temporal: 'Temporal',
    database: 'database',
    logs: 'logs',
  };
  const rows = (Object.keys(labels) as (keyof StackAddresses)[]).filter((name) => addresses[name]);
  return rows.map((name) => `  ${labels[name].padEnd(16)} ${addresses[name]}`).join('\n');
}

function alreadyRuns({ home, stack }: { home: string; stack: Stack }): string {
  const what = stack.state === 'running' ? 'already runs' : `is ${stack.state}`;
  return `Duly ${what} on ${home} (process ${stack.pid}); stop it with: npx duly stop\n${describeAddresses(stack.addresses)}`;
}

const format = (stored: StoredStack) => `${JSON.stringify(stored, null, 2)}\n`;

function readStored(home: string): StoredStack | undefined {
  if (!existsSync(fileOf(home))) return undefined;
  try {
    return JSON.parse(readFileSync(fileOf(home), 'utf8')) as StoredStack;
  } catch {
    return undefined;
  }
}
