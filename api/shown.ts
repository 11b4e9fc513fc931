/** Shapes that several answers share. */
import { z } from 'zod';
import type { Page } from './ports.js';
import type { Answer, Route } from './route.js';

/** The fact's place among the customer's. */
export const factNumber = z.int().positive();
export const money = z.object({ amount: z.int(), currency: z.string() });

/** The answers of a POST that stores a fact once. */
export const recordedAs = (schema: z.ZodType): Route['answers'] => ({
  201: { schema, says: 'It is stored.' },
  200: { schema, says: 'It was known already; this is what was answered then.' },
});

export const found = (schema: z.ZodType): Route['answers'] => ({ 200: { schema, says: 'As it stands now.' } });

/** What a list may be asked, beside its own filters. */
export const cursor = {
  limit: z.coerce
    .number({ error: 'Send a whole number from 1 to 100.' })
    .int({ error: 'Send a whole number from 1 to 100.' })
    .min(1, { error: 'Send a whole number from 1 to 100.' })
    .max(100, { error: 'Send a whole number from 1 to 100.' })
    .default(20),
  starting_after: z.string({ error: 'Send the next_cursor of the page before, once.' }).optional(),
};

export const listOf = (item: z.ZodType) =>
  z.object({ object: z.literal('list'), data: z.array(item), has_more: z.boolean(), next_cursor: z.string().nullable() });

/** A page of a list; `next_cursor` is what `starting_after` takes for the next one. */
export function answerList<Row extends { id: string }>({ rows, more }: Page<Row>, show: (row: Row) => object): Answer {
  return {
    status: 200,
    body: { object: 'list', data: rows.map(show), has_more: more, next_cursor: more ? (rows.at(-1)?.id ?? null) : null },
  };
}
