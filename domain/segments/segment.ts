/**
 * Segments: names for groups of customers, by conditions. `joins` says who comes in; with `leaves` whoever is in stays until that holds, so that nobody flips
 * from day to day; without it he is in as long as `joins` holds. The text is what is kept; what it means is found once for each journey.
 */
import { z } from 'zod';
import { LONGEST_CONDITION } from '../conditions/read-condition.js';
import { nameSchema } from '../journey/long-form.js';

export interface Segment {
  /** `good-payer` for `good payer`. */
  name: string;
  joins: string;
  leaves?: string;
}

const conditionSchema = z.string({ error: 'Expected a condition like customer.averageDaysLate > 15.' }).max(LONGEST_CONDITION * 20);
/** More would be no names any more. */
const MOST = 40;

/** By name: one condition, or one to join and one to leave. */
export const segmentsSchema = z
  .record(
    nameSchema,
    z.union([conditionSchema, z.strictObject({ joins: conditionSchema, leaves: conditionSchema.optional() })], {
      error: 'Expected a condition like customer.averageDaysLate > 15, or a map of "joins" and "leaves".',
    }),
  )
  .refine((given) => Object.keys(given).length <= MOST, `A journey has at most ${MOST} segments.`);
export type GivenSegments = z.infer<typeof segmentsSchema>;

/** The name by which sentences speak of it: `good-payer` of `Good payer`. */
export const segmentName = (said: string): string =>
  said
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');

/** The segments of the file, in their order. */
export const segmentsOf = (given: GivenSegments): Segment[] =>
  Object.entries(given).map(([said, one]): Segment => {
    const name = segmentName(said);
    if (typeof one === 'string') return { name, joins: one };
    return { name, joins: one.joins, ...(one.leaves !== undefined && { leaves: one.leaves }) };
  });

/** Segments that every journey has unless it says otherwise. */
export const BUILT_IN: readonly Segment[] = (['low', 'normal', 'high'] as const).map((risk) => ({
  name: `${risk}-risk`,
  joins: `customer.riskClass == "${risk}"`,
}));
