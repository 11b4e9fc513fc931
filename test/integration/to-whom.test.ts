/** Contacts by rank and copies, through the API on the real PostgreSQL, and as the real SMTP server gets the mails. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createDecide } from '../../activities/decide.js';
import type { Books } from '../../activities/ports/books.js';
import { createRecordReports } from '../../activities/record-reports.js';
import { createMailActivities } from '../../activities/send-message.js';
import { connectDatabase, type Database } from '../../adapters/database.js';
import { publishJourney } from '../../adapters/journeys.js';
import { createOwners } from '../../adapters/owners.js';
import { createBooks } from '../../adapters/prisma-books.js';
import { createLookup } from '../../adapters/prisma-lookup.js';
import { createReads } from '../../adapters/prisma-reads.js';
import { createSmtpMailer, type SmtpMailer } from '../../adapters/smtp-mailer.js';
import { createRenderer } from '../../adapters/templates/renderer.js';
import { type AppInput, createApp } from '../../api/app.js';
import { type MailServer, startMailServer } from '../../dev/mail-server.js';
import type { Report } from '../../domain/facts.js';
import type { CustomerRow } from '../../domain/rows.js';
import { CUSTOMER } from '../../domain/testing/world.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const JOURNEY = `
journey: To whom
written in: the customer's language, else German, signed by the account manager with a telephone number
contact:
  hours: 09:00 to 20:00 in UTC
collection, for each invoice:
  reminders:
    1 day after due: send Overdue, to the finance director and accounts payable, copy to the account manager and nobody known
    on used up: end
`;
const NOW = Date.parse('2026-03-02T10:00Z');

let testDatabase: TestDatabase;
let database: Database;
let books: Books;
let mails: MailServer;
let mailer: SmtpMailer;
let refuse: { code: number; message: string } | undefined;
let dir: string;
let server: Server;
let url: string;
let journeyId: string;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = connectDatabase({ url: testDatabase.url, name: 'to-whom-test', connections: 5 });
  const { prisma } = database;
  books = createBooks({ prisma });
  await prisma.legalEntity.create({
    data: { id: 'L1', name: 'Us', country: 'DE', senderAddress: 'ar@us.example', invoicePrefix: 'N-', nextInvoice: 1 },
  });
  journeyId = await publishJourney({ prisma, text: JOURNEY, file: 'j.yaml', now: NOW, isDefault: true });
  dir = mkdtempSync(join(tmpdir(), 'duly-to-whom-'));
  mails = await startMailServer({ dir, smtpPort: 0, httpPort: 0, refuse: () => refuse });
  mailer = createSmtpMailer({ url: mails.smtpUrl });
  const clock = { now: () => NOW };
  const app = createApp({
    record: createRecordReports({ books, clock }),
    books,
    lookup: createLookup({ prisma }),
    reads: createReads({ prisma }),
    owners: createOwners({ prisma }),
    answers: { find: async () => undefined, keep: async () => undefined, forgetOld: async () => 0 },
    nudge: async () => undefined,
    auth: async () => ({ keyId: 'test' }),
    clock,
    log: () => undefined,
  } as unknown as AppInput);
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  mailer.close();
  await mails.stop();
  rmSync(dir, { recursive: true, force: true });
  await database.close();
  await testDatabase.drop();
});
beforeEach(() => {
  refuse = undefined;
});

async function post(path: string, json: object): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${url}${path}`, {
    method: 'post',
    headers: { authorization: 'Bearer test', 'content-type': 'application/json' },
    body: JSON.stringify(json),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function decideAll(customerId: string): Promise<void> {
  const decide = createDecide({ books, pace: { retryPauseMs: 1_000, historyEvents: 1_000 } });
  for (let more = true; more; ) ({ more } = await decide({ customerId, seq: null, upTo: 0, now: NOW }));
}

let customers = 0;
async function newCustomer(set: Partial<CustomerRow> = {}): Promise<string> {
  customers += 1;
  const id = `C${customers}`;
  const contacts = [{ purpose: 'all' as const, name: 'The Office', email: 'office@them.example' }];
  await books.createCustomer({
    customer: { ...CUSTOMER, ...set, id, journeyId },
    externalId: id,
    name: 'Them Ltd',
    contacts,
    recordedAt: NOW,
  });
  return id;
}
const keep = (id: string, purpose: string, contact: object | null, external = `${id} ${purpose}`) =>
  post(`/v1/customers/${id}/contacts`, { external_id: external, purpose, contact });

/** Has the reminder go out, and says what became of it. */
async function remind(id: string) {
  const data = { itemId: `${id}/R`, accountId: `${id}/L1/EUR`, number: `R-${id}`, amount: 1_000, currency: 'EUR', dueOn: '2026-03-01' };
  const report = {
    type: 'invoice.issued',
    source: 'api',
    externalId: `${id}/R`,
    effectiveOn: '2026-02-01',
    data: { ...data, delivery: 'delivered', orderIds: [] },
  } as Report;
  const clock = { now: () => NOW };
  await createRecordReports({ books, clock })({ customerId: id, reports: [report] });
  const { effects } = await createDecide({ books, pace: { retryPauseMs: 1_000, historyEvents: 1_000 } })({
    customerId: id,
    seq: null,
    upTo: 0,
    now: NOW,
  });
  const { sendMessage } = createMailActivities({ books, clock, mailer, renderer: createRenderer({}), surveyLink: (survey) => survey });
  const { did } = await sendMessage({ customerId: id, effectId: effects[0]?.id ?? '' });
  const got = (await mails.mails()).filter(({ subject }) => subject.includes(`R-${id}`));
  const header = (name: string) => got[0]?.headers.find((one) => one.name === name)?.value;
  const touched = await database.prisma.touchPoint.findFirst({ where: { customerId: id } });
  const [decision] = await database.prisma.decision.findMany({ where: { customerId: id }, orderBy: { seq: 'desc' }, take: 1 });
  return {
    did,
    mails: got.length,
    to: header('to'),
    cc: header('cc'),
    replyTo: header('reply-to'),
    text: got[0]?.text ?? '',
    messageId: touched?.messageId,
    touched: touched && { meant: touched.meant, reached: touched.reached, copied: touched.copied },
    instead: ((decision?.reasons ?? []) as unknown as { code: string; params: object }[])
      .filter(({ code }) => code === 'contact-instead')
      .map(({ params }) => params),
  };
}

describe('a message to contacts by rank', () => {
  it('shows them, and our people with a copy, in its head, and reaches each of them', async () => {
    const id = await newCustomer();
    await post('/v1/owners', { owner: 'am-7', name: 'Account Manager Seven', email: 'am7@us.example', telephone: '+49 30 7' });
    await post('/v1/owners', { owner: 'account-manager', name: 'Account Managers', email: 'am@us.example' });
    await post(`/v1/customers/${id}/owners`, { role: 'account-manager', owner: 'am-7' });
    await keep(id, 'finance_director', { name: 'The Director', email: 'director@them.example' });
    await keep(id, 'accounts_payable', { name: 'Payables', email: 'ap@them.example' });
    const { text: read, messageId: _, ...sent } = await remind(id);
    expect(read).toContain('Account Manager Seven\n+49 30 7\nUs');
    expect(sent).toEqual({
      did: 'sent',
      mails: 3,
      to: 'The Director <director@them.example>, Payables <ap@them.example>',
      cc: 'Account Manager Seven <am7@us.example>',
      replyTo: 'Account Manager Seven <am7@us.example>',
      touched: {
        meant: ['finance-director', 'accounts-payable'],
        reached: ['finance-director', 'accounts-payable'],
        copied: ['account-manager'],
      },
      instead: [],
    });
    const timeline = await fetch(`${url}/v1/customers/${id}/timeline`, { headers: { authorization: 'Bearer test' } });
    const text = await timeline.text();
    expect(text).toContain(`, to finance-director, accounts-payable, copy to account-manager: sent`);
    expect(text).not.toMatch(/The Director|them\.example|am7/);
  });

  it('goes once to the usual contact where there is none of a rank, and to whoever has the role for all', async () => {
    const id = await newCustomer();
    await post('/v1/owners', { owner: 'account-manager', name: 'Account Managers', email: 'am@us.example' });
    expect(await remind(id)).toMatchObject({
      mails: 2,
      to: 'The Office <office@them.example>',
      cc: 'Account Managers <am@us.example>',
      touched: { reached: ['all'], copied: ['account-manager'] },
      instead: [
        { step: 'overdue', meant: 'finance-director', got: 'usual', channel: 'email' },
        { step: 'overdue', meant: 'accounts-payable', got: 'usual', channel: 'email' },
      ],
    });
  });

  it('falls to the next lower rank when the contact is gone', async () => {
    const id = await newCustomer();
    await keep(id, 'finance_director', { name: 'The Director', email: 'director@them.example' });
    await keep(id, 'finance_manager', { name: 'The Manager', email: 'manager@them.example' });
    expect(await keep(id, 'finance_director', null, 'gone')).toMatchObject({ status: 201, body: { purpose: 'finance_director' } });
    expect(await remind(id)).toMatchObject({
      to: 'The Manager <manager@them.example>, The Office <office@them.example>',
      instead: [
        { meant: 'finance-director', got: 'finance-manager' },
        { meant: 'accounts-payable', got: 'usual' },
      ],
    });
  });

  it('that is refused reaches nobody by a copy', async () => {
    const id = await newCustomer();
    refuse = { code: 550, message: 'no such mailbox' };
    expect(await remind(id)).toMatchObject({ did: 'undeliverable', mails: 0 });
  });
});

describe('who signs', () => {
  it('is nobody but the legal entity where nobody is known, and the language is the other one where there is no text', async () => {
    await database.prisma.owner.deleteMany({ where: { id: 'account-manager' } });
    const id = await newCustomer({ locale: 'fr' });
    const { text, replyTo } = await remind(id);
    expect(text).toContain('Freundliche Grüße\nUs');
    expect(replyTo).toBeUndefined();
  });
});

describe('a reply', () => {
  it('leaves in peace what the mail was about, and asks one person, whose answer ends it', async () => {
    const id = await newCustomer();
    const { messageId } = await remind(id);
    const reply = { external_id: `reply ${id}`, in_reply_to: messageId?.replace(/[<>]/g, '') };
    const first = await post('/v1/replies', reply);
    expect(first).toMatchObject({ status: 201, body: { customer: id, invoices: [`${id}/R`] } });
    expect(await post('/v1/replies', reply)).toEqual({ ...first, status: 200 });
    await decideAll(id);
    const holds = () => database.prisma.hold.findMany({ where: { customerId: id }, orderBy: { id: 'asc' } });
    expect(await holds()).toMatchObject([{ kind: 'reply-waiting', subject: `${id}/R`, stops: ['reminders', 'escalation'], endedAt: null }]);
    const tasks = await database.prisma.task.findMany({ where: { customerId: id } });
    expect(tasks).toMatchObject([{ kind: 'reply-waiting', owner: 'ar-desk', status: 'open' }]);
    await post(`/v1/tasks/${encodeURIComponent(tasks[0]?.id ?? '')}/decide`, { outcome: 'answered' });
    await decideAll(id);
    expect((await holds()).map(({ endedAt }) => endedAt !== null)).toEqual([true]);
  });

  it('to a message that is not ours is refused', async () => {
    expect(await post('/v1/replies', { external_id: 'x', in_reply_to: '<none@us.example>' })).toMatchObject({
      status: 404,
      body: { code: 'unknown_message' },
    });
  });
});

describe('contacts', () => {
  it('are kept beside a fact that does not say who they are, once for each report', async () => {
    const id = await newCustomer();
    const director = { name: 'The Director', email: 'director@them.example', postal: ['1 Quay Street', '20457 Hamburg'] };
    const first = await keep(id, 'finance_director', director);
    expect(first).toMatchObject({ status: 201, body: { id: `${id}/contact/finance-director`, purpose: 'finance_director' } });
    expect((await keep(id, 'finance_director', director)).status).toBe(200);
    expect(await keep(id, 'finance_manager', director, `${id} finance_director`)).toMatchObject({
      status: 409,
      body: { code: 'external_id_conflict' },
    });
    const facts = await database.prisma.fact.findMany({ where: { customerId: id, type: 'contact.changed' } });
    expect(facts.map(({ data }) => data)).toEqual([
      { contactId: `${id}/contact/finance-director`, purpose: 'finance-director', by: ['email', 'letter'] },
    ]);
    const { reachable } = await database.prisma.customer.findUniqueOrThrow({ where: { id } });
    expect(reachable).toEqual([
      { purpose: 'all', by: ['email'] },
      { purpose: 'finance-director', by: ['email', 'letter'] },
    ]);
    const shown = await fetch(`${url}/v1/customers/${id}`, { headers: { authorization: 'Bearer test' } });
    expect(((await shown.json()) as { contacts: object[] }).contacts).toContainEqual({ purpose: 'finance_director', ...director });
  });

  it('are of ranks that there are, and owners are no names', async () => {
    const id = await newCustomer();
    expect((await keep(id, 'boss', null)).status).toBe(400);
    expect((await post('/v1/owners', { owner: 'Jane Roe', name: 'x' })).status).toBe(400);
    expect(await post(`/v1/customers/${id}/owners`, { role: 'account-manager', owner: 'am-99' })).toMatchObject({
      status: 404,
      body: { code: 'unknown_owner' },
    });
  });
});
