/** Runs the saved queries: which customers they find, and how they stand by the books. No personal data. */
import { DulyError } from '../domain/errors.js';
import type { Headline } from '../domain/headline.js';
import { Prisma } from '../prisma/generated/client.js';
import { workflowIdOf } from '../workflows/contract.js';
import { holdIsOpen } from './reconcile-books.js';
import type { CustomerRef } from './reconcile-report.js';
import { runningIds } from './reconcile-runs.js';
import { type AskedOfBooks, linkOf, type SavedQuery, savedQueries } from './saved-queries.js';
import type { Servers } from './servers.js';

/** So many customers are shown. */
const SHOWN = 100;
const PATIENCE_MS = 10_000;

/** A saved query as `duly find --json` lists it: `query` is Temporal's own language, null for what only the books tell. */
export interface ListedQuery {
  name: string;
  question: string;
  query: string | null;
  /** Opens it in the Temporal UI. */
  link: string | null;
}

/** Whom a saved query found, as `duly find NAME --json` prints it. */
export interface Found extends ListedQuery {
  count: number;
  /** The longest overdue first; of the first hundred that were found. */
  customers: FoundCustomer[];
  /** How many more there are. */
  more: number;
}

/** How a customer stands by his newest decision. Of a run whose customer the books do not have only the id is known. */
interface FoundCustomer extends Omit<CustomerRef, 'externalId'> {
  externalId: string | null;
  stage: string | null;
  oldestDueOn: string | null;
}

interface Where {
  now: number;
  /** The Temporal UI's address. */
  ui: string | undefined;
  namespace: string;
}

export function listQueries({ now, ui, namespace }: Where): ListedQuery[] {
  return savedQueries({ now }).map((query) => listed({ query, ui, namespace }));
}

/** The saved query of that name. Throws `not_found` with the names there are. */
export function namedQuery({ name, now }: { name: string; now: number }): SavedQuery {
  const all = savedQueries({ now });
  const found = all.find((query) => query.name === name);
  if (found) return found;
  const names = all.map((query) => query.name).join(', ');
  throw new DulyError({ code: 'not_found', at: 'name', message: `There is no saved query ${name}: name one of ${names}.` });
}

/** Asks Temporal or the books. Throws `setup_failed` where Temporal is needed and does not answer; what it said is named. */
export async function runQuery({ servers, query, ...where }: Where & { servers: Servers; query: SavedQuery }): Promise<Found> {
  const asked = query.where;
  const { ids, count } =
    'runs' in asked ? await idsOfRuns({ servers, query: asked.runs }) : await idsOfBooks({ servers, asked: asked.books, ...where });
  const rows = await servers.prisma.customer.findMany({
    where: { id: { in: ids } },
    select: { id: true, externalId: true, position: { select: { headline: true } } },
  });
  const known = new Map(rows.map((row) => [row.id, row]));
  const customers = ids.map((customer) => {
    const row = known.get(customer);
    const headline = row?.position?.headline as unknown as Headline | undefined;
    const { stage = null, oldestDueOn = null } = headline ?? {};
    return { customer, externalId: row?.externalId ?? null, stage, oldestDueOn };
  });
  return { ...listed({ query, ...where }), count, customers: customers.sort(byAge), more: count - customers.length };
}

const listed = ({ query, ui, namespace }: Omit<Where, 'now'> & { query: SavedQuery }): ListedQuery => ({
  name: query.name,
  question: query.question,
  query: 'runs' in query.where ? query.where.runs : null,
  link: linkOf({ query, ui, namespace }),
});

interface Ids {
  ids: string[];
  count: number;
}

async function idsOfRuns({ servers, query }: { servers: Servers; query: string }): Promise<Ids> {
  return onTemporal(servers, async (client) => {
    const ids: string[] = [];
    for await (const { workflowId } of client.workflow.list({ query, pageSize: SHOWN })) {
      ids.push(workflowId.slice(workflowIdOf('').length));
      if (ids.length === SHOWN) break;
    }
    const { count } = ids.length < SHOWN ? { count: ids.length } : await client.workflow.count(query);
    return { ids, count: Math.max(count, ids.length) };
  });
}

async function idsOfBooks({ servers, asked, now }: { servers: Servers; asked: AskedOfBooks; now: number }): Promise<Ids> {
  const { prisma } = servers;
  if (asked === 'without-run') {
    const running = await onTemporal(servers, runningIds);
    const rows = await prisma.customer.findMany({ select: { id: true }, orderBy: { id: 'asc' } });
    return firstOf(rows.filter(({ id }) => !running.has(workflowIdOf(id))));
  }
  return firstOf(
    await prisma.$queryRaw<{ id: string }[]>`SELECT c.id FROM customers c WHERE EXISTS (${conditionOf({ asked, now })}) ORDER BY c.id`,
  );
}

/** A statement that finds something where the customer `c` is meant. */
function conditionOf({ asked, now }: { asked: Exclude<AskedOfBooks, 'without-run'>; now: number }): Prisma.Sql {
  switch (asked) {
    case 'disputed':
      return Prisma.sql`SELECT FROM disputes d WHERE d."customerId" = c.id AND d.status = 'open'`;
    case 'held':
      return Prisma.sql`SELECT FROM holds h WHERE h."customerId" = c.id AND ${holdIsOpen(now)}`;
    case 'unapplied':
      return Prisma.sql`SELECT FROM accounts a WHERE a."customerId" = c.id AND a.unapplied > 0`;
    case 'undelivered':
      return Prisma.sql`SELECT FROM tasks t WHERE t."customerId" = c.id AND t.status = 'open'
        AND t.kind IN ('undelivered', 'refused', 'fix-address', 'message-unknown')`;
  }
}

const firstOf = (rows: { id: string }[]): Ids => ({ ids: rows.slice(0, SHOWN).map(({ id }) => id), count: rows.length });

type Client = NonNullable<Servers['temporal']>['client'];

async function onTemporal<Answer>({ temporal }: Servers, ask: (client: Client) => Promise<Answer>): Promise<Answer> {
  if (!temporal)
    throw new DulyError({
      code: 'setup_failed',
      message: 'No Temporal is named: set TEMPORAL_ADDRESS beside DATABASE_URL to ask its runs.',
    });
  const { client } = temporal;
  return client.connection
    .withDeadline(Date.now() + PATIENCE_MS, () => ask(client))
    .catch((cause: Error) => {
      throw new DulyError({
        code: 'setup_failed',
        message: `Temporal does not answer the query: npx duly status says how it stands.`,
        cause,
      });
    });
}

/** Those with nothing open last. */
const byAge = (a: FoundCustomer, b: FoundCustomer): number => {
  const [due, other] = [a.oldestDueOn ?? '9999', b.oldestDueOn ?? '9999'];
  return due < other ? -1 : due > other ? 1 : a.customer < b.customer ? -1 : 1;
};

/** The saved queries for a person. */
export function queriesText(queries: ListedQuery[]): string {
  return queries
    .flatMap(({ name, question, query, link }) => [
      `${name.padEnd(16)} ${question}`,
      `  ${link ?? query ?? `only here: npx duly find ${name}`}`,
    ])
    .join('\n');
}

/** Whom a query found, for a person. */
export function foundText({ question, count, customers, more, link, query }: Found): string {
  const lines = customers.map(({ customer, externalId, stage, oldestDueOn }) =>
    [
      `  ${customer} (${externalId ?? 'not in the books'})`.padEnd(44),
      (stage ?? 'no stage').padEnd(18),
      oldestDueOn ? `oldest due ${oldestDueOn}` : 'nothing open',
    ].join(' '),
  );
  return [
    `${question} ${count === 0 ? 'Nobody.' : `${count} ${count === 1 ? 'customer' : 'customers'}:`}`,
    ...lines,
    ...(more > 0 ? [`  … and ${more} more.`] : []),
    ...(link ? [`In the Temporal UI: ${link}`] : query ? [`In the Temporal UI: ${query}`] : []),
  ].join('\n');
}
