/** The facts that an import reports. */
import type { LocalDate } from '../domain/calendar.js';
import type { Report, ToldPaidBy } from '../domain/facts.js';
import type { ImportedInvoice } from '../domain/replay/invoices.js';
import type { Stoppable } from '../domain/rows.js';

/** The source of all facts that come with a file. */
export const IMPORT_SOURCE = 'import';
const HELD: Stoppable[] = ['reminders', 'collecting', 'escalation', 'interest'];

/** The invoice as issued and delivered by whoever kept it before. */
export function issued({
  itemId,
  accountId: account,
  invoice,
  deliveredOn,
  currency,
}: {
  itemId: string;
  accountId: string;
  invoice: ImportedInvoice;
  /** Null: nobody says when. */
  deliveredOn: LocalDate | null;
  currency: string;
}): Report {
  return {
    type: 'invoice.issued',
    source: IMPORT_SOURCE,
    externalId: `${itemId}/issued`,
    effectiveOn: invoice.issuedOn,
    data: {
      itemId,
      accountId: account,
      number: invoice.invoice,
      amount: invoice.amount,
      currency,
      dueOn: invoice.dueOn,
      delivery: 'delivered',
      ...(deliveredOn === null ? {} : { deliveredOn }),
      ...(invoice.product !== undefined && { product: invoice.product }),
      orderIds: [],
    },
  };
}

/** What others had done about the item, all of it on the day of the last step. */
export function taken({ itemId, steps, on }: { itemId: string; steps: string[]; on: LocalDate }): Report {
  return {
    type: 'steps.taken',
    source: IMPORT_SOURCE,
    externalId: `${itemId}/taken`,
    effectiveOn: on,
    data: { itemId, steps, on },
  };
}

/** Nothing is asked for until a person releases it. */
export function held({ itemId, today }: { itemId: string; today: LocalDate }): Report {
  return {
    type: 'hold.placed',
    source: IMPORT_SOURCE,
    externalId: `${itemId}/imported`,
    effectiveOn: today,
    data: { holdId: `hold/${itemId}/imported`, kind: 'imported', scope: 'item', subject: itemId, stops: HELD, endsAt: null },
  };
}

/** The money for one invoice. */
export function settled({
  itemId,
  accountId: account,
  amount,
  currency,
  on,
  paidBy,
}: {
  itemId: string;
  accountId: string;
  amount: number;
  currency: string;
  on: LocalDate;
  paidBy: ToldPaidBy | undefined;
}): Report {
  return {
    type: 'payment.received',
    source: IMPORT_SOURCE,
    externalId: `${itemId}/settled`,
    effectiveOn: on,
    data: {
      paymentId: `pay_${itemId}`,
      accountId: account,
      amount,
      currency,
      shares: [{ itemId, amount }],
      apply: 'named',
      chargeId: null,
      attemptId: null,
      reference: null,
      ...(paidBy !== undefined && { paidBy }),
    },
  };
}
