import { replaysExactly } from '../support/replay-check.js';

replaysExactly({ customers: 10, patienceMs: 900_000 });
