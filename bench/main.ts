/** `npm run bench`: what the main path costs. `--json` prints one line a figure: name, value, unit and, where it is compared within this run, baseline and ratio. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { decisionsPerSecond } from './advance.js';
import { type Figure, ratioOf } from './figure.js';
import { simulatorCost } from './simulator.js';

const program = new Command('npm run bench --')
  .description('Measures what the main path costs.')
  .option('--json', 'one JSON line a figure')
  .option('--no-servers', 'only what needs no server')
  .option('--no-memory', 'leave out what a worker keeps in memory, which takes some minutes')
  .parse();
const { json, servers, memory } = program.opts<{ json?: boolean; servers: boolean; memory: boolean }>();

const tell = ({ name, value, unit, baseline, ratio }: Figure) => {
  const compared = ratio === undefined ? '' : `  (${ratio} of ${baseline})`;
  process.stdout.write(
    json
      ? `${JSON.stringify({ name, value, unit, baseline, ratio })}\n`
      : `${name.padEnd(40)} ${String(value).padStart(10)} ${unit}${compared}\n`,
  );
};

const journeyText = readFileSync(new URL('../journeys/standard-b2b.yaml', import.meta.url), 'utf8');
// First, so that the peak of memory is the simulator's own.
const simulated = simulatorCost({ journeyText, milliseconds: 5_000 });
tell({
  name: 'simulator-customer-years-per-second',
  value: simulated.perSecond,
  unit: '1/s',
  baseline: 2_000,
  ratio: ratioOf(simulated.perSecond, 2_000),
});
tell({ name: 'simulator-decisions-per-customer-year', value: simulated.decisions, unit: 'decisions' });
tell({ name: 'simulator-messages-per-customer-year', value: simulated.messages, unit: 'messages' });
tell({ name: 'simulator-peak-memory', value: simulated.peakMiB, unit: 'MiB' });
const few = decisionsPerSecond({ journeyText, open: 10, milliseconds: 2_000 });
const many = decisionsPerSecond({ journeyText, open: 10_000, milliseconds: 2_000 });
tell({ name: 'advance-decisions-per-second', value: few, unit: '1/s' });
tell({ name: 'advance-decisions-per-second-10000-open', value: many, unit: '1/s', baseline: few, ratio: ratioOf(many, few) });

if (servers) {
  // Only now, so that what they bring along is not in the simulator's memory.
  const { measureOnServers } = await import('./on-servers.js');
  await measureOnServers({ tell, memory });
}
