import pg from 'pg';

/** The rows of one statement, on a connection of its own. */
export async function query({ url, sql }: { url: string; sql: string }): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
