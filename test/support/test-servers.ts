import { mkdtempSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDevConfig } from '../../dev/config.js';
import { createDatabase, migrate } from '../../dev/database.js';
import type { OwnedProcess } from '../../dev/owned-process.js';
import { freePorts } from '../../dev/ports.js';
import { startPostgres } from '../../dev/postgres.js';
import { findTemporalBinary, searchHere } from '../../dev/temporal-binary.js';
import { startTemporal } from '../../dev/temporal-server.js';
import { rememberServers, runningServers } from './running-servers.js';

const template = 'duly_template';

/**
 * One PostgreSQL with a migrated template database for the whole run and one Temporal in memory for each of its `workers` (Jest's processes), all real, on
 * free ports and in a temporary folder. A server that cannot start fails the run; nothing is skipped. Tests find them by DULY_TEST_DATABASE_URL
 * (a superuser's), DULY_TEST_TEMPLATE (the name of the template) and `testTemporal`.
 */
export async function startTestServers({ workers = 1 }: { workers?: number } = {}): Promise<void> {
  if (runningServers()) return;
  const folder = mkdtempSync(join(tmpdir(), 'duly-test-'));
  await chmod(folder, 0o755);
  const started: Pick<OwnedProcess, 'pid' | 'stop'>[] = [];
  const stop = async () => {
    process.off('exit', killAll);
    rememberServers(undefined);
    await Promise.all(started.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  const killAll = () => {
    for (const { pid } of started) kill(pid);
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  };
  process.once('exit', killAll);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
  rememberServers({ stop });
  try {
    await startAll({ folder, started, workers });
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Wanted {
  folder: string;
  started: Pick<OwnedProcess, 'pid' | 'stop'>[];
  workers: number;
}

async function startAll({ folder, started, workers }: Wanted): Promise<void> {
  const { env, temporalBinary, cacheDir } = readDevConfig();
  const [databasePort = 0, ...temporalPorts] = await freePorts(1 + workers);
  const databases = async () => {
    const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };
    const postgres = await startPostgres({
      dataDir: join(folder, 'postgres'),
      port: databasePort,
      log: join(folder, 'postgres.log'),
      env,
      settings,
      ownGroup: false,
    });
    started.push(postgres);
    await createDatabase({ adminUrl: postgres.url('postgres'), name: template });
    await migrate({ databaseUrl: postgres.url(template), env });
    Object.assign(env, { DULY_TEST_DATABASE_URL: postgres.url('postgres'), DULY_TEST_TEMPLATE: template });
  };
  const workflows = async (port: number, index: number) => {
    const binary = await findTemporalBinary(searchHere({ configured: temporalBinary, cacheDir, env }));
    const temporal = await startTemporal({
      binary,
      port,
      namespace: 'default',
      log: join(folder, `temporal-${index + 1}.log`),
      env,
      ownGroup: false,
    });
    started.push(temporal);
    return temporal.address;
  };
  const temporals = Promise.all(temporalPorts.map(workflows));
  const outcomes = await Promise.allSettled([databases(), temporals]);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
  Object.assign(env, { DULY_TEST_TEMPORALS: (await temporals).join(',') });
}

/** The last resort when the process ends without a teardown. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGQUIT');
  } catch {
    // It has ended already.
  }
}
