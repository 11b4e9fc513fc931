import type { Command } from 'commander';
import { printResult } from '../output.js';
import type { Context } from '../program.js';

/** `duly status`: whether Duly runs and how its customers stand. */
export function addStatus(program: Command, { config, streams }: Context): void {
  program
    .command('status')
    .description('whether Duly runs, where, and what waits: facts, effects, late and stuck customers, open tasks')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  npx duly status --json')
    .action(async ({ json }: { json?: boolean }) => {
      const { reportStatus, statusText } = await import('../status-report.js');
      const report = await reportStatus(config());
      printResult({ streams, json, value: report, text: statusText(report) });
    });
}
