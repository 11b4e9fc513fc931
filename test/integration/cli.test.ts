import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectDatabase, type Database } from '../../adapters/database.js';
import { addDays, dateAt } from '../../domain/calendar.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { expectedReminders, itOnRealInvoices, realInvoices } from '../support/real-invoices.js';
import { cleanEnvironment, runDuly } from '../support/run-duly.js';

const path = (relative: string) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));
const REAL = path('../shared/data/accounts-receivable.csv');
const LADDER = path('journeys/ladder.yaml');

/** Each test starts processes. */
let folder: string;
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const duly = (args: string[], env: Record<string, string> = {}) => runDuly({ args, env: { DULY_HOME: join(folder, 'home'), ...env } });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'duly-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the command line', () => {
  it.each([
    'start',
    'stop',
    'status',
    'import',
    'replay',
    'draw',
    'tell',
    'timeline',
    'explain',
    'publish',
    'journeys',
    'diff',
    'move',
    'find',
    'tasks',
    'decide',
    'advance',
    'reconcile',
    'pause',
    'resume',
    'keys',
  ])('explains %s with an example and --json', async (command) => {
    const { code, out, err } = await duly([command, '--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`Usage: duly ${command}`);
    expect(out).toMatch(new RegExp(`Example:\\n {2}npx duly ${command}`));
    expect(out).toContain('--json');
  });

  it('answers a wrong call with one sentence and exit code 2, as JSON where that was asked for', async () => {
    expect(await duly(['improt'])).toEqual({
      code: 2,
      out: '',
      err: "Unknown command 'improt'. Did you mean import? See: npx duly --help\n",
    });
    const { code, out, err } = await duly(['stop', '--jsn', '--json']);
    expect({ code, out, error: JSON.parse(err).error }).toMatchObject({ code: 2, out: '', error: { code: 'usage' } });
    expect((await duly([])).code).toBe(2);
  });

  it('says that nothing runs: as an answer where that was the question, else as a failure', async () => {
    const status = await duly(['status', '--json']);
    expect({ code: status.code, ...JSON.parse(status.out) }).toMatchObject({ code: 0, running: false, counts: null });
    const stop = await duly(['stop', '--json']);
    expect({ code: stop.code, ...JSON.parse(stop.out) }).toMatchObject({ code: 0, stopped: false });
    const timeline = await duly(['timeline', 'somebody']);
    expect(timeline).toEqual({ code: 1, out: '', err: expect.stringMatching(/^Duly does not run on .*: start it with npm start, .*\n$/) });
  });
});

describe('duly replay on the simulator', () => {
  itOnRealInvoices('prints exactly the reminders that follow from the file, one JSON object a line', async () => {
    const invoices = realInvoices();
    const { code, out, err } = await duly(['replay', REAL, '--journey', LADDER, '--customers', '3', '--json']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const walked = new Set(lines.map((line) => line.customer));
    expect(walked.size).toBe(3);
    const theirs = invoices.filter((invoice) => walked.has(invoice.customer));
    const sent = lines.filter((line) => line.did === 'sent').map((line) => `${line.invoice} ${line.step} ${line.at}`);
    expect(sent.sort()).toEqual(expectedReminders(theirs));
    const keys = new Set(lines.map((line) => Object.keys(line).join()));
    expect([...keys].sort()).toEqual(['customer,invoice,at,did', 'customer,invoice,at,did,step']);
    expect(lines.map((line) => line.at)).toEqual(lines.map((line) => line.at).sort());
  });

  itOnRealInvoices('ends quietly when its reader goes away', () => {
    const script = `"${process.execPath}" "${path('cli/duly.mjs')}" replay "${REAL}" --journey "${LADDER}" --customers 100 | head -1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8', env: cleanEnvironment({}) });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/issued\n0\n$/);
  });

  itOnRealInvoices('names line and column of what is wrong with a journey, and runs nothing', async () => {
    const journey = file('wrong.yaml', 'journey: Wrong\nlanes:\n  collection:\n    for: item\n    stages:\n      reminderz: {}\n');
    const { code, out, err } = await duly(['replay', REAL, '--journey', journey, '--on', 'temporal']);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/wrong\.yaml:6:\d+: There is no stage type "reminderz"/);
    const asJson = await duly(['replay', REAL, '--journey', journey, '--json']);
    expect(JSON.parse(asJson.err)).toEqual({
      error: { code: 'journey_invalid', message: expect.stringContaining('reminderz'), at: expect.stringMatching(/^6:\d+$/) },
    });
  });
});

describe('duly check', () => {
  it('finds all that is wrong at once, for people and programs, and says so by its exit code', async () => {
    const right = await duly(['check', path('journeys/standard-b2b.yaml'), LADDER]);
    expect(right).toEqual({
      code: 0,
      out: expect.stringMatching(/standard-b2b\.yaml: nothing is wrong\.\n.*ladder\.yaml: nothing is wrong\.\n$/),
      err: '',
    });
    const lines = [
      'journey: Wrong',
      'collection, for each invoice:',
      '  delivery:',
      '    send: Invoicee',
      '    on delivered: reminder',
      '  reminders:',
    ];
    const wrong = file('wrong-check.yaml', [...lines, '    1 dya after due: send Overdue', '    on used up: end', ''].join('\n'));
    const found = await duly(['check', wrong]);
    expect({ code: found.code, err: found.err }).toEqual({ code: 1, err: '' });
    expect(found.out.split('\n').map((line) => /:(\d+:\d+): .*\[(.*)\]$/.exec(line)?.slice(1).join(' '))).toEqual([
      '4:11 unknown-template',
      '5:19 unknown-stage',
      '7:7 sentence',
      undefined,
      undefined,
    ]);
    const json = await duly(['check', wrong, '--json']);
    expect(JSON.parse(json.out).files[0].findings.map(({ code }: { code: string }) => code)).toEqual([
      'unknown-template',
      'unknown-stage',
      'sentence',
    ]);
    const sarif = await duly(['check', wrong, '--sarif']);
    expect(JSON.parse(sarif.out).runs[0].results).toHaveLength(3);
    expect(await duly(['check', 'nowhere.yaml'])).toMatchObject({
      code: 1,
      out: '',
      err: 'There is no file nowhere.yaml: check its name.\n',
    });
  });
});

describe('duly import and timeline', () => {
  let database: TestDatabase;
  let connected: Database;
  const today = dateAt(Date.now(), 'UTC');
  const header = 'Debtor,No,Date,Due,Total,Paid\n';
  const rows = [
    `A 1,100,${addDays(today, -90)},${addDays(today, -60)},55.94,${addDays(today, -50)}`,
    `A 1,101,${addDays(today, -60)},${addDays(today, -30)},61.74,`,
    `B,102,${addDays(today, -5)},${addDays(today, 25)},10.00,`,
  ];
  const flags = [
    '--map',
    'customer=Debtor,invoice=No,issued=Date,due=Due,amount=Total,settled=Paid',
    '--dates',
    'year-month-day',
    '--currency',
    'EUR',
  ];
  const onDatabase = (args: string[]) => duly(args, { DATABASE_URL: database.url });
  const counts = async () => {
    const { prisma } = connected;
    return {
      customers: await prisma.customer.count(),
      facts: await prisma.fact.count(),
      items: await prisma.item.count(),
      journeys: await prisma.journeyVersion.count(),
      news: await prisma.news.count(),
    };
  };
  const nothing = { customers: 0, facts: 0, items: 0, journeys: 0, news: 0 };
  let csv: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    connected = connectDatabase({ url: database.url, name: 'duly-cli-test', connections: 2 });
    const entity = {
      id: 'le_1',
      name: 'Northwind',
      country: 'DE',
      senderAddress: 'ar@northwind.example',
      invoicePrefix: 'N-',
      nextInvoice: 1,
    };
    await connected.prisma.legalEntity.create({ data: entity });
    csv = file('receivables.csv', `${header}${rows.join('\n')}\n`);
  });
  afterAll(async () => {
    await connected.close();
    await database.drop();
  });

  it('tells every bad row with line and column and leaves nothing half-written', async () => {
    const bad = file('bad.csv', `${header}${rows[0]}\nB,103,2026-02-30,2026-03-01,ten,\n,104,2026-01-01,2026-01-31,1.00,\n`);
    const { code, out, err } = await onDatabase(['import', bad, ...flags, '--journey', LADDER]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('bad.csv:3: column Date: expected a date as year-month-day, found "2026-02-30"');
    expect(err).toContain('bad.csv:3: column Total: expected a positive amount');
    expect(err).toContain('bad.csv:4: column Debtor: expected the customer, found nothing');
    expect(await counts()).toEqual(nothing);
  });

  it('says how to name a journey when none is published, and which legal entities there are', async () => {
    const noJourney = await onDatabase(['import', csv, ...flags]);
    expect(noJourney).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^No journey is published as the default\. Name a file with --journey/),
    });
    const noEntity = await onDatabase(['import', csv, ...flags, '--journey', LADDER, '--legal-entity', 'le_2']);
    expect(noEntity).toMatchObject({ code: 1, err: 'There is no legal entity le_2: name one of le_1 with --legal-entity.\n' });
    expect(await counts()).toEqual(nothing);
  });

  it('changes nothing in a dry run, then imports once however often it is asked, with what is overdue held', async () => {
    const dry = await onDatabase(['import', csv, ...flags, '--journey', LADDER, '--dry-run', '--json']);
    const said = {
      customers: { added: 2, known: 0 },
      invoices: { added: 3, known: 0 },
      payments: { added: 1, known: 0 },
      deliveryChanges: 0,
      held: 1,
    };
    expect({ code: dry.code, ...JSON.parse(dry.out) }).toMatchObject({
      code: 0,
      dryRun: true,
      journey: 'Ladder',
      legalEntity: 'le_1',
      ...said,
    });
    expect(await counts()).toEqual(nothing);

    const real = await onDatabase(['import', csv, ...flags, '--journey', LADDER, '--json']);
    expect({ code: real.code, ...JSON.parse(real.out) }).toMatchObject({ code: 0, dryRun: false, ...said });
    const after = { customers: 2, facts: 7, items: 3, journeys: 1, news: 2 };
    expect(await counts()).toEqual(after);

    const again = await onDatabase(['import', csv, ...flags, '--journey', 'Ladder', '--json']);
    expect({ code: again.code, ...JSON.parse(again.out) }).toMatchObject({
      code: 0,
      customers: { added: 0, known: 2 },
      invoices: { added: 0, known: 3 },
      payments: { added: 0, known: 1 },
      held: 0,
    });
    expect(await counts()).toEqual(after);

    const { prisma } = connected;
    expect(await prisma.hold.findMany({ select: { kind: true, subject: true, endsAt: true } })).toEqual([
      { kind: 'imported', subject: expect.stringMatching(/-101$/), endsAt: null },
    ]);
    const open = await prisma.item.findMany({ orderBy: { number: 'asc' }, select: { number: true, open: true, currency: true } });
    expect(open.map(({ number, open: amount, currency }) => `${number} ${amount} ${currency}`)).toEqual([
      '100 0 EUR',
      '101 6174 EUR',
      '102 1000 EUR',
    ]);
    expect(await prisma.contact.findMany({ select: { email: true } })).toEqual([{ email: null }, { email: null }]);
  });

  it('makes, lists and revokes keys of the API, and shows a key once', async () => {
    const made = await onDatabase(['keys', 'create', 'ERP import']);
    expect({ code: made.code, key: made.out }).toEqual({ code: 0, key: expect.stringMatching(/^duly_test_[\w-]{43}\n$/) });
    const prefix = made.out.slice(0, 14);
    const listed = await onDatabase(['keys', 'list']);
    expect(listed.out).toContain(`${prefix}…`);
    expect(listed.out).not.toContain(made.out.trim());
    expect((await onDatabase(['keys', 'revoke', prefix])).code).toBe(0);
    const after = JSON.parse((await onDatabase(['keys', 'list', '--json'])).out);
    expect(after).toEqual([expect.objectContaining({ name: 'ERP import', prefix, revokedAt: expect.any(String) })]);
    const again = await onDatabase(['keys', 'revoke', prefix]);
    expect(again).toMatchObject({ code: 1, out: '', err: expect.stringContaining('revoked already') });
  });

  it('tells the timeline of an imported customer by the number of the file', async () => {
    const { code, out } = await onDatabase(['timeline', 'A 1', '--json']);
    const { customer, entries } = JSON.parse(out);
    expect({ code, externalId: customer.externalId }).toEqual({ code: 0, externalId: 'A 1' });
    expect(entries.map(({ type, effectiveOn }: { type: string; effectiveOn: string }) => `${type} ${effectiveOn}`)).toEqual([
      `customer.created ${today}`,
      `invoice.issued ${addDays(today, -90)}`,
      `invoice.issued ${addDays(today, -60)}`,
      `hold.placed ${today}`,
      `payment.received ${addDays(today, -50)}`,
    ]);
    const text = await onDatabase(['timeline', customer.id]);
    expect(text.out).toContain(`hold.placed: imported on 101, stops reminders, collecting, escalation, interest (${today})`);
    expect((await onDatabase(['timeline', 'C'])).err).toBe(
      'There is no customer C: give our id of the customer, or the number under which he was imported.\n',
    );
  });

  it('explains an imported customer: what he owes, what is stopped and by which hold, also as it stood on a day', async () => {
    const { code, out } = await onDatabase(['explain', 'A 1']);
    expect(code).toBe(0);
    expect(out).toMatch(/\([\w-]+, A 1\) at the end of .*: owes 61\.74 EUR\.\n\nInvoice 101 over 61\.74 EUR, was due/);
    expect(out).toContain('Stopped: reminders, collecting, escalation and interest, by a hold: it was taken over from another system');
    expect(out).toContain('Settled: 1 invoice; their stories with --all.');
    const { invoices, owed } = JSON.parse((await onDatabase(['explain', 'A 1', '--on', today, '--json'])).out);
    expect({ owed, open: invoices.map((invoice: { number: string; open: number }) => `${invoice.number} ${invoice.open}`) }).toEqual({
      owed: [{ amount: 6174, currency: 'EUR' }],
      open: ['100 0', '101 6174'],
    });
    const before = JSON.parse((await onDatabase(['explain', 'A 1', '--on', addDays(today, -1), '--json'])).out);
    expect(before).toMatchObject({ owed: [], invoices: [] });
    expect(await onDatabase(['explain', 'A 1', '--on', addDays(today, 2)])).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('is not known: name that day or an earlier one'),
    });
    expect((await onDatabase(['explain', 'A 1', '--on', '2026-02-30'])).code).toBe(2);
  });

  it('counts what waits in the database that is named', async () => {
    const { code, out } = await onDatabase(['status', '--json']);
    expect({ code, ...JSON.parse(out).counts }).toEqual({
      code: 0,
      customers: 2,
      waiting: 2,
      effectsUnderWay: 0,
      late: 0,
      stuck: 0,
      quarantined: 0,
      heldRestored: 0,
      heldImported: 1,
      tasks: {},
    });
  });
});
