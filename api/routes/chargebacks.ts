import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { DulyError } from '../../domain/errors.js';
import { amount, body, code, externalId, oneOf } from '../fields.js';
import { firstFact, type Intake, knownAs } from '../intake.js';
import { type Route, route } from '../route.js';
import { factNumber, recordedAs } from '../shown.js';

const chargebackSchema = body({ external_id: externalId, amount: amount.optional(), reason: code });
const resultSchema = body({ external_id: externalId.optional(), outcome: oneOf(['won', 'lost']) });

const shared = { object: z.literal('chargeback'), id: z.string(), customer: z.string(), fact_number: factNumber, payment: z.string() };
const chargebackAnswer = z.object({
  ...shared,
  external_id: z.string(),
  amount: z.int(),
  reason: z.string(),
  /** By our ids: those that are open again. */
  invoices: z.array(z.string()),
});
const resultAnswer = z.object({ ...shared, outcome: z.string(), invoices: z.array(z.string()) });

/** `POST /v1/payments/{id}/chargebacks`. Without an amount the bank took all of the payment back. */
export const chargeBack = (intake: Intake): Route =>
  route({
    method: 'post',
    path: '/v1/payments/{id}/chargebacks',
    name: 'chargeBackPayment',
    summary: 'The bank took a payment back: what it had paid is open again, and disputed until somebody has answered',
    idIs: 'The payment’s id, as reporting it was answered.',
    body: chargebackSchema,
    answers: recordedAs(chargebackAnswer),
    example: {
      body: { external_id: 'dp_1', reason: 'fraudulent' },
      answer: {
        object: 'chargeback',
        id: 'cb_1',
        external_id: 'dp_1',
        customer: 'cus_1',
        fact_number: 6,
        payment: 'pay_1',
        amount: 124_995,
        reason: 'fraudulent',
        invoices: ['inv_1'],
      },
    },
    handle: async ({ id, body: given, keep }) => {
      const payment = await intake.lookup.payment(id);
      if (!payment)
        throw new DulyError({
          code: 'unknown_payment',
          message: `There is no payment ${id}. Send the id that reporting it was answered with.`,
        });
      const { customerId } = payment;
      return intake.record({
        customerId,
        keep,
        draft: async ({ books, now, dateOf }) => {
          const known = await knownAs({ books, type: 'payment.chargedBack', externalId: given.external_id });
          const report = (taken: number) => ({
            type: 'payment.chargedBack' as const,
            source: 'api',
            externalId: given.external_id,
            effectiveOn: known?.effectiveOn ?? dateOf(now),
            data: {
              chargebackId: known?.data.chargebackId ?? `cb_${uuid()}`,
              paymentId: payment.id,
              amount: taken,
              code: given.reason,
              itemIds: known?.data.itemIds ?? [],
            },
          });
          if (known) return [report(given.amount ?? known.data.amount)];
          const { payments } = await books.bookingRows(report(1));
          const whole = payments.find((candidate) => candidate.id === payment.id)?.amount ?? 0;
          return [report(given.amount ?? whole)];
        },
        answer: (recorded) => {
          const fact = firstFact(recorded, 'payment.chargedBack');
          return {
            object: 'chargeback',
            id: fact.data.chargebackId,
            external_id: fact.externalId,
            customer: customerId,
            fact_number: fact.number,
            payment: fact.data.paymentId,
            amount: fact.data.amount,
            reason: fact.data.code,
            invoices: fact.data.itemIds,
          };
        },
      });
    },
  });

/** `POST /v1/chargebacks/{id}/resolve`. A chargeback is resolved once. */
export const resolveChargeback = (intake: Intake): Route =>
  route({
    method: 'post',
    path: '/v1/chargebacks/{id}/resolve',
    name: 'resolveChargeback',
    summary: 'What the bank decided: won, the money is ours again; lost, it stays away',
    idIs: 'The chargeback’s id, as reporting it was answered.',
    body: resultSchema,
    answers: recordedAs(resultAnswer),
    example: {
      body: { outcome: 'won' },
      answer: {
        object: 'chargeback',
        id: 'cb_1',
        customer: 'cus_1',
        fact_number: 7,
        payment: 'pay_1',
        outcome: 'won',
        invoices: ['inv_1'],
      },
    },
    handle: async ({ id, body: given, keep }) => {
      const chargeback = await intake.lookup.chargeback(id);
      if (!chargeback)
        throw new DulyError({
          code: 'unknown_chargeback',
          message: `There is no chargeback ${id}. Send the id that reporting it was answered with.`,
        });
      const { customerId, paymentId } = chargeback;
      const source = given.external_id === undefined ? 'duly' : 'api';
      const externalIdOf = given.external_id ?? `chargeback.resolved/${chargeback.id}`;
      return intake.record({
        customerId,
        keep,
        draft: async ({ books, now, dateOf }) => {
          const known = await knownAs({ books, type: 'chargeback.resolved', source, externalId: externalIdOf });
          if (known && (known.data.chargebackId !== chargeback.id || known.data.outcome !== given.outcome))
            throw new DulyError({
              code: 'external_id_conflict',
              at: 'external_id',
              message:
                'A chargeback was already resolved under this external id, and otherwise. Send what was sent then, or use a new external id.',
            });
          return [
            {
              type: 'chargeback.resolved',
              source,
              externalId: externalIdOf,
              effectiveOn: known?.effectiveOn ?? dateOf(now),
              data: {
                chargebackId: chargeback.id,
                paymentId,
                outcome: given.outcome === 'won' ? 'won' : 'lost',
                itemIds: known?.data.itemIds ?? [],
              },
            },
          ];
        },
        answer: (recorded) => {
          const fact = firstFact(recorded, 'chargeback.resolved');
          return {
            object: 'chargeback',
            id: fact.data.chargebackId,
            customer: customerId,
            fact_number: fact.number,
            payment: paymentId,
            outcome: fact.data.outcome,
            invoices: fact.data.itemIds,
          };
        },
      });
    },
  });
