import { oneTruth } from '../support/one-truth.js';
import { seedOfToday } from '../support/seed-of-today.js';

oneTruth({ count: 200, seed: seedOfToday(), patienceMs: 1_800_000 });
