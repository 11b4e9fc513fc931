import { existsSync, readFileSync } from 'node:fs';
import { readDevConfig } from './config.js';
import { homePaths, killAll, removeData } from './home.js';
import { sentenceOf } from './problem.js';
import { createProgress } from './progress.js';
import { type RunningStack, startStack } from './stack.js';

/** The key that the first start made. */
export interface FirstKey {
  key: string;
  file: string;
  /** Made by this start. */
  isNew: boolean;
}

interface RunInput {
  /** Remove the data of earlier starts first. */
  fresh?: boolean | undefined;
  /** An empty database gets the sample business. */
  sample: boolean;
  /** What is done with the stack while it is up; it is stopped when this ends, fails, or the process is interrupted. Hears of the interrupt. */
  work(input: { stack: RunningStack; firstKey: FirstKey | undefined; interrupted: Promise<void> }): Promise<void>;
}

/** A terminal and npm may both deliver the same Ctrl-C: signals this close together are one. */
const sameSignalMs = 1000;

/** Starts the stack of the settings, works with it and stops it; the data stays. Ends the process: 0, 1 with a sentence, 130 where the start was interrupted. */
export async function runStack({ fresh, sample, work }: RunInput): Promise<never> {
  const progress = createProgress({ output: process.stderr });
  const interrupt = new AbortController();
  const { signal } = interrupt;
  let home = '';
  const interrupted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  onInterrupt({
    first: () => interrupt.abort(),
    second: () => {
      if (home) killAll(home);
      process.exit(130);
    },
  });
  try {
    const config = readDevConfig();
    home = config.home;
    if (fresh) await removeData(home);
    const isNew = !existsSync(homePaths(home).apiKey);
    progress.say(`Starting Duly in ${home}`);
    const stack = await startStack({ home, sandbox: true, sample, progress, env: config.env, signal });
    try {
      await Promise.race([work({ stack, firstKey: firstKeyOf({ home, isNew }), interrupted }), interrupted]);
    } finally {
      progress.say('Stopping; the data stays. Ctrl-C again to force.');
      await stack.stop();
      progress.say('Stopped.');
    }
  } catch (error) {
    progress.say(signal.aborted ? 'Stopped.' : sentenceOf({ error, home }));
    process.exitCode = signal.aborted ? 130 : 1;
  } finally {
    progress.end();
  }
  process.exit();
}

/** The first key of a home; undefined where the database had keys before this home was made. */
export function firstKeyOf({ home, isNew = false }: { home: string; isNew?: boolean }): FirstKey | undefined {
  const { apiKey: file } = homePaths(home);
  return existsSync(file) ? { key: readFileSync(file, 'utf8').trim(), file, isNew } : undefined;
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
