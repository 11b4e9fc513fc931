/** What a decision, a booking and a claim read: each in one round trip, as JSON. Only the due index and touched subjects choose; no rule stands here. */
import { DAY, type Instant, type LocalDate } from '../domain/calendar.js';
import type { Fact } from '../domain/facts.js';
import { byPlace, inOrder } from '../domain/order.js';
import type { ContactRow, DecisionRows, OpenTotals, TokenRow } from '../domain/rows.js';
import { ACCOUNT_ITEMS, SURVEY_MEMORY_DAYS, TAKEN_AT_ONCE } from '../domain/simulator/memory-book.js';
import { CONTACTS_MEMORY_DAYS } from '../domain/steps/caps.js';
import type { Prisma } from '../prisma/generated/client.js';
import { fromJson } from './rows.js';
import { versionInForce } from './rules-version.js';

export type Transaction = Prisma.TransactionClient;

/** Charges that are about the subjects, and what else those charges are about. Arrays, so that each list's index is used. */
const CHARGES = `SELECT id FROM charges WHERE "customerId" = $1 AND ("itemIds" && $2 OR id = any($2))`;
const CHARGED_ITEMS = `SELECT unnest("itemIds") FROM charges WHERE "customerId" = $1 AND "itemIds" && $2`;

/** Cheques that are the subjects, or were sent for them, and what else those were sent for. */
const CHEQUED_ITEMS = `SELECT unnest("itemIds") FROM cheques WHERE "customerId" = $1 AND ("itemIds" && $2 OR id = any($2))`;
const CHEQUES = `SELECT id FROM cheques WHERE "customerId" = $1 AND ("itemIds" && $2 OR id = any($2))`;
/** Payment plans that run, and those of which an invoice or an instalment is among the subjects; and their invoices. */
const PLANS = `status = 'running' OR id = any($2) OR "itemIds" && $2
            OR EXISTS (SELECT FROM jsonb_array_elements(instalments) i WHERE i ->> 'id' = any($2))`;
const PLANNED_ITEMS = `SELECT unnest("itemIds") FROM payment_plans WHERE "customerId" = $1 AND (${PLANS})`;

/** What moved the balances of the items `$2`, fact by fact. */
export const MOVES = `(SELECT p."customerId", p."itemId", p."factNumber" AS number, f."effectiveOn" AS "on", sum(p.amount) AS amount,
          CASE WHEN f.type = 'costs.claimed' THEN f.data - 'itemId' END AS costs
   FROM postings p JOIN facts f ON f."customerId" = p."customerId" AND f.number = p."factNumber"
   WHERE p."itemId" = any($2) AND p.book = 'receivable'
   GROUP BY p."customerId", p."itemId", p."factNumber", f."effectiveOn", f.type, f.data)`;

/** One list of records each, selected by a condition on `$1` (the customer) and `$2` (subjects: ids of items, charges, the customer). */
const LISTS = {
  items: { table: 'items', where: `id = any($2::text[] || ARRAY(${CHARGED_ITEMS}) || ARRAY(${CHEQUED_ITEMS}) || ARRAY(${PLANNED_ITEMS}))` },
  charges: { table: 'charges', where: `"itemIds" && $2 OR id = any($2)` },
  attempts: { table: 'attempts', where: `"chargeId" = any(ARRAY(${CHARGES}))` },
  steps: {
    table: 'steps_taken',
    where: `subject = any($2::text[] || $1::text || ARRAY(${CHARGES}) || ARRAY(${CHEQUES})) OR step IN ('csat', 'nps')`,
  },
  underWay: {
    table: `(SELECT id, "customerId", seq, effect, status, at, "claimedAt", "endedAt", outcome, asked FROM effects)`,
    where: `status IN ('planned', 'claimed')`,
  },
  methods: { table: 'payment_methods', where: 'true' },
  consents: { table: 'consents', where: 'true' },
  accounts: { table: 'accounts', where: 'true' },
  disputes: { table: 'disputes', where: `status = 'open' OR "itemId" = any($2) OR id = any($2)` },
  holds: {
    table: 'holds',
    where: `subject = any($2::text[] || $1::text || ARRAY(SELECT id FROM accounts WHERE "customerId" = $1) || ARRAY(${PLANNED_ITEMS})) OR id = any($2) OR (kind IN ('overdue', 'agency') AND "endedAt" IS NULL)`,
  },
  promises: { table: 'payment_promises', where: `status = 'open' OR "itemId" = any($2)` },
  /** Those of which a booking may speak: of items that are open, too, for money may go to any of them. */
  bookedPromises: {
    table: 'payment_promises',
    where: `"itemId" = any($2) OR id = any($2) OR "itemId" IN (SELECT id FROM items WHERE "customerId" = $1 AND open > 0)
            OR "itemId" IN (SELECT "itemId" FROM allocations WHERE "paymentId" = any($2))`,
  },
  cheques: { table: 'cheques', where: `status = 'clearing' OR "itemIds" && $2 OR id = any($2)` },
  plans: { table: 'payment_plans', where: PLANS },
  orders: { table: 'orders', where: `status NOT IN ('invoiced', 'lapsed')` },
  tasks: {
    table: 'tasks',
    where: `status = 'open' OR id = any($2)
            OR subject = any($2::text[] || $1::text || ARRAY(${CHARGED_ITEMS}) || ARRAY(SELECT id FROM orders WHERE "customerId" = $1 AND status NOT IN ('invoiced', 'lapsed') AND status = 'held'))`,
  },
  surveys: {
    table: 'surveys',
    where: `id = any($2) OR "askedAt" > (SELECT max("askedAt") FROM surveys WHERE "customerId" = $1) - interval '${SURVEY_MEMORY_DAYS * 24} hours'`,
  },
  payments: {
    table: 'payments',
    where: `id = any($2) OR id = any(ARRAY(SELECT "paymentId" FROM awaited_invoices WHERE "customerId" = $1 AND invoice = any($2)))`,
  },
  awaited: {
    table: 'awaited_invoices',
    where: `"paymentId" = any($2 || ARRAY(SELECT "paymentId" FROM awaited_invoices WHERE "customerId" = $1 AND invoice = any($2)))`,
  },
  writeOffs: { table: 'write_offs', where: 'id = any($2)' },
  chargebacks: { table: 'chargebacks', where: 'id = any($2)' },
  /** The items whose numbers are named. */
  numberedItems: { table: 'items', where: 'number = any($2)' },
  allocations: { table: 'allocations', where: '"paymentId" = any($2)' },
  /** The items that the named payments were applied to. */
  paidItems: { table: 'items', where: `id = any(ARRAY(SELECT "itemId" FROM allocations WHERE "paymentId" = any($2)))` },
  /** As many of the oldest open items of accounts with unapplied money as one decision may look at. */
  shielded: {
    table: `(SELECT i.* FROM accounts a CROSS JOIN LATERAL
               (SELECT * FROM items WHERE "customerId" = $1 AND "accountId" = a.id AND open > 0 ORDER BY "dueOn", id COLLATE "C" LIMIT ${TAKEN_AT_ONCE}) i
             WHERE a."customerId" = $1 AND a.unapplied > 0 ORDER BY i."dueOn", i.id COLLATE "C" LIMIT ${TAKEN_AT_ONCE})`,
    where: 'true',
  },
  /**
   * Of the accounts among the subjects: as many of the open items as a decision may look at, the oldest by due date and by issue, and those on which a
   * hold lies.
   */
  accountItems: {
    table: `(SELECT i.* FROM accounts a CROSS JOIN LATERAL
               ((SELECT * FROM items WHERE "customerId" = $1 AND "accountId" = a.id AND open > 0 ORDER BY "dueOn", id COLLATE "C" LIMIT ${ACCOUNT_ITEMS})
                UNION
                (SELECT * FROM items WHERE "customerId" = $1 AND "accountId" = a.id AND open > 0 ORDER BY "issuedOn", id COLLATE "C" LIMIT ${ACCOUNT_ITEMS})
                UNION
                (SELECT * FROM items WHERE "customerId" = $1 AND "accountId" = a.id AND open > 0
                   AND id = any(ARRAY(SELECT subject FROM holds WHERE "customerId" = $1 AND "endedAt" IS NULL))
                 ORDER BY "dueOn", id COLLATE "C" LIMIT ${ACCOUNT_ITEMS})) i
             WHERE a."customerId" = $1 AND a.id = any($2))`,
    where: 'true',
  },
  /** Beside `holds`: all that are not ended. */
  openHolds: { table: 'holds', where: '"endedAt" IS NULL' },
  /** Beside `charges` and `attempts`: all that may still collect something. */
  openCharges: { table: 'charges', where: `status = 'open'` },
  openAttempts: {
    table: 'attempts',
    where: `"chargeId" = any(ARRAY(SELECT id FROM charges WHERE "customerId" = $1 AND status = 'open'))`,
  },
  openItems: { table: 'items', where: 'open > 0' },
  /** What moved the balances of the items, fact by fact. */
  moves: {
    table: MOVES,
    where: 'true',
  },
} as const;
export type ListName = keyof typeof LISTS;

/** The named lists of one customer in one statement. `subjects` are ids, of whatever kind. */
export async function readLists<Lists>({
  tx,
  customerId,
  subjects,
  lists,
}: {
  tx: Transaction;
  customerId: string;
  subjects: string[];
  lists: readonly ListName[];
}): Promise<Lists> {
  const parts = lists.map((name) => {
    const { table, where } = LISTS[name];
    return `'${name}', (SELECT coalesce(jsonb_agg(to_jsonb(t)), '[]') FROM ${table} t WHERE t."customerId" = $1 AND (${where}))`;
  });
  const [row] = await tx.$queryRawUnsafe<{ lists: Record<string, Record<string, unknown>[]> }[]>(
    `SELECT jsonb_build_object(${parts.join(', ')}) AS lists WHERE $2::text[] IS NOT NULL`,
    customerId,
    subjects,
  );
  const found = row?.lists ?? {};
  for (const name of lists) {
    const records = (found[name] ?? []).map((record) => fromJson<{ id: string }>(record));
    found[name] = name === 'steps' || name === 'moves' ? records : inOrder(records);
  }
  return found as Lists;
}

export interface Standing {
  /** The newest decision's number and the highest fact applied; 0 and 0 before the first. */
  seq: number;
  applied: number;
  /** Those waiting, as many as one decision takes, in order of their numbers. */
  facts: Fact[];
  /** The version of the rules in force that give him his journey; null: there are none. */
  rules: number | null;
}

/** Where a customer stands, and what waits for a decision. */
export async function readStanding({ tx, customerId }: { tx: Transaction; customerId: string }): Promise<Standing> {
  const [row] = await tx.$queryRawUnsafe<[Omit<Standing, 'facts'> & { facts: Record<string, unknown>[] }]>(
    `WITH position AS (SELECT coalesce(max(seq), 0) AS seq, coalesce(max(applied), 0) AS applied FROM positions WHERE "customerId" = $1)
     SELECT seq, applied,
            (SELECT coalesce(jsonb_agg(to_jsonb(f) ORDER BY number), '[]')
             FROM (SELECT * FROM facts WHERE "customerId" = $1 AND number > applied ORDER BY number LIMIT ${TAKEN_AT_ONCE}) f) AS facts,
            ${versionInForce('(SELECT "legalEntityId" FROM customers WHERE id = $1)')} AS rules
     FROM position`,
    customerId,
  );
  return { ...row, facts: row.facts.map((fact) => fromJson<Fact>(fact)) };
}

/** All contacts that caps count, by the indexes `effects_contacts` and `tasks_calls`. */
const ALL_CONTACTS = `(SELECT id, "customerId", "claimedAt" AS at, effect -> 'by' ?| array['letter', 'registered letter'] AS letter FROM effects
    WHERE "claimedAt" IS NOT NULL AND (effect ->> 'kind' = 'survey' OR (effect ->> 'purpose' = 'reminder' AND effect -> 'alone' IS NULL))
  UNION ALL SELECT id, "customerId", "openedAt", false FROM tasks WHERE kind = 'call')`;

/** Those as far back from a customer's last one as they may matter. */
export const CONTACTS = `(SELECT id, "customerId", at, CASE WHEN letter THEN true END AS letter FROM
  (SELECT *, max(at) OVER (PARTITION BY "customerId") AS last FROM ${ALL_CONTACTS} c) d WHERE at > last - interval '${CONTACTS_MEMORY_DAYS} days')`;

/** Those of one customer's last days. */
export async function readContacts({ tx, customerId, now }: { tx: Transaction; customerId: string; now: Instant }): Promise<ContactRow[]> {
  const since = new Date(now - CONTACTS_MEMORY_DAYS * DAY);
  const contacts = await tx.$queryRawUnsafe<{ id: string; at: Date; letter: boolean | null }[]>(
    `SELECT id, at, letter FROM ${ALL_CONTACTS} c WHERE "customerId" = $1 AND at > $2`,
    customerId,
    since,
  );
  return inOrder(contacts.map(({ id, at, letter }) => ({ id, at: at.getTime(), ...(letter && { letter }) })));
}

/**
 * The tokens that a decision asks: all that are touched, and `room` of those that are due, the longest due first. The others are not read: their
 * earliest wake and the stages in which they stand come from indexes, so the cost does not grow with what is open.
 */
export async function readTokens({
  tx,
  customerId,
  touched,
  heard,
  now,
  room,
}: {
  tx: Transaction;
  customerId: string;
  /** Subjects. */
  touched: string[];
  /** Whether the customer's accounts are touched, too. */
  heard: boolean;
  now: Instant;
  room: number;
}): Promise<Pick<DecisionRows, 'tokens' | 'restWakeAt' | 'restStages' | 'restStates' | 'oldestDueOn' | 'more'> & { accountIds: string[] }> {
  const [row] = await tx.$queryRawUnsafe<
    [
      {
        tokens: Record<string, unknown>[];
        more: boolean;
        restWakeAt: Date | null;
        restStages: DecisionRows['restStages'];
        restStates: DecisionRows['restStates'];
        oldestDueOn: string | null;
        accountIds: string[];
      },
    ]
  >(
    `WITH RECURSIVE
       heard AS (SELECT id FROM accounts WHERE "customerId" = $1 AND $5),
       due AS (SELECT * FROM tokens WHERE "customerId" = $1 AND "wakeAt" <= $3 AND subject <> ALL ($2::text[] || ARRAY(SELECT id FROM heard))
               ORDER BY "wakeAt", lane COLLATE "C", subject COLLATE "C" LIMIT $4::int + 1),
       taken AS (SELECT * FROM tokens WHERE "customerId" = $1 AND subject = ANY ($2::text[] || ARRAY(SELECT id FROM heard))
                 UNION ALL (SELECT * FROM due ORDER BY "wakeAt", lane COLLATE "C", subject COLLATE "C" LIMIT $4::int)),
       rest AS ((SELECT "wakeAt" FROM due ORDER BY "wakeAt" OFFSET $4::int)
                UNION ALL (SELECT "wakeAt" FROM tokens WHERE "customerId" = $1 AND "wakeAt" > $3 AND subject <> ALL ($2::text[] || ARRAY(SELECT id FROM heard)) ORDER BY "wakeAt" LIMIT 1)),
       places AS ((SELECT lane, stage FROM tokens WHERE "customerId" = $1 AND stage IS NOT NULL ORDER BY lane, stage LIMIT 1)
                  UNION ALL
                  SELECT following.* FROM places CROSS JOIN LATERAL
                    (SELECT lane, stage FROM tokens t WHERE t."customerId" = $1 AND t.stage IS NOT NULL AND (t.lane, t.stage) > (places.lane, places.stage)
                     ORDER BY lane, stage LIMIT 1) following)
     SELECT (SELECT coalesce(jsonb_agg(to_jsonb(taken)), '[]') FROM taken) AS tokens,
            (SELECT count(*) > $4::int FROM due) AS more,
            (SELECT min("wakeAt") FROM rest) AS "restWakeAt",
            (SELECT coalesce(jsonb_agg(to_jsonb(places)), '[]') FROM places CROSS JOIN LATERAL
              (SELECT lane, stage FROM tokens t WHERE t."customerId" = $1 AND t.stage IS NOT NULL AND (t.lane, t.stage) >= (places.lane, places.stage)
               AND NOT EXISTS (SELECT FROM taken WHERE taken.lane = t.lane AND taken.subject = t.subject) ORDER BY lane, stage, subject LIMIT 1) another
             WHERE (another.lane, another.stage) = (places.lane, places.stage)) AS "restStages",
            (SELECT min("dueOn")::text FROM items WHERE "customerId" = $1 AND open > 0) AS "oldestDueOn",
            (SELECT coalesce(jsonb_agg(jsonb_build_object('lane', t.lane, 'subject', t.subject, 'state', t.data ->> 'state')), '[]') FROM tokens t
             WHERE t."customerId" = $1 AND t.subject = ANY (ARRAY(SELECT id FROM accounts WHERE "customerId" = $1)) AND t.stage IS NOT NULL
               AND t.data ->> 'state' IS NOT NULL AND NOT EXISTS (SELECT FROM taken WHERE taken.subject = t.subject)) AS "restStates",
            ARRAY(SELECT id FROM accounts WHERE "customerId" = $1) AS "accountIds"`,
    customerId,
    touched,
    new Date(now),
    room,
    heard,
  );
  const tokens = row.tokens.map((token) => fromJson<TokenRow>(token));
  const among = new Set(heard ? [...touched, ...row.accountIds] : touched);
  const isTouched = ({ subject }: TokenRow) => among.has(subject);
  const due = tokens.filter((token) => !isTouched(token)).sort((a, b) => (a.wakeAt ?? 0) - (b.wakeAt ?? 0) || byPlace(a, b));
  return { ...row, tokens: [...tokens.filter(isTouched).sort(byPlace), ...due], restWakeAt: row.restWakeAt?.getTime() ?? null };
}

/** Of each of these steps one open item that has had it, the first by id; read only where a journey's stages watch them. */
export async function readNoticed({
  tx,
  customerId,
  steps,
}: {
  tx: Transaction;
  customerId: string;
  steps: readonly string[];
}): Promise<{ subject: string; step: string }[]> {
  return await tx.$queryRawUnsafe<{ subject: string; step: string }[]>(
    `SELECT DISTINCT ON (s.step COLLATE "C") s.subject, s.step FROM steps_taken s JOIN items i ON i.id = s.subject AND i."customerId" = $1
     WHERE s."customerId" = $1 AND s.step = ANY ($2) AND s.how = 'taken' AND i.open > 0 ORDER BY s.step COLLATE "C", s.subject COLLATE "C"`,
    customerId,
    [...steps],
  );
}

/** What is open of the customer on that day; read only where a journey asks for it, once a day. */
export async function readTotals({
  tx,
  customerId,
  currency,
  on,
}: {
  tx: Transaction;
  customerId: string;
  currency: string;
  on: LocalDate;
}): Promise<OpenTotals> {
  const [row] = await tx.$queryRawUnsafe<[{ items: number; overdue: bigint }]>(
    `SELECT count(*)::int AS items, coalesce(sum(open) FILTER (WHERE currency = $2 AND "dueOn" < $3::date), 0)::bigint AS overdue
     FROM items WHERE "customerId" = $1 AND open > 0`,
    customerId,
    currency,
    on,
  );
  return { items: row.items, overdue: Number(row.overdue) };
}
