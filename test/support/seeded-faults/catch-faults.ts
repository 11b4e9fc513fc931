/** Lets lives be lived on rules with faults in them. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { compileAll, importsIn, withFault } from '../lives/build.js';
import { openChild } from '../lives/in-children.js';
import type { Fault } from './faults.js';

export interface Caught {
  what: string;
  /** The life in which it was noticed, and by which promise; null: in none. */
  noticed: { life: number; promise: string } | null;
}

interface CatchInput {
  root: string;
  /** A folder within the root, so that packages are found; written anew. */
  folder: string;
  faults: readonly Fault[];
  /** So many lives are tried where the one that is named for a fault, since lives are drawn otherwise by now, does not notice it. */
  lives: number;
  seed: number;
  atOnce: number;
}

/** First the rules as they are, in all the lives that are named; then each fault in its own. */
export async function catchFaults({ root, folder, faults, lives, seed, atOnce }: CatchInput): Promise<Caught[]> {
  rmSync(folder, { recursive: true, force: true });
  const base = join(folder, 'base');
  const imports = importsIn({ folder: base, files: compileAll({ root, folder: base }) });
  const named = [...new Set(faults.map(({ life }) => life))].map((first) => ({ first, lives: 1 }));
  const waiting = [
    { what: 'no fault', folder: base, tries: named },
    ...faults.map((fault, n) => {
      const own = join(folder, `fault-${n + 1}`);
      withFault({ root, base, folder: own, imports, fault });
      return { what: fault.what, folder: own, tries: [{ first: fault.life, lives: 1 }, { lives }] };
    }),
  ];
  const caught: Caught[] = [];
  const children = Array.from({ length: atOnce }, () => openChild(base));
  const all = children.map(async (child) => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      let noticed: Caught['noticed'] = null;
      for (const tried of next.tries) {
        const { broken } = await child.live({ ...tried, folder: next.folder, seed, shrinkForMs: 0, timeoutMs: 300_000 });
        if (broken) noticed = { life: broken.nth, promise: broken.promise };
        if (noticed) break;
      }
      caught.push({ what: next.what, noticed });
    }
  });
  try {
    await Promise.all(all);
  } finally {
    for (const child of children) child.close();
  }
  return caught;
}
