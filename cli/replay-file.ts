import { randomUUID } from 'node:crypto';
import { readInvoices } from '../domain/replay/invoices.js';
import type { ReplayLine } from '../domain/replay/replay-line.js';
import { replayOnSimulator } from '../domain/replay/replay-on-simulator.js';
import { type ColumnOptions, mappingOf, readDetails } from './columns.js';
import type { CliConfig } from './config.js';
import { readNamedFile } from './read-file.js';
import { livableOfFile, missingLines } from './ruled-journeys.js';

interface ReplayInput {
  file: string;
  /** The file's name in errors. */
  shown: string;
  /** The file of a journey, or of rules. */
  journey: string;
  customers: number;
  on: 'temporal' | 'simulator';
  columns: ColumnOptions;
  config(): CliConfig;
  tick(line: string): void;
  /** What a person must know of it. */
  say(line: string): void;
}

/** Checks both files, then walks the customers with most invoices. Lines in order of time. Nothing is started for a file that is wrong. */
export async function replayFile({
  file,
  shown,
  journey: journeyFile,
  customers,
  on,
  columns,
  config,
  tick,
  say,
}: ReplayInput): Promise<ReplayLine[]> {
  const mapping = mappingOf(columns);
  const text = readNamedFile(file, { atMost: Infinity });
  const invoices = readInvoices({ text, file: shown, mapping });
  readDetails({ text, file: shown, options: columns });
  const livable = livableOfFile(journeyFile);
  const { journey, ruled } = livable;
  for (const line of missingLines([livable])) say(line);
  if (on === 'simulator') return replayOnSimulator({ invoices, customers, journey, ruled, mapping });

  const { withReplayServers } = await import('./replay-servers.js');
  const { prepareReplay } = await import('./prepare-replay.js');
  const { createVirtualTime } = await import('../adapters/virtual-time.js');
  const { replayOnTemporal } = await import('./replay-on-temporal.js');
  return withReplayServers({
    config: config(),
    work: async ({ prisma, books, record, temporal: { client, nudge } }) => {
      const now = Date.now();
      const runId = randomUUID().slice(0, 8);
      return replayOnTemporal({
        prisma,
        books,
        record,
        virtualTime: createVirtualTime({ client, prisma }),
        poke: nudge,
        invoices,
        customers,
        journey,
        ruled,
        ...(await prepareReplay({ prisma, livable, runId, now })),
        mapping,
        runId,
        now,
        onProgress: ({ customer, days, of }) => tick(`customer ${customer}: day ${days} of ${of}`),
      });
    },
  });
}
