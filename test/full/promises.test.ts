import { provePromises } from '../support/lives/prove-promises.js';
import { SEED } from '../support/seeded-faults/faults.js';

provePromises({ lives: 5_000, seed: SEED, timeoutMs: 840_000 });
