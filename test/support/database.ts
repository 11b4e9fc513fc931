import { randomUUID } from 'node:crypto';
import { createDatabase, dropDatabase } from '../../dev/database.js';

/** A database of one test's own, with the newest schema and nothing in it. */
export interface TestDatabase {
  url: string;
  /** Drops it with whoever is still connected. */
  drop(): Promise<void>;
}

/** Copies the migrated template (about 50 ms). Throws when the run has no servers: only the projects of jest.config.mjs that have them may call it. */
export async function createTestDatabase(): Promise<TestDatabase> {
  // biome-ignore lint/style/noProcessEnv: the global setup hands the servers' addresses over in the environment
  const { DULY_TEST_DATABASE_URL: adminUrl, DULY_TEST_TEMPLATE: template } = process.env;
  if (!adminUrl || !template) throw new Error('This test needs the servers of test/support/global-setup.ts: run it with npm test.');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await createDatabase({ adminUrl, name, template });
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => dropDatabase({ adminUrl, name }) };
}
