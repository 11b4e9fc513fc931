import { z } from 'zod';
import { nameSchema } from '../../journey/long-form.js';
import { type Long, type LongMap, nameOf, type Placed } from '../../language/words.js';
import { limitSchema } from '../../span.js';
import { CHOICES, type Choice } from '../../task-outcomes.js';
import type { Words } from '../../tell/words.js';
import type { Verb } from '../verb.js';
import { called } from './called.js';

const schema = z
  .strictObject({
    /** Who decides. */
    ask: nameSchema,
    for: z
      .array(z.enum(CHOICES))
      .min(1)
      .refine((choices) => new Set(choices).size === choices.length, 'Name each choice once.'),
    within: limitSchema,
    /** What holds when nobody decides in time. */
    else: z.enum(CHOICES),
  })
  .refine(({ for: choices, else: otherwise }) => choices.includes(otherwise), {
    error: 'What holds without an answer is one of the choices.',
    path: ['else'],
  });
export type Ask = z.infer<typeof schema>;

/** `ask Head of AR for plan, agency or write-off, within 5 days, else agency`: a person decides how it ends. */
export const ask: Verb<Ask> = {
  schema,
  rule: 'LadderAsk',
  example: 'ask Head of AR for plan, agency or write-off, within 5 days, else agency',
  words: {
    grammar: `
  LadderAsk = "ask" ladderAsked "for" LadderChoices "," Within "," "else" ladderChoice
  ladderAsked (a person or a desk) = ("the" space+)? letter (~(nameEnd | space+ "for" endOfWord) any)*
  LadderChoices = ListOf<ladderChoice, LadderOr>
  LadderOr = "," | "or"
  ladderChoice (plan, agency or write-off) = (${CHOICES.map((choice) => `"${choice}"`).join(' | ')}) endOfWord
`,
    actions: {
      LadderAsk: (_ask, who, _for, choices, _comma, within, _second, _else, otherwise) => {
        const said: LongMap = { ask: who.long(), for: choices.long(), within: within.long(), else: otherwise.long() };
        return { name: called('ask', who.long() as Placed), do: said };
      },
      ladderAsked: (...parts) => nameOf(parts.slice(-2)),
      LadderChoices: (list) => list.asIteration().children.map((choice): Long => (choice as typeof list).long()),
      ladderChoice: (choice) => choice.sourceString,
    },
  },
  stoppedBy: 'escalation',
  severe: true,
  contacts: false,
  act: ({ ask: owner, within, for: choices }) => ({ do: 'task', kind: 'escalation', owner, within, choices }),
  tell({ said: { ask: owner, for: choices, within, else: otherwise }, words }) {
    const { say, name, any } = words;
    const options = any(choices.map((choice) => choiceText(choice, words)));
    return {
      sentence: say({
        en: `${name(owner)} decides ${words.within(within)}: ${options}; without a decision it is ${choiceText(otherwise, words)}`,
        de: `entscheidet ${name(owner)} ${words.within(within)}: ${options}; ohne Entscheidung ist es ${choiceText(otherwise, words)}`,
      }),
      what: say({ en: `ask ${name(owner)}`, de: `${name(owner)} fragen` }),
    };
  },
};

const CHOICE_TEXTS: Readonly<Record<Choice, Parameters<Words['say']>[0]>> = {
  plan: { en: 'a payment plan', de: 'ein Zahlungsplan' },
  agency: { en: 'hand-over to an agency', de: 'die Abgabe an ein Inkassobüro' },
  'write-off': { en: 'write-off', de: 'die Ausbuchung' },
};
export const choiceText = (choice: Choice, { say }: Pick<Words, 'say'>): string => say(CHOICE_TEXTS[choice]);
