import { afterEach, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { query } from '../support/query.js';

const opened: TestDatabase[] = [];
const open = async () => {
  const database = await createTestDatabase();
  opened.push(database);
  return database;
};

afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.drop()));
});

it('gives each test a migrated database that no other test sees', async () => {
  const [one, other] = [await open(), await open()];
  await query({ url: one.url, sql: 'CREATE TABLE mine ()' });
  expect(await query({ url: other.url, sql: "SELECT to_regclass('mine') AS mine" })).toEqual([{ mine: null }]);
  expect(await query({ url: other.url, sql: "SELECT to_regclass('_prisma_migrations')::text AS migrations" })).toEqual([
    { migrations: '_prisma_migrations' },
  ]);
});

it('drops a database that somebody is still connected to', async () => {
  const { url, drop } = await open();
  const forgotten = new pg.Client({ connectionString: url });
  forgotten.on('error', () => {});
  await forgotten.connect();
  await drop();
  await expect(query({ url, sql: 'SELECT 1' })).rejects.toMatchObject({ code: '3D000' });
});
