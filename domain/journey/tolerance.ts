/** So little of an item is not worth asking for: `tolerance: EUR 1 or GBP 1`, and `, then write it off as small difference`. */
import { z } from 'zod';
import type { FindingCode } from './findings.js';
import type { Journey } from './journey.js';
import { moneySchema, nameSchema } from './long-form.js';

export const toleranceSchema = z.strictObject({
  /** By currency; in others there is none. */
  amounts: z.array(moneySchema).min(1),
  /** The code with which a rest within it is written off when money has come; without one it stays in the ledger. */
  writeOff: nameSchema.optional(),
});
export type Tolerance = z.infer<typeof toleranceSchema>;

/** Minor units up to which nothing is asked for; 0: all is. */
export const toleranceOf = ({ journey, currency }: { journey: Pick<Journey, 'tolerance'>; currency: string }): number =>
  journey.tolerance?.amounts.find((money) => money.currency === currency)?.amount ?? 0;

/** Says which currencies that the journey names elsewhere are left out. `content` is the long form. */
export function sayTolerance({
  tolerance,
  content,
  say,
}: {
  tolerance: Tolerance;
  content: unknown;
  say(code: FindingCode, path: PropertyKey[], message: string): void;
}): void {
  const named = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { amount, currency } = value as { amount?: unknown; currency?: unknown };
    if (typeof amount === 'number' && typeof currency === 'string') named.add(currency);
    Object.values(value).forEach(visit);
  };
  visit(content);
  const missing = [...named].filter((currency) => !tolerance.amounts.some((money) => money.currency === currency)).sort();
  if (missing.length > 0)
    say(
      'missing-currency',
      ['tolerance', 'amounts'],
      `There is no tolerance in ${missing.join(', ')}, and the journey has amounts in it: add it, like "${missing[0]} 0" where there is none.`,
    );
}
