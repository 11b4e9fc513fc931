import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { endProcess, findProcess } from './process-table.js';

/** How a process ended, in words: `exit code 1`, `signal SIGKILL`, `could not start: …`. */
export type Ending = string;

/** A process that this one started and answers for. */
export interface OwnedProcess {
  pid: number;
  /** Resolves, and never rejects, when the process has ended for whatever reason. */
  ended: Promise<Ending>;
  /** Ends it, kindly first; safe to call when it has ended. */
  stop(): Promise<void>;
}

/** What to start and how to end it. */
export interface OwnedProcessOptions {
  command: string;
  args: string[];
  cwd?: string;
  env: NodeJS.ProcessEnv;
  /** Both outputs are appended here: the process outlives ours without a broken pipe. */
  log: string;
  /** Where its number is kept while it runs, so that the next start can end it if we are killed. */
  pidFile?: string;
  stopSignal?: NodeJS.Signals;
  graceMs?: number;
  /** False leaves it in our process group, where a Ctrl-C of the terminal reaches it directly. */
  ownGroup?: boolean;
  user?: { uid: number; gid: number };
}

const largeLog = 10_000_000;

/** Starts a program with its output in a file. Never rejects: what could not start ends at once and says why. */
export function startOwned({
  command,
  args,
  cwd,
  env,
  log,
  pidFile,
  stopSignal = 'SIGTERM',
  graceMs = 10_000,
  ownGroup = true,
  user,
}: OwnedProcessOptions): OwnedProcess {
  mkdirSync(dirname(log), { recursive: true });
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > largeLog) renameSync(log, `${log}.1`);
  const output = openSync(log, 'a');
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', output, output], detached: ownGroup, ...user });
  closeSync(output);
  const pid = child.pid ?? 0;
  if (pidFile && pid) remember({ pid, pidFile });
  const ended = new Promise<Ending>((resolve) => {
    child.once('error', (error) => resolve(`could not start: ${error.message}`));
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
  }).finally(() => pidFile && rmSync(pidFile, { force: true }));
  return {
    pid,
    ended,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) await endProcess({ pid, signal: stopSignal, graceMs });
      await ended;
    },
  };
}

/** Ends what an earlier, killed supervisor left running, by the records in the folder of pid files. Resolves to their names. */
export async function stopLeftovers({ pidFolder }: { pidFolder: string }): Promise<string[]> {
  const stopped = await Promise.all(recordsIn(pidFolder).map(stopRemembered));
  return stopped.filter((name) => name !== undefined);
}

/** Kills without waiting what the records in the folder name: the way out when stopping kindly takes too long. */
export function killRecorded({ pidFolder }: { pidFolder: string }): void {
  for (const pidFile of recordsIn(pidFolder)) {
    const record = parseRecord(pidFile);
    if (record && isSame(record)) process.kill(record.pid, 'SIGKILL');
  }
}

/** The last lines of a log, for a message to a person. */
export function lastLines({ log, count = 15 }: { log: string; count?: number }): string {
  const text = existsSync(log) ? readFileSync(log, 'utf8').trimEnd() : '';
  return text ? text.split('\n').slice(-count).join('\n') : '(nothing was logged)';
}

interface PidRecord {
  pid: number;
  startedAt: string;
}

function remember({ pid, pidFile }: { pid: number; pidFile: string }): void {
  const found = findProcess(pid);
  if (!found) return;
  mkdirSync(dirname(pidFile), { recursive: true });
  writeFileSync(pidFile, JSON.stringify({ pid, startedAt: found.startedAt } satisfies PidRecord));
}

async function stopRemembered(pidFile: string): Promise<string | undefined> {
  const record = parseRecord(pidFile);
  const same = record !== undefined && isSame(record);
  if (same) await endProcess({ pid: record.pid });
  rmSync(pidFile, { force: true });
  return same ? basename(pidFile, '.json') : undefined;
}

const isSame = ({ pid, startedAt }: PidRecord) => findProcess(pid)?.startedAt === startedAt;

function recordsIn(pidFolder: string): string[] {
  if (!existsSync(pidFolder)) return [];
  return readdirSync(pidFolder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(pidFolder, name));
}

function parseRecord(pidFile: string): PidRecord | undefined {
  try {
    return JSON.parse(readFileSync(pidFile, 'utf8')) as PidRecord;
  } catch {
    return undefined;
  }
}
