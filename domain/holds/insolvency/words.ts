import type { Words } from '../../language/words.js';

/** `insolvency: stop everything, ask Legal, within 1 business day, else Head of AR`. */
export const insolvencyWords: Words = {
  grammar: `
  HoldsInsolvency = "stop" "everything" "," HoldAsk
`,
  actions: { HoldsInsolvency: (_stop, _everything, _comma, ask) => ({ ask: ask.long() }) },
  settings: {
    insolvency: { rule: 'HoldsInsolvency', example: 'stop everything, ask Legal, within 1 business day, else Head of AR' },
  },
};
