/** What a worker process keeps in memory: for each cached workflow, with the cache full, and for each year that customers live through. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { connectDatabase } from '../adapters/database.js';
import { publishJourney } from '../adapters/journeys.js';
import { createVirtualTime, type VirtualTime } from '../adapters/virtual-time.js';
import { startMailServer } from '../dev/mail-server.js';
import { startNodeService } from '../dev/node-service.js';
import { DAY } from '../domain/calendar.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { createTestDatabase } from '../test/support/database.js';
import { cleanEnvironment } from '../test/support/run-duly.js';
import { testTemporal } from '../test/support/temporal.js';
import { workflowBundle } from '../workers/bundle.js';
import { makeCrowd } from './crowd.js';
import { type Figure, ratioOf } from './figure.js';

const CUSTOMERS = [500, 1_000, 2_000];
const MOST = 2_000;
const CAP = 500;
const AGEING = 50;
const QUARTERS = 4;
const SIDE_BY_SIDE = 5;
const MIB = 1_024;

const JOURNEY = `
journey: Memory
contact: { at: "09:00", zone: UTC }
lanes:
  collection:
    for: item
    stages:
      reminders:
        steps:
          - { name: slipped-through, at: { days: 1, from: due }, do: { send: overdue } }
          - { name: again, at: { days: 15, from: due }, every: { days: 14 }, do: { send: second-reminder } }
        on: { used up: end }`;

/** Resident memory and how much there was to keep: customers, or customer-years. */
interface Sample {
  of: number;
  kib: number;
}

interface Place {
  prisma: PrismaClient;
  virtualTime: VirtualTime;
  journeyId: string;
  startWorker(cachedWorkflows: number): ReturnType<typeof startNodeService>;
}

/** Takes some minutes; needs the servers of a test run, and no other worker on them. */
export async function measureMemory({ tell }: { tell: (figure: Figure) => void }): Promise<void> {
  const { place, close } = await openPlace();
  try {
    const uncapped = await asCustomersCome({ place, name: 'uncapped', cachedWorkflows: 2 * MOST, counts: CUSTOMERS });
    const each = slope(uncapped.filter(({ of }) => of > 0));
    tell({ name: 'memory-worker-empty', value: toMib(at(uncapped, 0)), unit: 'MiB' });
    tell({ name: 'memory-per-cached-workflow', value: each, unit: 'KiB' });
    tell({ name: `memory-worker-${MOST}-cached`, value: toMib(at(uncapped, MOST)), unit: 'MiB' });

    const capped = await asCustomersCome({ place, name: 'capped', cachedWorkflows: CAP, counts: [CAP, 1_000, 1_500, MOST] });
    const [full, without] = [at(capped, MOST), at(uncapped, MOST)];
    tell({
      name: `memory-cap-${CAP}-of-${MOST}`,
      value: toMib(full),
      unit: 'MiB',
      baseline: toMib(without),
      ratio: ratioOf(full, without),
    });
    const beyond = slope(capped.filter(({ of }) => of > 0));
    tell({ name: 'memory-cap-per-customer-beyond', value: beyond, unit: 'KiB', baseline: each, ratio: ratioOf(beyond, each) });

    const years = await asYearsPass(place);
    tell({ name: `memory-after-${AGEING}-customer-years`, value: toMib(at(years, AGEING)), unit: 'MiB', ...againstStart(years) });
    tell({ name: 'memory-per-customer-year', value: slope(years), unit: 'KiB' });
  } finally {
    await close();
  }
}

const againstStart = (years: Sample[]) => ({ baseline: toMib(at(years, 0)), ratio: ratioOf(at(years, AGEING), at(years, 0)) });
const at = (samples: Sample[], of: number): number => samples.find((sample) => sample.of === of)?.kib ?? Number.NaN;
const toMib = (kib: number): number => Math.round(kib / MIB);

/** KiB for each more, by least squares. */
function slope(samples: Sample[]): number {
  const mean = (of: (sample: Sample) => number) => samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const [x, y] = [mean(({ of }) => of), mean(({ kib }) => kib)];
  const rise = samples.reduce((sum, { of, kib }) => sum + (of - x) * (kib - y), 0);
  return Math.round((10 * rise) / samples.reduce((sum, { of }) => sum + (of - x) ** 2, 0)) / 10;
}

/** A worker of its own, measured empty and whenever so many customers are at rest. */
async function asCustomersCome({
  place,
  name,
  cachedWorkflows,
  counts,
}: {
  place: Place;
  name: string;
  cachedWorkflows: number;
  counts: number[];
}): Promise<Sample[]> {
  const { prisma, journeyId, startWorker } = place;
  const worker = await startWorker(cachedWorkflows);
  try {
    const samples: Sample[] = [{ of: 0, kib: await restingMemory(worker.pid) }];
    let started = 0;
    for (const count of counts) {
      await makeCrowd({ prisma, name: `${name}-${count}`, size: count - started, journeyId });
      await allApplied(prisma);
      samples.push({ of: count, kib: await restingMemory(worker.pid) });
      started = count;
    }
    return samples;
  } finally {
    await worker.stop();
  }
}

/** Customers whose invoice nobody pays, moved through a year in quarters; measured before, and after each quarter. */
async function asYearsPass({ prisma, virtualTime, journeyId, startWorker }: Place): Promise<Sample[]> {
  const worker = await startWorker(CAP);
  try {
    const start = Date.now();
    const toQuarter = async (ids: string[], quarter: number): Promise<void> => {
      const waiting = [...ids];
      const next = async (): Promise<void> => {
        for (let customerId = waiting.shift(); customerId !== undefined; customerId = waiting.shift()) {
          await virtualTime.moveTo({ customerId, to: start + Math.round((quarter * 365 * DAY) / QUARTERS) });
          await virtualTime.rest({ customerId });
        }
      };
      await Promise.all(Array.from({ length: SIDE_BY_SIDE }, next));
    };
    const warmUp = await makeCrowd({ prisma, name: 'warm-up', size: SIDE_BY_SIDE, journeyId });
    const ids = await makeCrowd({ prisma, name: 'ageing', size: AGEING, journeyId });
    await allApplied(prisma);
    await toQuarter(warmUp, QUARTERS);
    const samples: Sample[] = [{ of: 0, kib: await restingMemory(worker.pid) }];
    for (let quarter = 1; quarter <= QUARTERS; quarter += 1) {
      await toQuarter(ids, quarter);
      samples.push({ of: (AGEING * quarter) / QUARTERS, kib: await restingMemory(worker.pid) });
    }
    return samples;
  } finally {
    await worker.stop();
  }
}

/** The least of what is resident within some seconds, KiB: what is being thrown away does not count. */
async function restingMemory(pid: number): Promise<number> {
  const samples: number[] = [];
  for (let n = 0; n < 10; n += 1) {
    await pause(500);
    samples.push(residentKib(pid));
  }
  return Math.min(...samples);
}

function residentKib(pid: number): number {
  if (process.platform === 'linux') return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  return Number(spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).stdout);
}

async function allApplied(prisma: PrismaClient): Promise<void> {
  while ((await prisma.news.count()) > 0) await pause(200);
}

/** A database with one journey, a mail server, and what a worker process needs to know. */
async function openPlace(): Promise<{ place: Place; close(): Promise<void> }> {
  const address = testTemporal();
  const home = mkdtempSync(join(tmpdir(), 'duly-memory-'));
  const testDatabase = await createTestDatabase();
  const database = connectDatabase({ url: testDatabase.url, name: 'duly-bench', connections: 5 });
  const { prisma } = database;
  const mail = await startMailServer({ dir: join(home, 'mail'), smtpPort: 0, httpPort: 0 });
  // Made here, or the first worker would make it and keep what that takes.
  await workflowBundle({ cacheDir: join(home, 'cache') });
  const connection = await Connection.connect({ address });
  await prisma.legalEntity.create({
    data: { id: 'le_test', name: 'Us', country: 'DE', senderAddress: 'ar@us.example', invoicePrefix: 'N-', nextInvoice: 1 },
  });
  const env = {
    DATABASE_URL: testDatabase.url,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: 'default',
    SMTP_URL: mail.smtpUrl,
    DULY_GATEWAY_URL: 'http://127.0.0.1:9',
    DULY_GATEWAY_KEY: 'sk_test_memory',
    DULY_HOME: home,
    DULY_SECRET: 'a secret of the bench, long enough',
    DULY_RETRY_PAUSE_MS: '1000',
  };
  const place: Place = {
    prisma,
    virtualTime: createVirtualTime({ client: new Client({ connection, namespace: 'default' }), prisma }),
    journeyId: await publishJourney({ prisma, text: JOURNEY, file: 'memory.yaml', now: Date.now(), isDefault: true }),
    startWorker: (cachedWorkflows) =>
      startNodeService({
        name: 'The worker',
        args: ['cli/run-built.mjs', 'workers/main.ts'],
        env: cleanEnvironment({ ...env, DULY_CACHED_WORKFLOWS: String(cachedWorkflows) }),
        log: join(home, 'worker.log'),
        pidFile: join(home, 'worker.json'),
        ready: { line: 'ready' },
      }),
  };
  const close = async () => {
    await connection.close();
    await mail.stop();
    await database.close();
    await testDatabase.drop();
    rmSync(home, { recursive: true, force: true });
  };
  return { place, close };
}
