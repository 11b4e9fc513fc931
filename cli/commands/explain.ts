import { type Command, InvalidArgumentError, Option } from 'commander';
import { dateAt, isDate } from '../../domain/calendar.js';
import { DulyError } from '../../domain/errors.js';
import { printResult } from '../output.js';
import type { Context } from '../program.js';

/** `duly explain`: why each thing happened to a customer or did not, and what comes next. */
export function addExplain(program: Command, { config, streams }: Context): void {
  program
    .command('explain')
    .description('why each thing happened to a customer or did not, and what comes next, in sentences to read to him')
    .argument('<customer>', 'our id of the customer, or the external one')
    .addOption(new Option('--on <date>', 'as it stood at the end of this day, YYYY-MM-DD').argParser(parseOn))
    .option('--all', 'also the invoices that are settled')
    .option('--json', 'print JSON with all invoices, without personal data')
    .addHelpText('after', '\nExample:\n  npx duly explain 0379-NEVHP\n  npx duly explain 0379-NEVHP --on 2026-04-15 --json')
    .action(async (customer: string, { on, all = false, json }: { on?: string; all?: boolean; json?: boolean }) => {
      const { needServers, openServers } = await import('../servers.js');
      const { readExplainRecords } = await import('../../adapters/explain-records.js');
      const { explain } = await import('../../domain/explain/explain.js');
      const { explainText } = await import('../explain-text.js');
      const { findCustomer } = await import('../find-customer.js');
      const { prisma, close } = openServers(needServers(config()));
      try {
        const id = await findCustomer({ prisma, named: customer });
        const { records, now } = await readExplainRecords({ prisma, id, now: Date.now() });
        const today = dateAt(now, records.zone);
        if (on !== undefined && on > today) throw notYet({ on, today });
        const explanation = explain({ records, on: on ?? today });
        const { name } = await prisma.customer.findUniqueOrThrow({ where: { id }, select: { name: true } });
        printResult({ streams, json, value: explanation, text: explainText({ explanation, name, all }) });
      } finally {
        await close();
      }
    });
}

const notYet = ({ on, today }: { on: string; today: string }): DulyError =>
  new DulyError({
    code: 'invalid_request',
    at: '--on',
    message: `For this customer it is ${today}, and what will have happened by ${on} is not known: name that day or an earlier one.`,
  });

function parseOn(text: string): string {
  if (!isDate(text)) throw new InvalidArgumentError(`It is a date like 2027-01-31; "${text}" is not.`);
  return text;
}
