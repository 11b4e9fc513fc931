/** The whole house in one process on the real servers: worker, relay, gateway, mail server, API, each wired as in its `main.ts`. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import type { Pace } from '../../activities/decide.js';
import type { Books } from '../../activities/ports/books.js';
import type { Webhooks } from '../../activities/ports/webhooks.js';
import { createRecordReports } from '../../activities/record-reports.js';
import { createAdvanceCustomer } from '../../adapters/advance-customer.js';
import { readHistory } from '../../adapters/customer-history.js';
import { connectDatabase } from '../../adapters/database.js';
import { publishJourney } from '../../adapters/journeys.js';
import { createAnswers } from '../../adapters/kept-answers.js';
import { createLetters } from '../../adapters/letters/letters.js';
import { createOwners } from '../../adapters/owners.js';
import { createApiKeyStore } from '../../adapters/prisma-api-keys.js';
import { createBooks } from '../../adapters/prisma-books.js';
import { createLookup } from '../../adapters/prisma-lookup.js';
import { createReads } from '../../adapters/prisma-reads.js';
import { startRelay } from '../../adapters/relay.js';
import { createSandboxNudge } from '../../adapters/sandbox-nudge.js';
import { createSmtpMailer } from '../../adapters/smtp-mailer.js';
import { createStripeGateway } from '../../adapters/stripe-gateway.js';
import { createSurveyLinks } from '../../adapters/survey-links.js';
import { createRenderer } from '../../adapters/templates/renderer.js';
import { createNudge, mayPass } from '../../adapters/temporal-nudge.js';
import { createTemporalChecks } from '../../adapters/temporal-readiness.js';
import { createVirtualTime } from '../../adapters/virtual-time.js';
import { startWorkerProcess } from '../../adapters/worker-process.js';
import { createAuth, makeApiKey } from '../../api/api-keys.js';
import { createApp } from '../../api/app.js';
import type { Nudge } from '../../api/ports.js';
import { createReadiness } from '../../api/readiness.js';
import { startMailServer } from '../../dev/mail-server.js';
import type { CustomerRow } from '../../domain/rows.js';
import { customerRow } from '../../domain/testing/customer.js';
import { timelineOf } from '../../domain/timeline.js';
import { workflowBundle } from '../../workers/bundle.js';
import { createWorkers } from '../../workers/worker.js';
import { workflowIdOf } from '../../workflows/contract.js';
import { createTestDatabase } from './database.js';
import { startGatewayServer } from './gateway-server.js';
import { testTemporal } from './temporal.js';

export type House = Awaited<ReturnType<typeof openHouse>>;

const DEAD_AFTER_MS = 5_000;
const GATEWAY_KEY = 'sk_test_house';
export const SECRET = 'a secret of the tests, long enough';

let runtimeInstalled = false;

export interface HouseOptions {
  pace?: Partial<Pace>;
  gatewayTimeoutMs?: number;
  smtpTimeoutMs?: number;
  /** What the worker speaks to instead: takes the real server's address, answers the one in front of it. */
  inFrontOf?: { smtp?(url: string): Promise<string>; gateway?(url: string): Promise<string> };
  /** Other systems that are told of steps; none without it. */
  webhooks?: Webhooks;
  /** The books that the worker decides and performs with. */
  workersBooks?(books: Books): Books;
  /** How long a customer may take to come to rest while his time is driven. */
  advancePatienceMs?: number;
  relay?: Partial<Pick<Parameters<typeof startRelay>[0], 'pollMs' | 'lateMs' | 'sweepMs'>>;
  /** How the API tells workflows, in place of Temporal's own address. */
  apiNudge?: Nudge;
}

export async function openHouse({
  pace = {},
  gatewayTimeoutMs = 20_000,
  smtpTimeoutMs = 60_000,
  inFrontOf: { smtp: smtpFront, gateway: gatewayFront } = {},
  webhooks,
  workersBooks = (books) => books,
  relay: relaySettings = {},
  advancePatienceMs = 60_000,
  apiNudge,
}: HouseOptions = {}) {
  const address = testTemporal();
  if (!runtimeInstalled) Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  runtimeInstalled = true;
  const folder = mkdtempSync(join(tmpdir(), 'duly-house-'));
  const testDatabase = await createTestDatabase();
  const database = connectDatabase({ url: testDatabase.url, name: 'duly-test', connections: 20 });
  const { prisma } = database;
  const mail = await startMailServer({ dir: join(folder, 'mail'), smtpPort: 0, httpPort: 0 });
  const gateway = await startGatewayServer({ home: join(folder, 'gateway'), key: GATEWAY_KEY });
  const connection = await NativeConnection.connect({ address });
  const clientConnection = await Connection.connect({ address });
  const client = new Client({ connection: clientConnection, namespace: 'default' });
  const clock = { now: Date.now };
  const workerProcess = await startWorkerProcess({ prisma, deadAfterMs: DEAD_AFTER_MS });
  const books = createBooks({ prisma, claimant: workerProcess.claimant });
  const record = createRecordReports({ books, clock });
  const surveyLinks = createSurveyLinks({ secret: SECRET, baseUrl: 'http://127.0.0.1:3000' });
  const mailer = createSmtpMailer({ url: (await smtpFront?.(mail.smtpUrl)) ?? mail.smtpUrl, timeoutMs: smtpTimeoutMs });
  const nudge = createSandboxNudge({ client, prisma, nudge: createNudge({ client }) });
  const failures: string[] = [];
  const workers = await createWorkers({
    connection,
    namespace: 'default',
    bundle: await workflowBundle({ cacheDir: join(tmpdir(), 'duly-test-cache') }),
    books: workersBooks(books),
    mailer,
    renderer: createRenderer({}),
    letters: createLetters({ folder: join(tmpdir(), `duly-test-letters-${process.pid}`) }),
    gateway: createStripeGateway({
      url: (await gatewayFront?.(gateway.url)) ?? gateway.url,
      key: GATEWAY_KEY,
      timeoutMs: gatewayTimeoutMs,
    }),
    ...(webhooks && { webhooks }),
    surveyLink: surveyLinks.link,
    pace: { retryPauseMs: 1_000, historyEvents: 4_000, deadAfterMs: DEAD_AFTER_MS, ...pace },
    booksAnswer: database.answers,
    onFailure: ({ customerId, error }) => failures.push(`${customerId}: ${(error as Error).message}`),
  });
  const running = Promise.all(workers.map((worker) => worker.run()));
  const problems: string[] = [];
  const relay = startRelay({
    prisma,
    clock,
    poke: nudge,
    mayPass,
    onProblem: ({ customerId, message }) => problems.push(`${customerId}: ${message}`),
    onQuarantine: ({ customerId, quarantined }) =>
      books.withCustomer(customerId, (own) => own.storeTrouble({ kind: 'unreachable', lasts: quarantined, now: clock.now() })),
    pollMs: 200,
    ...relaySettings,
  });
  const virtualTime = createVirtualTime({ client, prisma });
  const storyOf = async (id: string) => timelineOf(await readHistory({ prisma, id })).entries;
  const advance = createAdvanceCustomer({ prisma, virtualTime, nudge, storyOf, patienceMs: advancePatienceMs });
  const keys = createApiKeyStore({ prisma });
  const { key, row } = makeApiKey({ name: 'tests', now: Date.now() });
  await keys.addIfNone(row);
  const app = createApp({
    record,
    books,
    lookup: createLookup({ prisma }),
    reads: createReads({ prisma }),
    owners: createOwners({ prisma }),
    answers: createAnswers({ prisma }),
    nudge: apiNudge ?? nudge,
    auth: createAuth(keys),
    readiness: createReadiness({
      checks: { postgresql: async () => null, ...createTemporalChecks({ connection: clientConnection, namespace: 'default' }) },
    }),
    clock,
    links: surveyLinks,
    log: () => undefined,
    advance,
  });
  const apiServer = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => apiServer.once('listening', resolve));
  const apiUrl = `http://127.0.0.1:${(apiServer.address() as AddressInfo).port}`;
  const runOf = (customerId: string) => client.workflow.getHandle(workflowIdOf(customerId));
  const hasRun = async (customerId: string): Promise<boolean> => {
    const run = await runOf(customerId).describe().catch(unlessMissing);
    return run?.status.name === 'RUNNING';
  };
  /**
   * Other test files use the same Temporal server: a run left behind would take their customer of the same id for its own, and fail in their houses.
   * Only once nothing is on its way that would start one again.
   */
  const endRuns = async (): Promise<void> => {
    const customers = await prisma.customer.findMany({ select: { id: true } });
    await Promise.all(customers.map(({ id }) => runOf(id).terminate('the test is over').catch(unlessMissing)));
  };
  await prisma.legalEntity.create({
    data: {
      id: 'le_test',
      name: 'Northwind Supplies',
      country: 'US',
      senderAddress: 'ar@northwind.example',
      invoicePrefix: 'NW-',
      nextInvoice: 1,
    },
  });

  return {
    prisma,
    books,
    record,
    client,
    mail,
    virtualTime,
    advance,
    storyOf,
    nudge,
    surveyLinks,
    problems,
    /** Decisions that failed although PostgreSQL answers. */
    failures,
    /** Posts to the API as an outside system would. */
    post: async (path: string, body: object): Promise<{ status: number; body: Record<string, unknown> }> => {
      const response = await fetch(`${apiUrl}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    databaseUrl: testDatabase.url,
    charges: gateway.charges,
    publish: (text: string) => publishJourney({ prisma, text, file: 'test.yaml', now: Date.now(), isDefault: true }),
    /** Makes a customer with one contact and starts his workflow. */
    createCustomer: async (set: Partial<CustomerRow> & { id: string; journeyId: string }) => {
      const customer = customerRow({ legalEntityId: 'le_test', country: 'US', currency: 'USD', ...set });
      if (await hasRun(customer.id)) throw new Error(`${customer.id} has a run of another test: give this customer an id of its own.`);
      await books.createCustomer({
        customer,
        externalId: `ERP-${customer.id}`,
        name: 'Blue Harbour Ltd',
        contacts: [{ purpose: 'all', name: 'Accounts payable', email: `${customer.id}@customers.example` }],
        recordedAt: Date.now(),
      });
      await nudge({ customerId: customer.id, upTo: 1 });
      await virtualTime.rest({ customerId: customer.id });
      return customer;
    },
    close: async () => {
      apiServer.closeAllConnections();
      apiServer.close();
      await relay.stop();
      await nudge.idle();
      await endRuns();
      for (const worker of workers) worker.shutdown();
      await running;
      await workerProcess.stop();
      await mailer.close();
      await connection.close();
      await clientConnection.close();
      await gateway.close();
      await mail.stop();
      await database.close();
      await testDatabase.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** For a run that never was, or that has ended. */
function unlessMissing(error: unknown): undefined {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
}
