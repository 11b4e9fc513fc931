import { it } from '@jest/globals';
import { expectNothingLost } from '../faults/bench/check.js';

it('a worker that dies five times at each failpoint and ten times at random, and servers that are away, lose, repeat and change nothing for 50 customers', async () => {
  await expectNothingLost({ customers: 50, each: 5, atRandom: 10, outages: true, seed: 2 });
}, 900_000);
