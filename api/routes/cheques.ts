import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { DulyError } from '../../domain/errors.js';
import { accountId } from '../../domain/ledger/account-id.js';
import { CHEQUE_REASONS } from '../../domain/rows.js';
import { amount, body, currency, customer, date, externalId, invoiceName, oneOf, reference } from '../fields.js';
import { firstFact, type Intake, knownAs } from '../intake.js';
import { type Route, route } from '../route.js';
import { factNumber, recordedAs } from '../shown.js';
import { neededItem } from './needed-item.js';
import { chequeUnderLock } from './under-lock.js';

const chequeSchema = body({
  external_id: externalId,
  customer,
  number: reference.optional(),
  amount,
  currency,
  received_on: date.optional(),
  invoices: z
    .array(body({ invoice: invoiceName, amount }), { error: 'Send a list of {"invoice": …, "amount": …}.' })
    .max(100, { error: 'Send at most 100 invoices.' })
    .default([]),
});
const clearSchema = body({ external_id: externalId.optional(), received_on: date.optional() });
const returnSchema = body({ external_id: externalId.optional(), reason: oneOf(CHEQUE_REASONS) });
const depositSchema = body({ external_id: externalId.optional() });

const shared = { object: z.literal('cheque'), id: z.string(), customer: z.string(), fact_number: factNumber };
const invoices = z.array(z.object({ invoice: z.string(), amount: z.int() }));
const chequeAnswer = z.object({
  ...shared,
  external_id: z.string(),
  number: z.string(),
  amount: z.int(),
  currency: z.string(),
  /** By our ids: what of it is on its way for which invoice. */
  invoices,
});
/** By our ids of the invoices that it was for. */
const changedAnswer = z.object({ ...shared, invoices: z.array(z.string()) });
const clearedAnswer = z.object({ ...shared, payment: z.string(), applied: invoices });
const returnedAnswer = z.object({ ...shared, reason: z.string(), invoices: z.array(z.string()) });

/** `POST /v1/cheques`. Without invoices it is for the oldest. Its money is on its way until the bank has paid. */
export const receiveCheque = (intake: Intake): Route =>
  route({
    method: 'post',
    path: '/v1/cheques',
    name: 'receiveCheque',
    summary: 'A cheque arrived and goes to the bank: nobody is asked for its money while the bank works',
    body: chequeSchema,
    answers: recordedAs(chequeAnswer),
    example: {
      body: {
        external_id: 'CHQ-000417',
        customer: { external_id: 'ERP-1001' },
        amount: 124_995,
        currency: 'EUR',
        invoices: [{ invoice: 'R-1001', amount: 124_995 }],
      },
      answer: {
        object: 'cheque',
        id: 'chq_1',
        customer: 'cus_1',
        fact_number: 5,
        external_id: 'CHQ-000417',
        number: 'CHQ-000417',
        amount: 124_995,
        currency: 'EUR',
        invoices: [{ invoice: 'inv_1', amount: 124_995 }],
      },
    },
    handle: async ({ body: given, keep }) => {
      const customerId = await intake.customer(given.customer);
      const itemNamed = await intake.items({ customerId, names: given.invoices.map(({ invoice }) => invoice) });
      const requested = given.invoices.map(({ invoice: name, amount: part }, index) => ({
        itemId: neededItem({ item: itemNamed(name), name, at: `invoices.${index}.invoice` }).id,
        amount: part,
      }));
      return intake.record({
        customerId,
        keep,
        draft: async ({ books, now, dateOf }) => {
          const known = await knownAs({ books, type: 'cheque.received', externalId: given.external_id });
          const { legalEntityId } = books.customer();
          return [
            {
              type: 'cheque.received',
              source: 'api',
              externalId: given.external_id,
              effectiveOn: given.received_on ?? known?.effectiveOn ?? dateOf(now),
              data: {
                chequeId: known?.data.chequeId ?? `chq_${uuid()}`,
                accountId: accountId({ customerId, legalEntityId, currency: given.currency }),
                amount: given.amount,
                currency: given.currency,
                number: given.number ?? known?.data.number ?? given.external_id,
                requested,
                apply: requested.length > 0 ? 'named' : 'oldest-first',
                shares: [],
              },
            },
          ];
        },
        answer: (recorded) => {
          const fact = firstFact(recorded, 'cheque.received');
          return {
            object: 'cheque',
            id: fact.data.chequeId,
            customer: customerId,
            fact_number: fact.number,
            external_id: fact.externalId,
            number: fact.data.number,
            amount: fact.data.amount,
            currency: fact.data.currency,
            invoices: fact.data.shares.map(({ itemId, amount: part }) => ({ invoice: itemId, amount: part })),
          };
        },
      });
    },
  });

const chequeIdIs = 'The cheque’s id, as recording it was answered.';

/** `POST /v1/cheques/{id}/clear`. `received_on` is the value date. */
export const clearCheque = (intake: Intake): Route =>
  route({
    method: 'post',
    path: '/v1/cheques/{id}/clear',
    name: 'clearCheque',
    summary: 'The bank paid the cheque: its money is received, and given to the invoices that it was for',
    idIs: chequeIdIs,
    body: clearSchema,
    answers: recordedAs(clearedAnswer),
    example: {
      body: { received_on: '2026-03-12' },
      answer: {
        object: 'cheque',
        id: 'chq_1',
        customer: 'cus_1',
        fact_number: 6,
        payment: 'pay_1',
        applied: [{ invoice: 'inv_1', amount: 124_995 }],
      },
    },
    handle: async ({ id, body: given, keep }) => {
      const cheque = await chequeNamed(intake, id);
      const { customerId } = cheque;
      const named = { type: 'cheque.cleared', id, given: given.external_id } as const;
      return intake.record({
        customerId,
        keep,
        draft: async ({ books, now, dateOf }) => {
          const known = await knownAs({ books, ...sourceOf(named), type: 'cheque.cleared' });
          return [
            {
              type: 'cheque.cleared',
              ...sourceOf(named),
              effectiveOn: given.received_on ?? known?.effectiveOn ?? dateOf(now),
              data: { chequeId: cheque.id, paymentId: known?.data.paymentId ?? `pay_${uuid()}`, itemIds: [], shares: [] },
            },
          ];
        },
        answer: (recorded) => {
          const { number, data } = firstFact(recorded, 'cheque.cleared');
          return {
            object: 'cheque',
            id: data.chequeId,
            customer: customerId,
            fact_number: number,
            payment: data.paymentId,
            applied: data.shares.map(({ itemId, amount: part }) => ({ invoice: itemId, amount: part })),
          };
        },
      });
    },
  });

/** `POST /v1/cheques/{id}/return`. Also after it was cleared: then its money is taken back. */
export const returnCheque = (intake: Intake): Route =>
  route({
    method: 'post',
    path: '/v1/cheques/{id}/return',
    name: 'returnCheque',
    summary: 'The bank did not pay the cheque, or took its money back: what it was for is open, and handled by the reason',
    idIs: chequeIdIs,
    body: returnSchema,
    answers: recordedAs(returnedAnswer),
    example: {
      body: { external_id: 'BANK-R-81', reason: 'no-funds' },
      answer: { object: 'cheque', id: 'chq_1', customer: 'cus_1', fact_number: 6, reason: 'no-funds', invoices: ['inv_1'] },
    },
    handle: async ({ id, body: given, keep }) => {
      const cheque = await chequeNamed(intake, id);
      const { customerId } = cheque;
      return intake.record({
        customerId,
        keep,
        draft: async ({ books, now, dateOf }) => {
          const reportOf = (common: { source: string; externalId: string; effectiveOn: string }, paymentId: string | null) => ({
            ...common,
            type: 'cheque.returned' as const,
            data: { chequeId: cheque.id, reason: given.reason, paymentId, itemIds: [] },
          });
          const report = reportOf({ source: 'api', externalId: '', effectiveOn: dateOf(now) }, null);
          const { deposits = 1, paymentId = null } = (await chequeUnderLock({ books, report, chequeId: cheque.id })) ?? {};
          const named = sourceOf({ type: 'cheque.returned', id: `${id}/${deposits}`, given: given.external_id });
          const known = await knownAs({ books, ...named, type: 'cheque.returned' });
          return [reportOf({ ...named, effectiveOn: known?.effectiveOn ?? dateOf(now) }, paymentId)];
        },
        answer: (recorded) => {
          const { number, data } = firstFact(recorded, 'cheque.returned');
          return {
            object: 'cheque',
            id: data.chequeId,
            customer: customerId,
            fact_number: number,
            reason: data.reason,
            invoices: data.itemIds,
          };
        },
      });
    },
  });

/** `POST /v1/cheques/{id}/deposit`. Of one that was returned. */
export const depositCheque = (intake: Intake): Route =>
  route({
    method: 'post',
    path: '/v1/cheques/{id}/deposit',
    name: 'depositCheque',
    summary: 'The bank gets a returned cheque once more: its money is on its way again',
    idIs: chequeIdIs,
    body: depositSchema,
    answers: recordedAs(changedAnswer),
    example: {
      body: { external_id: 'BANK-D-12' },
      answer: { object: 'cheque', id: 'chq_1', customer: 'cus_1', fact_number: 7, invoices: ['inv_1'] },
    },
    handle: async ({ id, body: given, keep }) => {
      const cheque = await chequeNamed(intake, id);
      const { customerId } = cheque;
      return intake.record({
        customerId,
        keep,
        draft: async ({ books, now, dateOf }) => {
          const draftOf = (externalIdOf: string, source: string, effectiveOn: string) => ({
            type: 'cheque.deposited' as const,
            source,
            externalId: externalIdOf,
            effectiveOn,
            data: { chequeId: cheque.id, itemIds: [] },
          });
          const report = draftOf('', 'api', dateOf(now));
          const { deposits = 1 } = (await chequeUnderLock({ books, report, chequeId: cheque.id })) ?? {};
          const named = sourceOf({ type: 'cheque.deposited', id: `${id}/${deposits}`, given: given.external_id });
          const known = await knownAs({ books, ...named, type: 'cheque.deposited' });
          return [draftOf(named.externalId, named.source, known?.effectiveOn ?? dateOf(now))];
        },
        answer: (recorded) => {
          const { number, data } = firstFact(recorded, 'cheque.deposited');
          return { object: 'cheque', id: data.chequeId, customer: customerId, fact_number: number, invoices: data.itemIds };
        },
      });
    },
  });

async function chequeNamed(intake: Intake, id: string): Promise<{ id: string; customerId: string }> {
  const cheque = await intake.lookup.cheque(id);
  if (cheque) return cheque;
  throw new DulyError({
    code: 'unknown_cheque',
    message: `There is no cheque ${id}. Send the id that recording it was answered with.`,
  });
}

/** Under the sender's own id where he gives one; else what happened to the cheque is its own id, so that sending twice is safe. */
const sourceOf = ({ type, id, given }: { type: string; id: string; given: string | undefined }): { source: string; externalId: string } =>
  given === undefined ? { source: 'duly', externalId: `${type}/${id}` } : { source: 'api', externalId: given };
