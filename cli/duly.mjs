#!/usr/bin/env node
import process from 'node:process';
import { prepare } from './prepare.mjs';

try {
  // biome-ignore lint/style/noProcessEnv: the start of a process, before its config can be loaded
  await prepare({ env: process.env });
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
const { register } = await import('tsx/esm/api');
register();
await import('./main.ts');
