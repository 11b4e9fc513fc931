/** Lives that are lived beside one another in child processes, on plain JavaScript of the rules. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { compileAll } from './build.js';
import type { Broken } from './run.js';
import { added, createTally, type Tally, type WrittenTally } from './tally.js';

/** What a child is asked. */
export interface Asked {
  /** Where rules and lives were compiled to. */
  folder: string;
  first?: number;
  lives: number;
  seed: number;
  shrinkForMs: number;
}

export interface Answer {
  tally: WrittenTally;
  broken: Broken | null;
}

interface LiveInput extends Asked {
  /** The process is killed after so long. */
  timeoutMs: number;
}

/** A process that is asked for lives, one after the other: on whatever rules, packages are loaded once. `folder` is where it was compiled to itself. */
export function openChild(folder: string): { live(input: LiveInput): Promise<Answer>; close(): void } {
  // Lives leave much behind at once: more room for it is cleared more rarely.
  const child = fork(join(folder, 'test/support/lives/live-in-child.js'), { execArgv: ['--max-semi-space-size=64'] });
  let isLate = false;
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`A process in which lives are lived ended with ${code ?? signal}${isLate ? ': it took too long' : ''}.`);
  });
  ended.catch(() => undefined);
  return {
    async live({ timeoutMs, ...asked }) {
      const patience = setTimeout(() => {
        isLate = true;
        child.kill('SIGKILL');
      }, timeoutMs);
      child.send(asked);
      const [answer] = await Promise.race([once(child, 'message'), ended]).finally(() => clearTimeout(patience));
      return answer as Answer;
    },
    close: () => child.kill(),
  };
}

interface AllInput extends Omit<LiveInput, 'first'> {
  root: string;
  /** So many processes beside one another. */
  atOnce: number;
}

/** So many lives are asked of a process at a time: one that is slower gets fewer. */
const PORTION = 100;

/** All the lives; of the promises that were not kept, one. */
export async function proveInChildren({ root, atOnce, lives, ...asked }: AllInput): Promise<{ tally: Tally; broken: Broken | undefined }> {
  rmSync(asked.folder, { recursive: true, force: true });
  compileAll({ root, folder: asked.folder });
  let tally = createTally();
  let broken: Broken | undefined;
  let next = 0;
  const children = Array.from({ length: atOnce }, () => openChild(asked.folder));
  const all = children.map(async (child) => {
    while (next < lives && !broken) {
      const first = next;
      next += PORTION;
      const answer = await child.live({ ...asked, first, lives: Math.min(PORTION, lives - first) });
      tally = added(tally, answer.tally);
      broken ??= answer.broken ?? undefined;
    }
  });
  try {
    await Promise.all(all);
    return { tally, broken };
  } finally {
    for (const child of children) child.close();
  }
}
