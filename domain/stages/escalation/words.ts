import { STEP_LINES } from '../../ladder/words.js';
import type { Words } from '../../language/words.js';

/** `10 days after Final notice: hold new orders`: step lines, and nothing else. */
export const words: Words = {
  grammar: '',
  actions: {},
  timed: [{ ...STEP_LINES, example: '10 days after Final notice: hold new orders' }],
};
