import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { catchFaults } from '../support/seeded-faults/catch-faults.js';
import { FAULTS, SEED } from '../support/seeded-faults/faults.js';

const folder = join(process.cwd(), '.duly', 'seeded-faults');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it(`of ${FAULTS.length} faults put into the rules each is noticed in a generated life, and of the rules as they are those lives complain of nothing`, async () => {
  const from = Date.now();
  const caught = await catchFaults({ root: process.cwd(), folder, faults: FAULTS, lives: 600, seed: SEED, atOnce: 2 });
  const lines = caught.map(
    ({ what, noticed }) => `  ${what}: ${noticed ? `life ${noticed.life}: ${noticed.promise.split('\n')[0]}` : 'nothing'}`,
  );
  const moved = caught.filter(({ what, noticed }) => noticed && FAULTS.find((fault) => fault.what === what)?.life !== noticed.life);
  process.stdout.write(`seeded-faults: ${FAULTS.length} in ${((Date.now() - from) / 1000).toFixed(0)} s\n${lines.join('\n')}\n`);
  if (moved.length > 0)
    process.stdout.write(`Searched for: name the life in faults.ts for ${moved.map(({ what }) => `"${what}"`).join(', ')}.\n`);
  expect(caught.filter(({ noticed }) => noticed === null).map(({ what }) => what)).toEqual(['no fault']);
}, 900_000);
