/** Runs one of the project's programs, `node cli/run-built.mjs workers/main.ts`, as plain JavaScript; its errors name the lines that somebody wrote. */
import { join } from 'node:path';
import process from 'node:process';
import { builtModule } from './build.mjs';
import { projectRoot } from './prepare.mjs';

const entry = process.argv[2];
const main = await builtModule({ entry });
process.argv.splice(1, 2, join(projectRoot, entry));
process.setSourceMapsEnabled(true);
await import(main);
