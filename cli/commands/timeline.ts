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
      const { readHistory } = await import('../timeline-read.js');
      const { timelineOf, timelineText } = await import('../timeline.js');
      const servers = openServers(needServers(config()));
      try {
        const history = await readHistory({ prisma: servers.prisma, customer });
        const timeline = timelineOf(history);
        printResult({ streams, json, value: timeline, text: timelineText({ timeline, name: history.name }) });
      } finally {
        await servers.close();
      }
    });
}
