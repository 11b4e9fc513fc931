import { Placed } from '../../language/words.js';

/** What a step is called that a person does: `call-account-manager`. */
export const called = (verb: string, who: Placed): Placed => new Placed(`${verb}-${who.value}`, who.at);
