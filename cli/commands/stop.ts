import type { Command } from 'commander';
import { readStack, stopStack } from '../../dev/stack-file.js';
import { printResult } from '../output.js';
import type { Context } from '../program.js';

/** `duly stop`: asks the stack on the home to stop and waits; it is fine when none runs. */
export function addStop(program: Command, { config, streams }: Context): void {
  program
    .command('stop')
    .description('stop the running Duly; its data stays')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  npx duly stop')
    .action(async ({ json }: { json?: boolean }) => {
      const { home } = config();
      const stack = readStack({ home });
      const stopped = await stopStack({ home });
      const text = stopped
        ? `Stopped Duly on ${home} (process ${stack?.pid}); its data stays.`
        : `Duly does not run on ${home}: nothing to stop.`;
      printResult({ streams, json, value: { stopped, home, pid: stopped ? (stack?.pid ?? null) : null }, text });
    });
}
