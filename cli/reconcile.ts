/** Compares the books with what runs in Temporal, and pokes whom that shows. */
import type { Client } from '@temporalio/client';
import { DulyError } from '../domain/errors.js';
import { workflowIdOf } from '../workflows/contract.js';
import { currentPause } from './pause.js';
import { decidedSeqs, endedEffects, readCustomers, readHeld, readTroubles } from './reconcile-books.js';
import {
  type CustomerRef,
  HELD_KINDS,
  type Held,
  type HeldKind,
  type ReconcileReport,
  type UnderWay,
  type Waiting,
} from './reconcile-report.js';
import { newestDecision, readPerformed, runningIds } from './reconcile-runs.js';
import type { Servers } from './servers.js';

const AT_ONCE = 4;
const PATIENCE_MS = 3_000;
/** Of so many customers with facts that wait, or with effects under way, the runs are read; held ones are all read. */
const RUNS_OF = 100;

/** Told how far something is. */
export type Tick = (line: string) => void;

interface ReconcileInput {
  servers: Servers;
  /** Only holds of this kind. */
  kind?: HeldKind | undefined;
  /** The real time, ms UTC. */
  now: number;
  tick: Tick;
}

/** Reads everything and changes nothing. What Temporal does not tell is null in the report, with the reason in `problems`. */
export async function reconcile({ servers, kind, now, tick }: ReconcileInput): Promise<ReconcileReport> {
  const { prisma } = servers;
  const problems: string[] = [];
  const client = await reachTemporal({ servers, problems });
  const held = await readHeld({ prisma, now, kinds: kind ? [kind] : [...HELD_KINDS] });
  const troubles = await readTroubles({ prisma, now });
  const paused = await currentPause({ prisma });
  const customers = await readCustomers({ prisma });
  const running = client ? await runningIds(client) : null;
  if (client && running) {
    const runs = { client, prisma, running, tick };
    await askAboutHeld({ ...runs, held: held.filter((one) => one.kind === 'restored') });
    await askAboutWaiting({ ...runs, waiting: troubles.waiting.slice(0, RUNS_OF) });
    await askAboutEffects({ ...runs, effects: troubles.effects });
  }
  const known = new Set(customers.map(({ customer }) => workflowIdOf(customer)));
  return {
    held,
    withoutRun: running && customers.filter(({ customer }) => !running.has(workflowIdOf(customer))).map(refOf),
    runsWithoutCustomer: running && [...running].filter((id) => !known.has(id)).sort(),
    ...troubles,
    ...(paused && { paused }),
    problems,
  };
}

/**
 * Has the runs of all who are late, have news or long-running effects look at the books again, and starts those that do not run. Who is ahead of the
 * books is held by it; effects that nobody carries out are taken up. Throws `setup_failed` without a Temporal that answers.
 */
export async function pokeAll({
  servers,
  report,
  tick,
}: {
  servers: Servers;
  report: ReconcileReport;
  tick: Tick;
}): Promise<NonNullable<ReconcileReport['poked']>> {
  const nudge = servers.temporal?.nudge;
  const { withoutRun, late, waiting, quarantined, effects, problems } = report;
  if (!nudge || !withoutRun) throw new DulyError({ code: 'setup_failed', message: `Nobody was poked: ${problems.join(' ')}` });
  const wanted = new Set([...withoutRun, ...late, ...waiting, ...quarantined, ...effects].map(({ customer }) => customer));
  const customers = (await readCustomers(servers)).filter(({ customer }) => wanted.has(customer));
  let failed = 0;
  const work = ({ customer, lastFact }: (typeof customers)[number]) =>
    nudge({ customerId: customer, upTo: lastFact, look: true }).catch(() => {
      failed += 1;
    });
  await atOnce({ all: customers, work, onDone: (done) => tick(`Poked ${done} of ${customers.length} customers.`) });
  return { customers: customers.length - failed, failed };
}

async function reachTemporal({ servers: { temporal }, problems }: { servers: Servers; problems: string[] }): Promise<Client | undefined> {
  if (!temporal) {
    problems.push('No Temporal is named: set TEMPORAL_ADDRESS beside DATABASE_URL to compare runs with the books.');
    return undefined;
  }
  const { client } = temporal;
  try {
    await client.connection.withDeadline(Date.now() + PATIENCE_MS, async () => client.workflowService.getSystemInfo({}));
    return client;
  } catch {
    problems.push('Temporal does not answer: runs were not compared with the books.');
    return undefined;
  }
}

interface Runs {
  client: Client;
  prisma: Servers['prisma'];
  /** Workflow ids. */
  running: Set<string>;
  tick: Tick;
}

/** Completes customers held as `restored` by what their runs did and the books do not know. */
async function askAboutHeld({ client, prisma, tick, held }: Runs & { held: Held[] }): Promise<void> {
  const work = async (one: Held) => {
    const { effects, earlierRunsUnread } = await readPerformed({ client, customerId: one.customer });
    const ended = await endedEffects({ prisma, ids: effects.map(({ effect }) => effect) });
    one.performed = { effects: effects.filter(({ effect }) => !ended.has(effect)), earlierRunsUnread };
  };
  await atOnce({ all: held, work, onDone: (done) => tick(`Read the runs of ${done} of ${held.length} held customers.`) });
}

/** Completes customers whose facts wait by whether their run is ahead of the books. */
async function askAboutWaiting({ client, prisma, running, waiting }: Runs & { waiting: Waiting[] }): Promise<void> {
  const seqs = await decidedSeqs({ prisma, customers: waiting.map(({ customer }) => customer) });
  const all = waiting.filter(({ customer }) => running.has(workflowIdOf(customer)));
  const work = async (one: Waiting) => {
    const newest = await newestDecision({ client, customerId: one.customer });
    if (newest && newest.seq > (seqs.get(one.customer) ?? 0)) one.aheadUpTo = newest.applied;
  };
  await atOnce({ all, work });
}

/** Completes effects by what the runs say of them. */
async function askAboutEffects({ client, effects }: Runs & { effects: UnderWay[] }): Promise<void> {
  const all = [...new Set(effects.map(({ customer }) => customer))].slice(0, RUNS_OF);
  const work = async (customerId: string) => {
    const performed = new Map((await readPerformed({ client, customerId })).effects.map(({ effect, did }) => [effect, did]));
    for (const one of effects) if (one.customer === customerId) one.run = performed.get(one.effect) ?? 'none';
  };
  await atOnce({ all, work });
}

/** Works through all, a few at a time; the first failure ends it. */
export async function atOnce<One>({
  all,
  work,
  onDone = () => undefined,
}: {
  all: One[];
  work(one: One): Promise<void>;
  onDone?(done: number): void;
}): Promise<void> {
  const waiting = [...all];
  let done = 0;
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      await work(one);
      done += 1;
      onDone(done);
    }
  });
  await Promise.all(workers);
}

/** Only what names the customer. */
export const refOf = ({ customer, externalId }: CustomerRef): CustomerRef => ({ customer, externalId });
