import process from 'node:process';
import type { Command } from 'commander';
import type { Context } from '../program.js';

/** `duly start`: the same program as `npm start`, in this process until Ctrl-C. */
export function addStart(program: Command, _context: Context): void {
  program
    .command('start')
    .description('run Duly with its own PostgreSQL, Temporal, mail server and payment gateway until Ctrl-C; the same as npm start')
    .option('--fresh', 'remove the data of earlier starts first')
    .option('--empty', 'leave an empty database empty: without it the first start loads a sample business')
    .option('--json', 'print the addresses as one line of JSON')
    .addHelpText('after', '\nExample:\n  npx duly start --fresh')
    .action(async (options: { fresh?: boolean; empty?: boolean; json?: boolean }) => {
      const flags = (['fresh', 'empty', 'json'] as const).filter((name) => options[name]).map((name) => `--${name}`);
      process.argv = [process.argv[0] ?? '', 'dev/start.ts', ...flags];
      await import('../../dev/start.js');
    });
}
