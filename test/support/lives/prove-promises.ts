import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { proveInChildren } from './in-children.js';
import { told, tooRare } from './tally.js';

/** The test of a file: so many lives of the seed, two processes at a time, each within `timeoutMs`. What happened in them is printed. */
export function provePromises({ lives, seed, timeoutMs }: { lives: number; seed: number; timeoutMs: number }): void {
  const folder = join(process.cwd(), '.duly', 'promises');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it(
    `keeps what was promised in ${lives} generated journeys and lives of seed ${seed}, in which everything happens often enough to tell`,
    async () => {
      const from = Date.now();
      const { tally, broken } = await proveInChildren({
        root: process.cwd(),
        folder,
        lives,
        seed,
        atOnce: 2,
        shrinkForMs: 60_000,
        timeoutMs,
      });
      process.stdout.write(
        `promises: ${tally.lives} lives of seed ${seed} in ${((Date.now() - from) / 1000).toFixed(0)} s\n${told(tally)}\n`,
      );
      if (broken)
        process.stdout.write(`life ${broken.nth} of seed ${seed} breaks it, or the smallest one like it: ${JSON.stringify(broken.life)}\n`);
      expect(broken?.promise).toBeUndefined();
      expect(tooRare(tally)).toEqual([]);
    },
    timeoutMs + 60_000,
  );
}
