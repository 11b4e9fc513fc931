/**
 * Customers who live through rounds, each step only after the one before was seen, so that what they get does not depend on how fast it happens:
 * an invoice that is overdue, its reminder, its payment; or an invoice that is collected; or a card that is declined, the message, the payment.
 * Every third invoice of those who are reminded stays open.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { RecordReports } from '../../../activities/record-reports.js';
import { type BenchInvoice, issued, paid } from '../../../bench/reports.js';
import { addDays, type LocalDate } from '../../../domain/calendar.js';
import type { Report } from '../../../domain/facts.js';
import { accountId } from '../../../domain/ledger/account-id.js';
import type { PrismaClient } from '../../../prisma/generated/client.js';

export const JOURNEY = `
journey: Under faults
contact: { at: "00:00", until: "23:59", zone: UTC }
lanes:
  collection:
    for: item
    whenever:
      payment.failed: failure handling
    stages:
      delivery: { on: { delivered: autopay } }
      autopay:
        collect: { days: 0 }
        on: { failed: failure handling, no autopay: reminders }
      failure handling:
        ask: { within: { days: 5 } }
        on: { used up: reminders }
      reminders:
        steps:
          - { name: first, at: { days: 1, from: due }, do: { send: overdue } }
          - { name: second, at: { days: 10, from: due }, do: { send: second-reminder } }
        on: { used up: end }
`;

export type Kind = 'reminded' | 'collected' | 'declined';
export interface BenchCustomer {
  id: string;
  kind: Kind;
}

/** Two thirds are reminded, the others pay by card, every other one of them with a card that is declined. */
export const customersOf = (count: number): BenchCustomer[] =>
  Array.from({ length: count }, (_, n) => ({
    id: `cus_${String(n + 1).padStart(3, '0')}`,
    kind: n % 3 === 0 ? (n % 2 === 0 ? 'collected' : 'declined') : 'reminded',
  }));

interface BusinessOptions {
  prisma: PrismaClient;
  record: RecordReports;
  /** The recorder's own hint, which half of the customers get; the relay tells of the others. */
  nudge(poke: { customerId: string; upTo: number }): Promise<void>;
  customers: BenchCustomer[];
  /** The day that due dates count from. */
  today: LocalDate;
}

export function createBusiness({ prisma, record, nudge, customers, today }: BusinessOptions) {
  const rounds = new Map(customers.map(({ id }) => [id, 0]));
  /** When each customer was seen to have moved on. */
  const moves: { customerId: string; at: number }[] = [];
  let seen = new Set<string>();
  let over = false;

  /** What the books say by now; unanswered while PostgreSQL is away. */
  async function watch(): Promise<void> {
    while (!over) {
      const [found] = await prisma.$queryRaw<{ sent: string[]; settled: string[]; applied: string[] }[]>`
        SELECT (SELECT coalesce(array_agg('sent ' || s), '{}') FROM touch_points, unnest(subjects) s WHERE state = 'sent') AS sent,
               (SELECT coalesce(array_agg('settled ' || id), '{}') FROM items WHERE open = 0 AND "settledAt" IS NOT NULL) AS settled,
               (SELECT coalesce(array_agg('applied ' || f."customerId" || ' ' || f."externalId"), '{}')
                FROM facts f JOIN positions p USING ("customerId") WHERE f.number <= p.applied AND f.source = 'bench') AS applied`.catch(
        () => [],
      );
      if (found) seen = new Set([...found.sent, ...found.settled, ...found.applied]);
      await pause(60);
    }
  }

  async function until(customerId: string, ...oneOf: string[]): Promise<void> {
    while (!oneOf.some((what) => seen.has(what))) await pause(20);
    moves.push({ customerId, at: Date.now() });
  }

  /** As an outside system does: the same report under the same external id until it is acknowledged. */
  async function tell(customerId: string, ...reports: Report[]): Promise<void> {
    for (;;) {
      try {
        const { upTo } = await record({ customerId, reports });
        if (Number(customerId.slice(-1)) % 2 === 0) nudge({ customerId, upTo }).catch(() => undefined);
        return;
      } catch {
        await pause(200);
      }
    }
  }

  async function liveRound({ id, kind }: BenchCustomer, round: number): Promise<void> {
    const account = accountId({ customerId: id, legalEntityId: 'le_faults', currency: 'USD' });
    const itemId = `${id}-${round}`;
    const invoice: BenchInvoice = { itemId, accountId: account, number: itemId, amount: 10_000 + round, currency: 'USD' };
    await tell(id, issued({ invoice, on: addDays(today, -31), dueOn: addDays(today, -1) }));
    if (kind === 'collected') return await until(id, `settled ${itemId}`);
    // A declined charge is told about by itself, unless the card is known to be useless by then.
    await until(id, `sent ${itemId}`, `sent charge/${itemId}`);
    if (kind === 'reminded' && round % 3 === 2) return;
    const payment = paid({ invoice, on: today });
    await tell(id, payment);
    await until(id, `applied ${id} ${payment.externalId}`);
  }

  return {
    moves,
    rounds,
    tell,
    /** An invoice of the customer, overdue since yesterday. */
    overdue: (customerId: string, name: string): Report => {
      const account = accountId({ customerId, legalEntityId: 'le_faults', currency: 'USD' });
      const itemId = `${customerId}-${name}`;
      const invoice: BenchInvoice = { itemId, accountId: account, number: itemId, amount: 10_000, currency: 'USD' };
      return issued({ invoice, on: addDays(today, -31), dueOn: addDays(today, -1) });
    },
    /** Who waits for something now is not at the end of a round. */
    live: async (goesOn: (customer: BenchCustomer, round: number) => boolean, betweenMs = 0): Promise<void> => {
      over = false;
      const watching = watch();
      await Promise.all(
        customers.map(async (customer) => {
          for (;;) {
            const round = rounds.get(customer.id) ?? 0;
            if (!goesOn(customer, round)) return;
            await liveRound(customer, round);
            rounds.set(customer.id, round + 1);
            await pause(betweenMs);
          }
        }),
      );
      over = true;
      await watching;
    },
    /** The agreement to collect and the card, of those who pay so. */
    addCards: () =>
      Promise.all(
        customers
          .filter(({ kind }) => kind !== 'reminded')
          .map(({ id, kind }) =>
            tell(id, {
              type: 'method.added',
              source: 'bench',
              externalId: `${id}/card`,
              effectiveOn: today,
              data: {
                methodId: `${id}/card`,
                kind: 'card',
                providerRef: kind === 'collected' ? 'pm_card_good' : 'pm_card_hard',
                autopay: true,
              },
            }),
          ),
      ),
  };
}
