import type { Verb } from '../verb.js';
import { type Ask, ask } from './ask.js';
import { type Call, call } from './call.js';
import { type Hold, hold } from './hold.js';
import { type Notify, notify } from './notify.js';
import { type Send, send } from './send.js';

/** What a step does, in the long form. */
export type Doing = Send | Call | Hold | Notify | Ask;
export type VerbName = 'send' | 'call' | 'hold' | 'notify' | 'ask';

/** The verbs of step lines by their keys. A new one is its file here and one line. */
export const VERBS: Readonly<Record<VerbName, Verb<unknown>>> = { send, call, hold, notify, ask };
const NAMES = Object.keys(VERBS) as VerbName[];

export function verbName(doing: Doing): VerbName {
  for (const name of NAMES) if (name in doing) return name;
  throw new Error(`A step does none of ${NAMES.join(', ')}: ${JSON.stringify(doing)}`);
}
export const verbOf = (doing: Doing): Verb<Doing> => VERBS[verbName(doing)] as Verb<Doing>;
