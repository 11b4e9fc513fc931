import { z } from 'zod';
import { nameSchema } from '../../journey/long-form.js';
import type { Long, LongMap, Placed } from '../../language/words.js';
import { limitSchema } from '../../span.js';
import type { Verb } from '../verb.js';
import { called } from './called.js';

/** Whose a call becomes that nobody made in time, where the line does not say. */
export const SUPERIOR = 'head-of-ar';

const schema = z.strictObject({
  /** Who calls. */
  call: nameSchema,
  within: limitSchema,
  /** Whose it becomes when the time is up; the owner's superior by default. */
  else: nameSchema.default(SUPERIOR),
});
export type Call = z.infer<typeof schema>;

/** `call by the account manager, within 2 days`: a task for a person. Taken when it is opened; as an anchor it counts when it is done. */
export const call: Verb<Call> = {
  schema,
  rule: 'LadderCall',
  example: 'call by the account manager, within 2 days',
  words: {
    grammar: `
  LadderCall = "call" "by" who "," Within LadderCallElse?
  LadderCallElse = "," "else" who
`,
    actions: {
      LadderCall: (_call, _by, who, _comma, within, otherwise) => {
        const [superior] = otherwise.long() as Long[];
        const said: LongMap = { call: who.long(), within: within.long(), ...(superior === undefined ? {} : { else: superior }) };
        return { name: called('call', who.long() as Placed), do: said };
      },
      LadderCallElse: (_comma, _else, who) => who.long(),
    },
  },
  stoppedBy: 'reminders',
  severe: false,
  contacts: true,
  act: ({ call: owner, within, else: superior }) => ({ do: 'task', kind: 'call', owner, within, superior }),
  tell({ said: { call: owner, within, else: superior }, words }) {
    const { say, name } = words;
    const passedOn =
      superior === owner ? '' : say({ en: `; then it is up to ${name(superior)}`, de: `; danach ist es Sache von ${name(superior)}` });
    return {
      sentence: say({
        en: `${name(owner)} is asked to call the customer, ${words.within(within)}${passedOn}`,
        de: `wird ${name(owner)} gebeten, den Kunden ${words.within(within)} anzurufen${passedOn}`,
      }),
      what: say({ en: `call by ${name(owner)}`, de: `Anruf durch ${name(owner)}` }),
      contact: { channel: 'telephone', purpose: 'reminder', what: say({ en: 'a call', de: 'ein Anruf' }) },
      customer: say({ en: 'we call you', de: 'rufen wir Sie an' }),
    };
  },
};
