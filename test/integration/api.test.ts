/** The API through its own entry, on a real PostgreSQL and, where it is about Temporal, a real Temporal. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { createRecordReports } from '../../activities/record-reports.js';
import { connectDatabase } from '../../adapters/database.js';
import { publishJourney } from '../../adapters/journeys.js';
import { createAnswers } from '../../adapters/kept-answers.js';
import { createOwners } from '../../adapters/owners.js';
import { createApiKeyStore } from '../../adapters/prisma-api-keys.js';
import { createBooks } from '../../adapters/prisma-books.js';
import { createLookup } from '../../adapters/prisma-lookup.js';
import { createReads } from '../../adapters/prisma-reads.js';
import { createSurveyLinks } from '../../adapters/survey-links.js';
import { createNudge } from '../../adapters/temporal-nudge.js';
import { createTemporalChecks } from '../../adapters/temporal-readiness.js';
import { createAuth, makeApiKey } from '../../api/api-keys.js';
import { createApp } from '../../api/app.js';
import { keepFirstKey } from '../../api/first-key.js';
import { createLog } from '../../api/log.js';
import type { Nudge } from '../../api/ports.js';
import { createReadiness } from '../../api/readiness.js';
import { accountId } from '../../domain/ledger/account-id.js';
import { TASK_QUEUE, workflowIdOf } from '../../workflows/contract.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { testTemporal } from '../support/temporal.js';

const NOW = Date.parse('2026-03-10T23:30:00Z');
const NOWHERE = '127.0.0.1:1';
const clock = { now: () => NOW };
const links = createSurveyLinks({ secret: 'a secret of the tests, long enough for it', baseUrl: 'http://127.0.0.1' });
const { key, row: keyRow } = makeApiKey({ name: 'test', now: NOW });

let testDatabase: TestDatabase;
let database: ReturnType<typeof connectDatabase>;
let prisma: ReturnType<typeof connectDatabase>['prisma'];
let record: ReturnType<typeof createRecordReports>;
let temporal: Connection;
let noTemporal: Connection;
let api: Api;
const opened: Api[] = [];

interface Api {
  url: string;
  server: Server;
  log: string[];
  nudges: { customerId: string; upTo: number }[];
}

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = connectDatabase({ url: testDatabase.url, name: 'api-test' });
  prisma = database.prisma;
  record = createRecordReports({ books: createBooks({ prisma }), clock });
  temporal = Connection.lazy({ address: testTemporal() });
  noTemporal = Connection.lazy({ address: NOWHERE });
  await prisma.apiKey.create({ data: { ...keyRow, createdAt: new Date(NOW) } });
  for (const [id, name] of [
    ['le_1', 'Northwind <Supplies> & Co'],
    ['le_2', 'Northwind GmbH'],
  ] as const) {
    await prisma.legalEntity.create({
      data: { id, name, country: 'DE', senderAddress: 'ar@northwind.example', invoicePrefix: `${id}-`, nextInvoice: 1 },
    });
  }
  const lane = 'lanes: { collection: { for: item, stages: { delivery: { on: { delivered: end } } } } }';
  await publishJourney({ prisma, text: `journey: Test\n${lane}\n`, file: 'test.yaml', now: NOW, isDefault: true });
  api = await open();
});

afterAll(async () => {
  for (const { server } of opened) {
    server.closeAllConnections();
    server.close();
  }
  await Promise.all([temporal.close(), noTemporal.close(), database.close()]);
  await testDatabase.drop();
});

/** The API on a port of its own; parts can be replaced. */
async function open({
  nudge,
  prisma: client = prisma,
  connection = temporal,
  namespace = 'default',
}: {
  nudge?: Nudge;
  prisma?: typeof prisma;
  connection?: Connection;
  namespace?: string;
} = {}): Promise<Api> {
  const log: string[] = [];
  const nudges: Api['nudges'] = [];
  const postgresql = async () => {
    await client.$queryRaw`SELECT 1`;
    return null;
  };
  const app = createApp({
    record: createRecordReports({ books: createBooks({ prisma: client }), clock }),
    books: createBooks({ prisma: client }),
    lookup: createLookup({ prisma: client }),
    reads: createReads({ prisma: client }),
    owners: createOwners({ prisma: client }),
    answers: createAnswers({ prisma: client }),
    nudge: nudge ?? (async (news) => void nudges.push(news)),
    auth: createAuth(createApiKeyStore({ prisma: client })),
    readiness: createReadiness({ checks: { postgresql, ...createTemporalChecks({ connection, namespace }) } }),
    clock,
    links,
    log: createLog({ write: (line) => log.push(line), now: Date.now }),
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const opening = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, log, nudges };
  opened.push(opening);
  return opening;
}

// biome-ignore lint/suspicious/noExplicitAny: answers are read as JSON and compared field by field
type Answer = { status: number; headers: Headers; body: any };

async function request({
  method = 'POST',
  path,
  json,
  text,
  headers = {},
  at = api,
}: {
  method?: string;
  path: string;
  json?: unknown;
  text?: string | Buffer;
  headers?: Record<string, string>;
  at?: Api;
}): Promise<Answer> {
  const body = text ?? (json === undefined ? undefined : JSON.stringify(json));
  const response = await fetch(`${at.url}${path}`, {
    method,
    redirect: 'manual',
    headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: body as never }),
  });
  const said = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: response.headers.get('content-type')?.includes('json') ? JSON.parse(said) : said,
  };
}
const post = (path: string, json: unknown, at?: Api) => request({ path, json, ...(at && { at }) });

let made = 0;
/** A customer of `le_1` (in Berlin, EUR) with these invoices: amounts in minor units by item id. */
async function customerWith({
  invoices = {},
  legalEntityId = 'le_1',
  externalId,
  clockOffsetMs = 0,
}: {
  invoices?: Record<string, { amount: number; number?: string; currency?: string; dueOn?: string }>;
  legalEntityId?: string;
  externalId?: string;
  clockOffsetMs?: number;
} = {}): Promise<string> {
  made += 1;
  const number = made;
  const id = `cus_${number}`;
  const journey = await prisma.journeyVersion.findFirstOrThrow();
  await prisma.customer.create({
    data: {
      id,
      legalEntityId,
      externalId: externalId ?? `ERP-${number}`,
      name: 'Blue Harbour Ltd',
      timeZone: 'Europe/Berlin',
      locale: 'en',
      country: 'DE',
      currency: 'EUR',
      netDays: 30,
      billingCycle: 'order',
      deliverBy: 'email',
      riskClass: 'normal',
      knownSince: new Date('2020-01-01'),
      creditStatus: 'unknown',
      journeyId: journey.id,
      lastFact: 0,
      clockOffsetMs: BigInt(clockOffsetMs),
    },
  });
  await record({
    customerId: id,
    reports: [{ type: 'customer.created', source: 'import', externalId: `created/${id}`, effectiveOn: '2026-01-01', data: {} }],
  });
  for (const [itemId, { amount, number = `N-${itemId}`, currency = 'EUR', dueOn = '2026-03-01' }] of Object.entries(invoices)) {
    const data = {
      itemId,
      accountId: accountId({ customerId: id, legalEntityId, currency }),
      number,
      amount,
      currency,
      dueOn,
      delivery: 'delivered' as const,
      orderIds: [],
    };
    await record({
      customerId: id,
      reports: [{ type: 'invoice.issued', source: 'import', externalId: `issued/${itemId}`, effectiveOn: '2026-02-01', data }],
    });
  }
  return id;
}

/** Every row that an answer may have written, counted. */
async function rows(): Promise<Record<string, number>> {
  const [counted] = await prisma.$queryRaw<Record<string, number>[]>`
    SELECT (SELECT count(*)::int FROM facts) AS facts, (SELECT count(*)::int FROM postings) AS postings, (SELECT count(*)::int FROM payments) AS payments,
           (SELECT count(*)::int FROM allocations) AS allocations, (SELECT count(*)::int FROM disputes) AS disputes, (SELECT count(*)::int FROM holds) AS holds,
           (SELECT count(*)::int FROM tasks) AS tasks, (SELECT count(*)::int FROM charges) AS charges, (SELECT count(*)::int FROM attempts) AS attempts,
           (SELECT count(*)::int FROM survey_answers) AS comments, (SELECT sum("lastFact")::int FROM customers) AS numbered, (SELECT sum("upTo")::int FROM news) AS news,
           (SELECT sum(open)::int FROM items) AS open, (SELECT count(*)::int FROM accounts) AS accounts`;
  return counted ?? {};
}
const openOf = async (itemId: string) => Number((await prisma.item.findUniqueOrThrow({ where: { id: itemId } })).open);
const factsOf = (customerId: string) => prisma.fact.findMany({ where: { customerId }, orderBy: { number: 'asc' } });

/** The request is refused as the problem says, and nothing at all is stored. */
async function refused(
  ask: () => Promise<Answer>,
  problem: { status: number; code: string; param?: string; detail: RegExp },
): Promise<Answer> {
  const before = await rows();
  const answer = await ask();
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect({ detail: answer.body.detail, ...answer.body }).toMatchObject({
    status: problem.status,
    code: problem.code,
    type: `/problems/${problem.code}`,
    title: expect.any(String),
  });
  expect(answer.status).toBe(problem.status);
  expect(answer.body.detail).toMatch(problem.detail);
  if (problem.param !== undefined)
    expect(answer.body).toMatchObject({
      param: problem.param,
      errors: expect.arrayContaining([expect.objectContaining({ pointer: `/${problem.param.replaceAll('.', '/')}` })]),
    });
  expect(answer.headers.get('request-id')).toBe(answer.body.request_id);
  expect(await rows()).toEqual(before);
  return answer;
}

describe('a payment', () => {
  it('is stored as a fact, applied to the invoices it names by id or number, and answered with what became of it', async () => {
    const customer = await customerWith({ invoices: { pa1: { amount: 10_000 }, pa2: { amount: 5_000 } } });
    const answer = await post('/v1/payments', {
      external_id: 'PAY-1',
      customer,
      amount: 13_000,
      currency: 'EUR',
      received_on: '2026-03-09',
      reference: 'RF18 5390 0754',
      allocations: [
        { invoice: 'pa1', amount: 10_000 },
        { invoice: 'N-pa2', amount: 2_000 },
      ],
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('idempotent-replayed')).toBeNull();
    expect(answer.headers.get('request-id')).toMatch(/^req_[0-9a-f-]{36}$/);
    expect(answer.body).toEqual({
      object: 'payment',
      id: expect.stringMatching(/^pay_/),
      external_id: 'PAY-1',
      customer,
      fact_number: 4,
      amount: 13_000,
      currency: 'EUR',
      received_on: '2026-03-09',
      applied: [
        { invoice: 'pa1', amount: 10_000 },
        { invoice: 'pa2', amount: 2_000 },
      ],
      unapplied: 1_000,
    });
    expect([await openOf('pa1'), await openOf('pa2')]).toEqual([0, 3_000]);
    expect(await prisma.payment.findUniqueOrThrow({ where: { id: answer.body.id } })).toMatchObject({ amount: 13_000n, unapplied: 1_000n });
    expect(await prisma.news.findUniqueOrThrow({ where: { customerId: customer } })).toMatchObject({ upTo: 4 });
    expect(api.nudges).toContainEqual({ customerId: customer, upTo: 4 });
  });

  it('goes to the oldest open invoices when asked to', async () => {
    const customer = await customerWith({
      invoices: { po1: { amount: 5_000, dueOn: '2026-03-05' }, po2: { amount: 5_000, dueOn: '2026-02-05' } },
    });
    const { body } = await post('/v1/payments', {
      external_id: 'PAY-OLD',
      customer,
      amount: 6_000,
      currency: 'EUR',
      apply: 'oldest_first',
    });
    expect(body).toMatchObject({
      applied: [
        { invoice: 'po2', amount: 5_000 },
        { invoice: 'po1', amount: 1_000 },
      ],
      unapplied: 0,
    });
  });

  it('finds the customer by an external id', async () => {
    const customer = await customerWith({ externalId: 'ERP-by-external' });
    const { status, body } = await post('/v1/payments', {
      external_id: 'PAY-EXT',
      customer: { external_id: 'ERP-by-external' },
      amount: 1,
      currency: 'EUR',
    });
    expect([status, body.customer]).toEqual([201, customer]);
  });

  it('is kept, unapplied, when it names an invoice that is not known or belongs to another customer', async () => {
    await customerWith({ invoices: { foreign1: { amount: 9_000 } } });
    const customer = await customerWith();
    const { status, body } = await post('/v1/payments', {
      external_id: 'PAY-UNKNOWN',
      customer,
      amount: 700,
      currency: 'EUR',
      allocations: [
        { invoice: 'no-such', amount: 300 },
        { invoice: 'foreign1', amount: 400 },
      ],
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ applied: [], unapplied: 700 });
    expect(await openOf('foreign1')).toBe(9_000);
    expect(await prisma.task.findFirstOrThrow({ where: { customerId: customer } })).toMatchObject({
      kind: 'unapplied-money',
      subject: body.id,
    });
  });

  it('is kept, unapplied, when it is in another currency than the invoice it names', async () => {
    const customer = await customerWith({ invoices: { cur1: { amount: 9_000 } } });
    const { status, body } = await post('/v1/payments', {
      external_id: 'PAY-USD',
      customer,
      amount: 9_000,
      currency: 'USD',
      allocations: [{ invoice: 'cur1', amount: 9_000 }],
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ currency: 'USD', applied: [], unapplied: 9_000 });
    expect(await openOf('cur1')).toBe(9_000);
  });

  it('keeps what it has too much', async () => {
    const customer = await customerWith({ invoices: { over1: { amount: 1_000 } } });
    const { body } = await post('/v1/payments', {
      external_id: 'PAY-OVER',
      customer,
      amount: 5_000,
      currency: 'EUR',
      allocations: [{ invoice: 'over1', amount: 5_000 }],
    });
    expect(body).toMatchObject({ applied: [{ invoice: 'over1', amount: 1_000 }], unapplied: 4_000 });
  });

  it('is dated today where the customer is, by his own clock', async () => {
    const [customer, ahead] = [await customerWith(), await customerWith({ clockOffsetMs: 30 * 86_400_000 })];
    expect((await post('/v1/payments', { external_id: 'PAY-TODAY', customer, amount: 1, currency: 'EUR' })).body.received_on).toBe(
      '2026-03-11',
    );
    expect((await post('/v1/payments', { external_id: 'PAY-AHEAD', customer: ahead, amount: 1, currency: 'EUR' })).body.received_on).toBe(
      '2026-04-10',
    );
  });
});

describe('the same external id', () => {
  it('with the same content is answered as the first time and stored once', async () => {
    const customer = await customerWith({ invoices: { same1: { amount: 2_000 } } });
    const payment = {
      external_id: 'PAY-SAME',
      customer,
      amount: 2_000,
      currency: 'EUR',
      received_on: '2026-03-01',
      allocations: [{ invoice: 'N-same1', amount: 2_000 }],
    };
    const first = await post('/v1/payments', payment);
    const [before, told] = [await rows(), api.nudges.length];
    const again = await post('/v1/payments', payment);
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.body).toEqual(first.body);
    expect(await rows()).toEqual(before);
    expect(api.nudges).toHaveLength(told);
  });

  it('on a later day, without a date, is still the same', async () => {
    const customer = await customerWith();
    const payment = { external_id: 'PAY-LATER', customer, amount: 2_000, currency: 'EUR' };
    const first = await post('/v1/payments', payment);
    await prisma.customer.update({ where: { id: customer }, data: { clockOffsetMs: 3n * 86_400_000n } });
    const again = await post('/v1/payments', payment);
    expect([again.status, again.body]).toEqual([200, first.body]);
  });

  it.each([
    ['another amount', { amount: 2_001 }],
    ['another currency', { currency: 'USD' }],
    ['another date', { received_on: '2026-03-02' }],
    ['another reference', { reference: 'other' }],
    ['other allocations', { allocations: [{ invoice: 'nobody-knows-it', amount: 2_000 }] }],
  ])('with %s is a conflict', async (what, change) => {
    const customer = await customerWith();
    const payment = { external_id: `PAY-CONFLICT-${what}`, customer, amount: 2_000, currency: 'EUR', received_on: '2026-03-01' };
    expect((await post('/v1/payments', payment)).status).toBe(201);
    await refused(() => post('/v1/payments', { ...payment, ...change }), {
      status: 409,
      code: 'external_id_conflict',
      param: 'external_id',
      detail: /Use a new external id/,
    });
  });

  it('for another customer is a conflict', async () => {
    const [one, other] = [await customerWith(), await customerWith()];
    const payment = { external_id: 'PAY-TWO-CUSTOMERS', amount: 2_000, currency: 'EUR', received_on: '2026-03-01' };
    expect((await post('/v1/payments', { ...payment, customer: one })).status).toBe(201);
    await refused(() => post('/v1/payments', { ...payment, customer: other }), {
      status: 409,
      code: 'external_id_conflict',
      detail: /external id/,
    });
  });

  it('twenty times at once makes one fact', async () => {
    const customer = await customerWith({ invoices: { twenty1: { amount: 20_000 } } });
    const payment = {
      external_id: 'PAY-TWENTY',
      customer,
      amount: 1_000,
      currency: 'EUR',
      allocations: [{ invoice: 'twenty1', amount: 1_000 }],
    };
    const answers = await Promise.all(Array.from({ length: 20 }, () => post('/v1/payments', payment)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 201]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await factsOf(customer)).toHaveLength(3);
    expect(await openOf('twenty1')).toBe(19_000);
  });

  it('for twelve customers at once makes one fact and eleven conflicts', async () => {
    const customers = await Promise.all(Array.from({ length: 12 }, () => customerWith()));
    const answers = await Promise.all(
      customers.map((customer) => post('/v1/payments', { external_id: 'PAY-RACE', customer, amount: 1_000, currency: 'EUR' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(11).fill(409)]);
    expect(await prisma.fact.count({ where: { externalId: 'PAY-RACE' } })).toBe(1);
    expect(await prisma.payment.count({ where: { customerId: { in: customers } } })).toBe(1);
  });

  it('twenty different ones at once for one customer are numbered without a gap', async () => {
    const customer = await customerWith({ invoices: { many1: { amount: 100_000 } } });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        post('/v1/payments', {
          external_id: `PAY-MANY-${index}`,
          customer,
          amount: 5_000,
          currency: 'EUR',
          allocations: [{ invoice: 'many1', amount: 5_000 }],
        }),
      ),
    );
    expect(answers.map(({ body }) => body.fact_number).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 3));
    expect(await openOf('many1')).toBe(0);
  });
});

describe('a payment failure', () => {
  it('is stored with the raw code, its class and a charge of its own', async () => {
    const customer = await customerWith({ invoices: { fa1: { amount: 1_000 }, fa2: { amount: 2_000 } } });
    const failure = {
      external_id: 'FAIL-1',
      customer,
      invoices: ['fa1', 'N-fa2', 'fa1'],
      code: 'insufficient_funds',
      attempted_at: '2026-03-10T09:00:00+01:00',
    };
    const first = await post('/v1/payment-failures', failure);
    expect(first.status).toBe(201);
    expect(first.body).toEqual({
      object: 'payment_failure',
      id: 'charge/FAIL-1/1',
      external_id: 'FAIL-1',
      customer,
      fact_number: 4,
      charge: 'charge/FAIL-1',
      invoices: ['fa1', 'fa2'],
      code: 'insufficient_funds',
      reason_class: 'soft_funds',
      attempted_at: '2026-03-10T08:00:00Z',
    });
    expect(await prisma.charge.findUniqueOrThrow({ where: { id: 'charge/FAIL-1' }, include: { attempts: true } })).toMatchObject({
      amount: 3_000n,
      itemIds: ['fa1', 'fa2'],
      attempts: [{ outcome: 'declined', code: 'insufficient_funds' }],
    });
    const again = await post('/v1/payment-failures', failure);
    expect([again.status, again.headers.get('idempotent-replayed'), again.body]).toEqual([200, 'true', first.body]);
    await refused(() => post('/v1/payment-failures', { ...failure, invoices: ['fa1'] }), {
      status: 409,
      code: 'external_id_conflict',
      param: 'external_id',
      detail: /for other invoices/,
    });
  });

  it('is a hard one where the network advises not to try again, and of unknown reason where no table has the code', async () => {
    const customer = await customerWith({ invoices: { fb1: { amount: 1_000 } } });
    const fail = (external_id: string, more: object) => post('/v1/payment-failures', { external_id, customer, invoices: ['fb1'], ...more });
    expect((await fail('FAIL-HARD', { code: 'do_not_honor', advice: 'do_not_try_again' })).body.reason_class).toBe('hard_instrument');
    expect((await fail('FAIL-NEW', { code: 'never_seen' })).body.reason_class).toBe('soft_unknown');
  });

  it.each([
    ['an unknown invoice', { invoices: ['fc1', 'no-such'] }, 404, 'unknown_item', 'invoices.1', /no invoice no-such/],
    ['invoices of two currencies', { invoices: ['fc1', 'fc2'] }, 422, 'currency_mismatch', 'invoices.1', /report them apart/],
    ['no invoice', { invoices: [] }, 400, 'invalid_request', 'invoices', /Send a list of 1 to 500 invoices/],
    ['free text as a code', { code: 'Mr Smith has no money' }, 400, 'invalid_request', 'code', /Send a code/],
    ['an attempt that is yet to come', { attempted_at: '2026-04-01T00:00:00Z' }, 400, 'invalid_request', 'attempted_at', /lies ahead/],
    ['a moment without a zone', { attempted_at: '2026-03-01T00:00:00' }, 400, 'invalid_request', 'attempted_at', /with its zone/],
  ] as const)('is refused with %s', async (what, change, status, code, param, detail) => {
    const customer = await customerWith();
    const data = (itemId: string, currency: string) => ({
      itemId: `${itemId}`,
      accountId: `${customer}/le_1/${currency}`,
      number: itemId,
      amount: 1_000,
      currency,
      dueOn: '2026-03-01',
      delivery: 'delivered' as const,
      orderIds: [],
    });
    const names = { fc1: `fc1-${made}`, fc2: `fc2-${made}` } as Record<string, string>;
    for (const [name, currency] of [
      ['fc1', 'EUR'],
      ['fc2', 'USD'],
    ] as const) {
      await record({
        customerId: customer,
        reports: [
          {
            type: 'invoice.issued',
            source: 'import',
            externalId: `issued/${names[name]}`,
            effectiveOn: '2026-02-01',
            data: data(names[name] ?? '', currency),
          },
        ],
      });
    }
    const { invoices = ['fc1'], ...rest } = change as { invoices?: readonly string[] };
    const given = {
      external_id: `FAIL-${what}`,
      customer,
      code: 'insufficient_funds',
      ...rest,
      invoices: invoices.map((name) => names[name] ?? name),
    };
    await refused(() => post('/v1/payment-failures', given), { status, code, param, detail });
  });
});

describe('a promise to pay', () => {
  const promise = (external_id: string, customer: string, more: object) => post('/v1/promises', { external_id, customer, ...more });

  it('is about all that is open unless an amount is given; once for an invoice, no more than is open, and not too far ahead', async () => {
    const customer = await customerWith({ invoices: { vow1: { amount: 10_000 }, vow2: { amount: 5_000 } } });
    const by = '2026-03-14';
    const first = await promise('PRO-1', customer, { invoice: 'vow1', by });
    expect([first.status, first.body]).toEqual([
      201,
      {
        object: 'promise',
        id: expect.stringMatching(/^pro_/),
        external_id: 'PRO-1',
        customer,
        fact_number: 4,
        invoice: 'vow1',
        amount: 10_000,
        by,
      },
    ]);
    const again = await promise('PRO-1', customer, { invoice: 'vow1', by });
    expect([again.status, again.body]).toEqual([200, first.body]);
    await refused(() => promise('PRO-2', customer, { invoice: 'vow1', by }), {
      status: 409,
      code: 'already_promised',
      detail: /promised by/,
    });
    await refused(() => promise('PRO-3', customer, { invoice: 'vow2', amount: 5_001, by }), {
      status: 422,
      code: 'invalid_amount',
      param: 'amount',
      detail: /Only .* are open/,
    });
    await refused(() => promise('PRO-4', customer, { invoice: 'vow2', by: '2026-04-30' }), {
      status: 422,
      code: 'invalid_date',
      param: 'by',
      detail: /too far ahead/,
    });
    await refused(() => promise('PRO-5', customer, { invoice: 'vow2', by: '2020-01-01' }), {
      status: 422,
      code: 'invalid_date',
      param: 'by',
      detail: /is over/,
    });
    expect(await prisma.hold.findMany({ where: { customerId: customer, kind: 'promise' } })).toMatchObject([
      { subject: 'vow1', amount: 10_000n, stops: ['reminders', 'escalation'], endedAt: null },
    ]);
  });

  it('a hold is placed and released; a manual one has to end', async () => {
    const customer = await customerWith({ invoices: { vow3: { amount: 10_000 } } });
    const hold = (external_id: string, more: object) => post('/v1/holds', { external_id, customer, invoice: 'vow3', ...more });
    const said = await hold('HLD-1', { kind: 'said_to_be_paid' });
    expect([said.status, said.body.kind, said.body.ends_on]).toEqual([201, 'said_to_be_paid', null]);
    await refused(() => hold('HLD-2', { kind: 'manual' }), {
      status: 400,
      code: 'invalid_request',
      param: 'ends_on',
      detail: /has to end/,
    });
    await refused(() => hold('HLD-3', { kind: 'reply_waiting', ends_on: '2026-03-12' }), {
      status: 400,
      code: 'invalid_request',
      param: 'ends_on',
      detail: /journey/,
    });
    expect((await hold('HLD-4', { kind: 'manual', ends_on: '2026-03-12' })).status).toBe(201);
    expect(await hold('HLD-4-GOOD', { kind: 'manual', for_good: true })).toMatchObject({
      status: 201,
      body: { ends_on: null, scope: 'invoice' },
    });
    for (const wrong of [{ ends_on: '2026-03-12' }, { kind: 'said_to_be_paid' }, { invoice: undefined }])
      await refused(() => hold('HLD-4-NOT', { kind: 'manual', for_good: true, ...wrong }), {
        status: 400,
        code: 'invalid_request',
        param: 'for_good',
        detail: /Only a manual hold on one invoice/,
      });
    const broad = { external_id: 'HLD-5', customer, kind: 'manual', ends_on: '2026-03-12' };
    const whole = await post('/v1/holds', broad);
    expect([whole.status, whole.body.scope, whole.body.invoice]).toEqual([201, 'customer', null]);
    expect((await post('/v1/holds', { ...broad, external_id: 'HLD-6', currency: 'EUR' })).body.scope).toBe('account');
    const subjects = await prisma.hold.findMany({ where: { customerId: customer, scope: { not: 'item' } }, orderBy: { scope: 'asc' } });
    expect(subjects.map(({ scope, subject }) => `${scope} ${subject}`)).toEqual([
      `account ${customer}/${subjects[0]?.subject.split('/')[1]}/EUR`,
      `customer ${customer}`,
    ]);
    await refused(() => hold('HLD-7', { kind: 'manual', ends_on: '2026-03-12', currency: 'EUR' }), {
      status: 400,
      code: 'invalid_request',
      param: 'currency',
      detail: /Send invoice or currency/,
    });
    await refused(() => post('/v1/holds', { external_id: 'HLD-8', customer, kind: 'reply_waiting' }), {
      status: 400,
      code: 'invalid_request',
      param: 'invoice',
      detail: /send invoice/,
    });
    const released = await post(`/v1/holds/${said.body.id}/release`, { customer });
    expect([released.status, released.body.status]).toEqual([201, 'released']);
    await refused(() => post('/v1/holds/none/release', { customer }), { status: 404, code: 'unknown_hold', detail: /no hold none/ });
  });

  it('a plan is made for what is open, once, and cancelled', async () => {
    const customer = await customerWith({ invoices: { vow6: { amount: 10_000 }, vow7: { amount: 5_000 } } });
    const plan = (external_id: string, amounts: number[], more: object = {}) =>
      post('/v1/plans', {
        external_id,
        customer,
        invoices: ['vow6', 'N-vow7'],
        instalments: amounts.map((amount, index) => ({ due_on: `2099-0${index + 1}-01`, amount })),
        ...more,
      });
    await refused(() => plan('PLN-1', [5_000, 5_000]), {
      status: 422,
      code: 'invalid_amount',
      param: 'instalments',
      detail: /come to .*100.00, and .*150.00 are open/,
    });
    await refused(() => plan('PLN-2', [15_000], { invoices: ['nothing'] }), { status: 404, code: 'unknown_item', detail: /nothing/ });
    await refused(() => plan('PLN-3', [15_000], { instalments: [] }), { status: 400, code: 'invalid_request', detail: /list of 1 to 60/ });
    const made = await plan('PLN-4', [10_000, 5_000]);
    expect([made.status, made.body.instalments]).toEqual([
      201,
      [
        { id: `${made.body.id}/1`, due_on: '2099-01-01', amount: 10_000 },
        { id: `${made.body.id}/2`, due_on: '2099-02-01', amount: 5_000 },
      ],
    ]);
    expect((await plan('PLN-4', [10_000, 5_000])).body.id).toBe(made.body.id);
    await refused(() => plan('PLN-5', [15_000]), { status: 409, code: 'already_planned', param: 'invoices', detail: /runs/ });
    expect(await openOf('vow6')).toBe(10_000);
    const paid = await post('/v1/payments', {
      external_id: 'PAY-PLN',
      customer,
      amount: 12_000,
      currency: 'EUR',
      allocations: [{ invoice: `${made.body.id}/1`, amount: 12_000 }],
    });
    expect([paid.status, paid.body.applied, await openOf('vow6'), await openOf('vow7')]).toEqual([
      201,
      expect.anything(),
      expect.any(Number),
      expect.any(Number),
    ]);
    expect((await openOf('vow6')) + (await openOf('vow7'))).toBe(3_000);
    expect((await post(`/v1/plans/${made.body.id}/cancel`, { customer })).body.status).toBe('cancelled');
    expect((await post(`/v1/plans/${made.body.id}/cancel`, { customer })).status).toBe(200);
    await refused(() => post(`/v1/plans/${made.body.id}/cancel`, { customer, external_id: 'CAN-1' }), {
      status: 409,
      code: 'already_ended',
      detail: /does not run any more/,
    });
    await refused(() => post('/v1/plans/none/cancel', { customer }), { status: 404, code: 'unknown_plan', detail: /none/ });
  });

  it('an insolvency is reported once, holds what is from before its cut-off, and ends when its hold is released', async () => {
    const customer = await customerWith({ invoices: { vow5: { amount: 10_000 } } });
    const report = (external_id: string, cut_off: string) => post(`/v1/customers/${customer}/insolvency`, { external_id, cut_off });
    const told = await report('INS-1', '2026-03-01');
    expect([told.status, told.body.cut_off]).toEqual([201, '2026-03-01']);
    expect((await report('INS-1', '2026-03-01')).status).toBe(200);
    expect(await prisma.hold.findUniqueOrThrow({ where: { id: String(told.body.hold) } })).toMatchObject({
      kind: 'legal',
      subject: customer,
    });
    await refused(() => report('INS-2', '2026-03-01'), { status: 409, code: 'already_insolvent', detail: /release hold/ });
    await refused(() => report('INS-3', '2999-01-01'), { status: 422, code: 'invalid_date', param: 'cut_off', detail: /still to come/ });
    expect((await post(`/v1/holds/${told.body.hold}/release`, { customer })).status).toBe(201);
    expect((await report('INS-4', '2026-03-02')).status).toBe(201);
  });

  it('the reason of a dispute is told later', async () => {
    const customer = await customerWith({ invoices: { vow4: { amount: 10_000 } } });
    const open = await post('/v1/disputes', { external_id: 'DIS-PC', customer, invoice: 'vow4', reason: 'unknown' });
    const told = await post(`/v1/disputes/${open.body.id}/explain`, { external_id: 'EXP-1', reason: 'price' });
    expect([told.status, told.body.reason]).toEqual([201, 'price']);
    expect(await prisma.dispute.findUniqueOrThrow({ where: { id: String(open.body.id) } })).toMatchObject({ reasonCode: 'price' });
  });
});

describe('a dispute', () => {
  const dispute = (external_id: string, customer: string, more: object = {}) =>
    post('/v1/disputes', { external_id, customer, invoice: 'N-x', reason: 'goods_damaged', ...more });

  it('is about all that is open unless an amount is given, and the same again stays the same after a payment', async () => {
    const customer = await customerWith({ invoices: { da1: { amount: 10_000 } } });
    await post('/v1/payments', {
      external_id: 'PAY-DA1',
      customer,
      amount: 4_000,
      currency: 'EUR',
      allocations: [{ invoice: 'da1', amount: 4_000 }],
    });
    const first = await dispute('DIS-1', customer, { invoice: 'N-da1' });
    expect(first.status).toBe(201);
    expect(first.body).toEqual({
      object: 'dispute',
      id: expect.stringMatching(/^dis_/),
      external_id: 'DIS-1',
      customer,
      fact_number: 4,
      invoice: 'da1',
      amount: 6_000,
      reason: 'goods_damaged',
    });
    await post('/v1/payments', {
      external_id: 'PAY-DA2',
      customer,
      amount: 1_000,
      currency: 'EUR',
      allocations: [{ invoice: 'da1', amount: 1_000 }],
    });
    const again = await dispute('DIS-1', customer, { invoice: 'da1' });
    expect([again.status, again.headers.get('idempotent-replayed'), again.body]).toEqual([200, 'true', first.body]);
    const [hold] = await prisma.hold.findMany({ where: { customerId: customer } });
    expect(hold).toMatchObject({ kind: 'dispute', subject: 'da1', amount: 6_000n });
  });

  it('is refused where nothing is open, where it is more than the invoice, and for an unknown invoice', async () => {
    const customer = await customerWith({ invoices: { db1: { amount: 1_000 }, db2: { amount: 1_000 } } });
    await post('/v1/payments', {
      external_id: 'PAY-DB1',
      customer,
      amount: 1_000,
      currency: 'EUR',
      allocations: [{ invoice: 'db1', amount: 1_000 }],
    });
    await refused(() => dispute('DIS-B1', customer, { invoice: 'db1' }), {
      status: 422,
      code: 'invalid_amount',
      param: 'invoice',
      detail: /N-db1 is settled/,
    });
    await refused(() => dispute('DIS-B2', customer, { invoice: 'db2', amount: 1_001 }), {
      status: 422,
      code: 'invalid_amount',
      param: 'amount',
      detail: /about €10\.00: no more/,
    });
    await refused(() => dispute('DIS-B3', customer, { invoice: 'zz' }), {
      status: 404,
      code: 'unknown_item',
      param: 'invoice',
      detail: /no invoice zz/,
    });
    await refused(() => dispute('DIS-B4', customer, { invoice: 'db2', reason: 'the box was wet' }), {
      status: 400,
      code: 'invalid_request',
      param: 'reason',
      detail: /Send a code/,
    });
  });

  it('resolved for the customer gives the credit note in the same transaction', async () => {
    const customer = await customerWith({ invoices: { dc1: { amount: 10_000 } } });
    const { body: open } = await dispute('DIS-C1', customer, { invoice: 'dc1', amount: 3_000 });
    const resolve = (json: object) => post(`/v1/disputes/${open.id}/resolve`, json);
    const first = await resolve({ outcome: 'for_customer', credit_note_amount: 3_000 });
    expect(first.status).toBe(201);
    expect(first.body).toEqual({
      object: 'dispute',
      id: open.id,
      customer,
      fact_number: 4,
      invoice: 'dc1',
      outcome: 'for_customer',
      credit_note: { object: 'credit_note', id: expect.stringMatching(/^cn_/), fact_number: 5, amount: 3_000 },
    });
    expect(await openOf('dc1')).toBe(7_000);
    const [facts, nudge] = [await factsOf(customer), api.nudges.at(-1)];
    expect(facts.slice(3).map(({ type }) => type)).toEqual(['dispute.resolved', 'creditNote.issued']);
    expect(nudge).toEqual({ customerId: customer, upTo: 5 });

    const again = await resolve({ outcome: 'for_customer', credit_note_amount: 3_000 });
    expect([again.status, again.body]).toEqual([200, first.body]);
    for (const other of [
      { outcome: 'for_customer', credit_note_amount: 2_000 },
      { outcome: 'for_customer' },
      { outcome: 'against_customer' },
    ]) {
      await refused(() => resolve(other), { status: 409, code: 'external_id_conflict', detail: /external id/ });
    }
    await refused(() => resolve({ external_id: 'RES-NEW', outcome: 'for_customer', credit_note_amount: 3_000 }), {
      status: 409,
      code: 'already_ended',
      detail: /already resolved/,
    });
  });

  it('resolved against the customer gives none', async () => {
    const customer = await customerWith({ invoices: { dd1: { amount: 10_000 } } });
    const { body: open } = await dispute('DIS-D1', customer, { invoice: 'dd1' });
    const { status, body } = await post(`/v1/disputes/${open.id}/resolve`, { external_id: 'RES-D1', outcome: 'against_customer' });
    expect([status, body.credit_note, await openOf('dd1')]).toEqual([201, null, 10_000]);
    expect(await prisma.dispute.findUniqueOrThrow({ where: { id: open.id } })).toMatchObject({
      status: 'resolved',
      outcome: 'against-customer',
    });
  });

  it('cannot be resolved halfway: a credit note that does not fit stores neither', async () => {
    const customer = await customerWith({ invoices: { de1: { amount: 10_000 } } });
    const { body: open } = await dispute('DIS-E1', customer, { invoice: 'de1' });
    const resolve = (json: object) => post(`/v1/disputes/${open.id}/resolve`, json);
    await refused(() => resolve({ outcome: 'for_customer', credit_note_amount: 10_001 }), {
      status: 422,
      code: 'invalid_amount',
      param: 'credit_note_amount',
      detail: /Only €100\.00 of invoice N-de1 is open/,
    });
    await refused(() => resolve({ outcome: 'against_customer', credit_note_amount: 1 }), {
      status: 400,
      code: 'invalid_request',
      param: 'credit_note_amount',
      detail: /Leave credit_note_amount out/,
    });
    await refused(() => resolve({ outcome: 'perhaps' }), {
      status: 400,
      code: 'invalid_request',
      param: 'outcome',
      detail: /Send one of: for_customer, against_customer/,
    });
    await refused(() => post('/v1/disputes/dis_none/resolve', { outcome: 'for_customer' }), {
      status: 404,
      code: 'unknown_dispute',
      detail: /no dispute dis_none/,
    });
    expect((await resolve({ outcome: 'for_customer', credit_note_amount: 10_000 })).status).toBe(201);
  });

  it('resolved twelve times at once is resolved once', async () => {
    const customer = await customerWith({ invoices: { df1: { amount: 10_000 } } });
    const { body: open } = await dispute('DIS-F1', customer, { invoice: 'df1' });
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => post(`/v1/disputes/${open.id}/resolve`, { outcome: 'for_customer', credit_note_amount: 4_000 })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(11).fill(200), 201]);
    expect(await openOf('df1')).toBe(6_000);
  });
});

describe('a survey', () => {
  /** A survey that was asked, and its token. */
  async function asked(kind: 'csat' | 'nps' = 'csat'): Promise<{ customer: string; surveyId: string; token: string }> {
    const customer = await customerWith();
    const surveyId = `${customer}/${kind}/0`;
    await prisma.survey.create({ data: { id: surveyId, customerId: customer, kind, subject: customer, askedAt: new Date(NOW) } });
    const link = links.link(surveyId);
    return { customer, surveyId, token: link.slice(link.lastIndexOf('/') + 1) };
  }
  const answer = (json: object) => request({ path: '/v1/surveys/answers', json, headers: { authorization: '' } });

  it('is answered by who has the link, without a key; the comment stays out of the fact', async () => {
    const { customer, surveyId, token } = await asked();
    const { status, body } = await answer({ token, score: 2, comment: 'The driver Max was rude.' });
    expect([status, body]).toEqual([201, { object: 'survey_answer', score: 2 }]);
    const facts = await factsOf(customer);
    expect(facts.at(-1)).toMatchObject({ type: 'survey.answered', data: { surveyId, score: 2 } });
    expect(JSON.stringify(facts)).not.toContain('Max');
    expect(await prisma.surveyAnswer.findUniqueOrThrow({ where: { surveyId } })).toMatchObject({ comment: 'The driver Max was rude.' });
    expect(await prisma.survey.findUniqueOrThrow({ where: { id: surveyId } })).toMatchObject({ score: 2 });
  });

  it('takes the first answer only', async () => {
    const { surveyId, token } = await asked();
    await answer({ token, score: 4, comment: 'first' });
    expect((await answer({ token, score: 4, comment: 'second' })).status).toBe(200);
    await refused(() => answer({ token, score: 5 }), { status: 409, code: 'already_ended', detail: /first answer stays/ });
    expect(await prisma.surveyAnswer.findUniqueOrThrow({ where: { surveyId } })).toMatchObject({ comment: 'first' });
  });

  it('that came back on a card is entered by its number, by one of us', async () => {
    const { customer, surveyId } = await asked('nps');
    const path = `/v1/surveys/${encodeURIComponent(surveyId)}/answer`;
    expect((await request({ path, json: { score: 9 }, headers: { authorization: '' } })).status).toBe(401);
    expect((await request({ path, json: { score: 9, comment: 'Friendly people' } })).body).toEqual({ object: 'survey_answer', score: 9 });
    expect((await factsOf(customer)).at(-1)).toMatchObject({ type: 'survey.answered', data: { surveyId, score: 9 } });
    await refused(() => request({ path, json: { score: 11 } }), { status: 400, code: 'invalid_request', detail: /from 0 to 10/ });
    await refused(() => request({ path: '/v1/surveys/nobody/answer', json: { score: 1 } }), {
      status: 404,
      code: 'unknown_survey',
      detail: /There is no survey nobody/,
    });
  });

  it('that a call was to ask is answered by the score that comes with the call', async () => {
    const { customer, surveyId } = await asked();
    const id = `task/${surveyId}`;
    const task = {
      id,
      customerId: customer,
      subject: surveyId,
      kind: 'call',
      owner: 'collector',
      openedAt: new Date(NOW),
      status: 'open',
      choices: [],
    };
    await prisma.task.create({ data: task });
    const decide = (json: object) => request({ path: `/v1/tasks/${encodeURIComponent(id)}/decide`, json });
    await refused(() => decide({ outcome: 'done' }), { status: 400, code: 'invalid_request', detail: /send the score that he gave/ });
    await refused(() => decide({ outcome: 'not reached', score: 4 }), { status: 400, code: 'invalid_request', detail: /Leave it out/ });
    await refused(() => decide({ outcome: 'done', score: 6 }), { status: 400, code: 'invalid_request', detail: /from 1 to 5/ });
    expect([(await decide({ outcome: 'done', score: 4 })).status, (await decide({ outcome: 'done', score: 4 })).status]).toEqual([
      201, 200,
    ]);
    expect((await factsOf(customer)).slice(-2)).toMatchObject([
      { type: 'task.decided', data: { outcome: 'done' } },
      { type: 'survey.answered', data: { surveyId, score: 4 } },
    ]);
  });

  it('refuses forged tokens and scores off its scale', async () => {
    const { token } = await asked('nps');
    await refused(() => answer({ token: `${token.slice(0, -2)}xx`, score: 5 }), {
      status: 404,
      code: 'unknown_survey',
      detail: /does not lead to a survey/,
    });
    await refused(() => answer({ token, score: 11 }), { status: 400, code: 'invalid_request', param: 'score', detail: /from 0 to 10/ });
    await refused(() => answer({ token, score: 7.5 }), { status: 400, code: 'invalid_request', param: 'score', detail: /whole number/ });
    await refused(() => answer({ token, score: 7, comment: 'x'.repeat(4_001) }), {
      status: 400,
      code: 'invalid_request',
      param: 'comment',
      detail: /at most 4,000/,
    });
    expect((await answer({ token, score: 0 })).status).toBe(201);
  });

  it('has a page with every score, which opening does not answer and sending the form does', async () => {
    const { customer, surveyId, token } = await asked('nps');
    const path = `/s/${token}`;
    const before = await rows();
    const page = await request({ method: 'GET', path, headers: { authorization: '' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.body.match(/type="radio"/g)).toHaveLength(11);
    expect(page.body).toContain('Northwind &#60;Supplies&#62; &#38; Co');
    expect(page.body).not.toContain('<script');
    expect(await rows()).toEqual(before);

    const sent = await request({
      path,
      text: 'score=9&comment=Good%0D%0Awork',
      headers: { authorization: '', 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect([sent.status, sent.headers.get('location')]).toEqual([303, path]);
    const after = await request({ method: 'GET', path });
    expect(after.body).toContain('Thank you!');
    expect(after.body).not.toContain('<form');
    expect((await factsOf(customer)).at(-1)).toMatchObject({ data: { surveyId, score: 9 } });
    expect(await prisma.surveyAnswer.findUniqueOrThrow({ where: { surveyId } })).toMatchObject({ comment: 'Good\r\nwork' });
  });

  it('shows people a page for what they can put right', async () => {
    const { token } = await asked();
    const bad = await request({ method: 'GET', path: '/s/none' });
    expect([bad.status, bad.body]).toEqual([404, expect.stringContaining('This link does not lead to a survey.')]);
    const empty = await request({
      path: `/s/${token}`,
      text: 'comment=x',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect([empty.status, empty.body]).toEqual([400, expect.stringContaining('Choose one of the numbers.')]);
  });
});

describe('a request that cannot be used', () => {
  let customer: string;
  beforeEach(async () => {
    customer ??= await customerWith({ invoices: { bad1: { amount: 1_000 } } });
  });
  const good = () => ({ external_id: 'PAY-BAD', customer, amount: 1_000, currency: 'EUR' });

  it.each([
    ['an unknown field', { nonsense: 1 }, 'nonsense', /not known here/],
    ['a fraction of a minor unit', { amount: 10.5 }, 'amount', /positive whole number/],
    ['a negative amount', { amount: -5 }, 'amount', /positive whole number/],
    ['a negative allocation', { allocations: [{ invoice: 'bad1', amount: -5 }] }, 'allocations.0.amount', /positive whole number/],
    ['an unknown currency', { currency: 'EUX' }, 'currency', /ISO 4217/],
    ['a date that does not exist', { received_on: '2026-02-30' }, 'received_on', /real date/],
    ['no external id', { external_id: undefined }, 'external_id', /external_id is missing/],
    ['a NUL in an id', { external_id: 'a\u0000b' }, 'external_id', /external_id cannot be used/],
    ['half a character in a reference', { reference: '\ud800' }, 'reference', /one line/],
    ['a word that is not offered', { apply: 'newest' }, 'apply', /Send one of: named, oldest_first/],
  ])('is refused with %s', async (_what, change, param, detail) => {
    await refused(() => post('/v1/payments', { ...good(), ...change }), { status: 400, code: 'invalid_request', param, detail });
  });

  it('is refused for a customer that is not known, or not by one legal entity alone', async () => {
    await refused(() => post('/v1/payments', { ...good(), customer: 'cus_none' }), {
      status: 404,
      code: 'unknown_customer',
      param: 'customer',
      detail: /no customer cus_none/,
    });
    await refused(() => post('/v1/payments', { ...good(), customer: { external_id: 'none' } }), {
      status: 404,
      code: 'unknown_customer',
      param: 'customer.external_id',
      detail: /your id none/,
    });
    await customerWith({ externalId: 'SHARED' });
    await customerWith({ externalId: 'SHARED', legalEntityId: 'le_2' });
    await refused(() => post('/v1/payments', { ...good(), customer: { external_id: 'SHARED' } }), {
      status: 400,
      code: 'invalid_request',
      param: 'customer.external_id',
      detail: /More than one legal entity/,
    });
  });

  it('is refused with a body that is not JSON, not small, not said to be JSON, or not there', async () => {
    const send = (text: string | Buffer, headers = {}) => request({ path: '/v1/payments', text, headers });
    await refused(() => send('{"amount": 1,'), { status: 400, code: 'invalid_request', detail: /not JSON/ });
    await refused(() => send(JSON.stringify({ ...good(), reference: 'x'.repeat(1_100_000) })), {
      status: 413,
      code: 'payload_too_large',
      detail: /larger than 1 MB/,
    });
    await refused(() => send(JSON.stringify(good()), { 'content-type': 'text/plain' }), {
      status: 415,
      code: 'unsupported_media_type',
      detail: /Content-Type: application\/json/,
    });
    await refused(() => send('amount=1', { 'content-type': 'application/x-www-form-urlencoded' }), {
      status: 415,
      code: 'unsupported_media_type',
      detail: /as JSON/,
    });
    await refused(() => send('[]'), { status: 400, code: 'invalid_request', detail: /Send a JSON object/ });
    await refused(() => request({ path: '/v1/payments' }), {
      status: 400,
      code: 'invalid_request',
      detail: /The body is missing\. Send a JSON object/,
    });
  });

  it('is refused without a valid key, before its body is looked at', async () => {
    const { key: revoked, row } = makeApiKey({ name: 'revoked', now: NOW });
    await prisma.apiKey.create({ data: { ...row, createdAt: new Date(NOW), revokedAt: new Date(NOW) } });
    for (const authorization of ['', 'Bearer duly_test_wrong', `Basic ${key}`, `Bearer ${revoked}`]) {
      const answer = await refused(() => request({ path: '/v1/payments', text: '{"broken', headers: { authorization } }), {
        status: 401,
        code: 'unauthorized',
        detail: /Authorization: Bearer <key>/,
      });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  it('is refused at an address that there is not', async () => {
    await refused(() => request({ method: 'GET', path: '/v1/payments' }), {
      status: 404,
      code: 'not_found',
      detail: /There is no GET at this address/,
    });
    await refused(() => post('/v1/nothing', {}), { status: 404, code: 'not_found', detail: /There is no POST/ });
    await refused(() => request({ method: 'GET', path: '/' }), { status: 404, code: 'not_found', detail: /Check the method and the path/ });
    await refused(() => post('/v1/disputes/%E0%A4%A/resolve', {}), { status: 400, code: 'invalid_request', detail: /cannot be read/ });
    expect((await request({ method: 'GET', path: '/problems/not_found' })).body).toEqual({
      code: 'not_found',
      status: 404,
      title: 'Not found',
    });
  });
});

it('logs each request once without bodies, names, keys or tokens', async () => {
  const quiet = await open();
  const customer = await customerWith({ externalId: 'ERP-secret-name' });
  await request({
    at: quiet,
    path: '/v1/payments',
    json: { external_id: 'PAY-LOGGED-ID', customer: { external_id: 'ERP-secret-name' }, amount: 424_242, currency: 'EUR' },
  });
  await request({ at: quiet, path: '/v1/payments', text: '{"broken-body' });
  await request({ at: quiet, method: 'GET', path: '/s/secret-token' });
  await request({ at: quiet, method: 'GET', path: '/v1/secret-path?q=secret-query' });
  await request({ at: quiet, method: 'GET', path: '/healthz' });
  const entries = quiet.log.map((line) => JSON.parse(line));
  expect(entries.map(({ event, method, route, status }) => [event, method, route, status])).toEqual([
    ['request', 'POST', '/v1/payments', 201],
    ['request', 'POST', null, 400],
    ['request', 'GET', '/s/:token', 404],
    ['request', 'GET', null, 404],
    ['request', 'GET', '/healthz', 200],
  ]);
  expect(entries[0].request_id).toMatch(/^req_/);
  for (const secret of [key, 'secret', 'broken-body', '424242', 'PAY-LOGGED-ID', customer])
    expect(quiet.log.join('')).not.toContain(secret);
});

describe('Temporal', () => {
  it('is told after the commit: the workflow of the customer is started and signalled', async () => {
    const client = new Client({ connection: temporal });
    const at = await open({ nudge: createNudge({ client }) });
    const customer = await customerWith();
    expect((await post('/v1/payments', { external_id: 'PAY-NUDGE-1', customer, amount: 1, currency: 'EUR' }, at)).status).toBe(201);
    expect((await post('/v1/payments', { external_id: 'PAY-NUDGE-2', customer, amount: 1, currency: 'EUR' }, at)).status).toBe(201);
    const handle = client.workflow.getHandle(workflowIdOf(customer));
    try {
      const events = await until(async () => {
        const { events: found } = await handle.fetchHistory().catch(() => ({ events: [] }));
        const signals = (found ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) => (signal ? [signal] : []));
        return signals.length === 2 ? { start: found?.[0], signals } : undefined;
      });
      const text = (payload: { data?: Uint8Array | null } | null | undefined) => Buffer.from(payload?.data ?? []).toString();
      expect(events.signals.map(({ signalName, input }) => [signalName, text(input?.payloads?.[0])])).toEqual([
        ['news', '2'],
        ['news', '3'],
      ]);
      const start = events.start?.workflowExecutionStartedEventAttributes;
      expect([start?.workflowType?.name, start?.taskQueue?.name]).toEqual(['customerJourney', TASK_QUEUE]);
      expect(JSON.parse(text(start?.input?.payloads?.[0]))).toEqual({ customerId: customer, upTo: 2 });
      expect(text(events.start?.userMetadata?.summary)).not.toContain('Blue Harbour');
    } finally {
      await handle.terminate('the test is over').catch(() => undefined);
    }
  });

  it('away changes nothing: the fact is stored and answered, and the log says that the workflow was not told', async () => {
    const at = await open({
      connection: noTemporal,
      nudge: createNudge({ client: new Client({ connection: noTemporal }), patienceMs: 300 }),
    });
    const customer = await customerWith({ invoices: { away1: { amount: 1_000 } } });
    const { status, body } = await post(
      '/v1/payments',
      { external_id: 'PAY-AWAY', customer, amount: 1_000, currency: 'EUR', allocations: [{ invoice: 'away1', amount: 1_000 }] },
      at,
    );
    expect([status, body.unapplied, await openOf('away1')]).toEqual([201, 0, 0]);
    const warned = await until(async () => at.log.map((line) => JSON.parse(line)).find(({ event }) => event === 'nudge failed'));
    expect(warned).toMatchObject({ level: 'warn', customer_id: customer });
  });

  it('is not waited for: the answer comes while the hint has not yet been delivered, or is thrown away', async () => {
    let deliver = () => {};
    const slow = await open({
      nudge: () =>
        new Promise((resolve) => {
          deliver = resolve;
        }),
    });
    const customer = await customerWith();
    expect((await post('/v1/payments', { external_id: 'PAY-SLOW', customer, amount: 1, currency: 'EUR' }, slow)).status).toBe(201);
    deliver();
  });
});

describe('readiness', () => {
  const ask = (path: string, at: Api) => request({ method: 'GET', path, at, headers: { authorization: '' } });

  it('is told for each part by name, without a key', async () => {
    const namespace = `api-test-${process.pid}`;
    await temporal.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: { seconds: 86_400 as never } });
    const at = await open({ namespace });
    const lonely = await until(async () => {
      const answer = await ask('/readyz', at);
      return answer.body.parts.worker.why?.startsWith('No worker') ? answer : undefined;
    });
    expect([lonely.status, lonely.body]).toEqual([
      503,
      {
        ok: false,
        parts: {
          postgresql: { ok: true },
          temporal: { ok: true },
          worker: { ok: false, why: 'No worker polls the task queue "duly": start one.' },
        },
      },
    ]);

    const stop = new AbortController();
    const onePoll = () =>
      temporal.workflowService.pollWorkflowTaskQueue({ namespace, taskQueue: { name: TASK_QUEUE }, identity: 'a worker' });
    const polling = temporal.withDeadline(Date.now() + 60_000, () => temporal.withAbortSignal(stop.signal, onePoll)).catch(() => undefined);
    const ready = await until(async () => {
      const answer = await ask('/readyz', at);
      return answer.status === 200 ? answer : undefined;
    });
    expect(ready.body).toEqual({ ok: true, parts: { postgresql: { ok: true }, temporal: { ok: true }, worker: { ok: true } } });
    stop.abort();
    await polling;
  });

  it('of the intake does not need Temporal', async () => {
    const at = await open({ connection: noTemporal });
    const [all, intake, alive] = [await ask('/readyz', at), await ask('/readyz/intake', at), await ask('/healthz', at)];
    expect([all.status, all.body.parts.temporal.ok, all.body.parts.postgresql.ok]).toEqual([503, false, true]);
    expect(all.body.parts.temporal.why).toMatch(/^Temporal (does not answer|did not answer within 2 s)\.$/);
    expect([intake.status, intake.body]).toEqual([200, { ok: true, parts: { postgresql: { ok: true } } }]);
    expect(alive.status).toBe(200);
  });

  it('without PostgreSQL is none, and a payment is asked to come again', async () => {
    const gone = connectDatabase({ url: `postgresql://nobody:secret@${NOWHERE}/gone`, name: 'gone' });
    const at = await open({ prisma: gone.prisma });
    try {
      const [all, intake, alive] = [await ask('/readyz', at), await ask('/readyz/intake', at), await ask('/healthz', at)];
      expect([all.status, intake.status, alive.status]).toEqual([503, 503, 200]);
      expect(intake.body.parts.postgresql).toEqual({ ok: false, why: 'PostgreSQL does not answer.' });
      const payment = await post('/v1/payments', { external_id: 'PAY-GONE', customer: 'cus_1', amount: 1, currency: 'EUR' }, at);
      expect([payment.status, payment.body.code, payment.headers.get('retry-after')]).toEqual([503, 'unavailable', '2']);
      expect(JSON.stringify([all.body, payment.body, at.log])).not.toMatch(/secret|nobody/);
    } finally {
      await gone.close();
    }
  });
});

describe('the process', () => {
  it('starts without Temporal, makes its first key without printing it into a log, answers with it, and ends on SIGTERM', async () => {
    const own = await createTestDatabase();
    const home = mkdtempSync(join(tmpdir(), 'duly-api-'));
    const env = {
      DATABASE_URL: own.url,
      DULY_HOME: home,
      DULY_PORT: '0',
      DULY_SECRET: 'x'.repeat(64),
      TEMPORAL_ADDRESS: NOWHERE,
    };
    const child = spawn(process.execPath, ['cli/run-built.mjs', 'api/main.ts'], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    try {
      let said = '';
      for (const output of [child.stdout, child.stderr]) output.on('data', (chunk) => (said += chunk));
      const url = await until(async () => (child.exitCode === null ? /ready at (http:\/\/127\.0\.0\.1:\d+)/.exec(said)?.[1] : said));
      const file = join(home, 'api-key.txt');
      const authorization = `Bearer ${readFileSync(file, 'utf8').trim()}`;
      const answer = await fetch(`${url}/v1/payments`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: '{}',
      });
      expect([answer.status, (await answer.json()) as object]).toEqual([400, expect.objectContaining({ code: 'invalid_request' })]);
      expect((await fetch(`${url}/readyz/intake`)).status).toBe(200);
      child.kill('SIGTERM');
      expect(await ended).toBe(0);
      expect(said).toContain(file);
      expect(said).not.toContain('duly_test_');
    } finally {
      child.kill('SIGKILL');
      await ended;
      await own.drop();
      rmSync(home, { recursive: true });
    }
  });

  it('says in one sentence which setting is missing', async () => {
    const child = spawn(process.execPath, ['cli/run-built.mjs', 'api/main.ts'], {
      env: { DULY_SECRET: 'x'.repeat(64) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const output of [child.stdout, child.stderr]) output.on('data', (chunk) => (said += chunk));
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(1);
    expect(said).toMatch(/^The API could not start: The setting DATABASE_URL cannot be used: [^\n]*\n$/);
  });
});

describe('the first key', () => {
  it('is made once, also by processes that start together, and kept readable by its owner only', async () => {
    const own = await createTestDatabase();
    const home = mkdtempSync(join(tmpdir(), 'duly-api-'));
    const { prisma: client, close } = connectDatabase({ url: own.url, name: 'first-key' });
    try {
      const store = createApiKeyStore({ prisma: client });
      const made = await Promise.all(['a', 'b', 'c'].map((name) => keepFirstKey({ store, home: join(home, name), now: NOW })));
      const [kept, ...others] = made.filter((one) => one !== undefined);
      expect(others).toEqual([]);
      expect(await client.apiKey.count()).toBe(1);
      expect(readFileSync(kept?.file ?? '', 'utf8')).toBe(`${kept?.key}\n`);
      expect(statSync(kept?.file ?? '').mode & 0o777).toBe(0o600);
      expect(await createAuth(store)(`Bearer ${kept?.key}`)).toBeDefined();
      expect(await keepFirstKey({ store, home, now: NOW })).toBeUndefined();
    } finally {
      await close();
      await own.drop();
      rmSync(home, { recursive: true });
    }
  });
});

/** Asks until there is an answer; the test's own time limit ends it. */
async function until<Found>(ask: () => Promise<Found | undefined>): Promise<Found> {
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
