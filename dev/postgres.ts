import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Ending, lastLines, type OwnedProcess, startOwned } from './owned-process.js';
import { dataOwner, postgresProgram } from './postgres-program.js';
import { StartProblem } from './problem.js';
import { endProcess, findProcess } from './process-table.js';

/** A PostgreSQL on loopback whose data stays in its directory. */
export interface PostgresServer {
  pid: number;
  ended: Promise<Ending>;
  /** The address of one of its databases. */
  url(database: string): string;
  /** Ends its sessions and stops it; what was committed stays. */
  stop(): Promise<void>;
}

/** Where and how to run it. */
export interface PostgresOptions {
  dataDir: string;
  port: number;
  /** The file that both of its outputs go to. */
  log: string;
  env: NodeJS.ProcessEnv;
  /** Added to, or replacing, the settings below: `{ fsync: 'off' }`. */
  settings?: Record<string, string>;
  ownGroup?: boolean;
}

const account = { user: 'duly', password: 'duly' };

const developmentSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  max_wal_size: '512MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/**
 * Starts PostgreSQL on a data directory, which is made when it does not exist.
 * A postmaster that an earlier, killed supervisor left on the same directory is stopped first. Resolves when it takes connections.
 */
export async function startPostgres({ dataDir, port, log, env, settings, ownGroup }: PostgresOptions): Promise<PostgresServer> {
  await stopPostmaster({ dataDir });
  if (!existsSync(join(dataDir, 'PG_VERSION'))) createDataDirectory({ dataDir, log, env });
  const url = (database: string) => `postgresql://${account.user}:${account.password}@127.0.0.1:${port}/${database}`;
  const { command, args, user } = postgresProgram({ name: 'postgres', dataDir });
  const flags = Object.entries({ ...developmentSettings, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const start = () =>
    startOwned({
      command,
      args: [...args, '-D', dataDir, '-p', String(port), ...flags],
      cwd: '/',
      env: { ...env, LC_MESSAGES: 'C' },
      log,
      stopSignal: 'SIGINT',
      ownGroup,
      user,
    });
  const server = await startWhenMemoryIsFree({ start, url: url('postgres'), log });
  return { pid: server.pid, ended: server.ended, url, stop: server.stop };
}

/** The process that the directory's pid file names, when it is its postmaster and not some later process of that number. */
export function findPostmaster({ dataDir }: { dataDir: string }): number | undefined {
  const pidFile = join(dataDir, 'postmaster.pid');
  if (!existsSync(pidFile)) return undefined;
  const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
  return findProcess(pid)?.commandLine.includes(dataDir) ? pid : undefined;
}

/** Stops the directory's postmaster, if it runs, and removes a pid file that would only block the next start. */
export async function stopPostmaster({ dataDir }: { dataDir: string }): Promise<void> {
  const pid = findPostmaster({ dataDir });
  if (pid) await endProcess({ pid, signal: 'SIGINT', graceMs: 20_000 });
  rmSync(join(dataDir, 'postmaster.pid'), { force: true });
}

/** Built beside its place and moved there when whole: an interrupted start leaves nothing that looks like a database. */
function createDataDirectory({ dataDir, log, env }: { dataDir: string; log: string; env: NodeJS.ProcessEnv }): void {
  const owner = dataOwner();
  const building = join(dirname(dataDir), `.${basename(dataDir)}.new`);
  const passwordFile = `${building}.password`;
  rmSync(building, { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(building, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, account.password, { mode: 0o600 });
  if (owner) for (const path of [building, passwordFile]) chownSync(path, owner.uid, owner.gid);
  try {
    const { command, args, user } = postgresProgram({ name: 'initdb', dataDir: building });
    const options = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--auth=scram-sha-256'];
    const target = [`--pgdata=${building}`, `--username=${account.user}`, `--pwfile=${passwordFile}`];
    const { status, stderr, error } = spawnSync(command, [...args, ...options, ...target], {
      cwd: '/',
      env: { ...env, LC_MESSAGES: 'C' },
      encoding: 'utf8',
      ...user,
    });
    if (status !== 0) throw initProblem({ said: `${error?.message ?? ''}${stderr ?? ''}`, dataDir });
    chmodSync(building, 0o700);
    renameSync(building, dataDir);
  } catch (error) {
    rmSync(building, { recursive: true, force: true });
    throw error;
  } finally {
    rmSync(passwordFile, { force: true });
  }
  writeFileSync(log, '', { flag: 'a' });
}

function initProblem({ said, dataDir }: { said: string; dataDir: string }): Error {
  if (said.includes('No space left on device')) return Object.assign(new Error(said), { code: 'ENOSPC' });
  const reason = said.trim().split('\n').slice(-3).join(' ');
  return new StartProblem(`PostgreSQL could not make its data directory ${dataDir}: ${reason} Mend that, or set DATABASE_URL.`);
}

/** After a postmaster was killed, its last sessions hold its memory for a moment: that is the one failure worth waiting for. */
async function startWhenMemoryIsFree({ start, url, log }: { start: () => OwnedProcess; url: string; log: string }): Promise<OwnedProcess> {
  for (let attempt = 1; ; attempt += 1) {
    const server = start();
    const ending = await Promise.race([server.ended, untilItAnswers(url)]);
    if (ending === 'answers') return server;
    await server.stop();
    const lines = lastLines({ log, count: 8 });
    if (attempt < 10 && lines.includes('pre-existing shared memory')) {
      await sleep(500);
    } else {
      throw new StartProblem(`PostgreSQL did not start (${ending}); the last lines of ${log}:\n${lines}`);
    }
  }
}

async function untilItAnswers(url: string): Promise<'answers' | 'no answer for 60 s'> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(50)) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    client.on('error', () => {});
    try {
      await client.connect();
      return 'answers';
    } catch {
      // Not yet: it is still starting, or recovering from a crash.
    } finally {
      await client.end().catch(() => {});
    }
  }
  return 'no answer for 60 s';
}
