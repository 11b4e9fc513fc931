import { randomUUID } from 'node:crypto';
import { loadJourney } from '../domain/journey/load.js';
import { readInvoices } from '../domain/replay/invoices.js';
import type { ReplayLine } from '../domain/replay/replay-line.js';
import { replayOnSimulator } from '../domain/replay/replay-on-simulator.js';
import { type ColumnOptions, mappingOf, readDetails } from './columns.js';
import type { CliConfig } from './config.js';
import { readNamedFile } from './read-file.js';

interface ReplayInput {
  file: string;
  /** The file's name in errors. */
  shown: string;
  /** The journey file. */
  journey: string;
  customers: number;
  on: 'temporal' | 'simulator';
  columns: ColumnOptions;
  config(): CliConfig;
  tick(line: string): void;
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
}: ReplayInput): Promise<ReplayLine[]> {
  const mapping = mappingOf(columns);
  const text = readNamedFile(file, { atMost: Infinity });
  const invoices = readInvoices({ text, file: shown, mapping });
  readDetails({ text, file: shown, options: columns });
  const journeyText = readNamedFile(journeyFile);
  const journey = loadJourney({ text: journeyText, file: journeyFile });
  if (on === 'simulator') return replayOnSimulator({ invoices, customers, journey, mapping });

  const { withReplayServers, replayEntity } = await import('./replay-servers.js');
  const { publishJourney } = await import('../adapters/journeys.js');
  const { createVirtualTime } = await import('../adapters/virtual-time.js');
  const { replayOnTemporal } = await import('./replay-on-temporal.js');
  return withReplayServers({
    config: config(),
    work: async ({ prisma, books, record, temporal: { client, nudge } }) => {
      const now = Date.now();
      return replayOnTemporal({
        prisma,
        books,
        record,
        virtualTime: createVirtualTime({ client, prisma }),
        poke: nudge,
        invoices,
        customers,
        journey,
        journeyId: await publishJourney({ prisma, text: journeyText, file: journeyFile, now, isDefault: false }),
        legalEntityId: await replayEntity(prisma),
        mapping,
        runId: randomUUID().slice(0, 8),
        now,
        onProgress: ({ customer, days, of }) => tick(`customer ${customer}: day ${days} of ${of}`),
      });
    },
  });
}
