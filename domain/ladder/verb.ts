/** What a verb of a step line is: one file each in `verbs/`, from which the schema, the grammar, the telling and the deed of a step derive. */
import type { z } from 'zod';
import type { Words } from '../language/words.js';
import type { Stoppable } from '../rows.js';
import type { Act } from '../stages/stage-type.js';

export interface Verb<Said> {
  /** The long form of `do`; its first key is the verb. */
  schema: z.ZodType<Said>;
  /** The rule of its sentence, which gives `{ name, do }`: the name of a step that is not given one, and the long form. */
  rule: string;
  words: Pick<Words, 'grammar' | 'actions'>;
  /** What a hold must stop to stop it. */
  stoppedBy: Stoppable;
  act(said: Said): Act;
}
