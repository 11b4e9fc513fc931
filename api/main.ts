import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import type { Clock } from '../activities/ports/clock.js';
import { createRecordReports } from '../activities/record-reports.js';
import { createAdvanceCustomer } from '../adapters/advance-customer.js';
import { connectDatabase } from '../adapters/database.js';
import { ensureFirstOrganisation } from '../adapters/first-organisation.js';
import { createAnswers } from '../adapters/kept-answers.js';
import { createOwners } from '../adapters/owners.js';
import { createApiKeyStore } from '../adapters/prisma-api-keys.js';
import { createBooks } from '../adapters/prisma-books.js';
import { createLookup } from '../adapters/prisma-lookup.js';
import { createReads } from '../adapters/prisma-reads.js';
import { createSandboxNudge } from '../adapters/sandbox-nudge.js';
import { createSurveyLinks } from '../adapters/survey-links.js';
import { createNudge } from '../adapters/temporal-nudge.js';
import { createTemporalChecks } from '../adapters/temporal-readiness.js';
import { createVirtualTime } from '../adapters/virtual-time.js';
import { HOUR } from '../domain/calendar.js';
import { timelineOf } from '../domain/timeline.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { loadTemporalConfig } from '../temporal.config.js';
import { createAuth } from './api-keys.js';
import { createApp } from './app.js';
import { readConfig } from './config.js';
import { keepFirstKey } from './first-key.js';
import { createLog, traceOf } from './log.js';
import type { Reads } from './ports.js';
import { createReadiness } from './readiness.js';

/** Requests under way at a stop have so long to end. */
const FAREWELL_MS = 10_000;

/** The API as its own process: listens on the loopback address until SIGINT or SIGTERM. */
async function main(): Promise<void> {
  const { databaseUrl, home, port, publicUrl, secret, sandbox } = readConfig();
  const temporal = loadTemporalConfig();
  const clock: Clock = { now: Date.now };
  const log = createLog({ write: (line) => process.stderr.write(line), now: clock.now });

  const database = connectDatabase({ url: databaseUrl, name: 'duly-api' });
  const connection = Connection.lazy(temporal.connection);
  const { prisma } = database;
  const books = createBooks({ prisma });
  const answers = createAnswers({ prisma });
  const keys = createApiKeyStore({ prisma });
  const temporalChecks = createTemporalChecks({ connection, namespace: temporal.namespace });
  const postgresql = async () => {
    await prisma.$queryRaw`SELECT 1`;
    return null;
  };
  const reads = createReads({ prisma });
  const client = new Client({ connection, namespace: temporal.namespace });
  const ports = sandbox ? sandboxPorts({ client, prisma, reads }) : { nudge: createNudge({ client }) };
  const app = createApp({
    record: createRecordReports({ books, clock }),
    books,
    lookup: createLookup({ prisma }),
    reads,
    owners: createOwners({ prisma }),
    answers,
    ...ports,
    auth: createAuth(keys),
    readiness: createReadiness({ checks: { postgresql, ...temporalChecks } }),
    clock,
    links: createSurveyLinks({ secret, baseUrl: publicUrl }),
    log,
  });

  await ensureFirstOrganisation({ prisma, now: clock.now() });
  const first = await keepFirstKey({ store: keys, home, now: clock.now() });
  // What is no terminal is a log, and no key belongs there.
  if (first) process.stdout.write(`Your API key${process.stdout.isTTY ? ` is ${first.key}; it` : ''} is kept in ${first.file}\n`);

  const server = createServer(app);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  process.stdout.write(`The API is ready at http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);

  const forgetting = setInterval(() => {
    answers.forgetOld(clock.now()).catch((error: unknown) => log({ level: 'warn', event: 'old answers stay', ...traceOf(error) }));
  }, HOUR).unref();
  const stop = async () => {
    clearInterval(forgetting);
    const cut = setTimeout(() => server.closeAllConnections(), FAREWELL_MS);
    server.close();
    server.closeIdleConnections();
    await once(server, 'close');
    clearTimeout(cut);
    await ports.nudge.idle();
    await Promise.all([database.close(), connection.close()]);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stop().catch((error: unknown) => {
        log({ level: 'error', event: 'stop failed', ...traceOf(error) });
        process.exit(1);
      });
    });
  }
}

/** Customers' time can be driven: they may be ahead of the real time. */
function sandboxPorts({ client, prisma, reads }: { client: Client; prisma: PrismaClient; reads: Reads }) {
  const nudge = createSandboxNudge({ client, prisma, nudge: createNudge({ client }) });
  const virtualTime = createVirtualTime({ client, prisma });
  const storyOf = async (customerId: string) => timelineOf(await reads.history(customerId)).entries;
  return { nudge, advance: createAdvanceCustomer({ prisma, virtualTime, nudge, storyOf }) };
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${sentenceFor(error)}\n`);
  process.exit(1);
}

function sentenceFor(error: unknown): string {
  if (!(error instanceof Error)) return 'The API could not start.';
  if ('code' in error && error.code === 'EADDRINUSE')
    return 'The port of the API is in use. Stop what uses it, or choose another with DULY_PORT.';
  return `The API could not start: ${error.message}`;
}
