import type { Command } from 'commander';
import { printResult } from '../output.js';
import type { Context } from '../program.js';

/** `duly timeline`: what happened to a customer, why, and what comes next. */
export function addTimeline(program: Command, { config, streams }: Context): void {
  program
    .command('timeline')
    .description('everything that happened to a customer, why, and what comes next')
    .argument('<customer>', 'our id of the customer, or the external one')
    .option('--json', 'print JSON, without personal data')
    .addHelpText('after', '\nExample:\n  npx duly timeline 0379-NEVHP')
    .action(async (customer: string, { json }: { json?: boolean }) => {
      const { needServers, openServers } = await import('../servers.js');
      const { readHistory } = await import('../../adapters/customer-history.js');
      const { timelineOf } = await import('../../domain/timeline.js');
      const { findCustomer } = await import('../find-customer.js');
      const { currentPause, pauseWarning } = await import('../pause.js');
      const { readTries, triesText } = await import('../tries-under-way.js');
      const { timelineText } = await import('../timeline-text.js');
      const servers = openServers(needServers(config()));
      try {
        const { prisma } = servers;
        const id = await findCustomer({ prisma, named: customer });
        const timeline = timelineOf(await readHistory({ prisma, id }));
        const { name } = await prisma.customer.findUniqueOrThrow({ where: { id }, select: { name: true } });
        const paused = await currentPause({ prisma });
        const underWay = await readTries({ client: servers.temporal?.client, customerId: id });
        const text = [timelineText({ timeline, name }), ...triesText(underWay), ...(paused ? [pauseWarning(paused)] : [])].join('\n');
        printResult({ streams, json, value: { ...timeline, underWay, paused }, text });
      } finally {
        await servers.close();
      }
    });
}
