/** In what language messages are written, who signs them, and where replies go. */
import { z } from 'zod';
import { nameSchema } from '../journey/long-form.js';

const language = z.string().regex(/^[a-z]{2,3}$/, 'Expected a language like en or de.');

export const writingSchema = z
  .strictObject({
    /** `customer`: his own, where there is a text in it. */
    language: z.union([z.literal('customer'), language]).default('customer'),
    /** In which a message is written that has no text in that one. */
    else: language.default('en'),
    /** A role of ours. */
    signedBy: nameSchema.optional(),
    telephone: z.boolean().default(false),
    /** A role of ours; by default whoever signs. */
    repliesTo: nameSchema.optional(),
  })
  .refine(({ signedBy, telephone }) => signedBy !== undefined || !telephone, {
    error: 'Whose telephone number? Say who signs.',
    path: ['telephone'],
  });
export type Writing = z.infer<typeof writingSchema>;

/** Languages by their names in journeys. */
export const LANGUAGES: Readonly<Record<string, string>> = {
  English: 'en',
  German: 'de',
  French: 'fr',
  Italian: 'it',
  Spanish: 'es',
  Portuguese: 'pt',
  Dutch: 'nl',
  Danish: 'da',
  Swedish: 'sv',
  Polish: 'pl',
  Czech: 'cs',
};
