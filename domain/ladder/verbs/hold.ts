import { z } from 'zod';
import type { Verb } from '../verb.js';

const schema = z.strictObject({ hold: z.literal('orders') });
export type Hold = z.infer<typeof schema>;

/** `hold new orders`: orders of the customer wait as long as the item is owed and may be chased. Its end is not the ladder's: it follows the item. */
export const hold: Verb<Hold> = {
  schema,
  rule: 'LadderHold',
  example: 'hold new orders',
  words: {
    grammar: `
  LadderHold = "hold" "new" "orders"
`,
    actions: { LadderHold: () => ({ name: 'hold-new-orders', do: { hold: 'orders' } }) },
  },
  stoppedBy: 'escalation',
  severe: true,
  contacts: false,
  act: () => ({ do: 'hold orders' }),
  tell: ({ words: { say } }) => ({
    sentence: say({
      en: 'new orders are held, until the invoice is paid, or disputed, promised or held itself',
      de: 'werden neue Bestellungen angehalten, bis die Rechnung bezahlt oder selbst bestritten, zugesagt oder angehalten ist',
    }),
    what: say({ en: 'hold new orders', de: 'neue Bestellungen anhalten' }),
    customer: say({
      en: 'we hold new orders until the invoice is paid',
      de: 'halten wir neue Bestellungen an, bis die Rechnung bezahlt ist',
    }),
  }),
};
