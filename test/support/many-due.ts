/** One customer with very many invoices that are all due for a reminder at the same moment. */
import { toDb } from '../../adapters/rows.js';
import { addDays, dateAt, type Instant, type LocalDate } from '../../domain/calendar.js';
import type { Report } from '../../domain/facts.js';
import { accountId } from '../../domain/ledger/account-id.js';
import { book } from '../../domain/ledger/book.js';
import { midnight } from '../../domain/replay/story.js';
import type { CustomerRow } from '../../domain/rows.js';
import type { House } from './house.js';

/** Facts of one customer in one transaction. Each of them looks for his row and his account behind the versions that those before it left there: the cost grows with the square. */
const FACTS_AT_ONCE = 500;

const journeyOf = (together: boolean) => `
journey: ${together ? 'Together' : 'One by one'}
contact: { at: "09:00", until: "20:00", zone: UTC, together: ${together} }
lanes:
  collection:
    for: item
    stages:
      reminders:
        steps:
          - { name: slipped-through, at: { days: 1, from: due }, do: { send: overdue } }
        on: { used up: end }`;

export interface ManyDue {
  customerId: string;
  /** The numbers of the invoices, `M00001` and so on. */
  numbers: string[];
  /** When the reminders of all of them are due, by the customer's clock. */
  dueAt: Instant;
  /** Pays one more invoice, which is not due; returns the number of the fact. */
  pay(): Promise<number>;
}

interface ManyDueInput {
  house: House;
  id: string;
  items: number;
  together: boolean;
}

/** Makes the customer with his invoices, none of them due yet, all delivered, and returns when all of that is decided. */
export async function createManyDue({ house, id, items, together }: ManyDueInput): Promise<ManyDue> {
  const journeyId = await house.publish(journeyOf(together));
  const customer = await house.createCustomer({ id, journeyId });
  const account = accountId({ customerId: id, legalEntityId: customer.legalEntityId, currency: 'USD' });
  const today = dateAt(Date.now(), 'UTC');
  const common = { source: 'erp', effectiveOn: today };
  const invoice = ({ itemId, number, dueOn }: { itemId: string; number: string; dueOn: LocalDate }): Report => ({
    ...common,
    type: 'invoice.issued',
    externalId: itemId,
    data: { itemId, accountId: account, number, amount: 1_000, currency: 'USD', dueOn, delivery: 'delivered', orderIds: [] },
  });
  const tell = async (reports: Report[]): Promise<number> => {
    const { upTo } = await house.record({ customerId: id, reports });
    await house.nudge({ customerId: id, upTo });
    return upTo;
  };
  await tell([invoice({ itemId: `${id}/later`, number: 'LATER', dueOn: addDays(today, 60) })]);
  const numbers = Array.from({ length: items }, (_, n) => `M${String(n + 1).padStart(5, '0')}`);
  const due = numbers.map((number) => invoice({ itemId: `${id}/${number}`, number, dueOn: addDays(today, 2) }));
  for (let from = 0; from < items; from += FACTS_AT_ONCE)
    await recordMany({ house, customer, reports: due.slice(from, from + FACTS_AT_ONCE) });
  await house.virtualTime.rest({ customerId: id });
  return {
    customerId: id,
    numbers,
    dueAt: midnight(addDays(today, 3)) + 9 * 3_600_000,
    pay: () =>
      tell([
        {
          ...common,
          type: 'payment.received',
          externalId: `${id}/payment`,
          data: {
            paymentId: `${id}/payment`,
            accountId: account,
            amount: 1_000,
            currency: 'USD',
            shares: [{ itemId: `${id}/later`, amount: 1_000 }],
            apply: 'named',
            chargeId: null,
            attemptId: null,
            reference: null,
          },
        },
      ]),
  };
}

/**
 * Records reports that name nothing that is there, and tells the workflow: what `house.record` does, in a few statements for all of them. The rows are
 * those that the ledger's own rules book; the database's triggers number, balance and total them.
 */
async function recordMany({ house, customer, reports }: { house: House; customer: CustomerRow; reports: Report[] }): Promise<void> {
  const customerId = customer.id;
  const none = {
    items: [],
    charges: [],
    attempts: [],
    disputes: [],
    holds: [],
    promises: [],
    plans: [],
    tasks: [],
    orders: [],
    surveys: [],
    methods: [],
  };
  const rows = { ...none, customer, accounts: [], payments: [], allocations: [], awaited: [], writeOffs: [], chargebacks: [], cheques: [] };
  const upTo = await house.prisma.$transaction(
    async (tx) => {
      const [row] = await tx.$queryRaw<{ lastFact: number }[]>`SELECT "lastFact" FROM customers WHERE id = ${customerId} FOR NO KEY UPDATE`;
      const first = Number(row?.lastFact) + 1;
      const bookings = reports.map((report, n) => book({ report, rows, number: first + n, recordedAt: Date.now() }));
      await tx.fact.createMany({ data: bookings.map(({ fact }) => toDb(fact) as never) });
      const items = bookings.flatMap(({ changes }) =>
        changes.flatMap((change) => ('row' in change && change.insert === 'item' ? [change.row] : [])),
      );
      await tx.item.createMany({ data: items.map((item) => toDb(item) as never) });
      await tx.posting.createMany({ data: bookings.flatMap(({ postings }) => postings) });
      const last = first + reports.length - 1;
      const pokeAt = new Date(Date.now() + 2_000);
      await tx.news.upsert({ where: { customerId }, create: { customerId, upTo: last, pokeAt }, update: { upTo: last } });
      return last;
    },
    { timeout: 60_000 },
  );
  await house.nudge({ customerId, upTo });
}
