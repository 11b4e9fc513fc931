/** The database and the Temporal that a command speaks to. */
import { Client, Connection } from '@temporalio/client';
import type { Books } from '../activities/ports/books.js';
import { createRecordReports, type RecordReports } from '../activities/record-reports.js';
import { connectDatabase } from '../adapters/database.js';
import { createBooks } from '../adapters/prisma-books.js';
import type { Poke } from '../adapters/relay.js';
import { createSandboxNudge } from '../adapters/sandbox-nudge.js';
import { createNudge } from '../adapters/temporal-nudge.js';
import { createVirtualTime, type VirtualTime } from '../adapters/virtual-time.js';
import { readStack, type Stack } from '../dev/stack-file.js';
import { DulyError } from '../domain/errors.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { loadTemporalConfig, type TemporalConfig } from '../temporal.config.js';
import type { CliConfig } from './config.js';

/** Where they are; `temporal` is absent where only a database was named. */
export interface ServerAddresses {
  databaseUrl: string;
  temporal?: TemporalConfig | undefined;
  /** Customers' time can be driven here. */
  sandbox?: boolean;
}

/** Open connections; Temporal connects on first use. */
export interface Servers {
  prisma: PrismaClient;
  books: Books;
  record: RecordReports;
  temporal?: { client: Client; nudge(poke: Poke): Promise<void> /** Only in the sandbox. */; virtualTime?: VirtualTime };
  close(): Promise<void>;
}

/** The stack that runs on the home, unless DATABASE_URL names another database than its own. */
export function findStack(config: Pick<CliConfig, 'home' | 'databaseUrl'>): Stack | undefined {
  const stack = readStack({ home: config.home });
  if (!stack) return undefined;
  return config.databaseUrl === undefined || config.databaseUrl === stack.environment.DATABASE_URL ? stack : undefined;
}

/** Where the servers are: of the running stack, or those that the settings name. Undefined when nothing runs and no database is named. */
export function findServers(config: CliConfig): ServerAddresses | undefined {
  const stack = findStack(config);
  if (stack) return serversOf({ config, environment: stack.environment });
  if (config.databaseUrl === undefined) return undefined;
  const temporal = config.namesTemporal ? loadTemporalConfig(config.env) : undefined;
  return { databaseUrl: config.databaseUrl, temporal, sandbox: config.sandbox };
}

/** The servers of a stack, by the environment it gives its processes. */
export function serversOf({
  config,
  environment,
}: {
  config: Pick<CliConfig, 'env'>;
  environment: Record<string, string>;
}): ServerAddresses & { temporal: TemporalConfig } {
  const temporal = loadTemporalConfig({ ...config.env, ...environment });
  return { databaseUrl: environment.DATABASE_URL ?? '', temporal, sandbox: environment.DULY_SANDBOX === 'true' };
}

/** `findServers`, or one sentence on how to have some. */
export function needServers(config: CliConfig): ServerAddresses {
  const found = findServers(config);
  if (found) return found;
  const message = `Duly does not run on ${config.home}: start it with npm start, or name a database with DATABASE_URL.`;
  throw new DulyError({ code: 'setup_failed', message });
}

/** Opens them; `close` ends every connection. */
export function openServers({ databaseUrl, temporal, sandbox }: ServerAddresses): Servers {
  const database = connectDatabase({ url: databaseUrl, name: 'duly-cli', connections: 5 });
  const books = createBooks({ prisma: database.prisma });
  const connection = temporal && Connection.lazy(temporal.connection as Parameters<typeof Connection.lazy>[0]);
  const client = connection && new Client({ connection, namespace: temporal.namespace });
  return {
    prisma: database.prisma,
    books,
    record: createRecordReports({ books, clock: { now: Date.now } }),
    ...(client && {
      temporal: sandbox ? sandboxTemporal({ client, prisma: database.prisma }) : { client, nudge: createNudge({ client }) },
    }),
    close: async () => {
      await connection?.close();
      await database.close();
    },
  };
}

/** A Temporal on which customers may be ahead of the real time. */
const sandboxTemporal = ({ client, prisma }: { client: Client; prisma: PrismaClient }) => ({
  client,
  nudge: createSandboxNudge({ client, prisma, nudge: createNudge({ client }) }),
  virtualTime: createVirtualTime({ client, prisma }),
});
