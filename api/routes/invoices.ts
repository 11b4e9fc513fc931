import { isDeepStrictEqual } from 'node:util';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import type { InvoiceLine } from '../../activities/ports/books.js';
import { DulyError } from '../../domain/errors.js';
import type { Report } from '../../domain/facts.js';
import { accountId } from '../../domain/ledger/account-id.js';
import { amount, body, currency, customer, date, description, externalId, invoiceName, oneOf, product } from '../fields.js';
import { firstFact, type Intake, knownAs } from '../intake.js';
import type { Reads } from '../ports.js';
import { type Route, route } from '../route.js';
import { answerList, cursor, found, listOf, recordedAs } from '../shown.js';
import { dueOf, totalOf } from './invoice-terms.js';
import { INVOICE_EXAMPLE, invoiceAnswer, issuedAnswer, showInvoice } from './shown-invoice.js';

const days = 'Send a whole number of days from 0 to 365.';
const linesError = 'Send a list of 1 to 500 {"description": …, "amount": …}.';
const lineAmount = 'Send a whole number of minor units; a discount is below zero.';
const invoiceSchema = body({
  external_id: externalId,
  customer,
  number: invoiceName.optional(),
  currency,
  amount: amount.optional(),
  lines: z
    .array(body({ description, amount: z.int({ error: lineAmount }) }), { error: linesError })
    .min(1, { error: linesError })
    .max(500, { error: linesError })
    .optional(),
  issued_on: date.optional(),
  due_on: date.optional(),
  terms: body({ net_days: z.int({ error: days }).min(0, { error: days }).max(365, { error: days }) }).optional(),
  delivered_on: date.optional(),
  product: product.optional(),
  prepaid: z.literal(true, { error: 'Send true, or leave it out.' }).optional(),
});

/** `POST /v1/invoices`. Money that waited for the number goes to it in the same transaction. Without a number our own next one is given. */
const issueInvoice = (intake: Intake): Route =>
  route({
    method: 'post',
    path: '/v1/invoices',
    name: 'issueInvoice',
    summary: 'Issue an invoice: it is delivered unless delivered_on says that it was, and collected',
    body: invoiceSchema,
    answers: recordedAs(issuedAnswer),
    example: {
      body: {
        external_id: 'ERP-INV-1001',
        customer: { external_id: 'ERP-1001' },
        number: 'R-1001',
        currency: 'EUR',
        lines: [{ description: 'Steel brackets', amount: 124_995 }],
        issued_on: '2026-03-08',
        terms: { net_days: 30 },
      },
      answer: { ...INVOICE_EXAMPLE, external_id: 'ERP-INV-1001', fact_number: 2 },
    },
    handle: async ({ body: given, keep }) => {
      const total = totalOf(given);
      const customerId = await intake.customer(given.customer);
      let isNew = true;
      let lines: InvoiceLine[] = given.lines ?? [];
      return intake.record({
        customerId,
        keep,
        draft: async ({ books, now, dateOf }) => {
          const known = await knownAs({ books, type: 'invoice.issued', externalId: given.external_id });
          isNew = known === undefined;
          const { legalEntityId } = books.customer();
          const issuedOn = given.issued_on ?? known?.effectiveOn ?? dateOf(now);
          const dueOn = dueOf({ given, issuedOn, customer: books.customer(), known: known?.data.dueOn });
          if (dueOn < issuedOn)
            throw new DulyError({
              code: 'invalid_request',
              at: 'due_on',
              message: `The invoice would be due on ${dueOn}, before it is issued on ${issuedOn}. Correct one of the dates.`,
            });
          const product = given.product ?? known?.data.product;
          const itemId = known?.data.itemId ?? `inv_${uuid()}`;
          const report: Extract<Report, { type: 'invoice.issued' }> = {
            type: 'invoice.issued',
            source: 'api',
            externalId: given.external_id,
            effectiveOn: issuedOn,
            data: {
              itemId,
              accountId: accountId({ customerId, legalEntityId, currency: given.currency }),
              number: given.number ?? '',
              amount: total,
              currency: given.currency,
              dueOn,
              delivery: given.delivered_on === undefined ? (known?.data.delivery ?? 'waiting') : 'delivered',
              ...(product !== undefined && { product }),
              ...((given.prepaid ?? known?.data.prepaid) && { prepaid: true as const }),
              orderIds: [],
            },
          };
          if (known) {
            const kept = await books.lines(itemId);
            if ((given.number ?? known.data.number) !== known.data.number) throw conflict('number', given.external_id);
            if (given.lines && !isDeepStrictEqual(given.lines, kept)) throw conflict('lines', given.external_id);
            lines = kept;
          } else if (given.number !== undefined) {
            const { items } = await books.bookingRows(report);
            const same = items.find((item) => item.number === given.number);
            if (same)
              throw new DulyError({
                code: 'already_booked',
                at: 'number',
                message: `This customer has an invoice ${given.number} already: ${same.id}. Correct the number, or leave the invoice out.`,
              });
          }
          if (given.delivered_on === undefined) return [report];
          return [
            report,
            {
              type: 'invoice.delivered',
              source: 'duly',
              externalId: `${itemId}/delivered`,
              effectiveOn: given.delivered_on,
              data: { itemId },
            },
          ];
        },
        also: async (books, recorded) => {
          if (isNew && lines.length > 0) await books.keepLines({ itemId: firstFact(recorded, 'invoice.issued').data.itemId, lines });
        },
        answer: (recorded) => {
          const { data, effectiveOn, number: fact_number } = firstFact(recorded, 'invoice.issued');
          const taken = (data.taken ?? []).reduce((sum, part) => sum + part.amount, 0);
          return {
            object: 'invoice',
            id: data.itemId,
            external_id: given.external_id,
            customer: customerId,
            fact_number,
            number: data.number,
            amount: data.amount,
            open: data.amount - taken,
            currency: data.currency,
            issued_on: effectiveOn,
            due_on: data.dueOn,
            delivery: data.delivery,
            product: data.product ?? null,
            prepaid: data.prepaid === true,
            journey: null,
            lines,
          };
        },
      });
    },
  });

const conflict = (at: string, external: string): DulyError =>
  new DulyError({
    code: 'external_id_conflict',
    at,
    message: `An invoice was already issued under the external id ${external}, and with other ${at === 'lines' ? 'lines' : `a ${at}`}. Use a new external id, or send what was sent then.`,
  });

const getInvoice = (reads: Reads): Route =>
  route({
    method: 'get',
    path: '/v1/invoices/{id}',
    name: 'getInvoice',
    summary: 'An invoice and what is open of it',
    idIs: 'Our id of the invoice.',
    answers: found(invoiceAnswer),
    example: { answer: INVOICE_EXAMPLE },
    handle: async ({ id }) => {
      const invoice = await reads.invoice(id);
      if (!invoice) throw new DulyError({ code: 'unknown_item', message: `There is no invoice ${id}. Send our id of it.` });
      return { status: 200, body: showInvoice(invoice) };
    },
  });

const listInvoices = ({ intake, reads }: { intake: Intake; reads: Reads }): Route =>
  route({
    method: 'get',
    path: '/v1/invoices',
    name: 'listInvoices',
    summary: 'Invoices in order of our ids',
    query: body({ ...cursor, customer: externalId.optional(), status: oneOf(['open', 'settled']).optional() }),
    answers: found(listOf(invoiceAnswer)),
    example: { answer: { object: 'list', data: [INVOICE_EXAMPLE], has_more: false, next_cursor: null } },
    handle: async ({ query: { limit, starting_after, customer: named, status } }) => {
      const customerId = named === undefined ? undefined : await intake.named(named);
      const open = status === undefined ? undefined : status === 'open';
      return answerList(await reads.invoices({ limit, after: starting_after, customerId, open }), showInvoice);
    },
  });

/** Invoices: issued, read, listed. */
export const invoiceRoutes = ({ intake, reads }: { intake: Intake; reads: Reads }): Route[] => [
  issueInvoice(intake),
  listInvoices({ intake, reads }),
  getInvoice(reads),
];
