/** Customers, invoices, tasks, timelines, Idempotency-Keys and API keys through the API's own entry on a real PostgreSQL. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDecide } from '../../activities/decide.js';
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
import { createAuth, makeApiKey } from '../../api/api-keys.js';
import { type AppInput, createApp, routesOf } from '../../api/app.js';
import { createReadiness } from '../../api/readiness.js';
import { createKey, revokeKey } from '../../cli/api-keys.js';
import { decideTask, listTasks, tasksText } from '../../cli/tasks.js';
import { DAY } from '../../domain/calendar.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const NOW = Date.parse('2026-03-10T09:00:00Z');
const JOURNEY = `journey: Test
lanes:
  credit:
    for: customer
    stages:
      credit review:
        rules: [{ do: ask }]
        ask: { who: credit-desk, within: { days: 2 }, else: declined }
        overLimit: { who: credit-desk, within: { days: 1 }, else: hold }
        on: { approved: end, declined: end }
  collection: { for: item, stages: { delivery: { on: { delivered: end } } } }
`;

let testDatabase: TestDatabase;
let database: ReturnType<typeof connectDatabase>;
let server: Server;
let url: string;
let key: string;
let input: AppInput;
let decideAll: (customerId: string) => Promise<void>;
const nudges: { customerId: string; upTo: number }[] = [];

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = connectDatabase({ url: testDatabase.url, name: 'api-resources' });
  const { prisma } = database;
  const books = createBooks({ prisma });
  const clock = { now: () => NOW };
  const keys = createApiKeyStore({ prisma });
  input = {
    record: createRecordReports({ books, clock }),
    books,
    lookup: createLookup({ prisma }),
    reads: createReads({ prisma }),
    owners: createOwners({ prisma }),
    answers: createAnswers({ prisma }),
    nudge: async (news) => void nudges.push(news),
    auth: createAuth(keys),
    readiness: createReadiness({ checks: { postgresql: async () => null, temporal: async () => null, worker: async () => null } }),
    clock,
    links: createSurveyLinks({ secret: 'a secret of the tests, long enough for it', baseUrl: 'http://127.0.0.1' }),
    log: () => undefined,
  };
  const made = makeApiKey({ name: 'test', now: NOW });
  key = made.key;
  await keys.addIfNone(made.row);
  await prisma.legalEntity.create({
    data: { id: 'le_1', name: 'Northwind', country: 'DE', senderAddress: 'ar@northwind.example', invoicePrefix: 'NW-', nextInvoice: 1 },
  });
  await publishJourney({ prisma, text: JOURNEY, file: 'test.yaml', now: NOW, isDefault: true });
  const decide = createDecide({ books, pace: { retryPauseMs: 1_000, historyEvents: 1_000 } });
  decideAll = async (customerId) => {
    for (let more = true; more; ) {
      const { seq } = await books.withCustomer(customerId, (own) => own.position());
      const upTo = await books.withCustomer(customerId, async (own) => own.lastFact());
      ({ more } = await decide({ customerId, seq: seq + 1, now: NOW, upTo }));
    }
  };
  server = createServer(createApp(input));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await database.close();
  await testDatabase.drop();
});

// biome-ignore lint/suspicious/noExplicitAny: answers are read as JSON and compared field by field
type Answered = { status: number; replayed: boolean; body: any };

/** Calls the API; whatever it answers with success is exactly what its entry's schema says. */
async function call(method: 'get' | 'post', path: string, json?: unknown, headers: Record<string, string> = {}): Promise<Answered> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    ...(json !== undefined && { body: JSON.stringify(json) }),
  });
  const body = (await response.json()) as object;
  const replayed = response.headers.get('idempotent-replayed') === 'true';
  if (response.ok) {
    const { open, keyed } = routesOf(input);
    const pathname = path.replace(/\?.*$/, '');
    const entries = [...open, ...keyed].filter((one) => one.method === method && matches(one.path, pathname));
    const entry = entries.find((one) => one.path === pathname) ?? entries[0];
    expect(entry?.answers[response.status]?.schema?.parse(body)).toEqual(body);
  }
  return { status: response.status, replayed, body };
}
const matches = (pattern: string, path: string): boolean => new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path);
const get = (path: string) => call('get', path);
const post = (path: string, json: unknown, headers?: Record<string, string>) => call('post', path, json, headers);
const refused = async (ask: () => Promise<Answered>, problem: { status: number; code: string; param?: string; detail?: unknown }) => {
  const before = await counts();
  const { status, body } = await ask();
  expect({ ...body, httpStatus: status }).toMatchObject({ ...problem, httpStatus: problem.status });
  expect(await counts()).toEqual(before);
};
const counts = async () => {
  const [counted] = await database.prisma.$queryRaw<object[]>`
    SELECT (SELECT count(*)::int FROM facts) AS facts, (SELECT count(*)::int FROM postings) AS postings, (SELECT count(*)::int FROM items) AS items,
           (SELECT count(*)::int FROM item_lines) AS lines, (SELECT count(*)::int FROM customers) AS customers, (SELECT count(*)::int FROM contacts) AS contacts,
           (SELECT count(*)::int FROM kept_answers) AS kept, (SELECT count(*)::int FROM awaited_invoices) AS awaited`;
  return counted;
};

let made = 0;
const customer = (more: object = {}) => {
  made += 1;
  return { external_id: `ERP-${made}`, name: `Blue Harbour ${made} Ltd`, currency: 'EUR', ...more };
};
const newCustomer = async (): Promise<string> => (await post('/v1/customers', customer())).body.id;
const invoice = (customerId: string, more: object = {}) => {
  made += 1;
  return { external_id: `INV-${made}`, customer: customerId, number: `R-${made}`, currency: 'EUR', amount: 10_000, ...more };
};

describe('a payment method', () => {
  const card = async (more: object = {}) => {
    made += 1;
    return {
      external_id: `CARD-${made}`,
      customer: await newCustomer(),
      kind: 'card',
      provider_ref: 'pm_card_good',
      autopay: true,
      ...more,
    };
  };

  it('is added once, with the consent to collect by it only where the customer gave it', async () => {
    const agreed = await card();
    const first = await post('/v1/payment-methods', agreed);
    expect(first).toMatchObject({
      status: 201,
      body: { object: 'payment_method', external_id: agreed.external_id, kind: 'card', autopay: true },
    });
    expect(nudges).toContainEqual({ customerId: agreed.customer, upTo: first.body.fact_number });
    expect(await post('/v1/payment-methods', agreed)).toEqual({ status: 200, replayed: true, body: first.body });
    const other = await post('/v1/payment-methods', await card({ kind: 'bank-debit', autopay: false }));
    expect(other).toMatchObject({ status: 201, body: { kind: 'bank-debit', autopay: false } });
    const consents = await database.prisma.consent.findMany({ where: { methodId: { in: [first.body.id, other.body.id] } } });
    expect(consents.map(({ kind, methodId }) => ({ kind, methodId }))).toEqual([{ kind: 'collect', methodId: first.body.id }]);
  });

  it('is refused whole where it is not what it must be', async () => {
    const known = await card();
    await post('/v1/payment-methods', known);
    const asked: [object, { status: number; code: string; param: string }][] = [
      [
        { ...known, autopay: false },
        { status: 409, code: 'external_id_conflict', param: 'external_id' },
      ],
      [await card({ kind: 'cheque' }), { status: 400, code: 'invalid_request', param: 'kind' }],
      [await card({ autopay: 'yes' }), { status: 400, code: 'invalid_request', param: 'autopay' }],
      [await card({ provider_ref: '' }), { status: 400, code: 'invalid_request', param: 'provider_ref' }],
      [await card({ customer: 'nobody' }), { status: 404, code: 'unknown_customer', param: 'customer' }],
    ];
    for (const [json, problem] of asked) await refused(() => post('/v1/payment-methods', json), problem);
  });
});

describe('a customer', () => {
  const full = {
    external_id: 'ERP-FULL',
    name: 'Red Harbour Ltd',
    currency: 'USD',
    legal_entity: 'le_1',
    journey: 'Test',
    country: 'US',
    time_zone: 'America/New_York',
    locale: 'en-US',
    net_days: 14,
    due_day: 5,
    payment_run: 25,
    billing_cycle: 'monthly',
    billing_day: 1,
    deliver_by: 'paper',
    risk_class: 'high',
    kind: 'business',
    industry: 'retail',
    size: 'small',
    pays_by: 'cheque',
    known_since: '2020-05-01',
    contacts: [{ purpose: 'reminders', name: 'A contact', email: 'ap@red-harbour.example' }],
  };

  it('is added once by his external id, tells his workflow, and is found by either id', async () => {
    const first = await post('/v1/customers', full);
    expect(first).toMatchObject({ status: 201, replayed: false, body: { id: expect.stringMatching(/^cus_/), name: 'Red Harbour Ltd' } });
    const { journey: _named, ...sent } = full;
    expect(first.body).toMatchObject({ ...sent, journey: expect.any(String), credit: { status: 'unknown', limit: null } });
    expect(nudges).toContainEqual({ customerId: first.body.id, upTo: 1 });
    const before = await counts();
    const again = await post('/v1/customers', full);
    expect([again.status, again.replayed, again.body]).toEqual([200, true, first.body]);
    expect(await counts()).toEqual(before);
    expect((await get(`/v1/customers/${first.body.id}`)).body).toEqual(first.body);
    expect((await get('/v1/customers/external_id:ERP-FULL')).body).toEqual(first.body);
    expect((await get('/v1/customers?external_id=ERP-FULL')).body.data).toEqual([first.body]);
  });

  it('needs little: the rest has defaults', async () => {
    const { body } = await post('/v1/customers', customer());
    expect(body).toMatchObject({
      country: 'DE',
      time_zone: 'UTC',
      net_days: 30,
      billing_cycle: 'order',
      deliver_by: 'email',
      contacts: [],
    });
  });

  it.each([
    ['name', { name: 'Another' }],
    ['net_days', { net_days: 15 }],
    ['contacts', { contacts: [] }],
  ])('under a known external id with another %s is a conflict', async (param, change) => {
    await post('/v1/customers', full);
    await refused(() => post('/v1/customers', { ...full, ...change }), { status: 409, code: 'external_id_conflict', param });
  });

  it('sent twelve times at once is one', async () => {
    const one = customer();
    const answers = await Promise.all(Array.from({ length: 12 }, () => post('/v1/customers', one)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(11).fill(200), 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });

  it.each([
    ['an unknown field', { vat: '1' }, 400, 'vat'],
    ['an unknown currency', { currency: 'EUX' }, 400, 'currency'],
    ['an unknown time zone', { time_zone: 'Europe/Nowhere' }, 400, 'time_zone'],
    ['a language that is none', { locale: 'english please' }, 400, 'locale'],
    ['an address that is none', { contacts: [{ purpose: 'all', name: 'A', email: 'nobody' }] }, 400, 'contacts.0.email'],
    ['a fraction of a day', { net_days: 1.5 }, 400, 'net_days'],
    ['an unknown legal entity', { legal_entity: 'le_9' }, 400, 'legal_entity'],
    ['an unknown journey', { journey: 'Nowhere' }, 404, 'journey'],
  ])('is refused with %s', async (_, change, status, param) => {
    await refused(() => post('/v1/customers', customer(change)), {
      status,
      code: status === 404 ? 'unknown_journey' : 'invalid_request',
      param,
    });
  });

  it('is otherwise from now on, told once; what is left out stays', async () => {
    const { body: added } = await post('/v1/customers', { ...full, external_id: 'ERP-CHANGES' });
    const path = '/v1/customers/external_id:ERP-CHANGES/changes';
    const change = { external_id: 'CRM-1', risk_class: 'low', pays_by: null, due_day: 20, payment_run: null };
    const first = await post(path, change);
    expect(first).toMatchObject({
      status: 201,
      body: { customer: added.id, changed: { risk_class: 'low', pays_by: null, due_day: 20, payment_run: null } },
    });
    expect(await post(path, change)).toMatchObject({ status: 200, replayed: true, body: first.body });
    await refused(() => post(path, { ...change, due_day: 21 }), { status: 409, code: 'external_id_conflict' });
    const { external_id: _told, ...changed } = change;
    expect((await get(`/v1/customers/${added.id}`)).body).toEqual({ ...added, ...changed });
    await refused(() => post(path, { external_id: 'CRM-2' }), { status: 400, code: 'invalid_request' });
    await refused(() => post(path, { external_id: 'CRM-2', risk_class: null }), {
      status: 400,
      code: 'invalid_request',
      param: 'risk_class',
    });
  });

  it('remembers what he paid and how', async () => {
    const { body: payer } = await post('/v1/customers', { ...full, external_id: 'ERP-PAYER' });
    const about = { customer: payer.id, currency: 'USD' };
    await post('/v1/invoices', {
      ...about,
      external_id: 'I-PAID',
      number: 'PAID-1',
      amount: 5,
      issued_on: '2026-01-01',
      due_on: '2026-02-01',
    });
    const paid = { ...about, external_id: 'P-PAID', amount: 5, received_on: '2026-02-04', allocations: [{ invoice: 'PAID-1', amount: 5 }] };
    await post('/v1/payments', { ...paid, paid_by: 'cheque' });
    expect((await post('/v1/payments', paid)).replayed).toBe(true);
    const { history } = await database.prisma.customer.findUniqueOrThrow({ where: { id: payer.id } });
    expect(history).toEqual([{ item: expect.any(String), paidOn: '2026-02-04', daysLate: 3, by: 'cheque' }]);
  });

  it('who is not there is a problem', async () => {
    await refused(() => get('/v1/customers/cus_none'), { status: 404, code: 'unknown_customer' });
    await refused(() => get('/v1/customers/external_id:none/timeline'), { status: 404, code: 'unknown_customer' });
  });

  it('comes in pages that leave nobody out', async () => {
    for (let more = 0; more < 3; more += 1) await newCustomer();
    const seen: string[] = [];
    let after = '';
    for (;;) {
      const { body } = await get(`/v1/customers?limit=2${after}`);
      seen.push(...body.data.map(({ id }: { id: string }) => id));
      if (!body.has_more) break;
      after = `&starting_after=${encodeURIComponent(body.next_cursor)}`;
    }
    const all = await database.prisma.customer.findMany({ select: { id: true } });
    expect(seen).toEqual(all.map(({ id }) => id).sort());
    for (const query of ['limit=0', 'limit=101', 'limit=x', 'starting_after=nobody', 'page=2', 'limit=1&limit=2'])
      await refused(() => get(`/v1/customers?${query}`), { status: 400, code: 'invalid_request' });
  });
});

describe('an invoice', () => {
  it('is issued once with its lines, and read', async () => {
    const id = await newCustomer();
    const lines = [
      { description: 'Steel brackets', amount: 12_000 },
      { description: 'Discount', amount: -2_000 },
    ];
    const given = invoice(id, { lines, issued_on: '2026-03-01', terms: { net_days: 10 }, product: 'hardware' });
    const first = await post('/v1/invoices', given);
    expect(first).toMatchObject({
      status: 201,
      body: {
        amount: 10_000,
        open: 10_000,
        issued_on: '2026-03-01',
        due_on: '2026-03-11',
        delivery: 'waiting',
        product: 'hardware',
        lines,
      },
    });
    const again = await post('/v1/invoices', given);
    expect([again.status, again.replayed, again.body]).toEqual([200, true, first.body]);
    const { fact_number: _number, external_id: _external, ...shown } = first.body;
    expect((await get(`/v1/invoices/${first.body.id}`)).body).toEqual(shown);
    expect((await get(`/v1/invoices?customer=${id}&status=open`)).body.data).toEqual([shown]);
    expect((await get(`/v1/invoices?customer=${id}&status=settled`)).body.data).toEqual([]);
    const fact = await database.prisma.fact.findFirstOrThrow({ where: { customerId: id, type: 'invoice.issued' } });
    expect(JSON.stringify(fact.data)).not.toContain('Steel');
  });

  it('without a number gets ours, without a due date the customer’s terms, and may be delivered already', async () => {
    const id = await newCustomer();
    const given = invoice(id, { number: undefined, issued_on: '2026-03-01', delivered_on: '2026-03-02' });
    const { body } = await post('/v1/invoices', given);
    expect(body).toMatchObject({ number: 'NW-1', due_on: '2026-03-31', delivery: 'delivered' });
    expect(await database.prisma.fact.findFirst({ where: { customerId: id, type: 'invoice.delivered' } })).toMatchObject({
      effectiveOn: new Date('2026-03-02'),
    });
    expect(await post('/v1/invoices', given)).toMatchObject({ status: 200, body });
    const { delivered_on: _left, issued_on: _out, ...less } = given as unknown as Record<string, unknown>;
    expect(await post('/v1/invoices', less)).toMatchObject({ status: 200, body });
  });

  it.each([
    ['another amount', { amount: 9_999 }],
    ['another number', { number: 'OTHER' }],
    ['another due date', { due_on: '2026-05-05' }],
    ['lines', { lines: [{ description: 'x', amount: 10_000 }] }],
  ])('under a known external id with %s is a conflict', async (_, change) => {
    const given = invoice(await newCustomer(), { due_on: '2026-04-04' });
    await post('/v1/invoices', given);
    await refused(() => post('/v1/invoices', { ...given, ...change }), { status: 409, code: 'external_id_conflict' });
  });

  it('is given another due date once, which is refused before its issue, for another day under the same id, and for what is no invoice', async () => {
    const issued = await post('/v1/invoices', invoice(await newCustomer(), { issued_on: '2026-03-01', due_on: '2026-03-31' }));
    const path = `/v1/invoices/${issued.body.id}/due-date`;
    const given = { external_id: `DUE-${issued.body.id}`, due_on: '2026-05-15' };
    const first = await post(path, given);
    expect(first).toMatchObject({ status: 201, body: { invoice: issued.body.id, due_on: '2026-05-15', before: '2026-03-31' } });
    const again = await post(path, given);
    expect([again.status, again.replayed, again.body]).toEqual([200, true, first.body]);
    expect((await get(`/v1/invoices/${issued.body.id}`)).body).toMatchObject({ due_on: '2026-05-15', open: 10_000 });
    await refused(() => post(path, { ...given, due_on: '2026-05-16' }), { status: 409, code: 'external_id_conflict' });
    await refused(() => post(path, { external_id: 'DUE-EARLY', due_on: '2026-02-28' }), {
      status: 422,
      code: 'invalid_date',
      param: 'due_on',
    });
    await refused(() => post('/v1/invoices/inv_none/due-date', given), { status: 404, code: 'unknown_item' });
  });

  it('is given a journey of its own once, and back; refused where there is no such journey, for another one under the same id, and twice', async () => {
    const issued = await post('/v1/invoices', invoice(await newCustomer(), {}));
    const path = `/v1/invoices/${issued.body.id}/journey`;
    await publishJourney({
      prisma: database.prisma,
      text: JOURNEY.replace('journey: Test', 'journey: Own'),
      file: 'own.yaml',
      now: NOW,
      isDefault: false,
    });
    const given = { external_id: `WALK-${issued.body.id}`, journey: 'Own' };
    const first = await post(path, given);
    expect(first).toMatchObject({ status: 201, body: { object: 'invoice_journey', invoice: issued.body.id, before: null } });
    expect((await get(`/v1/invoices/${issued.body.id}`)).body).toMatchObject({ journey: first.body.journey });
    const again = await post(path, given);
    expect([again.status, again.replayed, again.body]).toEqual([200, true, first.body]);
    await refused(() => post(path, { ...given, journey: null }), { status: 409, code: 'external_id_conflict' });
    await refused(() => post(path, { ...given, external_id: 'WALK-TWICE' }), { status: 409, code: 'already_ended', param: 'journey' });
    await refused(() => post(path, { external_id: 'WALK-NONE', journey: 'Nobody knows it' }), {
      status: 404,
      code: 'unknown_journey',
      param: 'journey',
    });
    await refused(() => post(path, { external_id: 'WALK-STAGE', journey: null, stages: { nowhere: 'reminders' } }), {
      status: 400,
      code: 'invalid_request',
      param: 'stages',
    });
    const back = await post(path, { external_id: `BACK-${issued.body.id}`, journey: null });
    expect(back).toMatchObject({ status: 201, body: { journey: null, before: first.body.journey } });
    await refused(() => post('/v1/invoices/inv_none/journey', given), { status: 404, code: 'unknown_item' });
  });

  it('of a number that the customer has already is refused', async () => {
    const given = invoice(await newCustomer());
    await post('/v1/invoices', given);
    await refused(() => post('/v1/invoices', { ...given, external_id: 'INV-TWICE' }), {
      status: 409,
      code: 'already_booked',
      param: 'number',
    });
  });

  it.each([
    ['no amount', { amount: undefined }, 400, 'amount'],
    ['a negative amount', { amount: -1 }, 400, 'amount'],
    ['a fraction', { amount: 0.5 }, 400, 'amount'],
    ['lines of another sum', { lines: [{ description: 'x', amount: 1 }] }, 422, 'amount'],
    ['lines below zero', { amount: undefined, lines: [{ description: 'x', amount: -1 }] }, 422, 'lines'],
    ['an unknown currency', { currency: 'XXX' }, 400, 'currency'],
    ['a due date before its own', { issued_on: '2026-03-01', due_on: '2026-02-28' }, 400, 'due_on'],
    ['a due date and terms', { due_on: '2026-04-01', terms: { net_days: 1 } }, 400, 'terms'],
    ['an unknown field of a line', { lines: [{ description: 'x', amount: 10_000, tax: 1 }] }, 400, 'lines.0.tax'],
  ])('is refused with %s', async (_, change, status, param) => {
    const id = await newCustomer();
    await refused(() => post('/v1/invoices', invoice(id, change)), {
      status,
      code: status === 422 ? 'invalid_amount' : 'invalid_request',
      param,
    });
  });

  it('takes the money that waits for it in its own transaction', async () => {
    const id = await newCustomer();
    const early = await post('/v1/payments', {
      external_id: 'PAY-EARLY',
      customer: id,
      amount: 8_000,
      currency: 'EUR',
      allocations: [{ invoice: 'R-EARLY', amount: 8_000 }],
    });
    expect(early.body).toMatchObject({ applied: [], unapplied: 8_000 });
    expect((await get(`/v1/customers/${id}`)).body.unapplied).toEqual([{ amount: 8_000, currency: 'EUR' }]);
    const { body } = await post('/v1/invoices', invoice(id, { number: 'R-EARLY' }));
    expect(body.open).toBe(2_000);
    expect((await get(`/v1/customers/${id}`)).body).toMatchObject({ unapplied: [], balance: [{ amount: 2_000, currency: 'EUR' }] });
    expect((await get(`/v1/tasks?customer=${id}`)).body.data).toMatchObject([
      { kind: 'unapplied-money', status: 'closed', outcome: 'applied' },
    ]);
    expect(await database.prisma.awaited.count({ where: { customerId: id } })).toBe(0);
  });

  it('in another currency than the money that names it takes nothing: the money is kept, with a task', async () => {
    const id = await newCustomer();
    await post('/v1/invoices', invoice(id, { number: 'R-EUR' }));
    const { status, body } = await post('/v1/payments', {
      external_id: 'PAY-OTHER-CURRENCY',
      customer: id,
      amount: 10_000,
      currency: 'USD',
      allocations: [{ invoice: 'R-EUR', amount: 10_000 }],
    });
    expect([status, body.applied, body.unapplied]).toEqual([201, [], 10_000]);
    expect((await get(`/v1/tasks?status=open&customer=${id}`)).body.data).toMatchObject([{ kind: 'unapplied-money', subject: body.id }]);
  });
});

describe('a cheque', () => {
  const cheque = async (more: object = {}) => {
    const id = await newCustomer();
    const { body: issued } = await post('/v1/invoices', invoice(id));
    const sent = {
      external_id: `CHQ-${made}`,
      customer: id,
      amount: 10_000,
      currency: 'EUR',
      invoices: [{ invoice: issued.number, amount: 10_000 }],
    };
    const { status, body } = await post('/v1/cheques', { ...sent, ...more });
    return { id, issued, sent, status, body };
  };

  it('is recorded once: its money is on its way, and nothing is received', async () => {
    const { issued, sent, status, body } = await cheque();
    expect(status).toBe(201);
    expect(body).toMatchObject({ object: 'cheque', number: sent.external_id, invoices: [{ invoice: issued.id, amount: 10_000 }] });
    expect(await post('/v1/cheques', sent)).toMatchObject({ status: 200, replayed: true, body });
    await refused(() => post('/v1/cheques', { ...sent, amount: 9_000 }), { status: 409, code: 'external_id_conflict' });
    await refused(() => post('/v1/cheques', { ...sent, external_id: 'CHQ-X', invoices: [{ invoice: 'R-NONE', amount: 1 }] }), {
      status: 404,
      code: 'unknown_item',
    });
    expect((await get(`/v1/invoices/${issued.id}`)).body).toMatchObject({ open: 10_000 });
    expect(await database.prisma.hold.findMany({ where: { subject: issued.id } })).toMatchObject([
      { kind: 'money-on-its-way', endedAt: null },
    ]);
  });

  it('without invoices is for the oldest', async () => {
    const { issued, body } = await cheque({ invoices: [], amount: 12_000 });
    expect(body.invoices).toEqual([{ invoice: issued.id, amount: 10_000 }]);
  });

  it('is cleared once, and becomes a payment', async () => {
    const { id, issued, body } = await cheque({ amount: 12_000 });
    const cleared = await post(`/v1/cheques/${body.id}/clear`, { received_on: '2026-03-09' });
    expect(cleared).toMatchObject({ status: 201, body: { applied: [{ invoice: issued.id, amount: 10_000 }] } });
    expect(await post(`/v1/cheques/${body.id}/clear`, { received_on: '2026-03-09' })).toMatchObject({ status: 200, body: cleared.body });
    await refused(() => post(`/v1/cheques/${body.id}/clear`, { external_id: 'CLEAR-2' }), { status: 409, code: 'already_ended' });
    expect((await get(`/v1/customers/${id}`)).body).toMatchObject({ balance: [], unapplied: [{ amount: 2_000, currency: 'EUR' }] });
    expect(await database.prisma.payment.findUnique({ where: { id: cleared.body.payment } })).toMatchObject({ paidBy: 'cheque' });
  });

  it('is returned with a reason, given to the bank once more, and returned again after it had been paid', async () => {
    const { issued, body } = await cheque();
    const back = { reason: 'no-funds' };
    const returned = await post(`/v1/cheques/${body.id}/return`, back);
    expect(returned).toMatchObject({ status: 201, body: { reason: 'no-funds', invoices: [issued.id] } });
    expect(await post(`/v1/cheques/${body.id}/return`, back)).toMatchObject({ status: 200, body: returned.body });
    await refused(() => post(`/v1/cheques/${body.id}/return`, { reason: 'stopped' }), { status: 409, code: 'external_id_conflict' });
    await refused(() => post(`/v1/cheques/${body.id}/return`, { reason: 'because' }), { status: 400, code: 'invalid_request' });
    expect(await post(`/v1/cheques/${body.id}/deposit`, {})).toMatchObject({ status: 201, body: { invoices: [issued.id] } });
    await post(`/v1/cheques/${body.id}/clear`, {});
    expect((await get(`/v1/invoices/${issued.id}`)).body).toMatchObject({ open: 0 });
    expect(await post(`/v1/cheques/${body.id}/return`, { reason: 'stopped' })).toMatchObject({ status: 201 });
    expect((await get(`/v1/invoices/${issued.id}`)).body).toMatchObject({ open: 10_000 });
    await refused(() => post('/v1/cheques/chq_none/clear', {}), { status: 404, code: 'unknown_cheque' });
  });
});

describe('a task', () => {
  it('is listed with its outcomes and decided once by one of them', async () => {
    const id = await newCustomer();
    await decideAll(id);
    const { body } = await get(`/v1/tasks?status=open&customer=${id}`);
    expect(body.data).toMatchObject([{ kind: 'credit-review', customer: id, owner: 'credit-desk', outcomes: ['approved', 'declined'] }]);
    const path = `/v1/tasks/${encodeURIComponent(body.data[0].id)}/decide`;
    await refused(() => post(path, { outcome: 'maybe' }), {
      status: 400,
      code: 'invalid_request',
      param: 'outcome',
      detail: expect.stringContaining('approved, declined'),
    });
    const first = await post(path, { outcome: 'approved' });
    expect(first).toMatchObject({ status: 201, body: { task: body.data[0].id, outcome: 'approved' } });
    expect(await post(path, { outcome: 'approved' })).toMatchObject({ status: 200, replayed: true, body: first.body });
    await refused(() => post(path, { outcome: 'declined' }), { status: 409, code: 'already_ended' });
    await decideAll(id);
    expect((await get(`/v1/customers/${id}`)).body.credit).toMatchObject({ status: 'approved' });
    expect((await get(`/v1/tasks?status=open&customer=${id}`)).body.data).toEqual([]);
  });

  it('is listed for operators with the command that answers it, and decided by it', async () => {
    const given = customer({});
    const { id } = (await post('/v1/customers', given)).body;
    await decideAll(id);
    const { prisma } = database;
    const open = (more: object = {}) => listTasks({ prisma, now: NOW, customer: given.external_id, ...more });
    const [task] = (await open()).tasks;
    expect(task).toMatchObject({ kind: 'credit-review', owner: 'credit-desk', customer: id, invoice: null, isLate: false });
    expect((await open({ now: NOW + 9 * DAY })).tasks).toMatchObject([{ isLate: true }]);
    expect(await open({ owner: 'Credit desk' })).toMatchObject({ tasks: [{ id: task?.id }], more: 0 });
    expect(await open({ owner: 'Legal' })).toEqual({ tasks: [], more: 0 });
    const text = tasksText(await open());
    expect(text).toContain(`customer ${given.external_id} (${id})`);
    expect(text).toContain(`npx duly decide ${task?.id} approved | declined`);
    expect(text).toContain('by 2026-03-1');
    const servers = { prisma, record: input.record };
    const decide = (outcome: string, named = task?.id ?? '') => decideTask({ servers, task: named, outcome });
    await expect(decide('maybe')).rejects.toMatchObject({ code: 'invalid_request', at: 'outcome' });
    await expect(decide('approved', 'task/none')).rejects.toMatchObject({ code: 'unknown_task' });
    expect(await decide('approved')).toMatchObject({ customer: id, changed: true });
    expect(await decide('approved')).toMatchObject({ changed: false });
    await expect(decide('declined')).rejects.toMatchObject({ code: 'already_ended' });
    await decideAll(id);
    expect((await get(`/v1/customers/${id}`)).body.credit).toMatchObject({ status: 'approved' });
    expect(await open()).toEqual({ tasks: [], more: 0 });
  });

  it('that is not there, or ends by itself, cannot be decided', async () => {
    await refused(() => post('/v1/tasks/none/decide', { outcome: 'done' }), { status: 404, code: 'unknown_task' });
    const customerId = await newCustomer();
    const asked = {
      customerId,
      subject: 'inv_x',
      kind: 'escalation',
      owner: 'head-of-ar',
      choices: ['agency', 'write-off'],
      status: 'open',
    };
    await database.prisma.task.create({ data: { id: 'task/how-it-ends', openedAt: new Date(NOW), ...asked } });
    expect((await get(`/v1/tasks?status=open&customer=${customerId}`)).body.data).toMatchObject([
      { outcomes: ['agency', 'write-off'], superior: null },
    ]);
    await refused(() => post('/v1/tasks/task%2Fhow-it-ends/decide', { outcome: 'plan' }), {
      status: 400,
      code: 'invalid_request',
      param: 'outcome',
      detail: expect.stringContaining('by the customer’s journey. Send one of: agency, write-off.'),
    });
    expect((await post('/v1/tasks/task%2Fhow-it-ends/decide', { outcome: 'agency' })).status).toBe(201);
    const id = await newCustomer();
    await input.books.withCustomer(id, (own) => own.storeTrouble({ kind: 'stuck', lasts: true, now: NOW }));
    const { body } = await get(`/v1/tasks?customer=${id}`);
    expect(body.data).toMatchObject([{ kind: 'stuck', outcomes: [] }]);
    await refused(() => post(`/v1/tasks/${encodeURIComponent(body.data[0].id)}/decide`, { outcome: 'done' }), {
      status: 400,
      code: 'invalid_request',
      detail: expect.stringContaining('ends by itself'),
    });
  });
});

describe('a timeline', () => {
  it('tells facts, decisions with their reasons and what comes next, without personal data', async () => {
    const given = customer({ contacts: [{ purpose: 'all', name: 'Somebody Private', email: 'private@blue.example' }] });
    const { id } = (await post('/v1/customers', given)).body;
    await post(
      '/v1/invoices',
      invoice(id, { number: 'R-TOLD', due_on: '2026-04-01', lines: [{ description: 'Private words', amount: 10_000 }] }),
    );
    await decideAll(id);
    const { body } = await get(`/v1/customers/external_id:${given.external_id}/timeline`);
    expect(body).toMatchObject({ customer: id, workflow_id: `customer/${id}`, balance: [{ amount: 10_000, currency: 'EUR' }] });
    const texts = body.entries.map(({ kind, text }: { kind: string; text: string }) => `${kind}: ${text}`);
    expect(texts).toContain('fact: invoice.issued: R-TOLD, 100.00 EUR, due 2026-04-01 (2026-03-10)');
    expect(texts).toContain('decision: the customer: A person is asked about the credit: credit-desk.');
    expect(texts.filter((text: string) => text.startsWith('effect: message ') && text.includes('for R-TOLD: '))).toHaveLength(1);
    expect(body.next).not.toBeNull();
    expect(JSON.stringify(body)).not.toMatch(/Private|private|Blue Harbour/);
    expect((await get(`/v1/customers/${id}/timeline?since=2026-03-11T00:00:00Z`)).body.entries).toEqual([]);
  });
});

describe('an Idempotency-Key', () => {
  const payment = (customerId: string, more: object = {}) => {
    made += 1;
    return { external_id: `PAY-${made}`, customer: customerId, amount: 100, currency: 'EUR', ...more };
  };
  const withKey = (name: string) => ({ 'idempotency-key': name });

  it('gives the same request the same answer, kept with what it stored', async () => {
    const given = payment(await newCustomer());
    const first = await post('/v1/payments', given, withKey('K-1'));
    const before = await counts();
    const again = await post('/v1/payments', given, withKey('K-1'));
    expect([first.status, first.replayed]).toEqual([201, false]);
    expect([again.status, again.replayed, JSON.stringify(again.body)]).toEqual([201, true, JSON.stringify(first.body)]);
    expect(await counts()).toEqual(before);
  });

  it.each([
    ['another body', '/v1/payments', { amount: 101 }],
    ['another address', '/v1/disputes', {}],
  ])('is refused for %s', async (what, path, change) => {
    const given = payment(await newCustomer());
    await post('/v1/payments', given, withKey(`K-2 ${what}`));
    await refused(() => post(path, { ...given, ...change }, withKey(`K-2 ${what}`)), {
      status: 422,
      code: 'idempotency_key_reused',
      param: 'Idempotency-Key',
    });
  });

  it('works on every kind of POST that stores something', async () => {
    const given = customer();
    const first = await post('/v1/customers', given, withKey('K-3'));
    expect(await post('/v1/customers', given, withKey('K-3'))).toEqual({ status: 201, replayed: true, body: first.body });
    const bill = invoice(first.body.id, { lines: [{ description: 'x', amount: 10_000 }] });
    const issued = await post('/v1/invoices', bill, withKey('K-4'));
    expect(await post('/v1/invoices', bill, withKey('K-4'))).toEqual({ status: 201, replayed: true, body: issued.body });
    const failure = { external_id: 'F-K5', customer: first.body.id, invoices: [issued.body.id], code: 'insufficient_funds' };
    const failed = await post('/v1/payment-failures', failure, withKey('K-5'));
    expect(await post('/v1/payment-failures', failure, withKey('K-5'))).toEqual({ status: 201, replayed: true, body: failed.body });
  });

  it('sent twenty times at once is carried out once', async () => {
    const given = payment(await newCustomer());
    const answers = await Promise.all(Array.from({ length: 20 }, () => post('/v1/payments', given, withKey('K-6'))));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await database.prisma.fact.count({ where: { externalId: given.external_id } })).toBe(1);
  });

  it('with twelve different bodies at once carries out one, and stores nothing of the others', async () => {
    const id = await newCustomer();
    const answers = await Promise.all(Array.from({ length: 12 }, () => post('/v1/payments', payment(id), withKey('K-7'))));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(11).fill(422)]);
    expect(await database.prisma.payment.count({ where: { customerId: id } })).toBe(1);
  });

  it('stays free when the request was refused', async () => {
    const given = payment(await newCustomer());
    await refused(() => post('/v1/payments', { ...given, amount: -1 }, withKey('K-8')), { status: 400, code: 'invalid_request' });
    expect((await post('/v1/payments', given, withKey('K-8'))).status).toBe(201);
  });

  it('is each API key’s own, at most 255 characters long, and kept for a day', async () => {
    const given = payment(await newCustomer());
    await post('/v1/payments', given, withKey('K-9'));
    const other = await createKey({ store: createApiKeyStore({ prisma: database.prisma }), name: 'other', now: NOW });
    const theirs = await post('/v1/payments', payment(await newCustomer()), { ...withKey('K-9'), authorization: `Bearer ${other.key}` });
    expect(theirs.status).toBe(201);
    await refused(() => post('/v1/payments', given, withKey('x'.repeat(256))), {
      status: 400,
      code: 'invalid_request',
      param: 'Idempotency-Key',
    });
    await database.prisma.$executeRaw`UPDATE kept_answers SET "keptAt" = now() - interval '25 hours' WHERE key = 'K-9'`;
    expect(await input.answers.forgetOld(Date.now())).toBe(0);
    expect(await input.answers.forgetOld(Date.now() + DAY)).toBe(2);
  });
});

it('a key that is revoked opens nothing from then on', async () => {
  const store = createApiKeyStore({ prisma: database.prisma });
  const own = await createKey({ store, name: 'for a while', now: NOW });
  const ask = () => call('get', '/v1/tasks', undefined, { authorization: `Bearer ${own.key}` });
  expect((await ask()).status).toBe(200);
  expect((await store.list()).map(({ name }) => name)).toContain('for a while');
  await revokeKey({ store, prefix: own.id, now: NOW });
  await refused(ask, { status: 401, code: 'unauthorized' });
});

it('is described at /openapi.json for whoever asks, without a key', async () => {
  const { status, body } = await call('get', '/openapi.json', undefined, { authorization: '' });
  expect([status, body.openapi, typeof body.paths['/v1/payments'].post]).toEqual([200, '3.1.0', 'object']);
});

it('a body of 2 MB, or one that is no JSON, is refused at every address that takes one', async () => {
  const { keyed } = routesOf(input);
  for (const { path } of keyed.filter(({ method }) => method === 'post')) {
    const send = (body: string) => async (): Promise<Answered> => {
      const response = await fetch(`${url}${path.replaceAll(/\{\w+\}/g, 'x')}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body,
      });
      return { status: response.status, replayed: false, body: await response.json() };
    };
    await refused(send(JSON.stringify({ reference: 'x'.repeat(2_000_000) })), { status: 413, code: 'payload_too_large' });
    await refused(send('{"amount": 1,'), { status: 400, code: 'invalid_request' });
    await refused(send(JSON.stringify({ nonsense: 1 })), { status: 400, code: 'invalid_request' });
  }
});
