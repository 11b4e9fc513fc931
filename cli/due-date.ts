/** Another due date for one invoice, by the one way in: a fact that an operator reports. */
import { v7 as uuid } from 'uuid';
import { dateAt, type LocalDate } from '../domain/calendar.js';
import { invoiceNamed } from './invoice-named.js';
import { OPERATOR, recordByHand, type ServersByHand } from './record-by-hand.js';

export interface DueDateChanged {
  customer: string;
  invoice: string;
  number: string;
  due: LocalDate;
  before: LocalDate;
  /** False: it was due on that day already. */
  changed: boolean;
}

/** Throws `unknown_item`, `unknown_customer`, and `invalid_date` for a day before its issue; then nothing was changed. */
export async function changeDueDate({
  servers,
  invoice,
  customer,
  due,
}: {
  servers: ServersByHand;
  invoice: string;
  customer: string | undefined;
  due: LocalDate;
}): Promise<DueDateChanged> {
  const { id, customerId, number } = await invoiceNamed({ prisma: servers.prisma, invoice, customer });
  let before = due;
  await recordByHand({
    servers,
    customerId,
    reports: async (own, now) => {
      const { dueOn } = await servers.prisma.item.findUniqueOrThrow({ where: { id }, select: { dueOn: true } });
      before = dueOn.toISOString().slice(0, 10);
      if (before === due) return [];
      const effectiveOn = dateAt(now, own.customer().timeZone);
      return [{ type: 'invoice.dueChanged', source: OPERATOR, externalId: `due/${uuid()}`, effectiveOn, data: { itemId: id, dueOn: due } }];
    },
  });
  return { customer: customerId, invoice: id, number, due, before, changed: before !== due };
}

export const dueDateText = ({ number, invoice, due, before, changed }: DueDateChanged): string =>
  changed
    ? `Invoice ${number || invoice} is due on ${due} instead of ${before}: what it has had is not repeated, what is left counts from that day.`
    : `Invoice ${number || invoice} is due on ${due} already: nothing was changed.`;
