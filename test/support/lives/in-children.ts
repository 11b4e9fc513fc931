/** Lives that are lived beside one another in child processes, on plain JavaScript of the rules. */
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compileAll } from './build.js';
import type { Broken } from './run.js';
import { added, createTally, type Tally, type WrittenTally } from './tally.js';

const run = promisify(execFile);

interface ChildInput {
  /** Where rules and lives were compiled to. */
  folder: string;
  lives: number;
  seed: number;
  share?: { nth: number; of: number };
  shrinkForMs: number;
  /** The process is killed after so long. */
  timeoutMs: number;
}

/** One process with its share of the lives. */
export async function liveInChild({ folder, timeoutMs, ...asked }: ChildInput): Promise<{ tally: WrittenTally; broken: Broken | null }> {
  const child = join(folder, 'test/support/lives/live-in-child.js');
  const { stdout } = await run(process.execPath, [child, JSON.stringify(asked)], { timeout: timeoutMs, maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout) as { tally: WrittenTally; broken: Broken | null };
}

interface AllInput extends Omit<ChildInput, 'share'> {
  root: string;
  /** So many processes beside one another. */
  atOnce: number;
}

/** All the lives, shared out; of the promises that were not kept, one. */
export async function proveInChildren({ root, atOnce, ...asked }: AllInput): Promise<{ tally: Tally; broken: Broken | undefined }> {
  rmSync(asked.folder, { recursive: true, force: true });
  compileAll({ root, folder: asked.folder });
  const answers = await Promise.all(Array.from({ length: atOnce }, (_, nth) => liveInChild({ ...asked, share: { nth, of: atOnce } })));
  return {
    tally: answers.reduce((sum, { tally }) => added(sum, tally), createTally()),
    broken: answers.find(({ broken }) => broken !== null)?.broken ?? undefined,
  };
}
