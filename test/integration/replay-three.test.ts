import { replaysExactly } from '../support/replay-check.js';

replaysExactly({ customers: 3, patienceMs: 240_000 });
