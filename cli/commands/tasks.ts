import type { Command } from 'commander';
import { printResult } from '../output.js';
import type { Context } from '../program.js';

/** `duly tasks` and `duly decide`: what people are asked, and their answers. */
export function addTasks(program: Command, { config, streams }: Context): void {
  program
    .command('tasks')
    .description(
      'what people are asked and have not answered: whom, by when, about which customer and invoice, and the command that answers it',
    )
    .argument('[customer]', 'our id of the customer, or the external one: only his')
    .option('--owner <who>', 'only what this person or desk is asked, like "Credit desk"')
    .option('--json', 'print JSON, without personal data')
    .addHelpText('after', '\nExample:\n  npx duly tasks\n  npx duly tasks --owner "Credit desk" --json')
    .action(async (customer: string | undefined, { owner, json }: { owner?: string; json?: boolean }) => {
      const { listTasks, tasksText } = await import('../tasks.js');
      const { needServers, openServers } = await import('../servers.js');
      const servers = openServers(needServers(config()));
      try {
        const open = await listTasks({ prisma: servers.prisma, now: Date.now(), customer, owner });
        printResult({ streams, json, value: open, text: tasksText(open) });
      } finally {
        await servers.close();
      }
    });

  program
    .command('decide')
    .description('answer what a person is asked: the journey goes on with it')
    .argument('<task>', 'the id of the task, as duly tasks lists it')
    .argument('<outcome...>', 'one of its outcomes, in as many words as it has')
    .option('--score <score>', 'what the customer answered, of a call that was to ask him a survey', Number)
    .option('--json', 'print JSON, without personal data')
    .addHelpText('after', '\nExample:\n  npx duly decide task/cus_1/credit-review/1772352000000 approved')
    .action(async (task: string, outcome: string[], { score, json }: { score?: number; json?: boolean }) => {
      const { decidedText, decideTask } = await import('../tasks.js');
      const { needServers, openServers } = await import('../servers.js');
      const servers = openServers(needServers(config()));
      try {
        const decided = await decideTask({ servers, task, outcome: outcome.join(' '), score });
        printResult({ streams, json, value: decided, text: decidedText(decided) });
      } finally {
        await servers.close();
      }
    });
}
