import { z } from 'zod';
import type { ShownInvoice } from '../ports.js';
import { factNumber } from '../shown.js';

const invoiceShape = {
  object: z.literal('invoice'),
  id: z.string(),
  customer: z.string(),
  number: z.string(),
  amount: z.int(),
  open: z.int(),
  currency: z.string(),
  issued_on: z.string(),
  due_on: z.string(),
  delivery: z.enum(['waiting', 'delivered', 'undeliverable', 'refused']),
  product: z.string().nullable(),
  prepaid: z.boolean(),
  /** The version that it walks in place of its customer's; null: it has none of its own. */
  journey: z.string().nullable(),
  lines: z.array(z.object({ description: z.string(), amount: z.int() })),
};
/** An invoice as it is shown. */
export const invoiceAnswer = z.object(invoiceShape);
/** The same as the report of it is answered. */
export const issuedAnswer = z.object({ ...invoiceShape, external_id: z.string(), fact_number: factNumber });
export const INVOICE_EXAMPLE = {
  object: 'invoice',
  id: 'inv_1',
  customer: 'cus_1',
  number: 'R-1001',
  amount: 124_995,
  open: 124_995,
  currency: 'EUR',
  issued_on: '2026-03-08',
  due_on: '2026-04-07',
  delivery: 'waiting',
  product: null,
  prepaid: false,
  journey: null,
  lines: [{ description: 'Steel brackets', amount: 124_995 }],
};

/** The invoice as `invoiceAnswer` says. */
export const showInvoice = (item: ShownInvoice): object => ({
  object: 'invoice',
  id: item.id,
  customer: item.customerId,
  number: item.number,
  amount: item.amount,
  open: item.open,
  currency: item.currency,
  issued_on: item.issuedOn,
  due_on: item.dueOn,
  delivery: item.delivery,
  product: item.product,
  prepaid: item.kind === 'prepaid',
  journey: item.journeyId,
  lines: item.lines,
});
