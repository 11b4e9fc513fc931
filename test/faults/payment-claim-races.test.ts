/**
 * A payment against the claim of a reminder for the same invoice, both begun within 50 ms. PostgreSQL itself judges which came first: a trigger
 * stamps the claim inside its transaction, after all that it has read, and whoever pays has his acknowledgement stamped once he has it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { createDecide } from '../../activities/decide.js';
import type { Books } from '../../activities/ports/books.js';
import { createRecordReports } from '../../activities/record-reports.js';
import { createMailActivities } from '../../activities/send-message.js';
import { connectDatabase, type Database } from '../../adapters/database.js';
import { publishJourney } from '../../adapters/journeys.js';
import { createBooks } from '../../adapters/prisma-books.js';
import { createSmtpMailer } from '../../adapters/smtp-mailer.js';
import { createRenderer } from '../../adapters/templates/renderer.js';
import { type MailServer, startMailServer } from '../../dev/mail-server.js';
import { addDays, dateAt } from '../../domain/calendar.js';
import type { Report } from '../../domain/facts.js';
import { accountId } from '../../domain/ledger/account-id.js';
import { customerRow } from '../../domain/testing/customer.js';
import { PrismaClient } from '../../prisma/generated/client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type House, openHouse } from '../support/house.js';

const JOURNEY = `
journey: One reminder
contact: { at: "00:00", until: "23:59", zone: UTC, together: true }
lanes:
  collection:
    for: item
    stages:
      reminders:
        steps:
          - { name: first, at: { days: 1, from: due }, do: { send: overdue } }
        on: { used up: end }`;

/** How far a payment begins before (negative) or after the claim, spread evenly over −50 to +50. */
const offsetOf = (race: number): number => ((race * 37) % 101) - 50;
/** About what a request takes before it comes to the customer's lock: its payment begins by so much earlier. */
const API_LEAD_MS = 25;
/** In every other race the claim lingers so many ms between what it reads and what it writes. */
const lingerOf = (race: number): number => (race % 2 === 0 ? 0 : 1 + (race % 20));

/** Where PostgreSQL keeps the moments of claims, also of those that came to nothing, and of acknowledgements. */
const JUDGE = `
CREATE TABLE judged_claims ("customerId" text, at timestamptz);
CREATE TABLE acknowledged_payments ("customerId" text PRIMARY KEY, at timestamptz);
CREATE FUNCTION judge_claim() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN INSERT INTO judged_claims VALUES (NEW."customerId", clock_timestamp()); RETURN NULL; END $$;
CREATE TRIGGER claims_are_judged AFTER UPDATE OF status ON effects FOR EACH ROW WHEN (NEW.status IN ('claimed', 'suppressed')) EXECUTE FUNCTION judge_claim()`;

async function openJudge(url: string) {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  await pool.query(JUDGE);
  return {
    /** To be called when the payment has been acknowledged. */
    acknowledged: (customerId: string) => pool.query('INSERT INTO acknowledged_payments VALUES ($1, clock_timestamp())', [customerId]),
    /** The customers whose payment had been acknowledged before the claim, and those whose had not. */
    async sides(customerIds: string[]): Promise<{ paidFirst: string[]; claimedFirst: string[] }> {
      const { rows } = await pool.query<{ customerId: string; paidFirst: boolean }>(
        `SELECT "customerId", acknowledged_payments.at < max(judged_claims.at) AS "paidFirst"
         FROM judged_claims JOIN acknowledged_payments USING ("customerId") WHERE "customerId" = ANY ($1) GROUP BY "customerId", acknowledged_payments.at`,
        [customerIds],
      );
      const idsOf = (paidFirst: boolean) => rows.filter((row) => row.paidFirst === paidFirst).map(({ customerId }) => customerId);
      return { paidFirst: idsOf(true), claimedFirst: idsOf(false) };
    },
    close: () => pool.end(),
  };
}
type Judge = Awaited<ReturnType<typeof openJudge>>;

interface OverdueInput {
  id: string;
  account: string;
  number: string;
  amount: number;
  currency: string;
  dueOn: string;
}

const overdue = ({ id, account, number, amount, currency, dueOn }: OverdueInput): Report => ({
  type: 'invoice.issued',
  source: 'erp',
  externalId: `${id}/${number}`,
  effectiveOn: addDays(dueOn, -30),
  data: { itemId: `${id}/${number}`, accountId: account, number, amount, currency, dueOn, delivery: 'delivered', orderIds: [] },
});

/** A client whose statements read the customer's row without locking it. */
function withoutLock(url: string): { prisma: PrismaClient; close(): Promise<void> } {
  const pool = new pg.Pool({ connectionString: url, max: 20 });
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (input: string | { text: string }, ...rest: unknown[]) => unknown;
    const cut = (sql: string) => sql.replace(' FOR NO KEY UPDATE', '');
    Object.assign(client, {
      query: (input: string | { text: string }, ...rest: unknown[]) =>
        query(typeof input === 'string' ? cut(input) : { ...input, text: cut(input.text) }, ...rest),
    });
  });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    prisma,
    close: async () => {
      await prisma.$disconnect();
      if (!pool.ended) await pool.end();
    },
  };
}

/** Runs so many races, a few at a time. */
async function inLanes({ races, lanes, run }: { races: number; lanes: number; run(race: number): Promise<void> }): Promise<void> {
  const lane = async (first: number) => {
    for (let race = first; race < races; race += lanes) await run(race);
  };
  await Promise.all(Array.from({ length: lanes }, (_, first) => lane(first)));
}

/** The same books, but claims linger. */
const lingering = (books: Books, lingerMs: (customerId: string) => number): Books => ({
  ...books,
  withCustomer: (customerId, work) =>
    books.withCustomer(customerId, (own) =>
      work({
        ...own,
        storeClaim: async (input) => {
          await pause(lingerMs(customerId));
          return own.storeClaim(input);
        },
      }),
    ),
});

/** Whom the SMTP server took mails for, one entry a mail, among these customers. */
const recipients = async (mail: MailServer, customerIds: string[]): Promise<string[]> =>
  (await mail.mails()).flatMap(({ to }) => to.map((address) => address.split('@')[0] ?? '')).filter((id) => customerIds.includes(id));

describe('a payment and a claim that race on PostgreSQL', () => {
  const NOW = Date.parse('2026-03-02T10:00Z');
  const clock = { now: () => NOW };
  const folder = mkdtempSync(join(tmpdir(), 'duly-races-'));
  let testDatabase: TestDatabase;
  let database: Database;
  let journeyId: string;
  let judge: Judge;
  let mail: MailServer;
  let mailer: ReturnType<typeof createSmtpMailer>;
  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    database = connectDatabase({ url: testDatabase.url, name: 'races-test', connections: 20 });
    judge = await openJudge(testDatabase.url);
    mail = await startMailServer({ dir: folder, smtpPort: 0, httpPort: 0 });
    mailer = createSmtpMailer({ url: mail.smtpUrl, timeoutMs: 20_000 });
    await database.prisma.legalEntity.create({
      data: { id: 'L1', name: 'Us', country: 'DE', senderAddress: 'ar@us.example', invoicePrefix: 'N-', nextInvoice: 1 },
    });
    journeyId = await publishJourney({ prisma: database.prisma, text: JOURNEY, file: 'races.yaml', now: NOW, isDefault: true });
  });
  afterAll(async () => {
    await mailer.close();
    await mail.stop();
    await judge.close();
    await database.close();
    await testDatabase.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What a worker and an outside system do with these books. */
  const officeOn = ({ prisma = database.prisma, lingerMs = () => 0 }: { prisma?: PrismaClient; lingerMs?(id: string): number } = {}) => {
    const books = createBooks({ prisma });
    const record = createRecordReports({ books, clock });
    const decide = createDecide({ books, pace: { retryPauseMs: 1_000, historyEvents: 1_000 } });
    const { sendMessage } = createMailActivities({
      books: lingering(books, lingerMs),
      clock,
      mailer,
      renderer: createRenderer({}),
      surveyLink: (surveyId) => surveyId,
    });
    return {
      sendMessage,
      pay: (id: string, itemId: string, amount: number) =>
        record({
          customerId: id,
          reports: [
            {
              type: 'payment.received',
              source: 'api',
              externalId: `paid/${itemId}`,
              effectiveOn: '2026-03-02',
              data: {
                paymentId: `paid/${itemId}`,
                accountId: accountOf(id),
                amount,
                currency: 'EUR',
                shares: [{ itemId, amount }],
                apply: 'named',
                chargeId: null,
                attemptId: null,
                reference: null,
              },
            },
          ],
        }),
      /** A customer whose reminder for these invoices, overdue since yesterday, has just been decided. */
      async reminded(id: string, invoices: Record<string, number>): Promise<{ customerId: string; effectId: string }> {
        await books.createCustomer({
          customer: customerRow({ id, journeyId }),
          externalId: id,
          name: 'A customer',
          contacts: [{ purpose: 'all', name: 'A contact', email: `${id}@them.example` }],
          recordedAt: NOW,
        });
        const issued = Object.entries(invoices).map(([number, amount]) => ({ number, amount, currency: 'EUR', dueOn: '2026-03-01' }));
        await record({ customerId: id, reports: issued.map((one) => overdue({ ...one, id, account: accountOf(id) })) });
        const { effects } = await decide({ customerId: id, seq: 1, upTo: 0, now: NOW });
        expect(effects).toHaveLength(1);
        return { customerId: id, effectId: effects[0]?.id ?? '' };
      },
    };
  };
  const accountOf = (id: string) => accountId({ customerId: id, legalEntityId: 'L1', currency: 'EUR' });

  /** Returns each side's customers, and those who got the reminder, by the SMTP server's own count. */
  async function race({ name, races, prisma }: { name: string; races: number; prisma?: PrismaClient }) {
    const ids = Array.from({ length: races }, (_, n) => `${name}${n}`);
    const { sendMessage, pay, reminded } = officeOn({
      ...(prisma ? { prisma } : {}),
      lingerMs: (id) => lingerOf(Number(id.slice(name.length))),
    });
    await inLanes({
      races,
      lanes: 4,
      run: async (n) => {
        const id = ids[n] as string;
        const reminder = await reminded(id, { [id]: 1_000 });
        const claiming = pause(Math.max(0, -offsetOf(n))).then(() => sendMessage(reminder));
        const paying = pause(Math.max(0, offsetOf(n)))
          .then(() => pay(id, `${id}/${id}`, 1_000))
          .then(() => judge.acknowledged(id));
        await Promise.all([claiming, paying]);
      },
    });
    return { ...(await judge.sides(ids)), sent: await recipients(mail, ids) };
  }

  it('500 times: nobody is reminded whose payment was acknowledged before the claim', async () => {
    const { paidFirst, claimedFirst, sent } = await race({ name: 'locked-', races: 500 });
    process.stdout.write(
      `races: ${JSON.stringify({ paidFirst: paidFirst.length, claimedFirst: claimedFirst.length, sent: sent.length })}\n`,
    );
    expect(sent.filter((id) => paidFirst.includes(id))).toEqual([]);
    expect(sent).toEqual([...new Set(sent)]);
    expect(paidFirst.length + claimedFirst.length).toBe(500);
    // With fewer on either side little was tried.
    expect([paidFirst.length >= 100, claimedFirst.length >= 100, sent.length >= 100]).toEqual([true, true, true]);
  });

  it('goes wrong without the customer’s lock: the same races remind somebody of what he has paid', async () => {
    const { prisma, close } = withoutLock(testDatabase.url);
    const { paidFirst, sent } = await race({ name: 'open-', races: 100, prisma }).finally(close);
    process.stdout.write(
      `races without the lock: ${JSON.stringify({ paidFirst: paidFirst.length, wrong: sent.filter((id) => paidFirst.includes(id)).length })}\n`,
    );
    expect(sent.filter((id) => paidFirst.includes(id))).not.toEqual([]);
  });

  it('for three invoices, one of them paid between decision and claim: the message names two and asks for their total', async () => {
    const { sendMessage, pay, reminded } = officeOn();
    const reminder = await reminded('three', { 'R-1001': 10_000, 'R-1002': 20_000, 'R-1003': 40_000 });
    await pay('three', 'three/R-1002', 20_000);
    expect(await sendMessage(reminder)).toMatchObject({ did: 'sent' });
    const [mailed, ...others] = (await mail.mails()).filter(({ to }) => to.includes('three@them.example'));
    expect(others).toEqual([]);
    expect(mailed?.subject).toContain('2 invoices');
    expect(`${mailed?.text}${mailed?.html}`.match(/R-\d+/g)?.sort()).toEqual(['R-1001', 'R-1001', 'R-1003', 'R-1003']);
    expect(mailed?.text).toContain('Total · €500.00');
    expect(mailed?.html).toContain('€500.00');
  });
});

describe('a payment and a claim that race through Temporal', () => {
  /** Called by the worker when a claim is about to take the lock: its reminder has been decided. */
  const gates = new Map<string, { isDecided: boolean; claimBegins(): Promise<void> }>();
  let house: House;
  let judge: Judge;
  beforeAll(async () => {
    house = await openHouse({ workersBooks: (books) => gated(lingering(books, (id) => lingerOf(Number(id.split('-')[1])))) });
    judge = await openJudge(house.databaseUrl);
  });
  afterAll(async () => {
    await judge.close();
    await house.close();
  });

  const gated = (books: Books): Books => ({
    ...books,
    withCustomer: async (customerId, work) => {
      const gate = gates.get(customerId);
      if (gate?.isDecided) {
        gates.delete(customerId);
        await gate.claimBegins();
      }
      return books.withCustomer(customerId, (own) =>
        work({
          ...own,
          storeDecision: async (input) => {
            if (gate && input.decision.effects.length > 0) gate.isDecided = true;
            await own.storeDecision(input);
          },
        }),
      );
    },
  });

  it('20 times: nobody is reminded whose payment the API acknowledged before the claim', async () => {
    const journeyId = await house.publish(JOURNEY);
    const today = dateAt(Date.now(), 'UTC');
    const ids = Array.from({ length: 20 }, (_, n) => `race-${n}`);
    await inLanes({
      races: ids.length,
      lanes: 4,
      run: async (n) => {
        const id = ids[n] as string;
        const offsetMs = offsetOf(n) - API_LEAD_MS;
        const customer = await house.createCustomer({ id, journeyId });
        const begun = new Promise<void>((begin) => {
          const claimBegins = () => {
            begin();
            return pause(Math.max(0, -offsetMs));
          };
          gates.set(id, { isDecided: false, claimBegins });
        });
        const account = accountId({ customerId: id, legalEntityId: customer.legalEntityId, currency: 'USD' });
        const { upTo } = await house.record({
          customerId: id,
          reports: [overdue({ id, account, number: id, amount: 1_000, currency: 'USD', dueOn: addDays(today, -3) })],
        });
        await house.nudge({ customerId: id, upTo });
        await begun;
        await pause(Math.max(0, offsetMs));
        const body = {
          external_id: `paid/${id}`,
          customer: id,
          amount: 1_000,
          currency: 'USD',
          allocations: [{ invoice: id, amount: 1_000 }],
        };
        expect(await house.post('/v1/payments', body)).toMatchObject({ status: 201, body: { unapplied: 0 } });
        await judge.acknowledged(id);
        await house.virtualTime.rest({ customerId: id });
      },
    });
    const { paidFirst, claimedFirst } = await judge.sides(ids);
    const sent = await recipients(house.mail, ids);
    process.stdout.write(
      `races through Temporal: ${JSON.stringify({ paidFirst: paidFirst.length, claimedFirst: claimedFirst.length, sent: sent.length })}\n`,
    );
    expect(sent.filter((id) => paidFirst.includes(id))).toEqual([]);
    expect(sent).toEqual([...new Set(sent)]);
    expect(paidFirst.length + claimedFirst.length).toBe(20);
    expect([paidFirst.length > 0, sent.length > 0]).toEqual([true, true]);
    expect(house.failures).toEqual([]);
  });
});
