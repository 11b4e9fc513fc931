import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { DulyError } from '../../domain/errors.js';
import type { Report } from '../../domain/facts.js';
import { formatMoney } from '../../domain/money.js';
import type { ItemRow } from '../../domain/rows.js';
import { amount, body, code, customer, externalId, invoiceName, oneOf } from '../fields.js';
import { firstFact, type Intake, knownAs } from '../intake.js';
import { type Route, route } from '../route.js';
import { factNumber, recordedAs } from '../shown.js';
import { neededItem } from './needed-item.js';
import { itemUnderLock } from './under-lock.js';

const disputeSchema = body({ external_id: externalId, customer, invoice: invoiceName, amount: amount.optional(), reason: code });
const resolutionSchema = body({
  external_id: externalId.optional(),
  outcome: oneOf(['for_customer', 'against_customer']),
  credit_note_amount: amount.optional(),
});

const shared = { object: z.literal('dispute'), id: z.string(), customer: z.string(), fact_number: factNumber, invoice: z.string() };
const disputeAnswer = z.object({ ...shared, external_id: z.string(), amount: z.int(), reason: z.string() });
const explanationSchema = body({ external_id: externalId, reason: code });
const explanationAnswer = z.object({ ...shared, reason: z.string() });
const resolutionAnswer = z.object({
  ...shared,
  outcome: z.string(),
  credit_note: z.object({ object: z.literal('credit_note'), id: z.string(), fact_number: factNumber, amount: z.int() }).nullable(),
});

/** `POST /v1/disputes`. Without an amount the customer disputes all that is open. */
export const openDispute = (intake: Intake): Route =>
  route({
    method: 'post',
    path: '/v1/disputes',
    name: 'openDispute',
    summary: 'The customer objects to an invoice or a part of it: it is left in peace',
    body: disputeSchema,
    answers: recordedAs(disputeAnswer),
    example: {
      body: { external_id: 'CRM-4711', customer: 'cus_1', invoice: 'R-1001', reason: 'damaged_goods' },
      answer: {
        object: 'dispute',
        id: 'dis_1',
        external_id: 'CRM-4711',
        customer: 'cus_1',
        fact_number: 5,
        invoice: 'inv_1',
        amount: 124_995,
        reason: 'damaged_goods',
      },
    },
    handle: async ({ body: given, keep }) => {
      const customerId = await intake.customer(given.customer);
      const itemNamed = await intake.items({ customerId, names: [given.invoice] });
      const { id: itemId } = neededItem({ item: itemNamed(given.invoice), name: given.invoice, at: 'invoice' });
      return intake.record({
        customerId,
        keep,
        draft: async ({ books, now, dateOf }) => {
          const known = await knownAs({ books, type: 'dispute.opened', externalId: given.external_id });
          const report = (disputed: number): Report => ({
            type: 'dispute.opened',
            source: 'api',
            externalId: given.external_id,
            effectiveOn: known?.effectiveOn ?? dateOf(now),
            data: { disputeId: `dis_${uuid()}`, itemId, amount: disputed, reasonCode: given.reason },
          });
          if (known) return [report(given.amount ?? known.data.amount)];
          const item = await itemUnderLock({ books, report: report(1), itemId });
          if (item.open === 0)
            throw new DulyError({
              code: 'invalid_amount',
              at: 'invoice',
              message: `Invoice ${item.number} is settled: nothing of it is open to be disputed. Report a refund instead.`,
            });
          if (given.amount !== undefined && given.amount > item.amount) {
            throw new DulyError({
              code: 'invalid_amount',
              at: 'amount',
              message: `Invoice ${item.number} is about ${money(item, item.amount)}: no more than that can be disputed.`,
            });
          }
          return [report(given.amount ?? item.open)];
        },
        answer: (recorded) => {
          const fact = firstFact(recorded, 'dispute.opened');
          return {
            object: 'dispute',
            id: fact.data.disputeId,
            external_id: fact.externalId,
            customer: customerId,
            fact_number: fact.number,
            invoice: fact.data.itemId,
            amount: fact.data.amount,
            reason: fact.data.reasonCode,
          };
        },
      });
    },
  });

/** `POST /v1/disputes/{id}/explain`. Whoever answers for the reason is asked in place of who was asked before. */
export const explainDispute = (intake: Intake): Route =>
  route({
    method: 'post',
    path: '/v1/disputes/{id}/explain',
    name: 'explainDispute',
    summary: 'The customer’s reason is known, or another one: whoever answers for it is asked',
    idIs: 'The dispute’s id, as opening it was answered.',
    body: explanationSchema,
    answers: recordedAs(explanationAnswer),
    example: {
      body: { external_id: 'CRM-4713', reason: 'price' },
      answer: { object: 'dispute', id: 'dis_1', customer: 'cus_1', fact_number: 6, invoice: 'inv_1', reason: 'price' },
    },
    handle: async ({ id, body: given, keep }) => {
      const dispute = await neededDispute(intake, id);
      const { customerId, itemId } = dispute;
      return intake.record({
        customerId,
        keep,
        draft: async ({ books, now, dateOf }) => {
          const known = await knownAs({ books, type: 'dispute.explained', externalId: given.external_id });
          return [
            {
              type: 'dispute.explained',
              source: 'api',
              externalId: given.external_id,
              effectiveOn: known?.effectiveOn ?? dateOf(now),
              data: { disputeId: dispute.id, itemId, reasonCode: given.reason },
            },
          ];
        },
        answer: (recorded) => {
          const fact = firstFact(recorded, 'dispute.explained');
          return {
            object: 'dispute',
            id: dispute.id,
            customer: customerId,
            fact_number: fact.number,
            invoice: itemId,
            reason: fact.data.reasonCode,
          };
        },
      });
    },
  });

async function neededDispute(intake: Intake, id: string | undefined) {
  const dispute = id === undefined ? undefined : await intake.lookup.dispute(id);
  if (!dispute)
    throw new DulyError({
      code: 'unknown_dispute',
      message: `There is no dispute ${id}. Send the id that opening it was answered with.`,
    });
  return dispute;
}

/** `POST /v1/disputes/{id}/resolve`. For the customer, the credit note that follows is issued in the same transaction. A dispute is resolved once. */
export const resolveDispute = (intake: Intake): Route =>
  route({
    method: 'post',
    path: '/v1/disputes/{id}/resolve',
    name: 'resolveDispute',
    summary: 'End a dispute, with a credit note where the customer was right',
    idIs: 'The dispute’s id, as opening it was answered.',
    body: resolutionSchema,
    answers: recordedAs(resolutionAnswer),
    example: {
      body: { outcome: 'for_customer', credit_note_amount: 20_000 },
      answer: {
        object: 'dispute',
        id: 'dis_1',
        customer: 'cus_1',
        fact_number: 6,
        invoice: 'inv_1',
        outcome: 'for_customer',
        credit_note: { object: 'credit_note', id: 'cn_1', fact_number: 7, amount: 20_000 },
      },
    },
    handle: async ({ id, body: given, keep }) => {
      if (given.credit_note_amount !== undefined && given.outcome === 'against_customer') {
        throw new DulyError({
          code: 'invalid_request',
          at: 'credit_note_amount',
          message:
            'A dispute resolved against the customer gives no credit note. Leave credit_note_amount out, or resolve it for_customer.',
        });
      }
      const dispute = await neededDispute(intake, id);
      const { customerId, itemId } = dispute;
      const disputeId = dispute.id;
      const source = given.external_id === undefined ? 'duly' : 'api';
      const externalId = given.external_id ?? `dispute.resolved/${disputeId}`;
      const creditExternalId = `creditNote.issued/${disputeId}`;

      return intake.record({
        customerId,
        keep,
        draft: async ({ books, now, dateOf }) => {
          const known = await knownAs({ books, type: 'dispute.resolved', source, externalId });
          const effectiveOn = known?.effectiveOn ?? dateOf(now);
          const resolution: Report = {
            type: 'dispute.resolved',
            source,
            externalId,
            effectiveOn,
            data: { disputeId, itemId, outcome: given.outcome === 'for_customer' ? 'for-customer' : 'against-customer' },
          };
          const credited = await knownAs({ books, type: 'creditNote.issued', source: 'duly', externalId: creditExternalId });
          if (known && (known.data.disputeId !== disputeId || credited?.data.amount !== given.credit_note_amount)) {
            throw new DulyError({
              code: 'external_id_conflict',
              at: 'external_id',
              message:
                'A dispute was already resolved under this external id, and otherwise. Send what was sent then, or use a new external id.',
            });
          }
          if (given.credit_note_amount === undefined) return [resolution];
          const creditNote: Report = {
            type: 'creditNote.issued',
            source: 'duly',
            externalId: creditExternalId,
            effectiveOn,
            data: { creditNoteId: credited?.data.creditNoteId ?? `cn_${uuid()}`, itemId, amount: given.credit_note_amount },
          };
          if (!known) {
            const item = await itemUnderLock({ books, report: creditNote, itemId });
            const isOpen = (await books.bookingRows(resolution)).disputes.some(({ id, status }) => id === disputeId && status === 'open');
            if (isOpen && given.credit_note_amount > item.open) {
              throw new DulyError({
                code: 'invalid_amount',
                at: 'credit_note_amount',
                message: `Only ${money(item, item.open)} of invoice ${item.number} is open. Send at most that; refund the rest.`,
              });
            }
          }
          return [resolution, creditNote];
        },
        answer: (recorded) => {
          const fact = firstFact(recorded, 'dispute.resolved');
          const credit = recorded.facts.find((candidate) => candidate.type === 'creditNote.issued');
          return {
            object: 'dispute',
            id: disputeId,
            customer: customerId,
            fact_number: fact.number,
            invoice: itemId,
            outcome: given.outcome,
            credit_note: credit
              ? { object: 'credit_note', id: credit.data.creditNoteId, fact_number: credit.number, amount: credit.data.amount }
              : null,
          };
        },
      });
    },
  });

const money = ({ currency }: ItemRow, minor: number): string => formatMoney({ amount: minor, currency });
