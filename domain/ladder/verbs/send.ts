import { z } from 'zod';
import { WAYS, type Way } from '../../effects/effect.js';
import { nameSchema } from '../../journey/long-form.js';
import type { Long } from '../../language/words.js';
import { titled } from '../../tell/titles.js';
import type { Verb } from '../verb.js';

const schema = z.strictObject({
  send: nameSchema,
  /** The ways by which it goes, all of them; by email where the line does not say. */
  by: z
    .array(z.enum(WAYS))
    .min(1)
    .refine((ways) => ways.filter((way) => way !== 'email').length < 2, 'One letter is enough: by letter or by registered letter.')
    .refine((ways) => new Set(ways).size === ways.length, 'Name each way once.')
    .optional(),
});
export type Send = z.infer<typeof schema>;

/** `send Second reminder`, `send Final notice, by email and letter`: a message by its template. */
export const send: Verb<Send> = {
  schema,
  rule: 'LadderSend',
  words: {
    grammar: `
  LadderSend = Send LadderBy?
  LadderBy = "," "by" NonemptyListOf<ladderWay, "and">
  ladderWay (email, letter or registered letter) = ladderRegistered | ladderPlainWay
  ladderRegistered = "registered" space+ "letter" endOfWord
  ladderPlainWay = ("email" | "letter") endOfWord
`,
    actions: {
      LadderSend: (said, ways) => {
        const [by] = ways.long() as Long[];
        return { name: said.long(), do: { send: said.long(), ...(by === undefined ? {} : { by }) } };
      },
      LadderBy: (_comma, _by, list) => list.asIteration().children.map((way): Long => (way as typeof list).long()),
      ladderWay: (way) => way.sourceString.replace(/\s+/, ' '),
    },
  },
  stoppedBy: 'reminders',
  severe: false,
  contacts: true,
  act: ({ send: template, by }) => ({ do: 'send', template, purpose: 'reminder', ...(by && { by }) }),
  tell({ said: { send: template, by }, severe, beforeDue, words }) {
    const { say, name } = words;
    const what = name(template);
    const waysText = words.all((by ?? []).map((way) => say(WAY_TEXTS[way])));
    const called = titled({ kind: say(KINDS[severe ? 'notice' : beforeDue ? 'early' : 'reminder']), template, words });
    return {
      sentence: say({ en: `${what} is sent${by ? ` by ${waysText}` : ''}`, de: `geht ${what} ${by ? `${waysText} ` : ''}hinaus` }),
      what: by ? `${what} (${waysText})` : what,
      contact: {
        channel: by?.some((way) => way !== 'email') ? (by.includes('email') ? 'email and letter' : 'letter') : 'email',
        purpose: severe ? 'formal notice' : 'reminder',
        what,
      },
      customer: say({ en: `we send you ${called}`, de: `senden wir Ihnen ${called}` }),
    };
  },
};

const KINDS = {
  notice: { en: 'a formal notice', de: 'eine förmliche Mahnung' },
  early: { en: 'a note that an invoice is about to fall due', de: 'einen Hinweis, dass eine Rechnung bald fällig ist' },
  reminder: { en: 'a reminder', de: 'eine Erinnerung' },
} as const;

const WAY_TEXTS: Readonly<Record<Way, { en: string; de: string }>> = {
  email: { en: 'email', de: 'per E-Mail' },
  letter: { en: 'letter', de: 'als Brief' },
  'registered letter': { en: 'registered letter', de: 'als Einschreiben' },
};
