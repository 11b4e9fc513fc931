/** Where `duly simulate` takes customers from: a profile, a receivables file, or the books of the running Duly. */
import { existsSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DulyError } from '../domain/errors.js';
import { readInvoices } from '../domain/replay/invoices.js';
import { populationOfHistory } from '../domain/simulation/history.js';
import { type Population, populationOfProfile } from '../domain/simulation/population.js';
import { type Profile, readProfile } from '../domain/simulation/profile.js';
import { type ColumnOptions, mappingOf, readDetails } from './columns.js';
import type { CliConfig } from './config.js';
import { readNamedFile } from './read-file.js';

export interface SourceOptions extends ColumnOptions {
  from?: 'history' | 'profile';
  history?: string;
  profile: string;
}

/** With a file, from it; with `--from history` alone, from the books; else from the profile. */
export async function populationOf({ options, config }: { options: SourceOptions; config(): CliConfig }): Promise<Population> {
  const profile = namedProfile(options.profile);
  const from = options.from ?? (options.history === undefined ? 'profile' : 'history');
  if (from === 'profile') return populationOfProfile(profile);
  if (options.history !== undefined) return populationOfFile({ file: options.history, options, profile });
  const { pastInvoices } = await import('./simulate-books.js');
  return populationOfHistory({ invoices: await pastInvoices(config()), name: 'the books', profile });
}

function populationOfFile({ file, options, profile }: { file: string; options: ColumnOptions; profile: Profile }): Population {
  const mapping = mappingOf(options);
  const text = readNamedFile(file, { atMost: Infinity });
  const name = basename(file);
  const invoices = readInvoices({ text, file: name, mapping });
  readDetails({ text, file: name, options });
  const saysPaperless = invoices.some(({ paperlessOn }) => paperlessOn !== null);
  return populationOfHistory({
    name,
    profile,
    invoices: invoices.map(({ customer, amount, issuedOn, dueOn, settledOn, disputed, paperlessOn, paidBy }) => ({
      customer,
      currency: mapping.currency,
      amount,
      issuedOn,
      dueOn,
      settledOn,
      byEmail: !saysPaperless || paperlessOn !== null,
      disputed,
      paidBy,
    })),
  });
}

const SHIPPED = new URL('../journeys/profiles/', import.meta.url);

/** A profile that ships, by its name, or a file. */
export function namedProfile(given: string): Profile {
  if (shippedProfiles().includes(given))
    return readProfile({ text: readNamedFile(fileURLToPath(new URL(`${given}.yaml`, SHIPPED))), file: given });
  if (!existsSync(given))
    throw new DulyError({
      code: 'file_invalid',
      message: `There is no profile or file ${given}; the profiles that ship are ${shippedProfiles().join(', ')}.`,
      at: '--profile',
    });
  return readProfile({ text: readNamedFile(given), file: given });
}

/** The names of the profiles that ship. */
export const shippedProfiles = (): string[] =>
  readdirSync(SHIPPED)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .sort();
