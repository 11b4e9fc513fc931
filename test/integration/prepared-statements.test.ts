/** Statements that PostgreSQL plans once for a connection. */
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { connectDatabase, type Database } from '../../adapters/database.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { query } from '../support/query.js';

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
});
afterAll(() => testDatabase.drop());
beforeEach(() => {
  database = connectDatabase({ url: testDatabase.url, name: 'duly-test', connections: 1 });
});

const planned = async (like: string): Promise<number> => {
  const [row] = await database.prisma.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pg_prepared_statements WHERE statement LIKE ${like}`;
  return row?.count ?? 0;
};

it('one that comes again is not planned again', async () => {
  for (const n of [1, 2, 3]) expect(await database.prisma.$queryRaw`SELECT ${n}::int + 1 AS sum`).toEqual([{ sum: n + 1 }]);
  expect(await planned('SELECT $1::int + 1%')).toBe(1);
  await database.close();
});

it('a connection remembers 300 of them, and carries out any number', async () => {
  for (let n = 1; n <= 400; n += 1)
    expect(await database.prisma.$queryRawUnsafe(`SELECT ${n} AS "column_${n}"`)).toEqual([{ [`column_${n}`]: n }]);
  expect(await planned('SELECT % AS "column_%')).toBe(300);
  await database.close();
});

it('a column that a migration brings meanwhile keeps none from being carried out', async () => {
  const { prisma } = database;
  await prisma.legalEntity.create({
    data: { id: 'L', name: 'Us', country: 'DE', senderAddress: 'ar@us.example', invoicePrefix: '', nextInvoice: 1 },
  });
  const look = async () => [
    await prisma.legalEntity.findMany({ select: { id: true } }),
    await prisma.$queryRaw<{ row: object }[]>`SELECT to_jsonb(l) AS row FROM legal_entities l`,
  ];
  const before = await look();
  await query({ url: testDatabase.url, sql: 'ALTER TABLE legal_entities ADD COLUMN motto text' });
  const [found, rows] = await look();
  expect(found).toEqual(before[0]);
  expect(rows).toEqual([{ row: expect.objectContaining({ id: 'L', motto: null }) }]);
  await database.close();
});
