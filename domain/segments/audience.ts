/** Whom a step is for: `not to a good payer`, `only to a newcomer`; and whom it speaks to in firmer words: `firmer to a slow payer`. */
import { z } from 'zod';
import { nameSchema } from '../journey/long-form.js';
import type { Words } from '../language/words.js';

export const audienceSchema = z
  .strictObject({
    not: nameSchema.optional(),
    only: nameSchema.optional(),
    /** Gets the message `<name>-firmer` instead. */
    firmer: nameSchema.optional(),
  })
  .refine((to) => Object.values(to).some((name) => name !== undefined), 'Expected a segment under not, only or firmer.');
export type Audience = z.infer<typeof audienceSchema>;

/** Whether some customers do not get the step. */
export const isSelective = (to: Audience | undefined): boolean => to?.not !== undefined || to?.only !== undefined;

/** The name of the message for those who are spoken to in firmer words. */
export const firmerTemplate = (template: string): string => `${template}-firmer`;

/** The mark of a step line, as a rule `Audience` that gives `{ not }`, `{ only }` or `{ firmer }`. */
export const AUDIENCE_WORDS: Pick<Words, 'grammar' | 'actions'> = {
  grammar: `
  Audience = audienceKind "to" Segment
  audienceKind (not, only or firmer) = ("not" | "only" | "firmer") endOfWord
  Segment = segmentArticle? name
  segmentArticle (a segment) = ("an" | "a" | "the") endOfWord
`,
  actions: {
    Audience: (kind, _to, segment) => ({ [kind.sourceString.trim()]: segment.long() }),
    Segment: (_article, name) => name.long(),
  },
};
