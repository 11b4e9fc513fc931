import { DulyError } from '../domain/errors.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { findCustomer } from './find-customer.js';

/** The invoice of that id or number; a number that several customers have needs the customer. Throws `unknown_item`. */
export async function invoiceNamed({
  prisma,
  invoice,
  customer,
}: {
  prisma: PrismaClient;
  invoice: string;
  customer: string | undefined;
}): Promise<{ id: string; customerId: string; number: string }> {
  const of = customer === undefined ? {} : { customerId: await findCustomer({ prisma, named: customer }) };
  const found = await prisma.item.findMany({
    where: { ...of, OR: [{ id: invoice }, { number: invoice }] },
    select: { id: true, customerId: true, number: true },
    orderBy: { id: 'asc' },
    take: 2,
  });
  const item = found.find(({ id }) => id === invoice) ?? (found.length === 1 ? found[0] : undefined);
  if (item) return item;
  throw new DulyError({
    code: 'unknown_item',
    at: 'invoice',
    message:
      found.length > 1
        ? `Several invoices have the number ${invoice}: name the customer with --customer, or give our id of the invoice.`
        : `There is no invoice ${invoice}${customer === undefined ? '' : ` of customer ${customer}`}: give its number, or our id of it.`,
  });
}
