import { provePromises } from '../support/lives/prove-promises.js';
import { seedOfToday } from '../support/seed-of-today.js';

provePromises({ lives: 25_000, seed: seedOfToday(), timeoutMs: 3_600_000 });
