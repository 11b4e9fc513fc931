/** One run of the business on servers of its own, with faults or without: what came of it, and what it took to recover. */
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { createRecordReports } from '../../../activities/record-reports.js';
import { connectDatabase } from '../../../adapters/database.js';
import { publishJourney } from '../../../adapters/journeys.js';
import { createBooks } from '../../../adapters/prisma-books.js';
import { createNudge } from '../../../adapters/temporal-nudge.js';
import { createVirtualTime, type VirtualTime } from '../../../adapters/virtual-time.js';
import { addDays, dateAt, type LocalDate } from '../../../domain/calendar.js';
import { midnight } from '../../../domain/replay/story.js';
import { customerRow } from '../../../domain/testing/customer.js';
import type { PrismaClient } from '../../../prisma/generated/client.js';
import { query } from '../../support/query.js';
import { type BenchCustomer, createBusiness, JOURNEY } from './business.js';
import { CLAIMS_NOTED, type Outcome, readOutcome } from './outcome.js';
import { openServers, type Servers } from './servers.js';
import { type Death, superviseWorker } from './supervisor.js';

export interface Bench {
  prisma: PrismaClient;
  client: Client;
  servers: Servers;
  business: ReturnType<typeof createBusiness>;
  supervisor: ReturnType<typeof superviseWorker>;
  virtualTime: VirtualTime;
  nudge: ReturnType<typeof createNudge>;
  /** Everything that is known is applied, nothing is under way, and nobody is due by his own clock. Throws after four minutes. */
  rest(): Promise<void>;
  /** Each worker from now on dies at the failpoint it is given. Resolves when all of them have died. */
  dieAt(failpoints: string[]): Promise<void>;
  /** Kills the worker at random moments, ready or not. `random` gives numbers from 0 to 1. */
  killAtRandom(input: { times: number; random: () => number }): Promise<void>;
  /** Something is away for a while, or gone and begun anew. */
  outage(input: { what: string; begin(): Promise<void>; end(): Promise<unknown>; ms: number }): Promise<void>;
}

/** What the run is to live through: how many rounds at least, and until when more. */
export interface Script {
  customers: BenchCustomer[];
  today: LocalDate;
  /** The rounds that each customer lives, as an earlier run did; without it the faults say when it is enough. */
  rounds?: Map<string, number>;
  /** Afterwards each customer's clock is moved to shortly before his second reminders are due, and the real time passes over them. */
  secondReminders?: boolean;
}

export interface RunResult {
  outcome: Outcome;
  deaths: Death[];
  rounds: Map<string, number>;
  moves: { customerId: string; at: number }[];
  /** What else was done to the run, and when it was mended. */
  outages: Outage[];
  seconds: number;
}

export interface Outage {
  what: string;
  at: number;
  mendedAt: number;
}

/** Leaves two cores some time to start workers. */
const BETWEEN_ROUNDS_MS = 3_000;
const REST_PATIENCE_MS = 240_000;

/** `faults` are inflicted while the business lives, `faultsAtTimers` while the second reminders fall due. Throws where it does not come to rest. */
export async function runBusiness({
  script,
  faults,
  faultsAtTimers,
}: {
  script: Script;
  faults?: (bench: Bench) => Promise<void>;
  faultsAtTimers?: (bench: Bench) => Promise<void>;
}): Promise<RunResult> {
  const began = Date.now();
  const servers = await openServers();
  const bench = await openBench({ servers, script });
  try {
    let enough = script.rounds !== undefined || !faults;
    const living = bench.business.live(
      ({ id }, round) => (script.rounds ? round < (script.rounds.get(id) ?? 0) : !enough || round < 3),
      faults ? BETWEEN_ROUNDS_MS : 0,
    );
    await faults?.(bench);
    enough = true;
    await living;
    await bench.rest();
    if (script.secondReminders) await bench.passSecondReminders(faultsAtTimers);
    const outcome = await readOutcome({ prisma: bench.prisma, servers });
    const { business, supervisor, outages } = bench;
    return {
      outcome,
      deaths: supervisor.deaths,
      rounds: business.rounds,
      moves: business.moves,
      outages,
      seconds: Math.round((Date.now() - began) / 1000),
    };
  } finally {
    await bench.close();
    await servers.close();
  }
}

/** The business on the servers, with a worker that is kept up. */
export async function openBench({
  servers,
  script: { customers, today },
}: {
  servers: Servers;
  script: Script;
}): Promise<
  Bench & { passSecondReminders(faults?: (bench: Bench) => Promise<void>): Promise<void>; close(): Promise<void>; outages: Outage[] }
> {
  const database = connectDatabase({ url: servers.databaseUrl, name: 'duly-faults', connections: 20 });
  const { prisma } = database;
  const books = createBooks({ prisma });
  const record = createRecordReports({ books, clock: { now: Date.now } });
  const connection = Connection.lazy({ address: servers.temporalAddress });
  const client = new Client({ connection, namespace: 'default' });
  const nudge = createNudge({ client, taskTimeoutMs: 5_000 });
  const virtualTime = createVirtualTime({ client, prisma });
  const business = createBusiness({ prisma, record, nudge, customers, today });
  const outages: Outage[] = [];

  await query({ url: servers.databaseUrl, sql: CLAIMS_NOTED });
  await prisma.legalEntity.create({
    data: {
      id: 'le_faults',
      name: 'Northwind',
      country: 'US',
      senderAddress: 'ar@northwind.example',
      invoicePrefix: 'NW-',
      nextInvoice: 1,
    },
  });
  const journeyId = await publishJourney({ prisma, text: JOURNEY, file: 'faults.yaml', now: Date.now(), isDefault: true });
  for (const { id } of customers) {
    await books.createCustomer({
      customer: customerRow({ id, journeyId, legalEntityId: 'le_faults', country: 'US', currency: 'USD', timeZone: 'UTC' }),
      externalId: `ERP-${id}`,
      name: 'Blue Harbour Ltd',
      contacts: [{ purpose: 'all', name: 'Accounts payable', email: `${id}@customers.example` }],
      recordedAt: Date.now(),
    });
  }
  await business.addCards();
  let armed: (() => string | undefined) | undefined;
  const supervisor = superviseWorker({
    env: servers.workerEnvironment,
    log: servers.workerLog,
    nextFailpoint: () => armed?.(),
  });

  async function rest(): Promise<void> {
    for (const until = Date.now() + REST_PATIENCE_MS; ; await pause(100)) {
      const [left] = await prisma.$queryRaw<{ waiting: number; flying: number; due: number; stuck: number }[]>`
        SELECT (SELECT count(*)::int FROM customers c LEFT JOIN positions p ON p."customerId" = c.id WHERE c."lastFact" > coalesce(p.applied, 0)) AS waiting,
               (SELECT count(*)::int FROM effects WHERE status IN ('planned', 'claimed')) AS flying,
               (SELECT count(*)::int FROM tokens t JOIN customers c ON c.id = t."customerId"
                WHERE t."wakeAt" <= now() + c."clockOffsetMs" * interval '1 millisecond') AS due,
               (SELECT count(*)::int FROM tasks WHERE kind = 'stuck') AS stuck`;
      if (left?.waiting === 0 && left.flying === 0 && left.due === 0) return;
      if (Date.now() > until)
        throw new Error(`The customers did not come to rest in ${REST_PATIENCE_MS / 1000} s: ${JSON.stringify(left)}.`);
    }
  }

  const bench: Bench = {
    prisma,
    client,
    servers,
    business,
    supervisor,
    virtualTime,
    nudge,
    rest,
    async dieAt(failpoints) {
      const before = supervisor.deaths.length;
      const died = () => supervisor.deaths.slice(before).filter(({ point }) => point !== 'at random').length;
      armed = () => failpoints[died()];
      supervisor.kill();
      while (died() < failpoints.length) await pause(50);
      armed = undefined;
    },
    async killAtRandom({ times, random }) {
      for (let n = 0; n < times; n += 1) {
        await pause(500 + random() * 5_000);
        supervisor.kill();
      }
    },
    async outage({ what, begin, end, ms }) {
      const at = Date.now();
      await begin();
      await pause(ms);
      await end();
      outages.push({ what, at, mendedAt: Date.now() });
    },
  };
  return {
    ...bench,
    outages,
    /** Moves every customer to shortly before his second reminders, one after the other by half a second, and waits until they have passed. */
    async passSecondReminders(faults) {
      const due = midnight(addDays(today, 9));
      await Promise.all(customers.map(({ id }) => nudge({ customerId: id, upTo: 1 })));
      const queue = customers.map(({ id }, n) => ({ id, early: 8_000 + n * 300 }));
      const start = Date.now();
      await Promise.all(
        Array.from({ length: 5 }, async () => {
          for (let next = queue.shift(); next; next = queue.shift())
            await virtualTime.moveTo({ customerId: next.id, to: due - Math.max(500, next.early - (Date.now() - start)) });
        }),
      );
      await faults?.(bench);
      for (;;) {
        const [left] = await prisma.$queryRaw<{ late: number }[]>`
          SELECT count(*)::int AS late FROM tokens WHERE "wakeAt" <= ${new Date(due)}`;
        if (left?.late === 0) break;
        await pause(100);
      }
      await rest();
    },
    close: async () => {
      await supervisor.stop();
      await connection.close();
      await database.close();
    },
  };
}

export const todayInUtc = (): LocalDate => dateAt(Date.now(), 'UTC');
