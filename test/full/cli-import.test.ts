import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { connectDatabase, type Database } from '../../adapters/database.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { itOnRealInvoices, realInvoices } from '../support/real-invoices.js';
import { runDuly } from '../support/run-duly.js';

const path = (relative: string) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));

let folder: string;
let database: TestDatabase;
let connected: Database;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'duly-cli-'));
  database = await createTestDatabase();
  connected = connectDatabase({ url: database.url, name: 'duly-cli-test', connections: 2 });
  const entity = {
    id: 'le_1',
    name: 'Northwind',
    country: 'US',
    senderAddress: 'ar@northwind.example',
    invoicePrefix: 'N-',
    nextInvoice: 1,
  };
  await connected.prisma.legalEntity.create({ data: entity });
});
afterAll(async () => {
  await connected.close();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

itOnRealInvoices(
  'imports all the real invoices, balances to nothing open, and changes nothing when asked again',
  async () => {
    const invoices = realInvoices();
    const env = { DULY_HOME: join(folder, 'home'), DATABASE_URL: database.url };
    const args = ['import', path('../shared/data/accounts-receivable.csv'), '--journey', path('journeys/ladder.yaml'), '--json'];
    const first = await runDuly({ args, env });
    expect({ code: first.code, ...JSON.parse(first.out) }).toMatchObject({
      code: 0,
      customers: { added: 100, known: 0 },
      invoices: { added: invoices.length, known: 0 },
      payments: { added: invoices.length, known: 0 },
      held: 0,
    });
    expect(first.err).toMatch(/imported \d+ of 100 customers/);
    const { prisma } = connected;
    const total = invoices.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
    expect(await prisma.item.aggregate({ _count: true, _sum: { amount: true, open: true } })).toEqual({
      _count: invoices.length,
      _sum: { amount: total, open: 0n },
    });
    expect(await prisma.payment.aggregate({ _sum: { amount: true, unapplied: true } })).toEqual({ _sum: { amount: total, unapplied: 0n } });
    const facts = await prisma.fact.count();
    const again = await runDuly({ args, env });
    expect({ code: again.code, ...JSON.parse(again.out) }).toMatchObject({
      code: 0,
      customers: { added: 0, known: 100 },
      invoices: { added: 0 },
      payments: { added: 0 },
      deliveryChanges: 0,
    });
    expect(await prisma.fact.count()).toBe(facts);
  },
  300_000,
);
