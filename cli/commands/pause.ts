import type { Command } from 'commander';
import type { PrismaClient } from '../../prisma/generated/client.js';
import { printResult } from '../output.js';
import type { Context } from '../program.js';

/** `duly pause` and `duly resume`: the kill switch of the whole organisation. */
export function addPause(program: Command, { config, streams }: Context): void {
  const onBooks = async <Result>(work: (asked: { prisma: PrismaClient; now: number }) => Promise<Result>): Promise<Result> => {
    const { needServers, openServers } = await import('../servers.js');
    const servers = openServers(needServers(config()));
    try {
      return await work({ prisma: servers.prisma, now: Date.now() });
    } finally {
      await servers.close();
    }
  };

  program
    .command('pause')
    .description('stop everything that would be sent, drawn or asked, for all customers; payments, disputes and decisions go on')
    .requiredOption('--reason <code>', 'why, as a code such as wrong-template: operators see it')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  npx duly pause --reason wrong-template\n  npx duly resume')
    .action(async ({ reason, json }: { reason: string; json?: boolean }) => {
      const { pauseAll, pausedText } = await import('../pause.js');
      const paused = await onBooks((asked) => pauseAll({ ...asked, reason }));
      printResult({ streams, json, value: paused, text: pausedText(paused) });
    });
  program
    .command('resume')
    .description('undo duly pause: what waits goes on, each at its own moment')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  npx duly resume')
    .action(async ({ json }: { json?: boolean }) => {
      const { resumeAll, resumedText } = await import('../pause.js');
      const resumed = await onBooks(resumeAll);
      printResult({ streams, json, value: resumed, text: resumedText(resumed) });
    });
}
