import { basename } from 'node:path';
import { type ImportedInvoice, readInvoices } from '../domain/replay/invoices.js';
import { type ColumnOptions, type CustomerDetails, mappingOf, readDetails } from './columns.js';
import type { ImportResult } from './commands/import.js';
import type { CliConfig } from './config.js';
import { type Earlier, readEarlier } from './earlier-steps.js';
import { findLegalEntity, readKnown, writeImport } from './import-books.js';
import { type ImportPlan, type KnownBooks, planImport } from './import-plan.js';
import { type JourneyChoice, journeyOfFile, namesFile, publishedJourney, STANDARD_JOURNEY } from './journey-choice.js';
import { readNamedFile } from './read-file.js';
import { findServers, needServers, openServers } from './servers.js';

interface ImportInput {
  file: string;
  options: ColumnOptions & { journey?: string; legalEntity?: string; dryRun?: boolean };
  config: CliConfig;
  say: { note(line: string): void; tick(line: string): void };
}

/** Checks the whole file and its journey first, then plans, then writes unless it is a dry run. Without any servers a dry run checks the file alone. */
export async function importFile({ file, options, config, say }: ImportInput): Promise<ImportResult> {
  const text = readNamedFile(file, { atMost: Infinity });
  const shown = basename(file);
  const invoices = readInvoices({ text, file: shown, mapping: mappingOf(options) });
  const details = readDetails({ text, file: shown, options });
  const ofFile = options.journey !== undefined && namesFile(options.journey) ? journeyOfFile(options.journey) : undefined;
  const earlier = readEarlier({ text, file: shown, invoices, options });
  const read: FileRead = { shown, invoices, details, earlier, options };

  if (options.dryRun && !findServers(config)) {
    say.note('No Duly runs, so the file is checked as if nothing had been imported before.');
    const plan = planOf({
      read,
      known: { customers: new Map(), items: new Map(), facts: new Set() },
      entity: { id: options.legalEntity ?? 'any', country: 'US' },
      journey: ofFile ?? journeyOfFile(STANDARD_JOURNEY),
    });
    return resultOf({ read, plan, journey: ofFile?.name ?? null, entityId: null });
  }
  const servers = openServers(needServers(config));
  try {
    const { prisma } = servers;
    const journey = ofFile ?? (await publishedJourney({ prisma, name: options.journey }));
    const entity = await findLegalEntity({ prisma, id: options.legalEntity });
    const known = await readKnown({ prisma, legalEntityId: entity.id, invoices });
    const result = (plan: ImportPlan) => resultOf({ read, plan, journey: journey.name, entityId: entity.id });
    if (options.dryRun) return result(planOf({ read, known, entity, journey }));
    planOf({ read, known, entity, journey });
    const plan = planOf({ read, known, entity, journey, journeyId: await journey.publish({ prisma, now: Date.now() }) });
    const { told } = await writeImport({ plan, servers, onProgress: (done, of) => say.tick(`imported ${done} of ${of} customers`) });
    if (!told) say.note('Temporal was not told: the relay does it as soon as a worker runs.');
    return result(plan);
  } finally {
    await servers.close();
  }
}

interface FileRead {
  shown: string;
  invoices: ImportedInvoice[];
  details: Map<string, CustomerDetails>;
  earlier: Map<string, Earlier>;
  options: ImportInput['options'];
}

const planOf = ({
  read: { shown, invoices, details, earlier, options },
  known,
  entity,
  journey,
  journeyId = '',
}: {
  read: FileRead;
  known: KnownBooks;
  entity: { id: string; country: string };
  journey: JourneyChoice;
  journeyId?: string;
}): ImportPlan =>
  planImport({
    file: shown,
    invoices,
    details,
    earlier,
    known,
    currency: options.currency,
    legalEntity: entity,
    journey: journey.definition,
    journeyId,
    now: Date.now(),
  });

const resultOf = ({
  read,
  plan,
  journey,
  entityId,
}: {
  read: FileRead;
  plan: ImportPlan;
  journey: string | null;
  entityId: string | null;
}): ImportResult => ({
  file: read.shown,
  dryRun: read.options.dryRun ?? false,
  journey,
  legalEntity: entityId,
  currency: read.options.currency,
  ...plan.counts,
});
