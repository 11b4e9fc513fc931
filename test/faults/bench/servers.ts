/** The real servers of one run, each of which can be stopped, started and made to forget: PostgreSQL, Temporal, mail and the gateway. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDevConfig } from '../../../dev/config.js';
import { createDatabase, migrate } from '../../../dev/database.js';
import { startMailServer } from '../../../dev/mail-server.js';
import { freePorts } from '../../../dev/ports.js';
import { startPostgres } from '../../../dev/postgres.js';
import { findTemporalBinary, searchHere } from '../../../dev/temporal-binary.js';
import { startTemporal } from '../../../dev/temporal-server.js';
import { startGatewayServer } from '../../support/gateway-server.js';

export type Servers = Awaited<ReturnType<typeof openServers>>;

const KEY = 'sk_test_faults';
const DATABASE = 'duly';

export async function openServers() {
  const folder = mkdtempSync(join(tmpdir(), 'duly-faults-'));
  chmodSync(folder, 0o755);
  const { env, temporalBinary, cacheDir } = readDevConfig();
  const [postgresPort = 0, temporalPort = 0] = await freePorts(2);
  const postgres = restartable(() =>
    startPostgres({ dataDir: join(folder, 'postgres'), port: postgresPort, log: join(folder, 'postgres.log'), env, ownGroup: false }),
  );
  const binary = await findTemporalBinary(searchHere({ configured: temporalBinary, cacheDir, env }));
  const temporal = restartable(() =>
    startTemporal({
      binary,
      port: temporalPort,
      dbFile: join(folder, 'temporal', 'temporal.db'),
      namespace: 'default',
      log: join(folder, 'temporal.log'),
      env,
      ownGroup: false,
    }),
  );
  const [{ url }] = await Promise.all([postgres.start(), temporal.start()]);
  const adminUrl = url('postgres');
  await createDatabase({ adminUrl, name: DATABASE });
  await migrate({ databaseUrl: url(DATABASE), env });
  const accepted: { messageId: string; at: number }[] = [];
  const mail = await startMailServer({
    dir: join(folder, 'mail'),
    smtpPort: 0,
    httpPort: 0,
    onMail: ({ messageId }) => accepted.push({ messageId, at: Date.now() }),
  });
  const gateway = await startGatewayServer({ home: join(folder, 'gateway'), key: KEY });

  return {
    databaseUrl: url(DATABASE),
    temporalAddress: `127.0.0.1:${temporalPort}`,
    workerLog: join(folder, 'worker.log'),
    /** What the worker process is given. */
    workerEnvironment: {
      ...env,
      DATABASE_URL: url(DATABASE),
      TEMPORAL_ADDRESS: `127.0.0.1:${temporalPort}`,
      SMTP_URL: mail.smtpUrl,
      DULY_GATEWAY_URL: gateway.url,
      DULY_GATEWAY_KEY: KEY,
      DULY_HOME: join(tmpdir(), 'duly-test-cache'),
      DULY_SECRET: 'a secret of the fault bench, long enough',
      DULY_RETRY_PAUSE_MS: '1000',
      DULY_HISTORY_EVENTS: '60',
      DULY_DEAD_AFTER_MS: '5000',
      DULY_TASK_TIMEOUT_MS: '5000',
      DULY_SWEEP_MS: '2000',
      DULY_LATE_AFTER_MS: '2000',
      DULY_POKE_AGAIN_MS: '2000',
    } as Record<string, string>,
    postgres: {
      ...postgres,
      /** Keeps a copy of all its data as they are now; it is away meanwhile. */
      backUp: async () => {
        await postgres.stop();
        copy(join(folder, 'postgres'), join(folder, 'backup'));
        await postgres.start();
      },
      /** Puts the copy in their place: what was written since is gone. */
      restore: async () => {
        await postgres.stop();
        rmSync(join(folder, 'postgres'), { recursive: true });
        copy(join(folder, 'backup'), join(folder, 'postgres'));
        await postgres.start();
      },
    },
    temporal: {
      ...temporal,
      /** Deletes its whole database. */
      forget: async () => {
        await temporal.stop();
        rmSync(join(folder, 'temporal'), { recursive: true, force: true });
        await temporal.start();
      },
    },
    /** Every acceptance at the SMTP server, in order. */
    accepted,
    mails: mail.mails,
    charges: gateway.charges,
    close: async () => {
      await gateway.close();
      await mail.stop();
      await Promise.all([postgres.stop(), temporal.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** With owners and rights as they are. */
function copy(from: string, to: string): void {
  execFileSync('cp', ['-a', from, to]);
}

function restartable<Server extends { stop(): Promise<void> }>(open: () => Promise<Server>) {
  let running: Server | undefined;
  return {
    start: async (): Promise<Server> => {
      running = await open();
      return running;
    },
    stop: async () => {
      await running?.stop();
      running = undefined;
    },
  };
}
