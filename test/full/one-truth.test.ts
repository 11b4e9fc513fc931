import { oneTruth } from '../support/one-truth.js';

oneTruth({ count: 50, seed: 20261122, patienceMs: 600_000 });
