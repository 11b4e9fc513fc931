import { STEP_LINES } from '../../ladder/words.js';
import type { Words } from '../../language/words.js';

/** `10 days after due: send Second reminder`: step lines, and nothing else. */
export const words: Words = { grammar: '', actions: {}, timed: [STEP_LINES] };
