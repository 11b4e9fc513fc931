import { z } from 'zod';
import { nameSchema } from '../../journey/long-form.js';
import type { Placed } from '../../language/words.js';
import type { Verb } from '../verb.js';
import { called } from './called.js';

/** The name of an endpoint, which the settings know. */
const schema = z.strictObject({ notify: nameSchema });
export type Notify = z.infer<typeof schema>;

/** `notify the ERP`: another system is told by a web hook, with ids and amounts. No contact with the customer. */
export const notify: Verb<Notify> = {
  schema,
  rule: 'LadderNotify',
  example: 'notify the ERP',
  words: {
    grammar: `
  LadderNotify = "notify" who
`,
    actions: { LadderNotify: (_notify, who) => ({ name: called('notify', who.long() as Placed), do: { notify: who.long() } }) },
  },
  stoppedBy: 'escalation',
  severe: false,
  contacts: false,
  act: ({ notify: hook }) => ({ do: 'notify', hook }),
  tell: ({ said: { notify: hook }, words: { say, name } }) => ({
    sentence: say({ en: `the system ${name(hook)} is told of it`, de: `wird es dem System ${name(hook)} gemeldet` }),
    what: say({ en: `notify ${name(hook)}`, de: `${name(hook)} benachrichtigen` }),
  }),
};
