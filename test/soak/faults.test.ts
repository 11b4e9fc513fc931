import { it } from '@jest/globals';
import { expectNothingLost } from '../faults/bench/check.js';

it('a worker that dies twenty times at each failpoint and at random loses, repeats and changes nothing for 50 customers', async () => {
  await expectNothingLost({ customers: 50, each: 20, atRandom: 20, outages: true, seed: 3 });
}, 3_600_000);
