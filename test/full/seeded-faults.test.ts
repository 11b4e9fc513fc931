import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { catchFaults } from '../support/seeded-faults/catch-faults.js';
import { FAULTS } from '../support/seeded-faults/faults.js';

const folder = join(process.cwd(), '.duly', 'seeded-faults');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it(`of ${FAULTS.length} faults put into the rules generated lives notice each, and of the rules as they are they complain of nothing`, async () => {
  const from = Date.now();
  const caught = await catchFaults({ root: process.cwd(), folder, faults: FAULTS, lives: 600, seed: 20261125, atOnce: 2 });
  const lines = caught.map(
    ({ what, promise, lives }) => `  ${what}: ${promise === null ? 'nothing' : `life ${lives}: ${promise.split('\n')[0]}`}`,
  );
  process.stdout.write(`seeded-faults: ${FAULTS.length} in ${((Date.now() - from) / 1000).toFixed(0)} s\n${lines.join('\n')}\n`);
  expect(caught.filter(({ promise }) => promise === null).map(({ what }) => what)).toEqual(['no fault']);
}, 900_000);
