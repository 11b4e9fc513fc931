/** A child process: lives its share of so many lives on the rules beside it, and prints what happened in them and the first promise that was not kept. */
import { proveLives, type Share } from './run.js';
import { written } from './tally.js';

const { lives, seed, share, shrinkForMs } = JSON.parse(process.argv[2] ?? '') as {
  lives: number;
  seed: number;
  share?: Share;
  shrinkForMs: number;
};
const { tally, broken } = proveLives({ lives, seed, shrinkForMs, ...(share && { share }) });
process.stdout.write(JSON.stringify({ tally: written(tally), broken: broken ?? null }));
