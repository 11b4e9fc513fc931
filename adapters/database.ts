import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../prisma/generated/client.js';

export interface Database {
  prisma: PrismaClient;
  /** Whether PostgreSQL answers now. */
  answers(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * A pool of connections to PostgreSQL and the client on it. Connects on first use. A statement that runs longer than 30 s, or a transaction that
 * idles so long, is ended by the server, so that no lock is held by a process that hangs.
 */
export function connectDatabase({ url, name, connections = 10 }: { url: string; name: string; connections?: number }): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: 5_000,
    application_name: name,
    options: '-c statement_timeout=30000 -c idle_in_transaction_session_timeout=30000',
  });
  pool.on('error', () => undefined);
  const adapter = new PrismaPg(pool, { onPoolError: () => undefined, statementNameGenerator: createStatementNames() });
  const prisma = new PrismaClient({ adapter });
  return {
    prisma,
    answers: () =>
      pool.query('SELECT 1').then(
        () => true,
        () => false,
      ),
    close: async () => {
      await prisma.$disconnect();
      if (!pool.ended) await pool.end();
    },
  };
}

/** Lists of ids make statements of any length: only so many are worth being remembered by every connection. */
const NAMED_STATEMENTS = 300;

/**
 * A statement that has a name is parsed and planned once for a connection, and of a decision's statements that takes longer than to carry them out. One
 * without, '', is planned each time.
 */
function createStatementNames(): (query: { sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined || names.size >= NAMED_STATEMENTS) return known ?? '';
    const name = `duly_${names.size + 1}`;
    names.set(sql, name);
    return name;
  };
}
