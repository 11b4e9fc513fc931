import { z } from 'zod';
import { nameSchema } from '../../journey/long-form.js';
import type { Verb } from '../verb.js';

const schema = z.strictObject({ send: nameSchema });
export type Send = z.infer<typeof schema>;

/** `send Second reminder`: a message by its template. */
export const send: Verb<Send> = {
  schema,
  rule: 'LadderSend',
  words: {
    grammar: `
  LadderSend = Send
`,
    actions: { LadderSend: (said) => ({ name: said.long(), do: { send: said.long() } }) },
  },
  stoppedBy: 'reminders',
  act: ({ send: template }) => ({ do: 'send', template, purpose: 'reminder' }),
};
