/** What a late customer is asked for beside the invoice: interest and fees, as the journey has them. */
import { z } from 'zod';
import { moneySchema, nameSchema } from '../journey/long-form.js';

/** Hundredths of a percent a year: 10 % is 1,000. */
const RATE_PARTS = 100;

export const costsSchema = z.strictObject({
  interest: z
    .strictObject({
      /** Percent a year, actual/365, from the day after the due date; two decimals at most. */
      percent: z
        .number()
        .positive()
        .max(50)
        .refine((percent) => Math.abs(percent * RATE_PARTS - Math.round(percent * RATE_PARTS)) < 1e-6, 'Expected two decimals at most.'),
      /** The step with which it is first claimed; those after it claim what has accrued since. */
      firstIn: nameSchema,
      /** The segment whose customers are not asked for it as long as they are in it, judged by each step that would claim it. */
      waivedFor: nameSchema.optional(),
    })
    .optional(),
  fees: z
    .array(z.strictObject({ with: nameSchema, amounts: z.array(moneySchema).min(1), waivedFor: nameSchema.optional() }))
    .max(10)
    .default([]),
  /** What a payment goes to first. */
  payments: z.enum(['principal', 'costs']).default('principal'),
});
export type Costs = z.infer<typeof costsSchema>;

/** What one step of an item may claim: told to the claim, which knows the ledger of its moment. */
export interface CostTerms {
  itemId: string;
  /** Hundredths of a percent a year; 0: none. */
  rate: number;
  /** Minor units of the item's currency; 0: none. */
  fee: number;
  first: Costs['payments'];
}

/** Hundredths of a percent. */
export const rateOf = ({ percent }: { percent: number }): number => Math.round(percent * RATE_PARTS);
