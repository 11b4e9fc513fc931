import { z } from 'zod';
import { enclosedText } from '../../contacts/enclosed.js';
import { RANKS } from '../../contacts/purposes.js';
import { insteadText, tellWhom } from '../../contacts/tell-whom.js';
import { ENCLOSURES, WAYS, type Way } from '../../effects/effect.js';
import { nameSchema } from '../../journey/long-form.js';
import { type Long, type LongMap, nameOf, type Read } from '../../language/words.js';
import { titled } from '../../tell/titles.js';
import type { Verb } from '../verb.js';

const schema = z
  .strictObject({
    send: nameSchema,
    /** The ways by which it goes, all of them; by email where the line does not say. */
    by: z
      .array(z.enum(WAYS))
      .min(1)
      .refine((ways) => ways.filter((way) => way !== 'email').length < 2, 'One letter is enough: by letter or by registered letter.')
      .refine((ways) => new Set(ways).size === ways.length, 'Name each way once.')
      .optional(),
    /** Whom of the customer it is for; his usual contact where the line does not say. */
    to: z
      .array(z.enum(RANKS))
      .min(1)
      .refine((ranks) => new Set(ranks).size === ranks.length, 'Name each contact once.')
      .optional(),
    /** What lies in the letter. */
    with: z
      .array(z.enum(ENCLOSURES))
      .min(1)
      .refine((all) => new Set(all).size === all.length, 'Name each enclosure once.')
      .optional(),
    /** Who of ours gets a copy. */
    copy: z
      .array(nameSchema)
      .min(1)
      .max(5)
      .refine((roles) => new Set(roles).size === roles.length, 'Name each person once.')
      .optional(),
  })
  .refine((said) => said.with === undefined || said.by?.some((way) => way !== 'email') === true, {
    path: ['with'],
    error: 'What is enclosed lies in a letter: say "by letter", too.',
  });
export type Send = z.infer<typeof schema>;

/** `send Final notice, by email and letter, to the finance director, copy to the account manager`: a message by its template. */
export const send: Verb<Send> = {
  schema,
  rule: 'LadderSend',
  example: 'send Second reminder',
  words: {
    grammar: `
  LadderSend = Send LadderSendPart*
  LadderSendPart = LadderBy | LadderWith | LadderCopy | LadderTo
  LadderBy = "," "by" NonemptyListOf<ladderWay, "and"> LadderLies?
  LadderLies = "with" Enclosed
  ladderWay (email, letter or registered letter) = ladderRegistered | ladderPlainWay
  ladderRegistered = "registered" space+ "letter" endOfWord
  ladderPlainWay = ("email" | "letter") endOfWord
  LadderWith = "," "with" Enclosed
  Enclosed = NonemptyListOf<enclosure, "and">
  enclosure (a payment slip, a reply envelope, a reply card or the cheque) = (("the" | "a") space+)? enclosureName endOfWord
  enclosureName = enclosureSlip | enclosureEnvelope | enclosureCard | enclosureCheque
  enclosureSlip = "payment" space+ "slip"
  enclosureEnvelope = "reply" space+ "envelope"
  enclosureCard = "reply" space+ "card"
  enclosureCheque = "cheque"
  LadderTo = "," "to" NonemptyListOf<ladderRank, "and">
  ladderRank (accounts payable, the finance manager, the finance director or the managing director) = ("the" space+)? ladderRankName endOfWord
  ladderRankName = ${RANKS.map((rank) =>
    rank
      .split('-')
      .map((word) => `"${word}"`)
      .join(' space+ '),
  ).join(' | ')}
  LadderCopy = "," "copy" "to" NonemptyListOf<ladderOurs, "and">
  ladderOurs (a person or a desk) = ("the" space+)? letter (~(nameEnd | space+ "and" endOfWord) any)*
`,
    actions: {
      LadderSend: (said, parts) => {
        const more: LongMap = Object.assign({}, ...(parts.long() as LongMap[]));
        // What is enclosed lies in a letter.
        const by = more.with && !more.by ? { by: ['letter'] } : {};
        return { name: said.long(), do: { send: said.long(), ...by, ...more } };
      },
      LadderWith: (_comma, _with, enclosed) => ({ with: enclosed.long() }),
      Enclosed: (list) => membersOf(list),
      enclosure: (...parts) => parts.at(-2)?.sourceString.replace(/\s+/, ' '),
      LadderSendPart: (part) => part.long(),
      LadderBy: (_comma, _by, list, lies) => Object.assign({ by: membersOf(list) }, ...(lies.long() as LongMap[])),
      LadderLies: (_with, enclosed) => ({ with: enclosed.long() }),
      LadderTo: (_comma, _to, list) => ({ to: membersOf(list) }),
      ladderRank: (...parts) => nameOf(parts.slice(-2, -1)),
      LadderCopy: (_comma, _copy, _to, list) => ({ copy: membersOf(list) }),
      ladderOurs: (...parts) => nameOf(parts.slice(-2)),
      ladderWay: (way) => way.sourceString.replace(/\s+/, ' '),
    },
  },
  stoppedBy: 'reminders',
  severe: false,
  contacts: true,
  act: ({ send: template, by, with: enclosed, to, copy }) => ({
    do: 'send',
    template,
    purpose: 'reminder',
    ...(by && { by }),
    ...(enclosed && { enclosed }),
    ...(to && { to }),
    ...(copy && { copy }),
  }),
  tell({ said: { send: template, by, with: enclosed, to, copy }, severe, beforeDue, words }) {
    const { say, name } = words;
    const what = name(template);
    const waysText = words.all((by ?? []).map((way) => say(WAY_TEXTS[way])));
    const whom = tellWhom({ to, copy, words });
    const called = titled({ kind: say(KINDS[severe ? 'notice' : beforeDue ? 'early' : 'reminder']), template, words });
    return {
      sentence: say({
        en: `${what} is sent ${by ? `by ${waysText} ` : ''}${enclosedText({ enclosed, words })}${whom.sentence}`.trimEnd(),
        de: `geht ${what} ${by ? `${waysText} ` : ''}${enclosedText({ enclosed, words })}${whom.sentence}hinaus`,
      }),
      ...(to && { more: [insteadText(words)] }),
      what: [what, ...(by ? [`(${waysText})`] : []), ...(whom.to ? [say({ en: `to ${whom.to}`, de: `an ${whom.to}` })] : [])].join(' '),
      contact: {
        channel: by?.some((way) => way !== 'email') ? (by.includes('email') ? 'email and letter' : 'letter') : 'email',
        purpose: severe ? 'formal notice' : 'reminder',
        what,
        ...(whom.to && { to: whom.to }),
        ...(whom.copies && { copies: whom.copies }),
      },
      customer: say({ en: `we send you ${called}`, de: `senden wir Ihnen ${called}` }),
    };
  },
};

const membersOf = (list: Read): Long[] => list.asIteration().children.map((part) => (part as Read).long());

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
