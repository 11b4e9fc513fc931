/** Runs one of the project's programs, `node cli/run-built.mjs workers/main.ts`, as plain JavaScript; its errors name the lines that somebody wrote. */
import process from 'node:process';
import { runBuilt } from './build.mjs';

const [entry, ...args] = process.argv.slice(2);
process.setSourceMapsEnabled(true);
await runBuilt({ entry, args });
