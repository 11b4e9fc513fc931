import { z } from 'zod';
import { nameSchema } from '../../journey/long-form.js';
import { holdAskSchema } from '../ask.js';

/** The reason of what is missing of a payment without a word. */
export const UNEXPLAINED = 'unexplained';

export const shortPaymentSchema = z.strictObject({
  /** A payment is short where no more than so much of the invoice is missing; what is missing beyond that is a part payment. */
  upToPercent: z.int().min(1).max(100).default(100),
  /** The question to the customer. */
  question: z.strictObject({ send: nameSchema }).optional(),
  ask: holdAskSchema,
});
export type ShortPaymentConfig = z.infer<typeof shortPaymentSchema>;

/** The step that it takes by itself. */
export const QUESTION_STEP = 'short-payment-question';
