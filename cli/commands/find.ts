import type { Command } from 'commander';
import { printResult } from '../output.js';
import type { Context } from '../program.js';

/** `duly find`: which customers a saved query finds; without a name the queries there are. */
export function addFind(program: Command, { config, streams }: Context): void {
  program
    .command('find')
    .description('find customers by a saved query: who is stuck, overdue, disputed, held …; without a name it lists the queries')
    .argument('[name]', 'the query’s name')
    .option('--json', 'print JSON, without personal data')
    .addHelpText('after', '\nExample:\n  npx duly find\n  npx duly find overdue-30\n  npx duly find stuck --json')
    .action(async (name: string | undefined, { json }: { json?: boolean }) => {
      const { foundText, listQueries, namedQuery, queriesText, runQuery } = await import('../find.js');
      const { findServers, findStack, needServers, openServers } = await import('../servers.js');
      const settings = config();
      const namespace = findServers(settings)?.temporal?.namespace ?? 'default';
      const where = { now: Date.now(), ui: findStack(settings)?.addresses.temporalUi, namespace };
      if (name === undefined) {
        const all = listQueries(where);
        return printResult({ streams, json, value: all, text: queriesText(all) });
      }
      const query = namedQuery({ name, now: where.now });
      const servers = openServers(needServers(settings));
      try {
        const found = await runQuery({ servers, query, ...where });
        printResult({ streams, json, value: found, text: foundText(found) });
      } finally {
        await servers.close();
      }
    });
}
