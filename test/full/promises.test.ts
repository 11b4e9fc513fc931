import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { proveInChildren } from '../support/lives/in-children.js';
import { told, tooRare } from '../support/lives/tally.js';
import { SEED } from '../support/seeded-faults/faults.js';

const LIVES = 5_000;

const folder = join(process.cwd(), '.duly', 'promises');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it(`keeps what was promised in ${LIVES} generated journeys and lives, in which everything happens often enough to tell`, async () => {
  const from = Date.now();
  const root = process.cwd();
  const { tally, broken } = await proveInChildren({
    root,
    folder,
    lives: LIVES,
    seed: SEED,
    atOnce: 2,
    shrinkForMs: 60_000,
    timeoutMs: 840_000,
  });
  process.stdout.write(`promises: ${tally.lives} lives in ${((Date.now() - from) / 1000).toFixed(0)} s\n${told(tally)}\n`);
  expect(broken).toBeUndefined();
  expect(tooRare(tally)).toEqual([]);
}, 900_000);
