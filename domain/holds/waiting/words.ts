import type { LongMap, Words } from '../../language/words.js';
import { saidIn } from '../said-in.js';

/** `said to be paid: stop the invoice for 5 business days, ask Cash desk, else Head of AR`. The kinds say the same: their rules differ in name only. */
export function waitingWords(key: string): Words {
  const rule = `Holds${key.replaceAll(/(^| )(\w)/g, (_, _space: string, letter: string) => letter.toUpperCase())}`;
  return {
    grammar: `
  ${rule} = "stop" "the" "invoice" "for" HoldSpan "," "ask" who ("," Else)?
`,
    actions: {
      [rule]: (_stop, _the, _invoice, _for, span, _c1, _ask, who, _c2, otherwise): LongMap =>
        Object.assign({ for: span?.long(), ask: who?.long() }, ...saidIn(otherwise).map((name) => ({ else: name }))),
    },
    settings: { [key]: { rule, example: 'stop the invoice for 5 business days, ask Cash desk, else Head of AR' } },
  };
}
