import { expect, it } from '@jest/globals';
import { proveLives } from '../support/lives/run.js';
import { told, tooRare } from '../support/lives/tally.js';

const LIVES = 2_000;

it(`keeps what was promised in ${LIVES} generated journeys and lives, in which everything happens often enough to tell`, () => {
  const from = Date.now();
  const { tally, broken } = proveLives({ lives: LIVES, seed: 20261125, shrinkForMs: 60_000 });
  process.stdout.write(`promises: ${tally.lives} lives in ${((Date.now() - from) / 1000).toFixed(0)} s\n${told(tally)}\n`);
  expect(broken).toBeUndefined();
  expect(tooRare(tally)).toEqual([]);
}, 900_000);
