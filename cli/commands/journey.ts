import { type Command, InvalidArgumentError } from 'commander';
import { printResult } from '../output.js';
import type { Context } from '../program.js';

/** `duly journey`: one invoice walks another journey than its customer's. */
export function addJourney(program: Command, { config, streams }: Context): void {
  program
    .command('journey')
    .description('let one invoice walk another journey than its customer: what it has had is not repeated')
    .argument('<invoice>', 'the number of the invoice, or our id of it')
    .argument('[journey]', 'the journey: an id, NAME@VERSION, or a name for the newest')
    .option('--back', 'it goes on in its customer’s journey')
    .option(
      '--stages <old=new...>',
      'where it goes on that stands in a stage which is gone there; without it, in one of its type, else the lane’s first',
    )
    .option('--customer <customer>', 'our id of the customer, or the external one: whose invoice it is')
    .option('--json', 'print JSON, without personal data')
    .addHelpText('after', '\nExample:\n  npx duly journey R-1001 "Collection problem"\n  npx duly journey R-1001 --back')
    .action(async (invoice: string, journey: string | undefined, options: Options) => {
      if ((journey === undefined) !== (options.back === true))
        throw new InvalidArgumentError('Say which journey it is to walk, or --back for that of its customer.');
      const { giveJourney, invoiceJourneyText } = await import('../invoice-journey.js');
      const { readStages } = await import('../stage-pairs.js');
      const { needServers, openServers } = await import('../servers.js');
      const servers = openServers(needServers(config()));
      try {
        const given = await giveJourney({
          servers,
          invoice,
          customer: options.customer,
          journey: journey ?? null,
          stages: readStages(options.stages ?? []),
        });
        printResult({ streams, json: options.json, value: given, text: invoiceJourneyText(given) });
      } finally {
        await servers.close();
      }
    });
}

interface Options {
  back?: boolean;
  stages?: string[];
  customer?: string;
  json?: boolean;
}
