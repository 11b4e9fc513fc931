/** Rules that give each customer his journey, published on the running system: workers, relay and Temporal move whom they concern. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { publishVersion } from '../../adapters/journeys.js';
import { cardTurn } from '../../cli/card-turns.js';
import { move } from '../../cli/move.js';
import { prepareReplay } from '../../cli/prepare-replay.js';
import { replayOnTemporal } from '../../cli/replay-on-temporal.js';
import { replayText } from '../../cli/replay-text.js';
import { type Livable, livableOfFile } from '../../cli/ruled-journeys.js';
import { endRules, pinCustomers, publishRules, showRules } from '../../cli/rules.js';
import { readScenarioFiles } from '../../cli/scenario-files.js';
import { readInvoices } from '../../domain/replay/invoices.js';
import { replayOnSimulator } from '../../domain/replay/replay-on-simulator.js';
import { compare } from '../../domain/scenario/compare.js';
import type { Played } from '../../domain/scenario/play.js';
import { playOnSimulator } from '../../domain/scenario/play-on-simulator.js';
import { type House, openHouse } from '../support/house.js';
import { playInHouse, told } from '../support/one-truth.js';
import { runDuly } from '../support/run-duly.js';

const textOf = (name: string, template: string) => `
journey: ${name}
collection, for each invoice:
  reminders:
    1 day after due: send ${template}
    on used up: end
`;
const RULES = `rules:
  - Portal: customer.paysBy == "online"
  - else: Ladder
`;

const COLUMNS = { customer: 'Customer', invoice: 'Number', issuedOn: 'Issued', dueOn: 'Due', amount: 'Amount' };

let folder: string;
let house: House;
const idOf: Record<string, string> = {};
const fileOf = (text: string) => {
  const file = join(folder, 'rules.yaml');
  writeFileSync(file, text);
  return file;
};
const publish = (text: string, options: { dryRun?: boolean; entity?: string } = {}) =>
  publishRules({ prisma: house.prisma, file: fileOf(text), options: { by: 'anna', ...options }, now: Date.now(), say: () => undefined });
const customer = async (id: string) => house.prisma.customer.findUniqueOrThrow({ where: { id } });
const journeyOf = async (id: string) => {
  const { journeyId } = await customer(id);
  return Object.entries(idOf).find(([, known]) => known === journeyId)?.[0];
};
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('It did not come to that.');
}
const created = async (externalId: string, more: object = {}) => {
  const { status, body } = await house.post('/v1/customers', { external_id: externalId, name: externalId, currency: 'USD', ...more });
  expect({ status, body }).toMatchObject({ status: 201 });
  return body as { id: string; journey: string; journey_pinned: boolean };
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'duly-rules-'));
  house = await openHouse();
  for (const [name, template] of [
    ['Ladder', 'Overdue'],
    ['Portal', 'Second reminder'],
  ] as const) {
    const text = textOf(name, template);
    idOf[name] = (await publishVersion({ prisma: house.prisma, text, file: 'x.yaml', now: Date.now(), isDefault: name === 'Ladder' })).id;
  }
});
afterAll(async () => {
  await house.close();
  rmSync(folder, { recursive: true, force: true });
});

it('move those whom they concern once they are published, wake nobody else, and pass by whom a person gave his journey', async () => {
  const online = await created('ONLINE', { pays_by: 'online' });
  const other = await created('OTHER');
  const named = await created('NAMED', { pays_by: 'online', journey: 'Ladder' });
  expect([online.journey, other.journey, named.journey, named.journey_pinned, online.journey_pinned]).toEqual([
    idOf.Ladder,
    idOf.Ladder,
    idOf.Ladder,
    true,
    false,
  ]);
  for (const { id } of [online, other, named]) await house.virtualTime.rest({ customerId: id });

  const asked = await publish(RULES, { dryRun: true });
  const moving = {
    customers: 3,
    pinned: 1,
    groups: [{ from: 'Ladder', to: 'Portal', customers: 1, sample: ['ONLINE'], stages: [] }],
    keeps: [{ from: 'Ladder', to: 'Portal', customers: 1, sample: ['NAMED'], why: 'pinned', because: null }],
  };
  expect(asked).toMatchObject({ value: { dryRun: true, version: null, ...moving, refused: [] }, refused: false });
  expect(asked.text.split('\n')).toEqual([
    'Nothing was published.',
    '1 of 3 customers would go to another journey, each with his next decision; 1 is passed by, because a person gave the journey.',
    '- Ladder to Portal: 1, ONLINE',
    '- Not Ladder to Portal: 1, NAMED, because a person gave the journey: npx duly rules release',
  ]);
  expect(await house.prisma.journeyRules.count()).toBe(0);

  const before = await house.prisma.decision.count({ where: { customerId: other.id } });
  expect((await publish(RULES)).value).toEqual({ dryRun: false, version: 1, legalEntityId: null, ...moving });
  await until(async () => (await journeyOf(online.id)) === 'Portal');
  await house.virtualTime.rest({ customerId: online.id });
  expect([await journeyOf(other.id), await journeyOf(named.id)]).toEqual(['Ladder', 'Ladder']);
  expect(await house.prisma.decision.count({ where: { customerId: other.id } })).toBe(before);
  const fact = await house.prisma.fact.findFirstOrThrow({ where: { customerId: online.id, type: 'journey.moved' } });
  expect(fact).toMatchObject({ source: 'duly', data: { from: idOf.Ladder, to: idOf.Portal, by: 'rules', rules: 1 } });
  expect((await publish(RULES, { dryRun: true })).value).toMatchObject({ groups: [] });
});

it('give new customers their journey at once, and move one whose practice changes', async () => {
  const fresh = await created('FRESH', { pays_by: 'online' });
  expect([fresh.journey, fresh.journey_pinned]).toEqual([idOf.Portal, false]);
  await house.virtualTime.rest({ customerId: fresh.id });
  const changed = await house.post(`/v1/customers/${fresh.id}/changes`, { external_id: 'CRM-1', pays_by: 'cheque' });
  expect(changed.status).toBe(201);
  await until(async () => (await journeyOf(fresh.id)) === 'Ladder');
  await house.virtualTime.rest({ customerId: fresh.id });
  expect(house.failures).toEqual([]);
});

it('know nothing of those of a replay, whose customers are nobody’s: whose a new customer is follows as before', async () => {
  const { prisma } = house;
  await prisma.legalEntity.create({
    data: { id: 'le_replay-1', name: 'Replay', country: 'US', senderAddress: 'ar@us.example', invoicePrefix: 'X-', nextInvoice: 1 },
  });
  expect((await created('AMONG-REPLAYS')).journey).toBe(idOf.Ladder);
});

it('are told with their versions, and that one of them has a newer', async () => {
  const { value, text } = await showRules({ prisma: house.prisma });
  expect(value).toMatchObject([{ version: 1, legalEntityId: null, journeys: { Portal: { version: 1 } }, by: 'anna' }]);
  expect(text.split('\n').slice(1, 3)).toEqual(['  1. Portal@1: customer.paysBy == "online"', '  2. Ladder@1: everybody else']);
  const newer = textOf('Portal', 'Third reminder');
  await publishVersion({ prisma: house.prisma, text: newer, file: 'x.yaml', now: Date.now(), isDefault: false });
  expect((await showRules({ prisma: house.prisma })).text).toContain('Portal@2 is newer: publish the rules again');
  const fresh = await created('PINNED-VERSION', { pays_by: 'online' });
  expect(fresh.journey).toBe(idOf.Portal);
});

it('let a person give one customer his own journey, and take it back', async () => {
  const { id } = await created('OWN', { pays_by: 'online' });
  await house.virtualTime.rest({ customerId: id });
  const servers = { prisma: house.prisma, record: house.record };
  await move({ servers, options: { from: 'Portal@1', to: 'Ladder', customers: ['OWN'], by: 'anna' }, say: () => undefined });
  await until(async () => (await journeyOf(id)) === 'Ladder');
  await house.virtualTime.rest({ customerId: id });
  expect(await customer(id)).toMatchObject({ journeyPinned: true, journeyId: idOf.Ladder });
  expect((await pinCustomers({ servers, named: ['OWN'], pinned: false, now: Date.now })).text).toContain('1 customer');
  await until(async () => (await journeyOf(id)) === 'Portal');
});

it('are a legal entity’s own in place of those for all, and end', async () => {
  const { prisma } = house;
  await prisma.legalEntity.create({
    data: { id: 'le_other', name: 'Them', country: 'US', senderAddress: 'ar@them.example', invoicePrefix: 'T-', nextInvoice: 1 },
  });
  const own = 'rules:\n  - Ladder: customer.paysBy == "online"\n  - else: Portal\n';
  await publish(own, { entity: 'le_other' });
  const there = await created('THERE', { pays_by: 'online', legal_entity: 'le_other' });
  const here = await created('HERE', { pays_by: 'online', legal_entity: 'le_test' });
  expect([there.journey, here.journey]).toEqual([idOf.Ladder, idOf.Portal]);
  expect((await endRules({ prisma, options: { entity: 'le_other', by: 'anna' }, now: Date.now() })).text).toContain('are over');
  await expect(endRules({ prisma, options: { entity: 'le_other', by: 'anna' }, now: Date.now() })).rejects.toMatchObject({
    code: 'invalid_request',
  });
  expect((await created('AFTER', { legal_entity: 'le_other' })).journey).toBe(idOf.Ladder);
  await expect(prisma.journeyRules.updateMany({ data: { by: 'x' } })).rejects.toThrow();
  await expect(prisma.journeyRules.deleteMany({})).rejects.toThrow();
});

it('stay what they were when a later release refuses one of their conditions: that one is true of nobody', async () => {
  const rules = [
    { journey: 'Ladder', when: 'customer.wordOfBefore > 3' },
    { journey: 'Portal', when: 'customer.paysBy == "online"' },
  ];
  await house.prisma.journeyRules.create({
    data: {
      version: 50,
      legalEntityId: 'le_other',
      text: 'rules of before',
      definition: { rules, otherwise: 'Ladder', stages: {} },
      journeys: idOf,
      by: 'anna',
      publishedAt: new Date(),
    },
  });
  const before = await created('BEFORE', { pays_by: 'online', legal_entity: 'le_other' });
  expect(before.journey).toBe(idOf.Portal);
  await house.virtualTime.rest({ customerId: before.id });
  expect(await journeyOf(before.id)).toBe('Portal');
});

it('are refused with every finding by the command, and nothing is published', async () => {
  const duly = (...args: string[]) => runDuly({ args, env: { DULY_HOME: join(folder, 'home'), DATABASE_URL: house.databaseUrl } });
  const wrong = fileOf('rules:\n  - Portl: customer.paysBy == "onlin"\n  - else: Ladder\nstages: { gone: reminders }\n');
  const count = await house.prisma.journeyRules.count();
  const refused = await duly('rules', 'publish', wrong);
  expect(refused.code).toBe(1);
  expect(refused.err).toMatch(/:2:5: There is no journey "Portl".*Did you mean "Portal"\?/);
  expect(await house.prisma.journeyRules.count()).toBe(count);
  const checked = await duly('rules', 'check', wrong, '--json');
  expect(checked.code).toBe(1);
  const { findings } = JSON.parse(checked.out) as { findings: { code: string }[] };
  expect(findings.map(({ code }) => code).sort()).toEqual(['condition-type', 'unknown-journey']);
  const shown = await duly('rules', '--json');
  expect(JSON.parse(shown.out)[0]).toMatchObject({ version: 1, legalEntityId: null, otherwise: 'Ladder' });
});

it('are followed by a replay alike in memory and on Temporal, and touch nobody else', async () => {
  const path = (name: string) => join(folder, name);
  for (const [name, days] of [
    ['Easy', 9],
    ['Strict', 1],
  ])
    writeFileSync(
      path(`${name}.yaml`),
      `journey: ${name}\ncollection, for each invoice:\n  reminders:\n    ${days} days after due: send Overdue, named nudge\n    on used up: end\n`,
    );
  const file = path('strict-rules.yaml');
  writeFileSync(file, 'rules:\n  - Strict: customer.lateOfLast6 >= 1\n  - else: Easy\n');
  const rows = ['C1,1,2026-01-05,2026-02-04,2026-02-20', 'C1,2,2026-03-02,2026-04-01,2026-04-20', 'C1,3,2026-04-21,2026-05-21,2026-05-23'];
  const csv = `Customer,Number,Issued,Due,Paid,Amount\n${rows.map((row) => `${row},100.00\n`).join('')}`;
  const mapping = { ...COLUMNS, settledOn: 'Paid', dates: 'year-month-day' as const, currency: 'EUR' };
  const invoices = readInvoices({ text: csv, file: 'invoices.csv', mapping });
  const livable = livableOfFile(file);
  const { journey, ruled } = livable;
  const inMemory = replayOnSimulator({ invoices, customers: 1, journey, ruled, mapping });
  expect(inMemory.map(replayText).filter((line) => /sent|goes on/.test(line))).toEqual([
    expect.stringMatching(/^2026-02-13 .* sent, 9 days after due$/),
    expect.stringMatching(/^2026-02-20 .* goes on in the journey Strict$/),
    expect.stringMatching(/^2026-04-02 .* sent, 1 day after due$/),
    expect.stringMatching(/^2026-05-22 .* sent, 1 day after due$/),
  ]);
  const { prisma, books, record, virtualTime, nudge: poke } = house;
  const now = Date.now();
  const replay = async (one: Livable, runId: string) => {
    const prepared = await prepareReplay({ prisma, livable: one, runId, now });
    const ports = { prisma, books, record, virtualTime, poke };
    const { journey: first, ruled: by } = one;
    return replayOnTemporal({ ...ports, ...prepared, invoices, customers: 1, journey: first, ruled: by, mapping, runId, now });
  };
  expect(await replay(livable, 'rr')).toEqual(inMemory);
  // What is in force for everybody is not for whom a plain journey is replayed.
  await publish('rules:\n  - Portal: customer.lateOfLast6 >= 1\n  - else: Ladder\n');
  const plain = await replay(livableOfFile(path('Easy.yaml')), 'rp');
  expect(plain.filter(({ did }) => did === 'moved' || did === 'sent')).toHaveLength(2);
  expect(
    await prisma.journeyRules.findMany({ where: { by: 'replay' }, select: { legalEntityId: true }, orderBy: { version: 'asc' } }),
  ).toEqual([{ legalEntityId: 'le_replay-rr' }, { legalEntityId: 'le_replay' }]);
});

it('give the timelines that scenarios say, in memory and on Temporal, as do moves and what a journey itself becomes', async () => {
  await endRules({ prisma: house.prisma, options: { by: 'anna' }, now: Date.now() });
  const path = (relative: string) => fileURLToPath(new URL(`../../journeys/${relative}`, import.meta.url));
  const files = ['by-practice.scenarios', 'cases/C5-versions.yaml', 'cases/C6-editing-a-live-wait.yaml', 'cases/becomes.yaml'].map(path);
  const cases = readScenarioFiles({ files, cardTurn });
  const onTemporal = await playInHouse({ house, cases, runId: 'ru' });
  for (const [index, one] of cases.entries()) {
    const played = onTemporal[index] as Played;
    const inMemory = await playOnSimulator({ ...one, cardTurn });
    expect({ scenario: one.scenario.name, ...told(played) }).toEqual({ scenario: one.scenario.name, ...told(inMemory) });
    expect({ scenario: one.scenario.name, ok: compare({ scenario: one.scenario, played }).ok }).toEqual({
      scenario: one.scenario.name,
      ok: true,
    });
  }
  expect(house.failures).toEqual([]);
});

it('of what a journey itself becomes it is the newest published version, and who went there before stays where he is', async () => {
  const version = async (text: string, isDefault = false): Promise<string> =>
    (await publishVersion({ prisma: house.prisma, text, file: 'x.yaml', now: Date.now(), isDefault })).id;
  const first = await version(textOf('Online payers', 'Second reminder'));
  await version(
    `${textOf('Becoming', 'Overdue')}segments:\n  portal payer: customer.paysBy == "online"\nbecomes: Online payers, for a portal payer\n`,
    true,
  );
  const lives = async (externalId: string, journeyId: string) => {
    const { id } = await created(externalId, { pays_by: 'online', legal_entity: 'le_test' });
    await until(async () => (await customer(id)).journeyId === journeyId);
    return id;
  };
  const before = await lives('BECAME', first);
  await lives('BECOMES', await version(textOf('Online payers', 'Third reminder')));
  expect((await customer(before)).journeyId).toBe(first);
});
