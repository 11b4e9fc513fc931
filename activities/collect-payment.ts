import type { Outcome } from '../domain/effects/outcome.js';
import { viewOf } from '../domain/view.js';
import type { PaymentActivities } from '../workflows/contract.js';
import { createPerform } from './perform.js';
import type { Books } from './ports/books.js';
import type { Clock } from './ports/clock.js';
import type { CollectOrder, PaymentGateway } from './ports/payment-gateway.js';

interface Ports {
  books: Books;
  gateway: PaymentGateway;
  /** The activity's own, possibly virtual time. */
  clock: Clock;
}

/** Draws a charge. Every try carries the effect's id as its key: the provider answers a repeated question with what it did the first time. */
export function createPaymentActivities({ books, gateway, clock }: Ports): PaymentActivities {
  const perform = createPerform({ books });
  return {
    collectPayment: (input) =>
      perform<{
        order: Omit<CollectOrder, 'method'> & { method: string | null };
        made: Omit<Extract<Outcome, { did: 'collected' }>, 'did' | 'reference'>;
      }>({
        ...input,
        now: clock.now(),
        prepare: async ({ effect, claimed, rows, books: own }) => {
          if (effect.kind !== 'collect') throw new Error(`${effect.id} is no charge`);
          const charge = rows.charges.find((candidate) => candidate.id === effect.chargeId);
          const method = rows.methods.find((candidate) => candidate.id === effect.methodId);
          const item = viewOf({ rows, now: clock.now() }).item(effect.itemIds[0] ?? '');
          if (!charge || !item) throw new Error(`${effect.id} has no charge or item`);
          const amount = claimed.again ? charge.amount : claimed.parts.reduce((sum, part) => sum + part.amount, 0);
          const order = {
            idempotencyKey: effect.id,
            amount: { amount, currency: charge.currency },
            method: method?.providerRef ?? null,
            description: `Charge ${charge.id}`,
            metadata: { duly_customer: own.customer().id, duly_charge: charge.id },
          };
          return {
            order,
            made: { amount, parts: claimed.parts, accountId: item.accountId, currency: charge.currency },
          };
        },
        act: async ({ order, made }, { again }) => {
          const { method } = order;
          if (method === null) return { outcome: { did: 'ours', code: 'unknown_method' } };
          const answer = await gateway.collect({ ...order, method });
          switch (answer.did) {
            case 'collected':
              return { outcome: { did: 'collected', reference: answer.reference, ...made } };
            case 'declined':
              return { outcome: { did: 'declined', code: answer.code, advice: answer.advice } };
            case 'ours':
              return again ? { lost: nobodyKnows(answer.code) } : { outcome: { did: 'ours', code: answer.code } };
            case 'unreachable':
              return { notNow: again ? nobodyKnows(answer.message) : `The payment provider cannot be reached: ${answer.message}` };
            case 'unknown':
              return { lost: nobodyKnows(answer.message) };
          }
        },
      }),
  };
}

/** After a try whose answer was lost, only "collected" and "declined" say what became of it. */
const nobodyKnows = (why: string): string => `Nobody knows yet whether the charge was made: ${why}`;
