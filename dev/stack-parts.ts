import { join } from 'node:path';
import type { DevConfig, StackPorts } from './config.js';
import { createDatabase, migrate } from './database.js';
import { homePaths, readSecret } from './home.js';
import { keepRunning, type Stoppable } from './keep-running.js';
import { startMailServer } from './mail-server.js';
import { type Readiness, startNodeService } from './node-service.js';
import { startPostgres } from './postgres.js';
import { ownDatabase } from './stack-plan.js';
import { findTemporalBinary, searchHere } from './temporal-binary.js';
import { startTemporal } from './temporal-server.js';

/** Shows what is being started and what went wrong later. */
export interface Progress {
  during<Result>(label: string, work: () => Promise<Result>): Promise<Result>;
  say(line: string): void;
}

/** Arguments of node for each of our own processes. */
export interface StackServices {
  gateway: string[];
  worker: string[];
  api: string[];
}

/** What starting one part of the stack needs. */
export interface Parts {
  config: DevConfig;
  ports: StackPorts;
  environment: Record<string, string>;
  services: StackServices;
  progress: Progress;
  signal?: AbortSignal;
  /** Remembers what must be stopped, in the order in which it came up. */
  own: (part: Stoppable) => void;
}

/** PostgreSQL, unless it is somebody else's, and in both cases the newest schema. */
export async function startDatabase({ config, ports, environment, progress, own }: Parts): Promise<void> {
  const { home, env, external } = config;
  if (!external.databaseUrl) {
    const { postgres, logs } = homePaths(home);
    const log = join(logs, 'postgres.log');
    const start = () => startPostgres({ dataDir: postgres, port: ports.postgres, log, env });
    own(await progress.during('PostgreSQL', () => keepRunning({ name: 'PostgreSQL', log, start, say: progress.say })));
    await createDatabase({ adminUrl: ownDatabase({ port: ports.postgres, name: 'postgres' }), name: 'duly' });
  }
  await progress.during('database schema', () => migrate({ databaseUrl: environment.DATABASE_URL ?? '', env }));
}

/** The sample business, where the database is empty; not where mail or payments would leave this machine. */
export async function loadSampleBusiness({ config: { external }, environment, progress }: Parts): Promise<void> {
  if (external.smtpUrl || external.gatewayUrl) return;
  const [{ connectDatabase }, { isEmpty, loadSample }] = await Promise.all([
    import('../adapters/database.js'),
    import('../prisma/sample/load.js'),
  ]);
  const { prisma, close } = connectDatabase({ url: environment.DATABASE_URL ?? '', name: 'duly-sample', connections: 2 });
  try {
    if (await isEmpty({ prisma })) await progress.during('sample business of 40 customers', () => loadSample({ prisma, now: Date.now() }));
  } finally {
    await close();
  }
}

/** Temporal, unless it is somebody else's. */
export async function startWorkflows({ config, ports, progress, own }: Parts): Promise<void> {
  const { home, env, external, cacheDir, temporalBinary, temporalNamespace } = config;
  if (external.temporal) return;
  const { temporal, logs, pids } = homePaths(home);
  const log = join(logs, 'temporal.log');
  const search = searchHere({ configured: temporalBinary, cacheDir, env });
  const binary = await progress.during('Temporal dev server program', () => findTemporalBinary(search));
  const start = () =>
    startTemporal({
      binary,
      port: ports.temporal,
      uiPort: ports.temporalUi,
      dbFile: join(temporal, 'temporal.db'),
      namespace: temporalNamespace,
      log,
      env,
      pidFile: join(pids, 'temporal.json'),
    });
  own(await progress.during('Temporal', () => keepRunning({ name: 'Temporal', log, start, say: progress.say })));
}

/** The mail server, in this very process, unless mail goes elsewhere. */
export async function startMail({ config, ports, own }: Parts): Promise<void> {
  if (config.external.smtpUrl) return;
  own(await startMailServer({ dir: homePaths(config.home).mail, smtpPort: ports.smtp, httpPort: ports.mail }));
}

/** The simulated payment gateway, unless another is set. */
export async function startGateway(parts: Parts): Promise<void> {
  if (parts.config.external.gatewayUrl) return;
  await startService({ parts, name: 'gateway', label: 'Payment gateway', ready: { url: `${parts.environment.DULY_GATEWAY_URL}/healthz` } });
}

/** The worker: workflows, activities, relay. */
export const startWorker = (parts: Parts): Promise<void> =>
  startService({ parts, name: 'worker', label: 'Worker', ready: { line: 'ready' } });

/** The API. */
export const startApi = (parts: Parts): Promise<void> =>
  startService({ parts, name: 'api', label: 'API', ready: { url: `http://127.0.0.1:${parts.ports.api}/readyz` } });

interface Service {
  parts: Parts;
  name: keyof StackServices;
  /** Said in messages. */
  label: string;
  ready: Readiness;
}

async function startService({ parts, name, label, ready }: Service): Promise<void> {
  const { config, environment, services, progress, signal, own } = parts;
  const { logs, pids } = homePaths(config.home);
  const log = join(logs, `${name}.log`);
  const env = { ...config.env, ...environment, DULY_SECRET: readSecret(config.home) };
  const start = () => startNodeService({ name: label, args: services[name], env, log, pidFile: join(pids, `${name}.json`), ready, signal });
  own(await progress.during(label, () => keepRunning({ name: label, log, start, say: progress.say })));
}
