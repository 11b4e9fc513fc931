import { type Command, InvalidArgumentError } from 'commander';
import { isDate } from '../../domain/calendar.js';
import { printResult } from '../output.js';
import type { Context } from '../program.js';

/** `duly due`: one invoice is due on another day than it was issued with. */
export function addDue(program: Command, { config, streams }: Context): void {
  program
    .command('due')
    .description('give one invoice another due date: what it has had is not repeated, what is left counts from the new day')
    .argument('<invoice>', 'the number of the invoice, or our id of it')
    .argument('<date>', 'the day on which it is due, YYYY-MM-DD', parseDay)
    .option('--customer <customer>', 'our id of the customer, or the external one: whose invoice it is')
    .option('--json', 'print JSON, without personal data')
    .addHelpText('after', '\nExample:\n  npx duly due R-1001 2027-02-28')
    .action(async (invoice: string, due: string, { customer, json }: { customer?: string; json?: boolean }) => {
      const { changeDueDate, dueDateText } = await import('../due-date.js');
      const { needServers, openServers } = await import('../servers.js');
      const servers = openServers(needServers(config()));
      try {
        const changed = await changeDueDate({ servers, invoice, customer, due });
        printResult({ streams, json, value: changed, text: dueDateText(changed) });
      } finally {
        await servers.close();
      }
    });
}

function parseDay(text: string): string {
  if (!isDate(text)) throw new InvalidArgumentError(`It is a date like 2027-01-31; "${text}" is not.`);
  return text;
}
