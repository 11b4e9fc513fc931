/** `npm run faults`: tries the faults on real servers and tells what was seen. `--write` puts it into docs/reference/faults.md. */
import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { pageOf } from './page.js';
import { tryFaults } from './trial.js';

const program = new Command('npm run faults --')
  .description('Kills the worker, takes PostgreSQL and Temporal away, and compares what came of it with an undisturbed run.')
  .option('--customers <n>', 'customers', '50')
  .option('--each <n>', 'deaths at each failpoint', '5')
  .option('--at-random <n>', 'deaths at random moments', '10')
  .option('--no-outages', 'leave the outages out')
  .option('--seed <n>', 'another seed, other moments', '1')
  .option('--write', 'write docs/reference/faults.md')
  .option('--json', 'print JSON')
  .parse();
const { customers, each, atRandom, outages, seed, write, json } = program.opts<Record<string, string> & { outages: boolean }>();
const report = await tryFaults({
  customers: Number(customers),
  each: Number(each),
  atRandom: Number(atRandom),
  outages,
  seed: Number(seed),
});
if (write) writeFileSync(new URL('../../../docs/reference/faults.md', import.meta.url), pageOf(report));
process.stdout.write(json ? `${JSON.stringify(report)}\n` : pageOf(report));
process.exitCode = report.differences.length > 0 || report.twice.some(({ allowed }) => !allowed) ? 1 : 0;
