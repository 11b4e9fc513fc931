/** What must never happen to the books is refused by PostgreSQL itself: everything here goes round our code, by SQL alone. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let testDatabase: TestDatabase;
let client: pg.Client;
let customers = 0;
/** A new customer for each test, with an invoice of 100 (fact 1) of which 40 are paid (fact 2). */
let id: string;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  client = await connect();
  await client.query(`
    INSERT INTO legal_entities (id, name, country, "senderAddress", "invoicePrefix", "nextInvoice") VALUES ('L', 'Us', 'DE', 'ar@us.example', '', 1);
    INSERT INTO journey_versions (id, name, version, text, definition, "publishedAt", "isDefault") VALUES ('J', 'Ladder', 1, 'journey: Ladder', '{}', '2026-01-01', true)`);
});
afterAll(async () => {
  await client.end();
  await testDatabase.drop();
});
beforeEach(async () => {
  customers += 1;
  id = `C${customers}`;
  await client.query(newCustomer({}));
  await client.query(`INSERT INTO accounts (id, "customerId", "legalEntityId", currency) VALUES ('${id}/A', '${id}', 'L', 'EUR')`);
  await client.query(`
    INSERT INTO items (id, "customerId", "accountId", kind, number, amount, currency, "issuedOn", "dueOn", delivery)
    VALUES ('${id}/I', '${id}', '${id}/A', 'invoice', '1', 100, 'EUR', '2026-01-01', '2026-01-31', 'delivered')`);
  await booked(1, { receivable: 100, revenue: -100 });
  await booked(2, { cash: 40, receivable: -40 });
});

async function connect(): Promise<pg.Client> {
  const made = new pg.Client({ connectionString: testDatabase.url });
  await made.connect();
  return made;
}
const newCustomer = ({ number = 0, at = id }: { number?: number; at?: string }) => `
  INSERT INTO customers (id, "legalEntityId", "externalId", name, "timeZone", locale, country, currency, "netDays", "billingCycle", "deliverBy",
    "riskClass", "knownSince", "creditStatus", "journeyId", "lastFact")
  VALUES ('${at}', 'L', '${at}', 'A customer', 'UTC', 'en', 'DE', 'EUR', 30, 'order', 'email', 'normal', '2020-01-01', 'unknown', 'J', ${number})`;
const fact = (number: number, { externalId = `${id}/${number}` }: { externalId?: string } = {}) => `
  INSERT INTO facts ("customerId", number, type, source, "externalId", "effectiveOn", "recordedAt", data)
  VALUES ('${id}', ${number}, 'payment.received', 'api', '${externalId}', '2026-01-01', '2026-01-01', '{}')`;
const posting = (number: number, book: string, amount: number, { item = `${id}/I`, account = `${id}/A`, currency = 'EUR' } = {}) => `
  INSERT INTO postings (id, "customerId", "factNumber", "accountId", book, "itemId", amount, currency)
  VALUES ('${id}/${number}/${book}/${currency}', '${id}', ${number}, '${account}', '${book}', ${book === 'receivable' ? `'${item}'` : 'NULL'}, ${amount}, '${currency}')`;

/** Everything in one transaction; what it is refused with, or undefined. */
async function tried(...statements: string[]): Promise<string | undefined> {
  await client.query('BEGIN');
  try {
    for (const statement of statements) await client.query(statement);
    await client.query('COMMIT');
    return undefined;
  } catch (error) {
    await client.query('ROLLBACK');
    return (error as { code: string }).code;
  }
}
async function booked(number: number, amounts: Record<string, number>): Promise<void> {
  expect(await tried(fact(number), ...Object.entries(amounts).map(([book, amount]) => posting(number, book, amount)))).toBeUndefined();
}
const totals = async () =>
  (
    await client.query(`SELECT i.open::int, a.balance::int, a.unapplied::int, c."lastFact" AS facts FROM customers c
    JOIN items i ON i."customerId" = c.id JOIN accounts a ON a."customerId" = c.id WHERE c.id = '${id}'`)
  ).rows[0];
const [GAP, FINAL, UNBALANCED, UNKNOWN, DERIVED, TWICE, IMPOSSIBLE] = ['DU001', 'DU002', 'DU003', 'DU004', 'DU005', '23505', '23514'];

describe('postings', () => {
  it('of a fact that do not sum to zero are refused when the transaction commits, and nothing of it stays', async () => {
    await client.query('BEGIN');
    await client.query(fact(3));
    await client.query(posting(3, 'cash', 10));
    await client.query(posting(3, 'receivable', -9));
    await expect(client.query('COMMIT')).rejects.toMatchObject({ code: UNBALANCED });
    expect(await totals()).toEqual({ open: 60, balance: 60, unapplied: 0, facts: 2 });
  });
  it('sum to zero in each currency by itself', async () => {
    const euros = posting(3, 'cash', 10);
    expect(await tried(fact(3), euros, posting(3, 'receivable', -10, { currency: 'USD' }))).toBe(UNBALANCED);
  });
  it('are not added to a fact later unless they balance among themselves', async () => {
    expect(await tried(posting(2, 'unapplied', -1))).toBe(UNBALANCED);
  });
  it('move what is open and the totals, and nothing else does', async () => {
    expect(await totals()).toEqual({ open: 60, balance: 60, unapplied: 0, facts: 2 });
    expect(await tried(`UPDATE items SET open = 0 WHERE id = '${id}/I'`)).toBe(DERIVED);
    expect(await tried(`UPDATE accounts SET balance = 0 WHERE id = '${id}/A'`)).toBe(DERIVED);
    expect(await tried(`UPDATE accounts SET unapplied = 5 WHERE id = '${id}/A'`)).toBe(DERIVED);
    expect(await tried(`UPDATE items SET "settledAt" = '2026-02-01' WHERE id = '${id}/I'`)).toBeUndefined();
  });
  it('are about items and accounts of their customer', async () => {
    await client.query(newCustomer({ at: `${id}-other` }));
    await client.query(
      `INSERT INTO accounts (id, "customerId", "legalEntityId", currency) VALUES ('${id}-other/A', '${id}-other', 'L', 'EUR')`,
    );
    const cash = posting(3, 'cash', 10);
    expect(await tried(fact(3), cash, posting(3, 'receivable', -10, { item: 'nobody' }))).toBe(UNKNOWN);
    expect(await tried(fact(3), cash, posting(3, 'receivable', -10, { account: `${id}-other/A` }))).toBe(UNKNOWN);
  });
  it('that overpay an item are refused', async () => {
    expect(await tried(fact(3), posting(3, 'cash', 61), posting(3, 'receivable', -61))).toBe(IMPOSSIBLE);
    expect(await tried(fact(3), posting(3, 'cash', 60), posting(3, 'receivable', -60))).toBeUndefined();
    expect(await totals()).toMatchObject({ open: 0 });
  });
  it('that spend unapplied money which is not there are refused', async () => {
    await booked(3, { cash: 5, unapplied: -5 });
    expect(await tried(fact(4), posting(4, 'unapplied', 6), posting(4, 'cash', -6))).toBe(IMPOSSIBLE);
    expect(await totals()).toEqual({ open: 60, balance: 60, unapplied: 5, facts: 3 });
  });
});

describe('what happened', () => {
  it.each(['facts', 'postings'])('is never changed, deleted or truncated: %s', async (table) => {
    const changes = [
      `UPDATE ${table} SET "customerId" = "customerId" WHERE "customerId" = '${id}'`,
      `DELETE FROM ${table} WHERE "customerId" = '${id}'`,
      `TRUNCATE ${table}`,
      'TRUNCATE customers CASCADE',
      `INSERT INTO ${table} SELECT * FROM ${table} WHERE "customerId" = '${id}' ON CONFLICT (${table === 'facts' ? '"customerId", number' : 'id'}) DO UPDATE SET "customerId" = 'X'`,
    ];
    const before = (await client.query(`SELECT * FROM ${table} ORDER BY 1, 2`)).rows;
    for (const change of changes.slice(0, 4)) expect({ change, refused: await tried(change) }).toEqual({ change, refused: FINAL });
    expect(await tried(changes[4] as string)).toBeDefined();
    expect((await client.query(`SELECT * FROM ${table} ORDER BY 1, 2`)).rows).toEqual(before);
  });
  it('is told once: a second fact of one source and external id is refused, whoever the customer is', async () => {
    expect(await tried(fact(3, { externalId: `${id}/2` }))).toBe(TWICE);
    const mine = id;
    id = `${mine}-other`;
    await client.query(newCustomer({}));
    expect(await tried(fact(1, { externalId: `${mine}/2` }))).toBe(TWICE);
  });
  it.each([
    ['a gap', 4],
    ['a repeat', 2],
    ['zero', 0],
  ])('is numbered 1, 2, 3: %s is refused', async (_name, number) => {
    expect(await tried(fact(number, { externalId: `${id}/new` }))).toBe(GAP);
    expect(await totals()).toMatchObject({ facts: 2 });
  });
  it('counts itself: nobody sets the number of the newest fact', async () => {
    expect(await tried(`UPDATE customers SET "lastFact" = 7 WHERE id = '${id}'`)).toBe(DERIVED);
    expect(await tried(newCustomer({ number: 3, at: `${id}-other` }))).toBe(DERIVED);
    expect(await tried(`UPDATE customers SET name = 'Another', "lastFact" = 2 WHERE id = '${id}'`)).toBeUndefined();
  });
  it('gets one number of two writers who come at once, and the other is refused', async () => {
    const other = await connect();
    const waiting = (await other.query('SELECT pg_backend_pid() AS pid')).rows[0].pid;
    await client.query('BEGIN');
    await client.query(fact(3));
    const late = other.query(fact(3, { externalId: `${id}/late` })).then(
      () => 'kept',
      (error) => error.code,
    );
    while ((await client.query('SELECT 1 FROM pg_locks WHERE NOT granted AND pid = $1', [waiting])).rowCount === 0);
    await client.query('COMMIT');
    expect(await late).toBe(GAP);
    await other.end();
    expect(await totals()).toMatchObject({ facts: 3 });
  });
});

it('refuses a second claim of one step', async () => {
  const claimed = (effectId: string) => `INSERT INTO steps_taken ("customerId", subject, step, occurrence, at, how, "effectId")
    VALUES ('${id}', '${id}/I', 'first', 0, '2026-02-01', 'taken', '${effectId}')`;
  expect(await tried(claimed('one'))).toBeUndefined();
  expect(await tried(claimed('another'))).toBe(TWICE);
});

it('refuses a second decision of one number, and a change of one', async () => {
  const decision = `INSERT INTO decisions ("customerId", seq, at, applied, result, reasons) VALUES ('${id}', 1, '2026-02-01', 2, '{}', '[]')`;
  expect(await tried(decision)).toBeUndefined();
  expect(await tried(decision)).toBe(TWICE);
  expect(await tried(`UPDATE decisions SET applied = 0 WHERE "customerId" = '${id}'`)).toBe(FINAL);
});

it('refuses to change or drop the text of a published journey, and lets the default move on', async () => {
  expect(await tried(`UPDATE journey_versions SET text = 'journey: Other' WHERE id = 'J'`)).toBe(FINAL);
  expect(await tried(`UPDATE journey_versions SET definition = '{"name":"Other"}' WHERE id = 'J'`)).toBe(FINAL);
  expect(await tried(`DELETE FROM journey_versions WHERE id = 'J'`)).toBe(FINAL);
  expect(
    await tried(`INSERT INTO journey_versions (id, name, version, text, definition, "publishedAt", "isDefault")
    VALUES ('J2', 'Ladder', 1, '', '{}', '2026-01-01', true)`),
  ).toBe(TWICE);
  expect(await tried(`UPDATE journey_versions SET "isDefault" = true WHERE id = 'J'`)).toBeUndefined();
});
