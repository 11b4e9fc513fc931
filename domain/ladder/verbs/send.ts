import { z } from 'zod';
import { nameSchema } from '../../journey/long-form.js';
import { titled } from '../../tell/titles.js';
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
  severe: false,
  contacts: true,
  act: ({ send: template }) => ({ do: 'send', template, purpose: 'reminder' }),
  tell({ said: { send: template }, severe, beforeDue, words }) {
    const { say, name } = words;
    const what = name(template);
    const called = titled({ kind: say(KINDS[severe ? 'notice' : beforeDue ? 'early' : 'reminder']), template, words });
    return {
      sentence: say({ en: `${what} is sent`, de: `geht ${what} hinaus` }),
      what,
      contact: { channel: 'email', purpose: severe ? 'formal notice' : 'reminder', what },
      customer: say({ en: `we send you ${called}`, de: `senden wir Ihnen ${called}` }),
    };
  },
};

const KINDS = {
  notice: { en: 'a formal notice', de: 'eine förmliche Mahnung' },
  early: { en: 'a note that an invoice is about to fall due', de: 'einen Hinweis, dass eine Rechnung bald fällig ist' },
  reminder: { en: 'a reminder', de: 'eine Erinnerung' },
} as const;
