import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { DulyError } from '../../domain/errors.js';
import { amount, body, code, externalId } from '../fields.js';
import { firstFact, type Intake, knownAs } from '../intake.js';
import { type Route, route } from '../route.js';
import { factNumber, recordedAs } from '../shown.js';
import { itemOfPath } from './needed-item.js';
import { itemUnderLock } from './under-lock.js';

const writeOffSchema = body({ external_id: externalId, amount: amount.optional(), reason: code });
const undoSchema = body({ external_id: externalId.optional() });

const shared = { object: z.literal('write_off'), id: z.string(), customer: z.string(), fact_number: factNumber, invoice: z.string() };
const writeOffAnswer = z.object({ ...shared, external_id: z.string(), amount: z.int(), reason: z.string() });
const undoneAnswer = z.object({ ...shared, status: z.literal('undone') });

/** `POST /v1/invoices/{id}/write-offs`. Without an amount all that is open is written off. */
export const writeOff = (intake: Intake): Route =>
  route({
    method: 'post',
    path: '/v1/invoices/{id}/write-offs',
    name: 'writeOffInvoice',
    summary: 'Give up what is open of an invoice, or a part of it',
    idIs: 'Our id of the invoice.',
    body: writeOffSchema,
    answers: recordedAs(writeOffAnswer),
    example: {
      body: { external_id: 'ERP-WO-7', reason: 'small_rest', amount: 10 },
      answer: {
        object: 'write_off',
        id: 'wo_1',
        external_id: 'ERP-WO-7',
        customer: 'cus_1',
        fact_number: 8,
        invoice: 'inv_1',
        amount: 10,
        reason: 'small_rest',
      },
    },
    handle: async ({ id, body: given, keep }) => {
      const { id: itemId, customerId } = await itemOfPath({ lookup: intake.lookup, id });
      return intake.record({
        customerId,
        keep,
        draft: async ({ books, now, dateOf }) => {
          const known = await knownAs({ books, type: 'invoice.writtenOff', externalId: given.external_id });
          const report = (givenUp: number) => ({
            type: 'invoice.writtenOff' as const,
            source: 'api',
            externalId: given.external_id,
            effectiveOn: known?.effectiveOn ?? dateOf(now),
            data: { writeOffId: known?.data.writeOffId ?? `wo_${uuid()}`, itemId, amount: givenUp, code: given.reason },
          });
          if (known) return [report(given.amount ?? known.data.amount)];
          const { open, number } = await itemUnderLock({ books, report: report(1), itemId });
          if (open === 0)
            throw new DulyError({
              code: 'invalid_amount',
              message: `Invoice ${number} is settled: nothing of it is open to be written off.`,
            });
          return [report(given.amount ?? open)];
        },
        answer: (recorded) => {
          const fact = firstFact(recorded, 'invoice.writtenOff');
          return {
            object: 'write_off',
            id: fact.data.writeOffId,
            external_id: fact.externalId,
            customer: customerId,
            fact_number: fact.number,
            invoice: itemId,
            amount: fact.data.amount,
            reason: fact.data.code,
          };
        },
      });
    },
  });

/** `POST /v1/write-offs/{id}/undo`. It is owed again, with the steps it had; once. */
export const undoWriteOff = (intake: Intake): Route =>
  route({
    method: 'post',
    path: '/v1/write-offs/{id}/undo',
    name: 'undoWriteOff',
    summary: 'Undo a write-off: the invoice is open again',
    idIs: 'The write-off’s id, as making it was answered.',
    body: undoSchema,
    answers: recordedAs(undoneAnswer),
    example: {
      body: {},
      answer: { object: 'write_off', id: 'wo_1', customer: 'cus_1', fact_number: 9, invoice: 'inv_1', status: 'undone' },
    },
    handle: async ({ id, body: given, keep }) => {
      const found = await intake.lookup.writeOff(id);
      if (!found)
        throw new DulyError({
          code: 'unknown_write_off',
          message: `There is no write-off ${id}. Send the id that making it was answered with.`,
        });
      const { id: writeOffId, customerId, itemId } = found;
      const source = given.external_id === undefined ? 'duly' : 'api';
      const externalIdOf = given.external_id ?? `writeOff.undone/${writeOffId}`;
      return intake.record({
        customerId,
        keep,
        draft: async ({ books, now, dateOf }) => {
          const known = await knownAs({ books, type: 'writeOff.undone', source, externalId: externalIdOf });
          const effectiveOn = known?.effectiveOn ?? dateOf(now);
          return [{ type: 'writeOff.undone', source, externalId: externalIdOf, effectiveOn, data: { writeOffId, itemId } }];
        },
        answer: (recorded) => {
          const fact = firstFact(recorded, 'writeOff.undone');
          return { object: 'write_off', id: writeOffId, customer: customerId, fact_number: fact.number, invoice: itemId, status: 'undone' };
        },
      });
    },
  });
