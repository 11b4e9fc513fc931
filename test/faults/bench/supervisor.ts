/** Keeps one worker process up, whatever ends it, and notes each death. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { projectRoot } from '../../../cli/prepare.mjs';
import { type OwnedProcess, startOwned } from '../../../dev/owned-process.js';

export interface Death {
  at: number;
  /** A failpoint's name, or `at random`. */
  point: string;
  /** The customer, effect or message that it was about; null for a random one. */
  about: string | null;
}

interface SupervisorOptions {
  env: Record<string, string>;
  log: string;
  /** The failpoint that the next process is to die at. */
  nextFailpoint(): string | undefined;
}

/** Starts a worker at once after each death. `stop` ends the last one kindly; it throws where a worker ended by itself. */
export function superviseWorker({ env, log, nextFailpoint }: SupervisorOptions) {
  const deaths: Death[] = [];
  const failures: string[] = [];
  let stopping = false;
  let current: OwnedProcess | undefined;

  async function keepUp(): Promise<void> {
    while (!stopping) {
      const armed = nextFailpoint();
      const from = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
      current = startOwned({
        command: process.execPath,
        args: ['cli/run-built.mjs', 'workers/main.ts'],
        cwd: projectRoot,
        env: { ...env, ...(armed ? { DULY_FAILPOINT: armed } : {}) },
        log,
      });
      const ending = await current.ended;
      const at = Date.now();
      if (stopping) return;
      const said = textOf({ log, from });
      const [, point = 'at random', about = null] = /^failpoint (\S+) (.+)$/m.exec(said) ?? [];
      deaths.push({ at, point, about });
      if (ending !== 'signal SIGKILL') failures.push(`A worker ended by itself (${ending}):\n${said.slice(-2_000)}`);
    }
  }

  const running = keepUp();
  return {
    deaths,
    /** Kills the worker that runs, ready or not. */
    kill: () => {
      if (current) process.kill(current.pid, 'SIGKILL');
    },
    stop: async () => {
      stopping = true;
      await current?.stop();
      await running;
      if (failures.length > 0) throw new Error(failures.join('\n'));
    },
  };
}

function textOf({ log, from }: { log: string; from: number }): string {
  const bytes = Buffer.alloc(Math.max(0, (statSync(log, { throwIfNoEntry: false })?.size ?? 0) - from));
  const file = openSync(log, 'r');
  readSync(file, bytes, 0, bytes.length, from);
  closeSync(file);
  return bytes.toString('utf8');
}
