/** `then call`: what follows a hold is a call, in the hours of calls and under their cap. */
import { z } from 'zod';
import { nameSchema } from '../journey/long-form.js';
import { SUPERIOR } from '../ladder/verbs/call.js';
import type { Words as LanguageWords, Long, LongMap } from '../language/words.js';
import { limitSchema } from '../span.js';
import type { Act } from '../stages/stage-type.js';
import type { Words } from '../tell/words.js';
import type { ToldMessage } from './hold-kind.js';

/** Who calls where the line does not say. */
const CALLER = 'collector';

export const thenCallSchema = z.strictObject({
  call: nameSchema,
  within: limitSchema.default({ businessDays: 2 }),
  /** Whose it becomes when the time is up. */
  else: nameSchema.default(SUPERIOR),
});
export type ThenCall = z.infer<typeof thenCallSchema>;

/** Shared by the kinds of holds. */
export const THEN_CALL_WORDS: Pick<LanguageWords, 'grammar' | 'actions'> = {
  grammar: `
  HoldCall = holdCall HoldCaller?
  holdCall (call) = "call" endOfWord
  HoldCaller = "by" who HoldCallWithin?
  HoldCallWithin = "," Within HoldCallElse?
  HoldCallElse = "," Else
`,
  actions: {
    HoldCall: (_call, caller) => ({ call: CALLER, ...((caller.long() as LongMap[])[0] ?? {}) }),
    HoldCaller: (_by, who, limit) => ({ call: who.long(), ...((limit.long() as LongMap[])[0] ?? {}) }),
    HoldCallWithin: (_comma, within, otherwise) => {
      const [superior] = otherwise.long() as Long[];
      return { within: within.long(), ...(superior === undefined ? {} : { else: superior }) };
    },
    HoldCallElse: (_comma, otherwise) => otherwise.long(),
  },
};

export const callAct = ({ call: owner, within, else: superior }: ThenCall): Act => ({ do: 'task', kind: 'call', owner, within, superior });

/** "“collector” is asked to call the customer, within 2 business days". */
export const callText = ({ said: { call, within }, words }: { said: ThenCall; words: Words }): { en: string; de: string } => ({
  en: `${words.name(call)} is asked to call the customer, ${words.within(within)}`,
  de: `${words.name(call)} soll den Kunden ${words.within(within)} anrufen`,
});

/** One of a kind's calls for the touch points. */
export const toldCall = ({ step, when, words }: { step: string; when: { en: string; de: string }; words: Words }): ToldMessage => ({
  step,
  contact: {
    when: { words: words.say(when), kind: 'event' },
    channel: 'telephone',
    purpose: 'promise',
    what: words.say({ en: 'a call', de: 'ein Anruf' }),
    leadsTo: [],
  },
});
