#!/usr/bin/env node
import process from 'node:process';
import { builtModule } from './build.mjs';
import { prepare } from './prepare.mjs';

let main;
try {
  // biome-ignore lint/style/noProcessEnv: the start of a process, before its config can be loaded
  await prepare({ env: process.env });
  main = await builtModule({ entry: 'cli/main.ts' });
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
await import(main);
