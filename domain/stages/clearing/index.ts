import { z } from 'zod';
import { nameSchema } from '../../journey/long-form.js';
import type { ChequeRow } from '../../rows.js';
import { endOfLimit, spanSchema } from '../../span.js';
import { type Plan, type PlanInput, stageType } from '../stage-type.js';
import { tellClearing } from './tell.js';
import { words } from './words.js';

const schema = z.strictObject({
  /** How long the bank has, from the day on which it got the cheque. */
  wait: spanSchema.default({ businessDays: 5 }),
  /** Who asks the bank when it has said nothing by then. */
  ask: nameSchema.default('cash-desk'),
});
export type ClearingConfig = z.infer<typeof schema>;

/**
 * A cheque is with the bank: nobody is chased while it works. Outcomes: returned, when the bank did not pay one; cleared with a rest, when it did and
 * something is still owed: by default back to the stage that the item was taken out of. What is paid in full leaves by itself.
 */
export const clearing = stageType<ClearingConfig>({
  lanes: ['item'],
  schema,
  outcomes: ['returned', 'cleared with a rest'],
  defaults: { 'cleared with a rest': 'back' },
  words,
  plan: planClearing,
  tell: tellClearing,
});

function planClearing(input: PlanInput<ClearingConfig>): Plan {
  const { config, token, view } = input;
  const cheques = view.chequesOf(token.subject);
  const withBank = cheques.filter(({ status }) => status === 'clearing');
  if (withBank.length > 0) {
    const unasked = withBank.filter(({ askAt }) => askAt === null);
    return {
      changes: unasked.map((cheque) => ({ update: 'cheque', id: cheque.id, set: { askAt: waitsUntil(input, cheque), asks: config.ask } })),
      reasons: withBank.map(({ number }) => ({ about: token.subject, code: 'cheque-clears', params: { number } })),
    };
  }
  const returned = cheques.find(({ status, endedAt }) => status === 'returned' && (endedAt ?? 0) >= token.enteredAt);
  if (!returned) return { outcome: 'cleared with a rest' };
  const { number, reason } = returned;
  return {
    outcome: 'returned',
    reasons: [{ about: token.subject, code: 'cheque-returned', params: { number, reason: (reason ?? '').replaceAll('-', ' ') } }],
  };
}

const waitsUntil = ({ config: { wait }, contact, view, zone }: PlanInput<ClearingConfig>, { depositedAt }: ChequeRow): number =>
  endOfLimit({ now: depositedAt, within: wait, zone, country: view.customer.country, closed: contact.closed });
