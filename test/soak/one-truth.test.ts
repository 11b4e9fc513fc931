import { oneTruth } from '../support/one-truth.js';

oneTruth({ count: 200, seed: 20261123, patienceMs: 1_800_000 });
