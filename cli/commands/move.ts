import { type Command, InvalidArgumentError, Option } from 'commander';
import type { MoveOptions } from '../move.js';
import { createTicker, printResult } from '../output.js';
import type { Context } from '../program.js';

/** `duly move`: customers go on with another version of a journey. */
export function addMove(program: Command, { config, streams }: Context): void {
  program
    .command('move')
    .description('let customers go on with another version of a journey: no step that they have had comes again')
    .option('--from <journey>', 'whose customers: an id, NAME@VERSION, or a name for the newest')
    .option('--to <journey>', 'the version that they get')
    .option('--back <move>', 'take a move back, for the customers whom it reached: move-7, as duly moves lists it')
    .option('--customers <ids...>', 'only these, by our ids or the external ones')
    .addOption(new Option('--percent <number>', 'so many of all, always the same ones').argParser(parsePercent))
    .option('--where <condition>', 'whoever is so now, like \'customer.country == "DE"\'')
    .option('--all', 'all of them')
    .option('--stages <old=new...>', 'where those go on whose stage is gone; without it, in one of its type, else the lane’s first')
    .option('--by <who>', 'who wants it, for the record', 'operator')
    .option('--dry-run', 'say who would be moved and change nothing')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nInterrupted, it goes on when it is asked again. --back takes it back for the same customers.\n\nExample:\n  npx duly move --from "Standard B2B@1" --to "Standard B2B@2" --percent 10 --dry-run\n  npx duly move --from "Standard B2B@1" --to "Standard B2B@2" --all --stages reminders=chasing\n  npx duly move --back move-1',
    )
    .action(async ({ json, back, from, to, ...options }: Partial<MoveOptions> & { by: string; back?: string; json?: boolean }) => {
      const { needServers, openServers } = await import('../servers.js');
      const { move, moveBack, moveText } = await import('../move.js');
      if (back === undefined && (from === undefined || to === undefined))
        throw new InvalidArgumentError('Say from where and to where with --from and --to, or which move is taken back with --back.');
      const servers = openServers(needServers(config()));
      try {
        const say = createTicker({ say: (line) => streams.err(`${line}\n`) });
        const report =
          back === undefined
            ? await move({ servers, options: { ...options, from: from ?? '', to: to ?? '' }, say })
            : await moveBack({ servers, id: back, by: options.by, dryRun: options.dryRun ?? false, say });
        printResult({ streams, json, value: report, text: moveText(report) });
      } finally {
        await servers.close();
      }
    });
}

function parsePercent(text: string): number {
  const percent = Number(text);
  if (!(percent > 0 && percent <= 100)) throw new InvalidArgumentError(`It is a number above 0 up to 100; "${text}" is not.`);
  return percent;
}
