import { basename } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { addColumnOptions, type ColumnOptions } from '../columns.js';
import { createTicker } from '../output.js';
import type { Context } from '../program.js';
import { replayJson, replayText } from '../replay-text.js';

interface ReplayOptions extends ColumnOptions {
  journey: string;
  customers: number;
  on: 'temporal' | 'simulator';
  json?: boolean;
}

/** `duly replay`: real customers of a file through a journey, in memory or on the real servers in virtual time. */
export function addReplay(program: Command, { config, streams }: Context): void {
  const command = program
    .command('replay')
    .description('walk the customers of a CSV file through a journey and print what happens when, in the file’s own dates')
    .argument('<file>', 'CSV with a header, one invoice a line')
    .requiredOption('--journey <file>', 'the journey file, or a file of rules that give customers their journeys')
    .addOption(new Option('--customers <count>', 'how many: those with most invoices').default(10).argParser(parseCount))
    .addOption(
      new Option('--on <engine>', 'in memory, or on Temporal: of the running Duly, else of one of its own')
        .choices(['simulator', 'temporal'])
        .default('simulator'),
    );
  addColumnOptions(command)
    .option('--json', 'print one JSON object a line')
    .addHelpText('after', '\nExample:\n  npx duly replay receivables.csv --journey journeys/ladder.yaml --customers 3 --on temporal --json')
    .action(async (file: string, options: ReplayOptions) => {
      const tick = createTicker({ say: (line) => streams.err(`${line}\n`) });
      const { replayFile } = await import('../replay-file.js');
      const lines = await replayFile({
        ...options,
        file,
        shown: basename(file),
        columns: options,
        config,
        tick,
        say: (line) => streams.err(`${line}\n`),
      });
      const render = options.json ? replayJson : replayText;
      streams.out(lines.map((line) => `${render(line)}\n`).join(''));
    });
}

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError(`It is a whole number from 1; "${text}" is not.`);
  return Number(text);
}
