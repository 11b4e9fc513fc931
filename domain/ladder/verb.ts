/** What a verb of a step line is: one file each in `verbs/`, from which the schema, the grammar, the telling and the deed of a step derive. */
import type { z } from 'zod';
import type { Words as LanguageWords } from '../language/words.js';
import type { Stoppable } from '../rows.js';
import type { Act } from '../stages/stage-type.js';
import type { ToldContact } from '../tell/told.js';
import type { Words } from '../tell/words.js';

export interface Verb<Said> {
  /** The long form of `do`; its first key is the verb. */
  schema: z.ZodType<Said>;
  /** The rule of its sentence, which gives `{ name, do }`: the name of a step that is not given one, and the long form. */
  rule: string;
  /** Like what one writes it, for messages. */
  example: string;
  words: Pick<LanguageWords, 'grammar' | 'actions'>;
  /** What a hold must stop to stop it. */
  stoppedBy: Stoppable;
  /** Costs the customer something, whatever its line says. */
  severe: boolean;
  /** Speaks to the customer: keeps `apart` from other contacts, and to contact hours. */
  contacts: boolean;
  act(said: Said): Act;
  /** `beforeDue`: its moment lies before the due date. */
  tell(input: { said: Said; severe: boolean; beforeDue: boolean; words: Words }): ToldVerb;
}

/** A verb in words. Sentences begin after the moment: "10 days after the due date …". */
export interface ToldVerb {
  sentence: string;
  /** What more is to be said of it, a sentence each. */
  more?: string[];
  /** A few words for a picture. */
  what: string;
  /** Where it speaks to the customer. */
  contact?: Pick<ToldContact, 'channel' | 'purpose' | 'what' | 'to' | 'copies'>;
  /** What the customer may be told; nothing where it is no business of his. */
  customer?: string;
}
