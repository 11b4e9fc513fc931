import type { LongMap, Read, Words } from '../../language/words.js';
import { saidIn } from '../said-in.js';

/** `short payment: up to 20 % missing, stop the missing part, send Why less, ask AR desk, within 5 business days, else Head of AR`. */
export const shortPaymentWords: Words = {
  grammar: `
  HoldsShort = (HoldsUpTo ",")? "stop" "the" "missing" "part" "," (HoldsQuestion ",")? HoldAsk
  HoldsUpTo = "up" "to" number "%" "missing"
  HoldsQuestion = "send" template
`,
  actions: {
    HoldsShort: (upTo, _c1, _stop, _the, _missing, _part, _c2, question, _c3, ask: Read): LongMap =>
      Object.assign({ ask: ask.long() }, ...[upTo, question].flatMap(saidIn)),
    HoldsUpTo: (_up, _to, percent) => ({ upToPercent: percent.long() }),
    HoldsQuestion: (_send, template) => ({ question: { send: template.long() } }),
  },
  settings: {
    'short payment': {
      rule: 'HoldsShort',
      example: 'up to 20 % missing, stop the missing part, send Why less, ask AR desk, within 5 business days, else Head of AR',
    },
  },
};
