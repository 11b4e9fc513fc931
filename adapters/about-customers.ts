import { dateAt, type Instant } from '../domain/calendar.js';
import type { AboutCustomer } from '../domain/conditions/customer-words.js';
import type { AccountRow, CustomerRow, OpenTotals } from '../domain/rows.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { fromJson } from './rows.js';

/** What conditions may ask about each of these customers, in the order of their ids. Personal data is not read. */
export async function readAbout({ prisma, ids, now }: { prisma: PrismaClient; ids: string[]; now: Instant }): Promise<AboutCustomer[]> {
  const rows = await prisma.$queryRaw<
    { customer: Record<string, unknown>; accounts: Record<string, unknown>[]; hasAutopay: boolean; totals: OpenTotals }[]
  >`
    SELECT to_jsonb(c) - 'name' - 'externalId' AS customer,
           (SELECT coalesce(jsonb_agg(to_jsonb(a)), '[]') FROM accounts a WHERE a."customerId" = c.id) AS accounts,
           EXISTS (SELECT FROM consents s JOIN payment_methods m ON m.id = s."methodId" AND m.status = 'active'
                   WHERE s."customerId" = c.id AND s.kind = 'collect' AND s."withdrawnAt" IS NULL) AS "hasAutopay",
           (SELECT jsonb_build_object('items', count(*), 'overdue', coalesce(sum(i.open) FILTER (WHERE i.currency = c.currency AND i."dueOn" <
                     ((${new Date(now)}::timestamptz + c."clockOffsetMs" * interval '1 millisecond') AT TIME ZONE c."timeZone")::date), 0))
            FROM items i WHERE i."customerId" = c.id AND i.open > 0) AS totals
    FROM customers c WHERE c.id = ANY (${ids}) ORDER BY c.id COLLATE "C"`;
  return rows.map(({ customer: row, accounts, hasAutopay, totals }) => {
    const customer = fromJson<CustomerRow & { clockOffsetMs: number }>(row);
    return {
      customer,
      accounts: accounts.map((account) => fromJson<AccountRow>(account)),
      hasAutopay,
      today: dateAt(now + customer.clockOffsetMs, customer.timeZone),
      totals,
    };
  });
}
