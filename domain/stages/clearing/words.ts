import { saidIn } from '../../holds/said-in.js';
import type { Long, Words } from '../../language/words.js';

/** `wait: 5 business days`, `wait: 5 business days, then ask Cash desk`. */
export const words: Words = {
  grammar: `
  ClearingWait = HoldSpan ClearingAsk?
  ClearingAsk = "," "then" "ask" who
`,
  actions: {
    ClearingWait: (span, ask) => Object.assign({ wait: span.long() }, ...saidIn(ask)),
    ClearingAsk: (...parts) => ({ ask: parts.at(-1)?.long() }),
  },
  settings: {
    wait: {
      rule: 'ClearingWait',
      example: '5 business days, then ask Cash desk',
      put: (into, said) => Object.assign(into, said as Record<string, Long>),
    },
  },
};
