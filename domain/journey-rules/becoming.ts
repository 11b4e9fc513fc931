/** `becomes: Portal payers, after 3 payments online in a row`: a journey itself says in which other one its customers go on, and when. */
import { z } from 'zod';
import { compileCondition } from '../conditions/compile.js';
import { CUSTOMER_WORDS } from '../conditions/customer-words.js';
import type { FindingCode } from '../journey/findings.js';
import type { Journey } from '../journey/journey.js';
import { nameSchema } from '../journey/long-form.js';
import { PAST_ITEMS } from '../ledger/booking/history.js';
import type { JourneyRule, JourneyRules } from './journey-rules.js';

const ONE_OF = 'Say either "after", like { payments: 3, by: online }, or "segment".';

/** The long form: in their order, the first that is true of a customer counts. */
export const becomesSchema = z
  .array(
    z
      .strictObject({
        journey: z.string().min(1).max(100),
        /** So many invoices in a row, the last ones that he paid. */
        after: z.strictObject({ payments: z.int().min(1).max(PAST_ITEMS), by: z.enum(['online', 'cheque']) }).optional(),
        segment: nameSchema.optional(),
      })
      .refine(({ after, segment }) => (after === undefined) !== (segment === undefined), ONE_OF),
  )
  .min(1)
  .max(10);
export type Becoming = z.infer<typeof becomesSchema>[number];

export function sayBecomes({
  becomes,
  name,
  say,
}: {
  becomes: Becoming[];
  /** Of the journey itself. */
  name: string;
  say(code: FindingCode, path: PropertyKey[], message: string): void;
}): void {
  for (const [index, { journey }] of becomes.entries())
    if (journey === name)
      say(
        'becomes-itself',
        ['becomes', index, 'journey'],
        `This is the journey "${name}" itself: name the one in which its customers go on.`,
      );
}

const COUNTED = { online: 'customer.paidOnlineInARow', cheque: 'customer.paidByChequeInARow' } as const;

/** What it says as rules, of the journeys that there are; null: it says nothing, or none of them is there. Rules in force take their place. */
export function rulesOfJourney({
  journey,
  journeyNamed,
}: {
  journey: Pick<Journey, 'becomes'>;
  journeyNamed(name: string): Pick<JourneyRule, 'journey' | 'journeyId'> | undefined;
}): JourneyRules | null {
  const rules = (journey.becomes ?? []).flatMap(({ journey: name, after, segment }): JourneyRule[] => {
    const found = journeyNamed(name);
    if (!found) return [];
    if (segment !== undefined) return [{ ...found, when: segment, condition: null, segment }];
    const when = `${COUNTED[after?.by ?? 'online']} >= ${after?.payments ?? PAST_ITEMS}`;
    const { condition } = compileCondition({ text: when, vocabulary: CUSTOMER_WORDS });
    return condition ? [{ ...found, when, condition }] : [];
  });
  return rules.length === 0 ? null : { version: 0, rules, stages: new Map(), needsTotals: false };
}
