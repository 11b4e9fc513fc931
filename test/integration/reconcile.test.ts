import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readCliConfig } from '../../cli/config.js';
import { runProgram } from '../../cli/program.js';
import type { ReconcileReport, Released } from '../../cli/reconcile-report.js';
import { addDays, dateAt } from '../../domain/calendar.js';
import type { Report } from '../../domain/facts.js';
import { accountId } from '../../domain/ledger/account-id.js';
import { midnight } from '../../domain/replay/story.js';
import { workflowIdOf } from '../../workflows/contract.js';
import { type House, openHouse } from '../support/house.js';
import { query } from '../support/query.js';
import type { DulyRun } from '../support/run-duly.js';
import { testTemporal } from '../support/temporal.js';

const JOURNEY = `
journey: Two reminders
contact: { at: "00:00", until: "23:59", zone: UTC }
lanes:
  collection:
    for: item
    stages:
      delivery: { on: { delivered: reminders } }
      reminders:
        steps:
          - { name: first, at: { days: 1, from: due }, do: { send: overdue } }
          - { name: second, at: { days: 10, from: due }, do: { send: second-reminder } }
        on: { used up: end }
`;
const MINUTE = 60_000;
const today = dateAt(Date.now(), 'UTC');

let house: House;
let journeyId: string;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'duly-reconcile-'));
  // Its first sweep has passed before anybody is late: what the tests put out of order stays so.
  house = await openHouse({ relay: { sweepMs: 24 * 60 * MINUTE } });
  journeyId = await house.publish(JOURNEY);
});
afterAll(async () => {
  await house.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a database restored from a backup', () => {
  const id = 'cus_restored';
  const asErp = { customer: id, externalId: `ERP-${id}` };
  const due = addDays(today, 3);

  it('shows who is held, with what his runs did that the books do not know', async () => {
    const { virtualTime, prisma } = house;
    await issue({ id, itemId: 'R-0', dueOn: addDays(today, -2) });
    await pay({ id, itemId: 'R-0' });
    await issue({ id, itemId: 'R-1', dueOn: due });
    expect(await house.mail.mails()).toHaveLength(1);
    const backup = await backupOf(id);
    await virtualTime.moveTo({ customerId: id, to: midnight(addDays(due, 2)) });
    await virtualTime.rest({ customerId: id });
    expect(await house.mail.mails()).toHaveLength(2);
    expect((await reconcile()).held).toEqual([]);

    await restore({ id, backup });
    await virtualTime.moveTo({ customerId: id, to: midnight(addDays(due, 11)) });
    await until(async () => (await prisma.hold.count({ where: { customerId: id, kind: 'restored' } })) === 1);
    const report = await reconcile();
    expect(report.held).toEqual([
      {
        ...asErp,
        kind: 'restored',
        since: expect.stringContaining(addDays(due, 10)),
        holds: [expect.stringContaining(`hold/${id}/restored/`)],
        performed: {
          effects: [
            {
              effect: `${id}/R-1/first/0`,
              did: 'sent',
              what: 'Send overdue for 1 item',
              at: expect.stringMatching(new RegExp(`^${addDays(due, 1)}`)),
            },
          ],
          earlierRunsUnread: false,
        },
      },
    ]);
    // He waits for a person: that the books' wake has passed and the hold itself is news is no trouble of its own.
    expect({ late: report.late, waiting: report.waiting }).toEqual({ late: [], waiting: [] });
    expect((await duly()).out).toContain(`  ${id} (ERP-${id}) since ${addDays(due, 10)} 00:00\n    sent: Send overdue for 1 item, `);
    expect(await status()).toMatchObject({ heldRestored: 1, heldImported: 0 });
    expect(await house.mail.mails()).toHaveLength(2);
  });

  it('releases nobody when one of those named is unknown', async () => {
    expect(await duly('--release', id, 'nobody')).toEqual({
      code: 1,
      out: '',
      err: 'There is no customer nobody: give our id of the customer, or the number under which he was imported.\n',
    });
    expect((await reconcile()).held).toHaveLength(1);
  });

  it('releases whom a person names, by a fact said by an operator, and his run goes on', async () => {
    const { prisma, virtualTime } = house;
    const released = await duly('--release', `ERP-${id}`, '--json');
    const [{ id: holdId } = { id: '' }] = await prisma.hold.findMany({ where: { customerId: id } });
    expect(JSON.parse(released.out) as Released).toEqual({
      kind: 'restored',
      released: [{ ...asErp, holds: [holdId] }],
      nothing: [],
      told: true,
    });
    expect(await prisma.fact.findFirst({ where: { customerId: id, type: 'hold.released' } })).toMatchObject({
      source: 'operator',
      externalId: `release/${holdId}`,
      effectiveOn: new Date(`${addDays(due, 11)}T00:00:00Z`),
    });
    await virtualTime.rest({ customerId: id });
    expect((await reconcile()).held).toEqual([]);
    expect(await status()).toMatchObject({ heldRestored: 0 });
    // What the books do not know goes again, as the person was told, and says so by its Message-ID.
    await virtualTime.moveTo({ customerId: id, to: midnight(addDays(due, 30)) });
    await virtualTime.rest({ customerId: id });
    const messageIds = (await house.mail.mails()).map(({ messageId }) => messageId);
    expect({ mails: messageIds.length, different: new Set(messageIds).size }).toEqual({ mails: 4, different: 3 });
  });

  it('says so where there is nothing to release', async () => {
    const facts = await house.prisma.fact.count();
    const { code, out } = await duly('--release', id);
    expect({ code, out }).toEqual({
      code: 0,
      out: `Released 0 customers who were held as restored.\n${id} has no open hold of the kind restored: nothing was changed.\n`,
    });
    expect(await house.prisma.fact.count()).toBe(facts);
  });
});

it('holds, by a poke, a customer of a restored database whose sleeping run takes new facts for old ones', async () => {
  const { prisma } = house;
  const id = 'cus_asleep';
  await house.createCustomer({ id, journeyId });
  const backup = await backupOf(id);
  await issue({ id, itemId: 'A-1', dueOn: addDays(today, 20) });
  await restore({ id, backup });
  const report: Report = { type: 'order.placed', source: 'erp', externalId: 'A-2', effectiveOn: today, data: orderOf(id) };
  const at = Date.now() - 2 * MINUTE;
  const { upTo } = await house.record({ customerId: id, reports: [report], at });
  await house.nudge({ customerId: id, upTo });
  expect((await reconcile()).waiting).toEqual([
    { customer: id, externalId: `ERP-${id}`, since: new Date(at).toISOString(), facts: 1, aheadUpTo: 2 },
  ]);
  expect((await duly('--poke')).out).toMatch(/1 fact; the run is ahead of the books, at fact 2\nPoked 1 customer\.\n$/);
  await until(async () => (await prisma.hold.count({ where: { customerId: id, kind: 'restored' } })) === 1);
  expect((await reconcile()).held).toMatchObject([{ customer: id, performed: { effects: [] } }]);
  await duly('--release', id);
  await house.virtualTime.rest({ customerId: id });
  expect((await reconcile()).waiting).toEqual([]);
});

it('lists imported customers, and releases all of them only when that kind is said', async () => {
  const ids = ['cus_imported_1', 'cus_imported_2'];
  for (const id of ids) {
    await issue({ id, itemId: `I-${id}`, dueOn: addDays(today, -3), held: true });
    await issue({ id, itemId: `J-${id}`, dueOn: addDays(today, -4), held: true });
  }
  const held = async () => (await reconcile('--kind', 'imported')).held.map(({ customer, holds }) => `${customer} ${holds.length}`);
  expect(await held()).toEqual(['cus_imported_1 2', 'cus_imported_2 2']);
  expect((await reconcile('--kind', 'restored')).held).toEqual([]);
  expect(await status()).toMatchObject({ heldImported: 2 });

  expect(await duly('--release-all')).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--release-all needs --kind') });
  expect(await duly('--release-all', '--kind', 'imported', '--poke')).toMatchObject({ code: 2, out: '' });
  expect(await held()).toHaveLength(2);

  const { code, out } = await duly('--release-all', '--kind', 'imported');
  expect({ code, first: out.split('\n')[0] }).toEqual({ code: 0, first: 'Released 2 customers who were held as imported.' });
  expect(await held()).toEqual([]);
});

it('lists customers without a run and runs without a customer, and a poke starts the missing ones', async () => {
  const { client, virtualTime } = house;
  const [gone, alive] = ['cus_gone', 'cus_alive'];
  await house.createCustomer({ id: gone, journeyId });
  await house.createCustomer({ id: alive, journeyId });
  await client.workflow.getHandle(workflowIdOf(gone)).terminate('a test');
  await house.nudge({ customerId: 'cus_of_nobody', upTo: 1 });
  try {
    const withoutRun = async () => (await reconcile()).withoutRun;
    await until(async () => (await withoutRun())?.length === 1);
    expect(await withoutRun()).toEqual([{ customer: gone, externalId: `ERP-${gone}` }]);
    // Other tests' customers run in the same namespace.
    const { runsWithoutCustomer } = await reconcile();
    expect(runsWithoutCustomer).toContain(workflowIdOf('cus_of_nobody'));
    expect(runsWithoutCustomer).not.toContain(workflowIdOf(alive));

    const { out } = await duly('--poke');
    expect(out).toContain(`Without a run in Temporal (1). Start them: npx duly reconcile --poke\n  ${gone} (ERP-${gone})\n`);
    expect(out).toMatch(/\nPoked 1 customer\.\n$/);
    expect((await client.workflow.getHandle(workflowIdOf(gone)).describe()).status.name).toBe('RUNNING');
    await virtualTime.rest({ customerId: gone });
    await until(async () => (await withoutRun())?.length === 0);
    expect(await withoutRun()).toEqual([]);
  } finally {
    await client.workflow.getHandle(workflowIdOf('cus_of_nobody')).terminate('a test');
  }
});

it('lists who is late by his own clock, and no one else', async () => {
  const { prisma } = house;
  const [late, early, ahead] = ['cus_late', 'cus_early', 'cus_ahead'];
  for (const id of [late, early, ahead]) await house.createCustomer({ id, journeyId });
  const wake = async (customerId: string, minutesAgo: number) => {
    const wakeAt = new Date(Date.now() - minutesAgo * MINUTE);
    await prisma.position.update({ where: { customerId }, data: { wakeAt } });
    return wakeAt.toISOString();
  };
  const wakeAt = await wake(late, 11);
  await wake(early, 9);
  const wakeAhead = await wake(ahead, -60);
  expect((await reconcile()).late).toEqual([{ customer: late, externalId: `ERP-${late}`, since: wakeAt }]);
  await prisma.customer.update({ where: { id: ahead }, data: { clockOffsetMs: 71 * MINUTE } });
  expect((await reconcile()).late).toEqual([
    { customer: late, externalId: `ERP-${late}`, since: wakeAt },
    { customer: ahead, externalId: `ERP-${ahead}`, since: wakeAhead },
  ]);
  expect((await duly('--poke')).out).toMatch(/\nPoked 2 customers\.\n$/);
  for (const id of [late, early, ahead]) await wake(id, -24 * 60);
});

it('lists who is stuck, whose facts wait and whom Temporal refuses', async () => {
  const { prisma } = house;
  const [broken, refused] = ['cus_broken', 'cus_refused'];
  const works = await house.createCustomer({ id: refused, journeyId });
  await prisma.journeyVersion.create({
    data: { id: 'journey_broken', name: 'Broken', version: 1, text: '', definition: {}, publishedAt: new Date(), isDefault: false },
  });
  const recordedAt = Date.now() - 2 * MINUTE;
  await house.books.createCustomer({
    customer: { ...works, id: broken, journeyId: 'journey_broken' },
    externalId: broken,
    name: 'Blue Harbour Ltd',
    contacts: [],
    recordedAt,
  });
  const refuse = (failures: number) =>
    prisma.$executeRaw`INSERT INTO news ("customerId", "upTo", "pokeAt", failures, problem) VALUES (${refused}, 1, now() + interval '1 hour', ${failures}, 'The history is full.')
      ON CONFLICT ("customerId") DO UPDATE SET failures = ${failures}`;
  await refuse(4);
  await until(async () => (await prisma.task.count({ where: { kind: 'stuck', status: 'open' } })) === 1);
  const before = await reconcile();
  expect(before.stuck).toEqual([{ customer: broken, externalId: broken, since: expect.any(String) }]);
  expect(before.waiting).toEqual([
    { customer: broken, externalId: broken, since: new Date(recordedAt).toISOString(), facts: 1, aheadUpTo: null },
  ]);
  expect(before.quarantined).toEqual([]);
  await refuse(5);
  expect((await reconcile()).quarantined).toEqual([
    { customer: refused, externalId: `ERP-${refused}`, failures: 5, problem: 'The history is full.' },
  ]);
  expect(await status()).toMatchObject({ stuck: 1, quarantined: 1 });
  const { out } = await duly('--poke');
  expect(out).toContain('cus_refused (ERP-cus_refused), 5 refusals: The history is full.');
  expect(out).toMatch(/\nPoked 2 customers\.\n$/);
});

it('lists effects that are under way for more than ten minutes, with what the runs say of them', async () => {
  const { prisma } = house;
  const id = 'cus_effects';
  await issue({ id, itemId: 'E-1', dueOn: addDays(today, -2) });
  await house.virtualTime.rest({ customerId: id });
  const effect = `${id}/E-1/first/0`;
  const underWay = (minutes: number) =>
    prisma.effect.update({
      where: { id: effect },
      data: { status: 'claimed', endedAt: null, claimedAt: new Date(Date.now() - minutes * MINUTE) },
    });
  const { claimedAt } = await underWay(11);
  const listed = { customer: id, externalId: `ERP-${id}`, effect, status: 'claimed', since: claimedAt?.toISOString() };
  expect((await reconcile()).effects).toEqual([{ ...listed, run: 'sent' }]);
  expect((await duly()).out).toContain('; for its run it is over (sent), no run is at it\n');
  await house.client.workflow.getHandle(workflowIdOf(id)).terminate('a test');
  await prisma.effect.update({ where: { id: effect }, data: { id: `${id}/E-2/first/0` } });
  expect((await reconcile()).effects).toEqual([{ ...listed, effect: `${id}/E-2/first/0`, run: 'none' }]);
  await prisma.effect.update({ where: { id: `${id}/E-2/first/0` }, data: { id: effect } });
  await underWay(9);
  expect((await reconcile()).effects).toEqual([]);
});

it('says what it could not compare where no Temporal answers, and pokes nobody', async () => {
  const unnamed = await run({ args: ['reconcile', '--json'], env: { TEMPORAL_ADDRESS: '' } });
  expect(JSON.parse(unnamed.out)).toMatchObject({
    withoutRun: null,
    runsWithoutCustomer: null,
    problems: [expect.stringMatching(/^No Temporal is named/)],
  });
  const away = await run({ args: ['reconcile', '--poke'], env: { TEMPORAL_ADDRESS: '127.0.0.1:1' } });
  expect(away).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^Nobody was poked: Temporal does not answer/) });
});

/** Runs `duly reconcile` through the command's own entry, in this process. */
function duly(...args: string[]): Promise<DulyRun> {
  return run({ args: ['reconcile', ...args] });
}

async function run({ args, env = {} }: { args: string[]; env?: Record<string, string> }): Promise<DulyRun> {
  const said = { out: '', err: '' };
  const streams = {
    out: (text: string) => {
      said.out += text;
    },
    err: (text: string) => {
      said.err += text;
    },
  };
  const config = () => readCliConfig({ DATABASE_URL: house.databaseUrl, TEMPORAL_ADDRESS: testTemporal(), DULY_HOME: folder, ...env });
  return { code: await runProgram({ args, context: { config, streams } }), ...said };
}

async function reconcile(...args: string[]): Promise<ReconcileReport> {
  const { code, out, err } = await duly(...args, '--json');
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as ReconcileReport;
}

async function status(): Promise<Record<string, unknown>> {
  const { out } = await run({ args: ['status', '--json'] });
  return (JSON.parse(out) as { counts: Record<string, unknown> }).counts;
}

/** An invoice that was delivered, of a customer who is made if need be; `held`: as an import holds what is overdue. */
async function issue({ id, itemId, dueOn, held = false }: { id: string; itemId: string; dueOn: string; held?: boolean }): Promise<void> {
  if (!(await house.prisma.customer.findUnique({ where: { id } }))) await house.createCustomer({ id, journeyId });
  const common = { source: 'erp', effectiveOn: addDays(today, -33) };
  const reports: Report[] = [
    {
      ...common,
      type: 'invoice.issued',
      externalId: itemId,
      data: {
        itemId,
        accountId: accountId({ customerId: id, legalEntityId: 'le_test', currency: 'USD' }),
        number: itemId,
        amount: 10_000,
        currency: 'USD',
        dueOn,
        delivery: 'delivered',
        orderIds: [],
      },
    },
  ];
  if (held)
    reports.push({
      ...common,
      type: 'hold.placed',
      externalId: `hold ${itemId}`,
      data: { holdId: `hold/${itemId}`, kind: 'imported', scope: 'item', subject: itemId, stops: ['reminders'], endsAt: null },
    });
  const { upTo } = await house.record({ customerId: id, reports });
  await house.nudge({ customerId: id, upTo });
  await house.virtualTime.rest({ customerId: id });
}

async function pay({ id, itemId }: { id: string; itemId: string }): Promise<void> {
  const [amount, currency] = [10_000, 'USD'];
  const data = {
    paymentId: `pay-${itemId}`,
    accountId: accountId({ customerId: id, legalEntityId: 'le_test', currency }),
    amount,
    currency,
    shares: [{ itemId, amount }],
    apply: 'named' as const,
    chargeId: null,
    attemptId: null,
    reference: null,
  };
  const report: Report = { type: 'payment.received', source: 'bank', externalId: `pay-${itemId}`, effectiveOn: today, data };
  const { upTo } = await house.record({ customerId: id, reports: [report] });
  await house.nudge({ customerId: id, upTo });
  await house.virtualTime.rest({ customerId: id });
}

const orderOf = (id: string) => ({
  orderId: `${id}/O-1`,
  accountId: accountId({ customerId: id, legalEntityId: 'le_test', currency: 'USD' }),
  amount: 500,
  currency: 'USD',
  credit: null,
});

type Backup = { table: string; rows: string }[];

/** Everything that the database holds of a customer, table by table. */
async function backupOf(id: string): Promise<Backup> {
  const backup: Backup = [];
  for (const { table, column } of await customersTables()) {
    const [found] = await ask(`SELECT coalesce(jsonb_agg(t), '[]')::text AS rows FROM "${table}" t WHERE "${column}" = '${id}'`);
    backup.push({ table, rows: String(found?.rows) });
  }
  return backup;
}

/** Puts a customer back as he was, as a restored database has him: past every trigger that refuses changes. */
async function restore({ id, backup }: { id: string; backup: Backup }): Promise<void> {
  const tables = await customersTables();
  const statements = [
    ...tables.map(({ table, column }) => `DELETE FROM "${table}" WHERE "${column}" = '${id}'`),
    ...backup.map(
      ({ table, rows }) =>
        `INSERT INTO "${table}" SELECT * FROM jsonb_populate_recordset(NULL::"${table}", '${rows.replaceAll("'", "''")}')`,
    ),
  ];
  await ask(`BEGIN; SET LOCAL session_replication_role = replica; ${statements.join('; ')}; COMMIT`);
}

async function customersTables(): Promise<{ table: string; column: string }[]> {
  const found = await ask(
    `SELECT table_name AS table FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'customerId'`,
  );
  return [{ table: 'customers', column: 'id' }, ...found.map(({ table }) => ({ table: String(table), column: 'customerId' }))];
}

const ask = (sql: string) => query({ url: house.databaseUrl, sql });

/** Waits until it is so; the expectation that follows says what was missing. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200 && !(await holds()); tries += 1) await new Promise((resolve) => setTimeout(resolve, 100));
}
