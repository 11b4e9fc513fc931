/** The worker process: journeys, decisions, effects and the relay. Prints `ready` once everything polls. */

import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { connectDatabase } from '../adapters/database.js';
import { createLetters } from '../adapters/letters/letters.js';
import { createBooks } from '../adapters/prisma-books.js';
import { startRelay } from '../adapters/relay.js';
import { createSandboxNudge } from '../adapters/sandbox-nudge.js';
import { createSmtpMailer } from '../adapters/smtp-mailer.js';
import { createStripeGateway } from '../adapters/stripe-gateway.js';
import { createSurveyLinks } from '../adapters/survey-links.js';
import { createRenderer } from '../adapters/templates/renderer.js';
import { createNudge, mayPass } from '../adapters/temporal-nudge.js';
import { createWebhooks } from '../adapters/webhooks/webhooks.js';
import { startWorkerProcess } from '../adapters/worker-process.js';
import { loadTemporalConfig } from '../temporal.config.js';
import { workflowBundle } from './bundle.js';
import { loadWorkerConfig } from './config.js';
import { createFailpoints } from './failpoints.js';
import { createWorkers } from './worker.js';

const config = loadWorkerConfig();
const temporal = loadTemporalConfig();
const say = (line: string) => process.stdout.write(`${line}\n`);
Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });

const reach = createFailpoints({ armed: config.DULY_FAILPOINT });
const clock = { now: Date.now };
const deadAfterMs = config.DULY_DEAD_AFTER_MS;

const database = connectDatabase({ url: config.DATABASE_URL, name: 'duly-worker' });
const workerProcess = await startWorkerProcess({ prisma: database.prisma, deadAfterMs });
const books = createBooks({ prisma: database.prisma, claimant: workerProcess.claimant });
const bundle = await workflowBundle({ cacheDir: join(config.DULY_HOME, 'cache') });
const connection = await NativeConnection.connect(temporal.connection);
const clientConnection = await Connection.connect(temporal.connection);
const mailer = createSmtpMailer({ url: config.SMTP_URL });
const workers = await createWorkers({
  connection,
  namespace: temporal.namespace,
  bundle,
  books,
  mailer,
  renderer: createRenderer({}),
  letters: createLetters({ folder: config.DULY_LETTER_FOLDER ?? join(config.DULY_HOME, 'letters') }),
  gateway: createStripeGateway({ url: config.DULY_GATEWAY_URL, key: config.DULY_GATEWAY_KEY, timeoutMs: 20_000 }),
  webhooks: createWebhooks({ endpoints: config.webhooks, allowPrivate: config.DULY_WEBHOOKS_PRIVATE }),
  surveyLink: createSurveyLinks({ secret: config.DULY_SECRET, baseUrl: config.DULY_PUBLIC_URL }).link,
  pace: { retryPauseMs: config.DULY_RETRY_PAUSE_MS, historyEvents: config.DULY_HISTORY_EVENTS, deadAfterMs },
  cachedWorkflows: config.DULY_CACHED_WORKFLOWS,
  reach,
  booksAnswer: database.answers,
  onFailure: ({ customerId, error }) =>
    say(`decision: ${customerId}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
});
const client = new Client({ connection: clientConnection, namespace: temporal.namespace });
const taskTimeoutMs = config.DULY_TASK_TIMEOUT_MS;
const plainNudge = createNudge({ client, taskTimeoutMs });
const nudge = config.DULY_SANDBOX ? createSandboxNudge({ client, prisma: database.prisma, nudge: plainNudge, taskTimeoutMs }) : plainNudge;
const relay = startRelay({
  prisma: database.prisma,
  clock,
  poke: async (poke) => {
    reach('news.taken', poke.customerId);
    await nudge(poke);
    reach('customer.poked', poke.customerId);
  },
  mayPass,
  onProblem: ({ customerId, message }) => say(`relay: ${customerId}: ${message}`),
  onQuarantine: ({ customerId, quarantined }) =>
    books.withCustomer(customerId, (own) => own.storeTrouble({ kind: 'unreachable', lasts: quarantined, now: clock.now() })),
  sweepMs: config.DULY_SWEEP_MS,
  lateMs: config.DULY_LATE_AFTER_MS,
  againMs: config.DULY_POKE_AGAIN_MS,
});

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await relay.stop();
  for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
}
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());

const running = Promise.all(workers.map((worker) => worker.run()));
say('ready');
await running;
await workerProcess.stop();
await Promise.all([connection.close(), clientConnection.close(), database.close(), mailer.close()]);
