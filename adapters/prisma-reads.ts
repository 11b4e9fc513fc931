/** Reads to be shown: as they stand now, outside any lock. */
import { DulyError } from '../domain/errors.js';
import type { Headline } from '../domain/headline.js';
import type { Money } from '../domain/money.js';
import type { CustomerRow, ItemRow, TaskRow } from '../domain/rows.js';
import type { CustomerHistory } from '../domain/timeline.js';
import type { Customer, Item, ItemLine, Prisma, PrismaClient, Task } from '../prisma/generated/client.js';
import { readHistory } from './customer-history.js';
import { fromDb } from './rows.js';

interface Cursor {
  limit: number;
  after: string | undefined;
}
interface Page<Row> {
  rows: Row[];
  more: boolean;
}
interface ReadCustomer extends CustomerRow {
  externalId: string;
  name: string;
  contacts: { purpose: string; name: string; email: string | null; postal: string[] }[];
  balance: Money[];
  unapplied: Money[];
  headline: Headline | null;
}
type ReadInvoice = ItemRow & { lines: { description: string; amount: number }[] };

const CUSTOMER_PARTS = {
  contacts: { orderBy: { id: 'asc' } },
  accounts: { orderBy: { id: 'asc' } },
  position: { select: { headline: true } },
} as const satisfies Prisma.CustomerInclude;
const LINES = { lines: { orderBy: { position: 'asc' } } } as const satisfies Prisma.ItemInclude;

export function createReads({ prisma }: { prisma: PrismaClient }) {
  return {
    async customer(id: string): Promise<ReadCustomer | undefined> {
      const found = await prisma.customer.findUnique({ where: { id }, include: CUSTOMER_PARTS });
      return found ? customerOf(found) : undefined;
    },

    async customers({ externalId, ...cursor }: Cursor & { externalId: string | undefined }): Promise<Page<ReadCustomer>> {
      const where = externalId === undefined ? {} : { externalId };
      const found = await prisma.customer.findMany({
        where,
        include: CUSTOMER_PARTS,
        orderBy: { id: 'asc' },
        ...(await following({ cursor, exists: (id) => prisma.customer.count({ where: { id } }) })),
      });
      return pageOf({ found, cursor, of: customerOf });
    },

    async invoice(id: string): Promise<ReadInvoice | undefined> {
      const found = await prisma.item.findUnique({ where: { id }, include: LINES });
      return found ? invoiceOf(found) : undefined;
    },

    async invoices({
      customerId,
      open,
      ...cursor
    }: Cursor & { customerId: string | undefined; open: boolean | undefined }): Promise<Page<ReadInvoice>> {
      const found = await prisma.item.findMany({
        where: { ...(customerId !== undefined && { customerId }), ...(open !== undefined && { open: open ? { gt: 0 } : 0 }) },
        include: LINES,
        orderBy: { id: 'asc' },
        ...(await following({ cursor, exists: (id) => prisma.item.count({ where: { id } }) })),
      });
      return pageOf({ found, cursor, of: invoiceOf });
    },

    async task(id: string): Promise<TaskRow | undefined> {
      const found = await prisma.task.findUnique({ where: { id } });
      return found ? taskOf(found) : undefined;
    },

    async tasks({
      customerId,
      status,
      ...cursor
    }: Cursor & { customerId: string | undefined; status: TaskRow['status'] | undefined }): Promise<Page<TaskRow>> {
      const found = await prisma.task.findMany({
        where: { ...(customerId !== undefined && { customerId }), ...(status !== undefined && { status }) },
        orderBy: [{ openedAt: 'asc' }, { id: 'asc' }],
        ...(await following({ cursor, exists: (id) => prisma.task.count({ where: { id } }) })),
      });
      return pageOf({ found, cursor, of: taskOf });
    },

    history: (customerId: string): Promise<CustomerHistory> => readHistory({ prisma, id: customerId }),
  };
}

const customerOf = ({
  contacts,
  accounts,
  position,
  ...customer
}: Customer & Prisma.CustomerGetPayload<{ include: typeof CUSTOMER_PARTS }>): ReadCustomer => {
  const sums = (of: 'balance' | 'unapplied'): Money[] =>
    accounts.filter((account) => account[of] !== 0n).map((account) => ({ amount: Number(account[of]), currency: account.currency }));
  return {
    ...fromDb<CustomerRow & { externalId: string; name: string }>(customer),
    contacts,
    balance: sums('balance'),
    unapplied: sums('unapplied'),
    headline: (position?.headline as Headline | undefined) ?? null,
  };
};

const invoiceOf = ({ lines, ...item }: Item & { lines: ItemLine[] }): ReadInvoice => ({
  ...fromDb<ItemRow>(item),
  lines: lines.map(({ description, amount }) => ({ description, amount: Number(amount) })),
});

const taskOf = (task: Task): TaskRow => fromDb<TaskRow>(task);

/** One more than the page takes tells whether there is more. Throws `invalid_request` for a cursor that is none. */
async function following({ cursor: { limit, after }, exists }: { cursor: Cursor; exists: (id: string) => Promise<number> }): Promise<{
  take: number;
  skip?: number;
  cursor?: { id: string };
}> {
  if (after === undefined) return { take: limit + 1 };
  if ((await exists(after)) === 0)
    throw new DulyError({
      code: 'invalid_request',
      at: 'starting_after',
      message: 'starting_after cannot be used. Send the next_cursor of the page before.',
    });
  return { take: limit + 1, skip: 1, cursor: { id: after } };
}

const pageOf = <Found, Row>({ found, cursor: { limit }, of }: { found: Found[]; cursor: Cursor; of: (one: Found) => Row }): Page<Row> => ({
  rows: found.slice(0, limit).map(of),
  more: found.length > limit,
});
