import type { Command } from 'commander';
import { addColumnOptions, type ColumnOptions } from '../columns.js';
import type { ImportCounts } from '../import-plan.js';
import { createTicker, printResult, type Streams } from '../output.js';
import type { Context } from '../program.js';

interface ImportOptions extends ColumnOptions {
  journey?: string;
  legalEntity?: string;
  dryRun?: boolean;
  json?: boolean;
}

/** `duly import`: customers, invoices and payments of a receivables file into the books. */
export function addImport(program: Command, { config, streams }: Context): void {
  const command = program
    .command('import')
    .description('bring customers, invoices and payments of a CSV file into the books; the same file again changes nothing')
    .argument('<file>', 'CSV with a header, one invoice a line');
  addColumnOptions(command)
    .option(
      '--journey <file or name>',
      'the journey of new customers: a file, or the name of a published one (default: the default journey)',
    )
    .option('--legal-entity <id>', 'whose customers they are (default: the only one)')
    .option('--dry-run', 'check every row and say what would happen')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nThe columns "delivered on", "last step" and "last step on" may say what was done about an invoice before: its journey goes on after that step.\nOpen invoices that are already overdue and name no last step are held until a person releases them.\n\nExample:\n  npx duly import receivables.csv --map customer=Debtor,invoice=No,issued=Date,due=Due,amount=Total,settled=Paid --dates year-month-day --currency EUR --dry-run',
    )
    .action(async (file: string, options: ImportOptions) => {
      const { importFile } = await import('../import-file.js');
      const result = await importFile({ file, options, config: config(), say: sayOf(streams) });
      printResult({ streams, json: options.json, value: result, text: importText(result) });
    });
}

/** What `duly import --json` prints. */
export interface ImportResult extends ImportCounts {
  file: string;
  dryRun: boolean;
  journey: string | null;
  legalEntity: string | null;
  currency: string;
}

const sayOf = (streams: Streams) => {
  const note = (line: string) => streams.err(`${line}\n`);
  return { note, tick: createTicker({ say: note }) };
};

/** The result for a person. */
export function importText({
  file,
  dryRun,
  journey,
  currency,
  customers,
  invoices,
  payments,
  deliveryChanges,
  held,
  takenOver,
}: ImportResult): string {
  const row = (label: string, { added, known }: { added: number; known: number }) => `  ${label.padEnd(18)} ${added} new, ${known} known`;
  return [
    `${dryRun ? 'Would import' : 'Imported'} ${file} (amounts in ${currency}${journey ? `, journey ${journey}` : ''}):`,
    row('customers', customers),
    row('invoices', invoices),
    row('payments', payments),
    `  ${'paper to email'.padEnd(18)} ${deliveryChanges}`,
    `  ${'held: overdue'.padEnd(18)} ${held}${held > 0 ? ', until a person releases them' : ''}`,
    `  ${'steps had before'.padEnd(18)} ${takenOver.steps}${takenOver.steps > 0 ? `, of ${takenOver.invoices} invoices` : ''}`,
    ...(dryRun ? ['Nothing was changed.'] : []),
  ].join('\n');
}
