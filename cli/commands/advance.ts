import { type Command, InvalidArgumentError, Option } from 'commander';
import type { HowFar } from '../../adapters/advance-customer.js';
import { isDate, isoInstant } from '../../domain/calendar.js';
import { DulyError } from '../../domain/errors.js';
import { parseTimeSpan, SPAN_HINT, type TimeSpan } from '../../domain/time-span.js';
import type { Context } from '../program.js';

interface AdvanceOptions {
  to?: string;
  json?: boolean;
}

/** `duly advance`: lets a customer's time pass in the sandbox, and prints what happens as it happens. */
export function addAdvance(program: Command, { config, streams }: Context): void {
  const command = program
    .command('advance')
    .description('sandbox: let a customer’s time pass, through every timer of the real workflow, and print what happens')
    .argument('<customer>', 'our id of the customer, or the external one')
    .argument('[by]', 'how far: days like 30d, or hours like 12h', parseBy)
    .addOption(new Option('--to <date>', 'until this date, YYYY-MM-DD, begins where the customer is').argParser(parseTo))
    .option('--json', 'print one JSON object a line, without personal data')
    .addHelpText(
      'after',
      '\nOnly this customer’s time moves, and it never goes back.\n\nExample:\n  npx duly advance 0379-NEVHP 30d\n  npx duly advance 0379-NEVHP 12h --json\n  npx duly advance 0379-NEVHP --to 2027-01-31',
    )
    .action(async (customer: string, by: TimeSpan | undefined, { to, json }: AdvanceOptions) => {
      const howFar: HowFar | undefined = by && !to ? { by } : to && !by ? { to } : undefined;
      if (!howFar) return command.error('error: say how far: either like 30d, or like --to 2027-01-31');
      const { createAdvanceCustomer } = await import('../../adapters/advance-customer.js');
      const { readHistory } = await import('../../adapters/customer-history.js');
      const { timelineOf } = await import('../../domain/timeline.js');
      const { findCustomer } = await import('../find-customer.js');
      const { needServers, openServers } = await import('../servers.js');
      const { entryText, nextText } = await import('../timeline-text.js');
      const { prisma, temporal, close } = openServers(needServers(config()));
      try {
        if (!temporal?.virtualTime) throw notInTheSandbox();
        const { virtualTime, nudge } = temporal;
        const timeline = async (id: string) => timelineOf(await readHistory({ prisma, id }));
        const advance = createAdvanceCustomer({ prisma, virtualTime, nudge, storyOf: async (id) => (await timeline(id)).entries });
        const say = (value: object, text: string) => streams.out(`${json ? JSON.stringify(value) : text}\n`);
        const customerId = await findCustomer({ prisma, named: customer });
        const { from, to: reached } = await advance({ customerId, howFar, onEntry: (entry) => say(entry, entryText(entry)) });
        const { next } = await timeline(customerId);
        const [began, at] = [isoInstant(from), isoInstant(reached)];
        say({ at, kind: 'advanced', from: began, customer: customerId, next }, `From ${began} to ${at}. ${nextText(next)}`);
      } finally {
        await close();
      }
    });
}

const notInTheSandbox = (): DulyError =>
  new DulyError({
    code: 'time_fixed',
    message: 'Time moves in the sandbox only, and this Duly is none: npm start runs one; elsewhere it is the setting DULY_SANDBOX=true.',
  });

function parseBy(text: string): TimeSpan {
  const span = parseTimeSpan(text);
  if (!span) throw new InvalidArgumentError(`Instead of "${text}" ${SPAN_HINT}.`);
  return span;
}

function parseTo(text: string): string {
  if (!isDate(text)) throw new InvalidArgumentError(`It is a date like 2027-01-31; "${text}" is not.`);
  return text;
}
