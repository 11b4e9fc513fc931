import { type Command, InvalidArgumentError, Option } from 'commander';
import { isDate } from '../../domain/calendar.js';
import { HELD_BY_HAND } from '../hold.js';
import { printResult } from '../output.js';
import type { Context } from '../program.js';

interface Named {
  customer?: string;
  currency?: string;
  json?: boolean;
}

/** `duly hold` and `duly release`: one invoice, one account or one customer is not chased for a time. */
export function addHold(program: Command, { config, streams }: Context): void {
  program
    .command('hold')
    .description('do not chase an invoice, or all of a customer, until a day: nothing is asked for, collected or reckoned meanwhile')
    .argument('[invoice]', 'the number of the invoice, or our id of it')
    .addOption(new Option('--until <date>', 'its last day, YYYY-MM-DD: a hold has to end').argParser(parseUntil))
    .addOption(new Option('--for-good', 'or never, of one invoice: it is not chased again unless somebody releases it').conflicts('until'))
    .option('--customer <customer>', 'our id of the customer, or the external one: whose invoice it is; without an invoice, all of him')
    .option('--currency <code>', 'without an invoice: only what he owes in this currency')
    .option('--json', 'print JSON, without personal data')
    .addHelpText(
      'after',
      '\nExample:\n  npx duly hold R-1001 --until 2027-01-31\n  npx duly hold R-1001 --for-good\n  npx duly hold --customer 0379-NEVHP --until 2027-01-31\n  npx duly release R-1001',
    )
    .action(
      async (
        invoice: string | undefined,
        { until, forGood, json, ...named }: Named & { until?: string; forGood?: true },
        command: Command,
      ) => {
        if (until === undefined && !forGood)
          command.error('error: say how long: a hold has to end, like --until 2027-01-31; one invoice may be held --for-good');
        const { heldText, placeHold } = await import('../hold.js');
        const { needServers, openServers } = await import('../servers.js');
        const servers = openServers(needServers(config()));
        try {
          const held = await placeHold({ servers, named: { invoice, ...named }, until: until ?? null });
          printResult({ streams, json, value: held, text: heldText(held) });
        } finally {
          await servers.close();
        }
      },
    );
  program
    .command('release')
    .description('end the holds that persons have placed on an invoice, an account or a customer')
    .argument('[invoice]', 'the number of the invoice, or our id of it')
    .option('--customer <customer>', 'our id of the customer, or the external one')
    .option('--currency <code>', 'without an invoice: what holds all that he owes in this currency')
    .addOption(new Option('--kind <kind>', 'of which kind: legal is the insolvency of a customer').choices(HELD_BY_HAND).default('manual'))
    .option('--json', 'print JSON, without personal data')
    .addHelpText('after', '\nExample:\n  npx duly release R-1001\n  npx duly release --customer 0379-NEVHP')
    .action(async (invoice: string | undefined, { json, kind, ...named }: Named & { kind: (typeof HELD_BY_HAND)[number] }) => {
      const { endHolds, releasedText } = await import('../hold.js');
      const { needServers, openServers } = await import('../servers.js');
      const servers = openServers(needServers(config()));
      try {
        const released = await endHolds({ servers, named: { invoice, ...named }, kind });
        printResult({ streams, json, value: released, text: releasedText(released) });
      } finally {
        await servers.close();
      }
    });
}

function parseUntil(text: string): string {
  if (!isDate(text)) throw new InvalidArgumentError(`It is a date like 2027-01-31; "${text}" is not.`);
  return text;
}
