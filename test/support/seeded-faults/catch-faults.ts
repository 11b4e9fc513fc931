/** Lets lives be lived on rules with faults in them. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { compileAll, importsIn, withFault } from '../lives/build.js';
import { openChild } from '../lives/in-children.js';
import type { Fault } from './faults.js';

export interface Caught {
  what: string;
  /** The promise by which it was noticed; null: nobody noticed. */
  promise: string | null;
  /** Lives until then. */
  lives: number;
  ms: number;
}

interface CatchInput {
  root: string;
  /** A folder within the root, so that packages are found; written anew. */
  folder: string;
  faults: readonly Fault[];
  lives: number;
  seed: number;
  atOnce: number;
}

/** First the rules as they are, then each fault. */
export async function catchFaults({ root, folder, faults, lives, seed, atOnce }: CatchInput): Promise<Caught[]> {
  rmSync(folder, { recursive: true, force: true });
  const base = join(folder, 'base');
  const imports = importsIn({ folder: base, files: compileAll({ root, folder: base }) });
  const waiting: { what: string; folder: string }[] = [{ what: 'no fault', folder: base }];
  for (const [n, fault] of faults.entries()) {
    const own = join(folder, `fault-${n + 1}`);
    withFault({ root, base, folder: own, imports, fault });
    waiting.push({ what: fault.what, folder: own });
  }
  const caught: Caught[] = [];
  const children = Array.from({ length: atOnce }, () => openChild(base));
  const all = children.map(async (child) => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const from = Date.now();
      const { tally, broken } = await child.live({ folder: next.folder, lives, seed, shrinkForMs: 0, timeoutMs: 300_000 });
      caught.push({ what: next.what, lives: tally.lives, promise: broken?.promise ?? null, ms: Date.now() - from });
    }
  });
  try {
    await Promise.all(all);
  } finally {
    for (const child of children) child.close();
  }
  return caught;
}
