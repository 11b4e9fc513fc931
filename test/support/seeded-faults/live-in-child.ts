/** A child process: lives so many lives on the rules beside it, and prints the first promise that was not kept. */
import { proveLives } from '../lives/run.js';

const [lives, seed] = process.argv.slice(2).map(Number) as [number, number];
const { tally, broken } = proveLives({ lives, seed, shrinkForMs: 0 });
process.stdout.write(`${JSON.stringify({ lives: tally.lives, promise: broken?.promise ?? null })}\n`);
