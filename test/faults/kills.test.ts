import { it } from '@jest/globals';
import { expectNothingLost } from './bench/check.js';

it('a worker that dies once at each failpoint loses, repeats and changes nothing', async () => {
  await expectNothingLost({ customers: 6, each: 1, atRandom: 0, outages: false, seed: 1 });
}, 300_000);
