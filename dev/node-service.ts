import { closeSync, openSync, readSync, statSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '../cli/prepare.mjs';
import { lastLines, type OwnedProcess, startOwned } from './owned-process.js';
import { StartProblem } from './problem.js';

/** How a service tells that it is ready: an address that answers 2xx, or a line of its output. */
export type Readiness = { url: string } | { line: string };

/** One of our own programs as a child process. */
export interface NodeServiceOptions {
  name: string;
  /** Arguments of node: `['cli/run-built.mjs', 'api/main.ts']`, from the project's folder. */
  args: string[];
  env: NodeJS.ProcessEnv;
  log: string;
  pidFile: string;
  ready: Readiness;
  /** Gives up waiting when it is aborted. */
  signal?: AbortSignal;
}

const patience = 120_000;

/** Starts the program; resolves when it is ready, throws its last log lines when it ended before or took two minutes. */
export async function startNodeService({ name, args, env, log, pidFile, ready, signal }: NodeServiceOptions): Promise<OwnedProcess> {
  const before = sizeOf(log);
  const service = startOwned({ command: process.execPath, args, cwd: projectRoot, env, log, pidFile });
  const from = sizeOf(log) < before ? 0 : before;
  const isReady = 'url' in ready ? () => answers(ready.url) : () => hasLine({ log, from, line: ready.line });
  const waiting = new AbortController();
  const outcome = await Promise.race([
    service.ended,
    until({ isReady, signal: AbortSignal.any([waiting.signal, ...(signal ? [signal] : [])]) }),
  ]);
  waiting.abort();
  if (outcome === 'ready') return service;
  await service.stop();
  throw new StartProblem(`${name} did not start (${outcome}); the last lines of ${log}:\n${lastLines({ log })}`);
}

async function until({ isReady, signal }: { isReady: () => Promise<boolean> | boolean; signal: AbortSignal }): Promise<string> {
  for (const deadline = Date.now() + patience; Date.now() < deadline; await sleep(100)) {
    if (signal.aborted) return 'asked to stop';
    if (await isReady()) return 'ready';
  }
  return `not ready after ${patience / 1000} s`;
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** Only what this start wrote counts: the log holds earlier starts too. */
function hasLine({ log, from, line }: { log: string; from: number; line: string }): boolean {
  const bytes = Buffer.alloc(Math.max(0, sizeOf(log) - from));
  const file = openSync(log, 'r');
  try {
    readSync(file, bytes, 0, bytes.length, from);
  } finally {
    closeSync(file);
  }
  return bytes.toString('utf8').split('\n').includes(line);
}

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
