/** Customers' books out of PostgreSQL, to be gone on with in memory: read only, so many customers at once, what is settled and left stays there. */
import type { Fact } from '../domain/facts.js';
import { inOrder } from '../domain/order.js';
import type { ContactRow, CustomerRow, EffectRow, StepRow, TokenRow } from '../domain/rows.js';
import type { KeptBook, OwnTable } from '../domain/simulator/kept-book.js';
import { SURVEY_MEMORY_DAYS } from '../domain/simulator/memory-book.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { fromJson } from './rows.js';
import { CONTACTS, MOVES, type Transaction } from './selection.js';

/** A customer's books with what the rules do not read of him. */
export interface ReadBook extends KeptBook {
  /** The ERP's number. */
  externalId: string;
  /** Sandbox: how far his clock is ahead. */
  clockOffsetMs: number;
}

/** Accounts of the customers. */
const ACCOUNTS = `ARRAY(SELECT id FROM accounts WHERE "customerId" = any($1))`;

/** What the charges were for: one is planned once, by any of its items. */
const CHARGED = `ARRAY(SELECT unnest("itemIds") FROM charges WHERE id = any($3))`;
const HELD = `ARRAY(SELECT id FROM orders WHERE "customerId" = any($1) AND status = 'held')`;

/** By conditions on `$1` (customers), `$2` (items) and `$3` (charges). */
const TABLES: Readonly<Record<OwnTable, { table: string; where: string }>> = {
  item: { table: 'items', where: 'id = any($2)' },
  order: { table: 'orders', where: `status NOT IN ('invoiced', 'lapsed')` },
  payment: { table: 'payments', where: 'unapplied > 0' },
  allocation: { table: 'allocations', where: `"paymentId" IN (SELECT id FROM payments WHERE "customerId" = any($1) AND unapplied > 0)` },
  awaited: { table: 'awaited_invoices', where: 'true' },
  writeOff: { table: 'write_offs', where: '"itemId" = any($2)' },
  chargeback: { table: 'chargebacks', where: `status = 'open'` },
  cheque: { table: 'cheques', where: `status = 'clearing' OR "itemIds" && $2` },
  paymentPromise: { table: 'payment_promises', where: `status = 'open' OR "itemId" = any($2)` },
  paymentPlan: { table: 'payment_plans', where: `status = 'running' OR "itemIds" && $2` },
  charge: { table: 'charges', where: 'id = any($3)' },
  attempt: { table: 'attempts', where: '"chargeId" = any($3)' },
  dispute: { table: 'disputes', where: `status = 'open' OR "itemId" = any($2)` },
  hold: { table: 'holds', where: `"endedAt" IS NULL OR subject = any($2 || $1 || ${ACCOUNTS})` },
  task: { table: 'tasks', where: `status = 'open' OR subject = any($2 || $1 || ${ACCOUNTS} || ${CHARGED} || ${HELD})` },
  survey: {
    table: 'surveys',
    where: `"askedAt" > (SELECT max("askedAt") FROM surveys s WHERE s."customerId" = t."customerId") - interval '${SURVEY_MEMORY_DAYS * 24} hours'`,
  },
  method: { table: 'payment_methods', where: 'true' },
  consent: { table: 'consents', where: 'true' },
};
/** By their names in the rules. */
export const OWN_TABLES = Object.keys(TABLES) as OwnTable[];

const OTHERS = {
  accounts: { table: 'accounts', where: 'true' },
  steps: {
    table: 'steps_taken',
    where: `subject = any($2 || $1 || $3 || ${ACCOUNTS} || ARRAY(SELECT id FROM cheques WHERE "customerId" = any($1) AND "itemIds" && $2)) OR step IN ('csat', 'nps')`,
  },
  effects: {
    table: `(SELECT id, "customerId", seq, effect, status, at, "claimedAt", "endedAt", outcome, asked FROM effects)`,
    where: `status IN ('planned', 'claimed')`,
  },
  contacts: { table: CONTACTS, where: 'true' },
  moves: { table: MOVES, where: 'true' },
} as const;

/** Records by their list's name, then by their customer. */
type Records = Map<string, Map<string, unknown[]>>;

/** Their books as they stand in one moment, in the order of the ids; who is not there is left out. */
export function readKeptBooks({ prisma, ids }: { prisma: PrismaClient; ids: readonly string[] }): Promise<ReadBook[]> {
  return prisma.$transaction(
    async (tx) => {
      await tx.$executeRaw`SET TRANSACTION READ ONLY`;
      const standing = await readStandings(tx, ids);
      const items = standing.flatMap(({ itemIds }) => itemIds);
      const ownRecords = await readRecords({ tx, ids, items, charges: await readCharges({ tx, ids, items }) });
      return standing.map(({ customer: row, itemIds: _items, ...rest }) => {
        const {
          name: _name,
          externalId,
          payerId: _payer,
          lastFact: _last,
          clockOffsetMs,
          ...rules
        } = fromJson<Record<string, unknown>>(row);
        const customer = rules as unknown as CustomerRow;
        const own = <Row = { id: string }>(name: string): Row[] => (ownRecords.get(name)?.get(customer.id) ?? []) as Row[];
        return {
          ...rest,
          customer,
          externalId: String(externalId),
          clockOffsetMs: Number(clockOffsetMs),
          accounts: own('accounts'),
          steps: own<StepRow>('steps'),
          moves: own('moves'),
          contacts: own<{ id: string; at: number; letter: true | null }>('contacts')
            .map(({ id, at, letter }): ContactRow => ({ id, at, ...(letter && { letter }) }))
            .sort((a, b) => a.at - b.at),
          effects: inOrder(own<EffectRow>('effects')),
          tables: Object.fromEntries(OWN_TABLES.map((name) => [name, inOrder(own(name))])) as unknown as KeptBook['tables'],
        };
      });
    },
    { isolationLevel: 'RepeatableRead', timeout: 60_000, maxWait: 10_000 },
  );
}

interface StandingRow extends Pick<KeptBook, 'seq' | 'applied' | 'wakeAt' | 'tokens' | 'facts'> {
  customer: Record<string, unknown>;
  /** Open, or with a token that stands in a stage. */
  itemIds: string[];
}

async function readStandings(tx: Transaction, ids: readonly string[]): Promise<StandingRow[]> {
  const rows = await tx.$queryRawUnsafe<
    (Omit<StandingRow, 'wakeAt' | 'tokens' | 'facts'> & {
      wakeAt: Date | null;
      tokens: Record<string, unknown>[];
      facts: Record<string, unknown>[];
    })[]
  >(
    `SELECT to_jsonb(c) AS customer, coalesce(p.seq, 0) AS seq, coalesce(p.applied, 0) AS applied, p."wakeAt", about."itemIds",
            (SELECT coalesce(jsonb_agg(to_jsonb(t)), '[]') FROM tokens t
             WHERE t."customerId" = c.id AND (t.stage IS NOT NULL OR t.subject = c.id OR t.subject = any(about."itemIds"))) AS tokens,
            (SELECT coalesce(jsonb_agg(to_jsonb(f) ORDER BY number), '[]') FROM facts f
             WHERE f."customerId" = c.id AND f.number > coalesce(p.applied, 0)) AS facts
     FROM customers c LEFT JOIN positions p ON p."customerId" = c.id CROSS JOIN LATERAL
       (SELECT ARRAY(SELECT id FROM items WHERE "customerId" = c.id AND open > 0
                     UNION SELECT i ->> 'id' FROM payment_plans p, jsonb_array_elements(p.instalments) i WHERE p."customerId" = c.id AND p.status = 'running'
                     UNION SELECT t.subject FROM tokens t JOIN items i ON i.id = t.subject WHERE t."customerId" = c.id AND t.stage IS NOT NULL) AS "itemIds") about
     WHERE c.id = any($1) ORDER BY c.id COLLATE "C"`,
    ids,
  );
  return rows.map(({ wakeAt, tokens, facts, ...row }) => ({
    ...row,
    wakeAt: wakeAt?.getTime() ?? null,
    tokens: tokens.map((token) => fromJson<TokenRow>(token)),
    facts: facts.map((fact) => fromJson<Fact>(fact)),
  }));
}

/** Those that are open or about the items. */
async function readCharges({ tx, ids, items }: { tx: Transaction; ids: readonly string[]; items: string[] }): Promise<string[]> {
  const charges = await tx.$queryRawUnsafe<{ id: string }[]>(
    `SELECT id FROM charges WHERE "customerId" = any($1) AND (status = 'open' OR "itemIds" && $2)`,
    ids,
    items,
  );
  return charges.map(({ id }) => id);
}

async function readRecords({
  tx,
  ids,
  items,
  charges,
}: {
  tx: Transaction;
  ids: readonly string[];
  items: string[];
  charges: string[];
}): Promise<Records> {
  const parts = Object.entries({ ...OTHERS, ...TABLES }).map(
    ([name, { table, where }]) =>
      `'${name}', (SELECT coalesce(jsonb_agg(to_jsonb(t)), '[]') FROM ${table} t WHERE t."customerId" = any($1) AND (${where}))`,
  );
  const [row] = await tx.$queryRawUnsafe<{ records: Record<string, Record<string, unknown>[]> }[]>(
    `SELECT jsonb_build_object(${parts.join(', ')}) AS records WHERE $2::text[] IS NOT NULL AND $3::text[] IS NOT NULL`,
    ids,
    items,
    charges,
  );
  return new Map(
    Object.entries(row?.records ?? {}).map(([name, rows]) => {
      const byCustomer = new Map<string, unknown[]>();
      for (const one of rows) {
        const record = fromJson<{ customerId: string }>(one);
        const own = byCustomer.get(record.customerId);
        if (own) own.push(record);
        else byCustomer.set(record.customerId, [record]);
      }
      return [name, byCustomer];
    }),
  );
}
