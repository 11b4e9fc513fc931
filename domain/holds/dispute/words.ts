import type { LongMap, Words } from '../../language/words.js';
import { saidIn } from '../said-in.js';

/** `dispute: stop the disputed part, ask the owner of its reason, within 10 business days, else Head of AR`. */
export const disputeWords: Words = {
  grammar: `
  HoldsDispute = "stop" "the" "disputed" "part" ("," HoldAsk)?
`,
  actions: {
    HoldsDispute: (_stop, _the, _disputed, _part, _comma, ask): LongMap =>
      Object.assign({}, ...saidIn(ask).map((asked) => ({ ask: asked }))),
  },
  settings: {
    dispute: {
      rule: 'HoldsDispute',
      example: 'stop the disputed part, ask the owner of its reason, within 10 business days, else Head of AR',
    },
  },
};
