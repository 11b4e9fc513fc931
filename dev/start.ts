import { existsSync, readFileSync } from 'node:fs';
import { Command } from 'commander';
import { readDevConfig } from './config.js';
import { homePaths, killAll, removeData } from './home.js';
import { sentenceOf } from './problem.js';
import { createProgress } from './progress.js';
import { type RunningStack, startStack } from './stack.js';
import { describeAddresses } from './stack-file.js';

interface StartOptions {
  fresh?: boolean;
  empty?: boolean;
  json?: boolean;
}

const command = new Command('npm start --')
  .description(
    'Runs Duly with its own PostgreSQL, Temporal, mail server and payment gateway until Ctrl-C; data stays in .duly (DULY_HOME).',
  )
  .option('--fresh', 'remove the data of earlier starts first')
  .option('--empty', 'leave an empty database empty: without it the first start loads a sample business')
  .option('--json', 'print the addresses as one line of JSON')
  .action(start);

/** A terminal and npm may both deliver the same Ctrl-C: signals this close together are one. */
const sameSignalMs = 1000;

async function start({ fresh, empty, json }: StartOptions): Promise<void> {
  const progress = createProgress({ output: process.stderr });
  const interrupted = new AbortController();
  let home = '';
  const asked = new Promise<void>((resolve) => {
    onInterrupt({
      first: () => {
        interrupted.abort();
        resolve();
      },
      second: () => {
        if (home) killAll(home);
        process.exit(130);
      },
    });
  });
  try {
    const config = readDevConfig();
    home = config.home;
    if (fresh) await removeData(home);
    const { apiKey } = homePaths(home);
    const isFirstStart = !existsSync(apiKey);
    progress.say(`Starting Duly in ${home}`);
    const stack = await startStack({ home, sandbox: true, sample: !empty, progress, env: config.env, signal: interrupted.signal });
    const key = existsSync(apiKey) ? { key: readFileSync(apiKey, 'utf8').trim(), file: apiKey, isNew: isFirstStart } : undefined;
    process.stdout.write(json ? `${JSON.stringify(stack.addresses)}\n` : welcome({ stack, key }));
    await asked;
    progress.say('Stopping; the data stays. Ctrl-C again to force.');
    await stack.stop();
    progress.say('Stopped.');
  } catch (error) {
    progress.say(interrupted.signal.aborted ? 'Stopped.' : sentenceOf({ error, home }));
    process.exitCode = interrupted.signal.aborted ? 130 : 1;
  } finally {
    progress.end();
  }
  process.exit();
}

interface ApiKey {
  key: string;
  file: string;
  isNew: boolean;
}

function welcome({ stack, key }: { stack: RunningStack; key?: ApiKey }): string {
  const hint =
    key && (key.isNew ? `  ${'API key'.padEnd(16)} ${key.key} (kept in ${key.file})` : `  ${'API key'.padEnd(16)} in ${key.file}`);
  return ['Duly is running. Ctrl-C stops it.', describeAddresses(stack.addresses), hint, '']
    .filter((line) => line !== undefined)
    .join('\n');
}

function onInterrupt({ first, second }: { first: () => void; second: () => void }): void {
  let firstAt: number | undefined;
  const act = () => {
    if (firstAt === undefined) {
      firstAt = Date.now();
      first();
    } else if (Date.now() - firstAt > sameSignalMs) second();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, act);
}

await command.parseAsync();
