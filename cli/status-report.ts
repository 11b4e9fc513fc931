import { QUARANTINED_AT } from '../adapters/relay.js';
import { type QueueState, readQueues } from '../adapters/temporal-queues.js';
import { createTemporalChecks } from '../adapters/temporal-readiness.js';
import type { StackAddresses } from '../dev/stack-file.js';
import { describeAddresses } from '../dev/stack-file.js';
import { Prisma, type PrismaClient } from '../prisma/generated/client.js';
import type { CliConfig } from './config.js';
import { currentPause, pauseWarning, type ShownPause } from './pause.js';
import { customersPast, holdIsOpen, LATE_MS } from './reconcile-books.js';
import type { HeldKind } from './reconcile-report.js';
import { findServers, findStack, openServers, type Servers } from './servers.js';

/** How Duly stands, as `duly status --json` prints it. What could not be asked is null, with the reason in `problems`. */
export interface StatusReport {
  home: string;
  running: boolean;
  state: 'starting' | 'running' | 'stopping' | null;
  pid: number | null;
  /** Without the database, whose address holds a password. */
  addresses: Partial<Omit<StackAddresses, 'database'>>;
  ready: boolean | null;
  workerPolls: boolean | null;
  /** What waits for a worker, and whether one asks for it. */
  queues: QueueState[] | null;
  /** Everything is paused; null where it is not, or could not be asked. */
  paused: ShownPause | null;
  counts: StatusCounts | null;
  problems: string[];
}

/** Numbers of customers, but for effects and tasks. */
export interface StatusCounts {
  customers: number;
  /** Customers with facts that their workflow has not applied. */
  waiting: number;
  effectsUnderWay: number;
  /** Their moment passed more than ten minutes ago without a decision. */
  late: number;
  stuck: number;
  /** Temporal refuses to be told of them; the relay tries again hourly. */
  quarantined: number;
  /** Held since the database was restored from a backup, until a person releases them. */
  heldRestored: number;
  /** Held since their import. */
  heldImported: number;
  /** Open tasks by kind. */
  tasks: Record<string, number>;
}

const PATIENCE_MS = 3_000;

/** Asks the stack file, the API, Temporal and the database; whatever does not answer is told as a problem. */
export async function reportStatus(config: CliConfig): Promise<StatusReport> {
  const stack = findStack(config);
  const found = findServers(config);
  const problems: string[] = [];
  const ask = <Answer>(who: string, question: () => Promise<Answer>): Promise<Answer | null> =>
    question().catch(() => {
      problems.push(`${who} does not answer.`);
      return null;
    });
  const { database: _database, ...addresses } = stack?.addresses ?? ({} as Partial<StackAddresses>);
  const report: StatusReport = {
    home: config.home,
    running: stack !== undefined,
    state: stack?.state ?? null,
    pid: stack?.pid ?? null,
    addresses,
    ready: stack ? await ask('The API', () => isReady(stack.addresses.health)) : null,
    workerPolls: null,
    queues: null,
    paused: null,
    counts: null,
    problems,
  };
  if (!found) return report;
  const servers = openServers(found);
  try {
    report.counts = await ask('The database', () => countAll({ prisma: servers.prisma, now: Date.now() }));
    if (report.counts) report.paused = await ask('The database', () => currentPause(servers));
    report.workerPolls = await ask('Temporal', () => workerPolls(servers));
    if (report.workerPolls !== null) report.queues = await ask('Temporal', () => queuesOf(servers));
  } finally {
    await servers.close();
  }
  return report;
}

/** The report for a person. */
export function statusText(report: StatusReport): string {
  const { home, state, pid, addresses, counts, queues, ready, workerPolls: polls, problems } = report;
  const answer = (value: boolean | null, yes: string, no: string) => (value === null ? 'not asked' : value ? yes : no);
  const row = (label: string, value: string | number) => `  ${label.padEnd(16)} ${value}`;
  const lines = [
    ...(report.paused ? [pauseWarning(report.paused)] : []),
    report.running
      ? `Duly ${state === 'running' ? 'runs' : `is ${state}`} on ${home} (process ${pid}).`
      : `Duly does not run on ${home}: start it with npm start.`,
    ...(report.running ? [describeAddresses(addresses), row('ready', answer(ready, 'yes', 'no'))] : []),
    ...(counts || report.running ? [row('worker', answer(polls, 'polls', 'does not poll'))] : []),
  ];
  for (const { queue, polls, waiting, oldestSeconds } of queues ?? []) {
    const rest = waiting > 0 ? `${waiting} tasks wait, the oldest for ${oldestSeconds} s` : 'nothing waits';
    lines.push(row('queue', `${queue.padEnd(14)} ${polls ? 'a worker polls' : 'NO WORKER POLLS'}, ${rest}`));
  }
  if (counts) {
    const tasks = Object.entries(counts.tasks).map(([kind, count]) => `${kind} ${count}`);
    lines.push(
      row('customers', counts.customers),
      row('facts waiting', `for ${counts.waiting} customers`),
      row('effects', `${counts.effectsUnderWay} under way`),
      row('late', `${counts.late} customers, by more than ten minutes`),
      row('stuck', counts.stuck),
      row('quarantined', counts.quarantined),
      row('held', `${counts.heldRestored} restored, ${counts.heldImported} imported`),
      row('open tasks', tasks.length > 0 ? `${tasks.join(', ')}: npx duly tasks lists them` : 'none'),
    );
  }
  return [...lines, ...problems].join('\n');
}

async function isReady(health: string): Promise<boolean> {
  const response = await fetch(health, { signal: AbortSignal.timeout(PATIENCE_MS) });
  await response.arrayBuffer();
  return response.ok;
}

async function workerPolls({ temporal }: Servers): Promise<boolean | null> {
  if (!temporal) return null;
  const { connection, options } = temporal.client;
  const checks = createTemporalChecks({ connection: connection as never, namespace: options.namespace, patienceMs: PATIENCE_MS });
  return (await checks.worker()) === null;
}

async function queuesOf({ temporal }: Servers): Promise<QueueState[]> {
  if (!temporal) return [];
  const { connection, options } = temporal.client;
  return readQueues({ connection: connection as never, namespace: options.namespace, patienceMs: PATIENCE_MS });
}

async function countAll({ prisma, now }: { prisma: PrismaClient; now: number }): Promise<StatusCounts> {
  const heldAs = (kind: HeldKind) => Prisma.sql`(SELECT count(DISTINCT c.id)::int FROM holds h JOIN customers c ON c.id = h."customerId"
             WHERE h.kind = ${kind} AND ${holdIsOpen(now)})`;
  const [counts] = await prisma.$queryRaw<Omit<StatusCounts, 'tasks'>[]>`
    SELECT (SELECT count(*)::int FROM customers) AS customers,
           (SELECT count(*)::int FROM news) AS waiting,
           (SELECT count(*)::int FROM effects WHERE status IN ('planned', 'claimed')) AS "effectsUnderWay",
           (SELECT count(*)::int FROM positions p JOIN customers c ON c.id = p."customerId"
             WHERE p."wakeAt" < ${customersPast({ now, ms: LATE_MS })}) AS late,
           (SELECT count(*)::int FROM tasks WHERE kind = 'stuck' AND status = 'open') AS stuck,
           (SELECT count(*)::int FROM news WHERE failures >= ${QUARANTINED_AT}) AS quarantined,
           ${heldAs('restored')} AS "heldRestored", ${heldAs('imported')} AS "heldImported"`;
  const kinds = await prisma.task.groupBy({ by: ['kind'], where: { status: 'open' }, _count: true, orderBy: { kind: 'asc' } });
  if (!counts) throw new Error('No counts.');
  return { ...counts, tasks: Object.fromEntries(kinds.map(({ kind, _count }) => [kind, _count])) };
}
