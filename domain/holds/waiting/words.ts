import type { LongMap, Words } from '../../language/words.js';
import { saidIn } from '../said-in.js';

/**
 * `said to be paid: stop the invoice for 5 business days, ask Cash desk, else Head of AR` and `cheque in the post: stop the invoice for 7 business days, then call`. The
 * kinds say the same: their rules differ in name only.
 */
export function waitingWords(key: string): Words {
  const rule = `Holds${key.replaceAll(/(^| )(\w)/g, (_, _space: string, letter: string) => letter.toUpperCase())}`;
  return {
    grammar: `
  ${rule} = "stop" "the" "invoice" "for" HoldSpan "," ${rule}Then
  ${rule}Then = "then" HoldCall -- call
              | "ask" who ("," Else)? -- ask
`,
    actions: {
      [rule]: (_stop, _the, _invoice, _for, span, _comma, then): LongMap => ({ for: span?.long(), ...(then?.long() as LongMap) }),
      [`${rule}Then_call`]: (_then, call): LongMap => ({ after: call?.long() }),
      [`${rule}Then_ask`]: (_ask, who, _comma, otherwise): LongMap =>
        Object.assign({ ask: who?.long() }, ...saidIn(otherwise).map((name) => ({ else: name }))),
    },
    settings: {
      [key]: {
        rule,
        example:
          key === 'cheque in the post'
            ? 'stop the invoice for 7 business days, then call by the collector'
            : 'stop the invoice for 5 business days, ask Cash desk, else Head of AR',
      },
    },
  };
}
