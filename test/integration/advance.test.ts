import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { createAdvanceCustomer } from '../../adapters/advance-customer.js';
import { createVirtualTime } from '../../adapters/virtual-time.js';
import { readDevConfig } from '../../dev/config.js';
import { freePorts } from '../../dev/ports.js';
import { findTemporalBinary, searchHere } from '../../dev/temporal-binary.js';
import { startTemporal } from '../../dev/temporal-server.js';
import { addDays, DAY, dateAt, instantAt, MINUTE } from '../../domain/calendar.js';
import { accountId } from '../../domain/ledger/account-id.js';
import { workflowIdOf } from '../../workflows/contract.js';
import { type House, openHouse } from '../support/house.js';
import { runDuly } from '../support/run-duly.js';
import { testTemporal } from '../support/temporal.js';

let house: House;
let journeyId: string;
let id: string;
let count = 0;
const today = dateAt(Date.now(), 'UTC');

const JOURNEY = `
journey: Three reminders
contact: { at: "09:00", until: "18:00", zone: UTC }
lanes:
  collection:
    for: item
    stages:
      delivery: { on: { delivered: reminders } }
      reminders:
        steps:
          - { name: first, at: { days: 1, from: due }, do: { send: overdue } }
          - { name: second, at: { days: 10, from: due }, do: { send: second-reminder } }
          - { name: third, at: { days: 40, from: due }, do: { send: third-reminder } }
        on: { used up: end }
`;

beforeAll(async () => {
  house = await openHouse({ advancePatienceMs: 20_000 });
  journeyId = await house.publish(JOURNEY);
});
afterAll(() => house.close());

beforeEach(async () => {
  count += 1;
  id = `cus_advance_${count}`;
  await house.createCustomer({ id, journeyId });
});

/** An invoice that falls due in two days; the workflow is told unless `told` is false. */
async function owes({ told = true } = {}): Promise<string> {
  const itemId = `item_${count}`;
  const account = accountId({ customerId: id, legalEntityId: 'le_test', currency: 'USD' });
  const { upTo } = await house.record({
    customerId: id,
    reports: [
      {
        type: 'invoice.issued',
        source: 'erp',
        externalId: itemId,
        effectiveOn: today,
        data: {
          itemId,
          accountId: account,
          number: `N-${count}`,
          amount: 10_000,
          currency: 'USD',
          dueOn: addDays(today, 2),
          delivery: 'delivered',
          orderIds: [],
        },
      },
    ],
  });
  if (told) await house.nudge({ customerId: id, upTo });
  return itemId;
}

async function sent(): Promise<{ template: string; on: string }[]> {
  const rows = await house.prisma.touchPoint.findMany({ where: { customerId: id, state: 'sent' }, orderBy: { sentAt: 'asc' } });
  return rows.map(({ template, sentAt }) => ({ template, on: dateAt(sentAt?.getTime() ?? 0, 'UTC') }));
}

const mails = async () => (await house.mail.mails()).filter((mail) => JSON.stringify(mail).includes(`${id}@customers.example`)).length;
const aheadBy = async () => (await house.virtualTime.now(id)) - Date.now();

describe('driving a customer’s time', () => {
  it('first applies what waits, then goes from wake to wake: each reminder on its day, told in the order of time', async () => {
    await owes({ told: false });
    const told: { at: string; kind: string; text: string }[] = [];
    const { from, to } = await house.advance({ customerId: id, howFar: { by: { days: 20 } }, onEntry: (entry) => void told.push(entry) });
    expect(to - from).toBe(20 * DAY);
    expect(await sent()).toEqual([
      { template: 'overdue', on: addDays(today, 3) },
      { template: 'second-reminder', on: addDays(today, 12) },
    ]);
    expect(told.map(({ at }) => at)).toEqual(told.map(({ at }) => at).sort());
    expect(told.filter(({ kind }) => kind === 'effect').map(({ at, text }) => `${at.slice(0, 13)} ${text}`)).toEqual([
      `${addDays(today, 3)}T09 message overdue for N-${count}: sent`,
      `${addDays(today, 12)}T09 message second-reminder for N-${count}: sent`,
    ]);
    expect(told.some(({ kind, text }) => kind === 'decision' && text.includes(`N-${count}`))).toBe(true);
  });

  it('tells what happened at one wake before it goes on to the next', async () => {
    await owes();
    const { prisma, nudge, virtualTime, storyOf } = house;
    const log: string[] = [];
    const moveTo: typeof virtualTime.moveTo = async (move) => {
      log.push(`to ${dateAt(move.to, 'UTC')}`);
      await virtualTime.moveTo(move);
    };
    const advance = createAdvanceCustomer({ prisma, nudge, storyOf, virtualTime: { ...virtualTime, moveTo } });
    const onEntry = ({ kind, text }: { kind: string; text: string }) => void (kind === 'effect' && log.push(text));
    await advance({ customerId: id, howFar: { to: addDays(today, 20) }, onEntry });
    expect(log).toEqual([
      `to ${today}`,
      `to ${addDays(today, 3)}`,
      `message overdue for N-${count}: sent`,
      `to ${addDays(today, 12)}`,
      `message second-reminder for N-${count}: sent`,
      `to ${addDays(today, 20)}`,
    ]);
  });

  it('is done through the API: the same way, answered with what happened', async () => {
    await owes();
    const to = addDays(today, 4);
    const answer = await house.post(`/v1/customers/${id}/advance`, { to });
    expect(answer).toMatchObject({ status: 200, body: { object: 'advance', customer: id, to: `${to}T00:00:00Z` } });
    expect(answer.body.entries).toContainEqual({
      at: expect.stringMatching(`^${addDays(today, 3)}T09:`),
      kind: 'effect',
      text: `message overdue for N-${count}: sent`,
    });
    const payment = { external_id: `pay-${count}`, customer: id, amount: 10_000, currency: 'USD' };
    const paid = await house.post('/v1/payments', { ...payment, allocations: [{ invoice: `N-${count}`, amount: 10_000 }] });
    expect(paid.body.received_on).toBe(to);
    expect(await house.post(`/v1/customers/${id}/advance`, { by: '60d' })).toMatchObject({ status: 200 });
    expect(await sent()).toEqual([{ template: 'overdue', on: addDays(today, 3) }]);
  });

  it.each([
    [{ by: '3 weeks' }, { status: 400, body: { param: 'by', detail: expect.stringContaining('days like 30d or hours like 12h') } }],
    [{ by: '99999d' }, { status: 400, body: { param: 'by' } }],
    [{}, { status: 400, body: { detail: expect.stringContaining('{"by": "30d"}') } }],
    [{ by: '1d', to: '2099-01-01' }, { status: 400 }],
    [{ to: addDays(today, -1) }, { status: 400, body: { param: 'to', detail: expect.stringContaining('time only goes on') } }],
    [{ to: '2999-01-01' }, { status: 400, body: { param: 'to' } }],
    [
      { by: '1d', speed: 2 },
      { status: 400, body: { param: 'speed' } },
    ],
  ])('moves nobody for %j', async (body, answer) => {
    expect(await house.post(`/v1/customers/${id}/advance`, body)).toMatchObject(answer);
    expect(await aheadBy()).toBeLessThan(MINUTE);
  });

  it('says who is not there', async () => {
    expect(await house.post('/v1/customers/nobody/advance', { by: '1d' })).toMatchObject({
      status: 404,
      body: { code: 'unknown_customer' },
    });
  });

  it('is a command of the sandbox: lines as they happen, JSON where that is asked for, and nothing of it elsewhere', async () => {
    await owes();
    const address = testTemporal();
    const servers = { DATABASE_URL: house.databaseUrl, TEMPORAL_ADDRESS: address, DULY_HOME: '/nonexistent/duly' };
    expect(await runDuly({ args: ['advance', id, '10d'], env: servers })).toEqual({
      code: 1,
      out: '',
      err: expect.stringMatching(/^Time moves in the sandbox only, .*\n$/),
    });
    expect(await aheadBy()).toBeLessThan(MINUTE);

    const env = { ...servers, DULY_SANDBOX: 'true' };
    const text = await runDuly({ args: ['advance', `ERP-${id}`, '10d'], env });
    expect({ code: text.code, err: text.err }).toEqual({ code: 0, err: '' });
    expect(text.out).toMatch(new RegExp(`${addDays(today, 3)} 09:\\d\\d {2}effect {4}message overdue for N-${count}: sent\n`));
    expect(text.out).toMatch(/\nFrom \S+Z to \S+Z\. Next: .*\n$/);

    const json = await runDuly({ args: ['advance', id, '--to', addDays(today, 13), '--json'], env });
    const lines = json.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toContainEqual(expect.objectContaining({ kind: 'effect', what: 'message second-reminder', delivery: 'sent' }));
    expect(lines.at(-1)).toMatchObject({ kind: 'advanced', customer: id, at: `${addDays(today, 13)}T00:00:00Z` });

    expect(await runDuly({ args: ['advance', id], env })).toMatchObject({ code: 2, out: '', err: expect.stringContaining('how far') });
    expect(await runDuly({ args: ['advance', id, '10x'], env })).toMatchObject({ code: 2, err: expect.stringContaining('30d') });
  });
});

describe('time that cannot pass', () => {
  it('stays where it is on a Temporal that does not skip time, with one sentence that says what to do', async () => {
    const { client, stop } = await plainTemporal();
    try {
      const { prisma, nudge } = house;
      const virtualTime = createVirtualTime({ client, prisma });
      const advance = createAdvanceCustomer({ prisma, virtualTime, nudge, storyOf: async () => [] });
      await expect(advance({ customerId: id, howFar: { by: { days: 1 } } })).rejects.toMatchObject({
        code: 'time_fixed',
        message: expect.stringMatching(/^This Temporal server does not skip time.*npm start/),
      });
    } finally {
      await stop();
    }
  });

  it('waits for an effect that is under way, says so when that takes too long, and goes on later', async () => {
    await owes();
    const { prisma, nudge, virtualTime } = house;
    await virtualTime.rest({ customerId: id });
    const effect = { kind: 'message', steps: [], itemIds: [], template: 'overdue', due: 0 };
    await prisma.effect.create({ data: { id: `${id}/hangs`, customerId: id, seq: 1, effect, status: 'claimed', at: new Date() } });
    const impatient = createAdvanceCustomer({ prisma, virtualTime, nudge, storyOf: async () => [], patienceMs: 300 });
    await expect(impatient({ customerId: id, howFar: { by: { days: 5 } } })).rejects.toMatchObject({
      code: 'not_at_rest',
      message: expect.stringContaining('under way'),
    });
    expect(await aheadBy()).toBeLessThan(MINUTE);
    expect(await sent()).toEqual([]);

    await prisma.effect.delete({ where: { id: `${id}/hangs` } });
    await house.advance({ customerId: id, howFar: { by: { days: 5 } } });
    expect(await sent()).toHaveLength(1);
  });

  it('moved by two at once, at worst sends one of them away: every step is taken once', async () => {
    await owes();
    const both = await Promise.allSettled([30, 31].map((days) => house.advance({ customerId: id, howFar: { by: { days } } })));
    const refused = both.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : []));
    expect(refused.every((code) => code === 'not_at_rest')).toBe(true);
    await house.advance({ customerId: id, howFar: { to: addDays(today, 60) } });
    expect((await sent()).map(({ template }) => template)).toEqual(['overdue', 'second-reminder', 'third-reminder']);
  });

  async function plainTemporal() {
    const { env, temporalBinary, cacheDir } = readDevConfig();
    const folder = mkdtempSync(join(tmpdir(), 'duly-plain-'));
    const [port = 0] = await freePorts(1);
    const binary = await findTemporalBinary(searchHere({ cacheDir, env, ...(temporalBinary && { configured: temporalBinary }) }));
    const server = await startTemporal({
      binary,
      port,
      namespace: 'default',
      log: join(folder, 'log'),
      env,
      ownGroup: false,
      skipsTime: false,
    });
    const connection = await Connection.connect({ address: server.address });
    return {
      client: new Client({ connection }),
      stop: async () => {
        await connection.close();
        await server.stop();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  }
});

describe('a run begun anew', () => {
  it('is first moved to the customer’s own time: it goes on there, and nothing is sent twice', async () => {
    await owes();
    await house.advance({ customerId: id, howFar: { by: { days: 30 } } });
    const before = await sent();
    expect(before.map(({ template }) => template)).toEqual(['overdue', 'second-reminder']);
    const last = await house.prisma.decision.findFirstOrThrow({ where: { customerId: id }, orderBy: { seq: 'desc' } });

    await house.client.workflow.getHandle(workflowIdOf(id)).terminate('a test');
    const { lastFact } = await house.prisma.customer.findUniqueOrThrow({ where: { id } });
    await house.nudge({ customerId: id, upTo: lastFact });
    await decided(last.seq + 1);
    const next = await house.prisma.decision.findFirstOrThrow({ where: { customerId: id }, orderBy: { seq: 'desc' } });
    expect(next.at.getTime()).toBeGreaterThanOrEqual(last.at.getTime());
    expect(Math.abs((await aheadBy()) - 30 * DAY)).toBeLessThan(MINUTE);
    expect(await sent()).toEqual(before);

    await house.advance({ customerId: id, howFar: { by: { days: 20 } } });
    expect(await sent()).toEqual([...before, { template: 'third-reminder', on: addDays(today, 42) }]);
    expect(await mails()).toBe(3);
  });

  it('is begun so by the relay, too, and by whoever advances the customer next', async () => {
    await owes();
    await house.advance({ customerId: id, howFar: { by: { days: 5 } } });
    const terminate = () => house.client.workflow.getHandle(workflowIdOf(id)).terminate('a test');
    await terminate();
    const { seq } = await house.prisma.position.findUniqueOrThrow({ where: { customerId: id } });
    const report = { type: 'customer.changed' as const, source: 'erp', externalId: `change-${id}`, effectiveOn: addDays(today, 5) };
    await house.record({ customerId: id, reports: [{ ...report, data: { set: { riskClass: 'high' } } }] });
    await decided(seq + 1);
    const decisions = await house.prisma.decision.findMany({ where: { customerId: id, seq: { gt: seq } } });
    expect(decisions.map(({ at }) => dateAt(at.getTime(), 'UTC'))).toEqual(decisions.map(() => addDays(today, 5)));
    expect(Math.abs((await aheadBy()) - 5 * DAY)).toBeLessThan(MINUTE);

    await terminate();
    const { from, to } = await house.advance({ customerId: id, howFar: { to: addDays(today, 13) } });
    expect(Math.abs(from - Date.now() - 5 * DAY)).toBeLessThan(MINUTE);
    expect(to).toBe(instantAt({ date: addDays(today, 13), time: '00:00', zone: 'UTC' }));
    expect((await sent()).map(({ template }) => template)).toEqual(['overdue', 'second-reminder']);
    expect(await mails()).toBe(2);
  });

  async function decided(seq: number): Promise<void> {
    for (const until = Date.now() + 20_000; Date.now() < until; await pause(20)) {
      const position = await house.prisma.position.findUnique({ where: { customerId: id } });
      if (position && position.seq >= seq) return;
    }
    throw new Error(`There is no decision ${seq}.`);
  }
});
