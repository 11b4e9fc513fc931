import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { connectDatabase, type Database } from '../../adapters/database.js';
import { createJourneyCache } from '../../adapters/journey-cache.js';
import { listVersions, publishVersion } from '../../adapters/journeys.js';
import { toDb } from '../../adapters/rows.js';
import { loadJourney } from '../../domain/journey/load.js';
import { customerRow } from '../../domain/testing/customer.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { runDuly } from '../support/run-duly.js';

/** Each test starts processes. */
const ladder = (days: number) => `# The ladder of ${days}
journey: Ladder
contact: { at: "09:00", zone: UTC }
lanes:
  collection:
    for: item
    stages:
      delivery: { on: { delivered: reminders } }
      reminders:
        steps:
          - { name: first, at: { days: ${days}, from: due }, do: { send: overdue } }
        on: { used up: end }
`;

let folder: string;
let database: TestDatabase;
let connected: Database;
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const duly = (...args: string[]) => runDuly({ args, env: { DULY_HOME: join(folder, 'home'), DATABASE_URL: database.url } });
const json = async (...args: string[]) => {
  const { code, out, err } = await duly(...args, '--json');
  return { code, ...JSON.parse(code === 0 ? out : err) };
};

/** A customer with tokens in the lane `collection`. */
async function standing({
  customerId,
  journeyId,
  tokens,
}: {
  customerId: string;
  journeyId: string;
  tokens: Record<string, string | null>;
}) {
  const { prisma } = connected;
  const entity = { id: 'L1', name: 'Northwind', country: 'DE', senderAddress: 'ar@northwind.example', invoicePrefix: 'N-', nextInvoice: 1 };
  await prisma.legalEntity.createMany({ data: [entity], skipDuplicates: true });
  const row = { ...customerRow({ id: customerId }), journeyId, name: customerId, externalId: customerId, lastFact: 0 };
  await prisma.customer.create({ data: toDb(row) as never });
  const rest = { customerId, lane: 'collection', enteredAt: new Date(), data: {} };
  await prisma.token.createMany({ data: Object.entries(tokens).map(([subject, stage]) => ({ ...rest, subject, stage })) });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'duly-journeys-'));
  database = await createTestDatabase();
  connected = connectDatabase({ url: database.url, name: 'duly-journeys-test', connections: 4 });
});
afterAll(async () => {
  await connected.close();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

it('publishes versions that never change, gives the default on, and back by the older text', async () => {
  const [first, second] = [file('first.yaml', ladder(1)), file('second.yaml', ladder(2))];
  expect(await json('publish', first, '--default')).toMatchObject({
    code: 0,
    name: 'Ladder',
    version: 1,
    isNew: true,
    isDefault: true,
    before: null,
  });
  expect(await json('publish', second)).toMatchObject({ code: 0, version: 2, isNew: true, isDefault: false, before: { version: 1 } });
  expect((await duly('publish', second, '--default')).out).toMatch(/^This text is published already, as Ladder@2 .* New customers get it/);
  const { prisma } = connected;
  expect((await listVersions({ prisma })).map(({ version, isDefault }) => `${version} ${isDefault}`)).toEqual(['2 true', '1 false']);
  expect(await json('publish', first, '--default')).toMatchObject({ code: 0, version: 1, isNew: false, isDefault: true });
  expect(await prisma.journeyVersion.count({ where: { isDefault: true } })).toBe(1);
  const listed = (await duly('journeys')).out;
  expect(listed).toMatch(/^Ladder@2 .*0 customers {2}journey_\w+\nLadder@1 .*0 customers {2}journey_\w+ {2}default for new customers\n$/);
});

it('gives back the very text by id, by name and version, and by name alone the newest', async () => {
  const { prisma } = connected;
  const { id } = await prisma.journeyVersion.findFirstOrThrow({ where: { version: 1 } });
  expect(await duly('journeys', '--text', id)).toEqual({ code: 0, out: ladder(1), err: '' });
  expect((await duly('journeys', '--text', 'Ladder@1')).out).toBe(ladder(1));
  expect((await duly('journeys', '--text', 'Ladder')).out).toBe(ladder(2));
  expect(await json('journeys', '--text', 'Ladder@3')).toMatchObject({
    code: 1,
    error: { code: 'unknown_journey', at: '--text', message: expect.stringContaining('there are, for instance, Ladder@2, Ladder@1.') },
  });
});

it('compares files and published versions by meaning, and knows who stands in what is gone', async () => {
  const renamed = file(
    'renamed.yaml',
    ladder(5).replaceAll('reminders', 'chasing').replace('chasing:', 'chasing:\n        type: reminders'),
  );
  const apart = await runDuly({ args: ['diff', file('five.yaml', ladder(5)), renamed], env: { DULY_HOME: join(folder, 'home') } });
  expect(apart).toMatchObject({ code: 0, err: '' });
  expect(apart.out).toMatch(
    /^From Ladder \(five\.yaml\) to Ladder \(renamed\.yaml\): 1 change\.\n- "reminders" in lane "collection" is named "chasing" now\.\n {2}Who stands in "reminders"/,
  );
  expect((await duly('diff', 'Ladder@1', file('first.yaml', ladder(1)))).out).toBe('Ladder@1 and Ladder (first.yaml) mean the same.\n');

  const { prisma } = connected;
  const { id: journeyId } = await prisma.journeyVersion.findFirstOrThrow({ where: { version: 1 } });
  await standing({ customerId: 'cus_1', journeyId, tokens: { inv_1: 'reminders', inv_2: 'reminders', inv_3: null } });
  await standing({ customerId: 'cus_2', journeyId, tokens: { inv_4: 'reminders', inv_5: 'delivery' } });
  const { changes, from } = await json('diff', 'Ladder@1', renamed);
  expect(from).toEqual({ name: 'Ladder', version: 1, id: journeyId });
  expect(changes).toEqual([
    expect.objectContaining({ kind: 'stage-renamed', lane: 'collection', stage: 'reminders', standing: { customers: 2, subjects: 3 } }),
    expect.objectContaining({ kind: 'step-retimed', step: 'first' }),
  ]);
  expect((await duly('diff', 'Ladder@2', renamed)).out).not.toContain('Now there');
  expect((await duly('diff', 'Ladder', renamed.replace('renamed', 'missing'))).err).toMatch(/^There is no file .*missing\.yaml/);
});

it('says at publishing what is new since the version before', async () => {
  const { code, version, changes } = await json('publish', file('third.yaml', ladder(3)));
  expect({ code, version, kinds: changes.map(({ kind }: { kind: string }) => kind) }).toEqual({
    code: 0,
    version: 3,
    kinds: ['step-retimed'],
  });
  expect((await duly('publish', join(folder, 'third.yaml'))).out.split('\n')).toHaveLength(2);
});

it('refuses a file with findings, tells all of them, and publishes nothing', async () => {
  const wrong = file('wrong.yaml', ladder(1).replace('send: overdue', 'sned: overdue').replace('used up: end', 'used up: ending'));
  const { code, out, err } = await duly('publish', wrong, '--default');
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/wrong\.yaml:11:\d+: .*\n.*wrong\.yaml/);
  expect((await duly('publish', join(folder, 'none.yaml'))).err).toMatch(/^There is no file .*none\.yaml: check its name\.\n$/);
  const versions = await listVersions({ prisma: connected.prisma });
  expect(versions.map(({ version, isDefault }) => `${version} ${isDefault}`)).toEqual(['3 false', '2 false', '1 true']);
});

it('numbers versions without a gap and keeps one default, however many publish at once', async () => {
  const { prisma } = connected;
  const published = await Promise.all(
    [11, 12, 13, 14, 11].map((days) => publishVersion({ prisma, text: ladder(days), file: 'x.yaml', now: 1_000 + days, isDefault: true })),
  );
  expect(new Set(published.map(({ version }) => version))).toEqual(new Set([4, 5, 6, 7]));
  expect(published.filter(({ isNew }) => isNew)).toHaveLength(4);
  expect(await prisma.journeyVersion.count({ where: { isDefault: true } })).toBe(1);
});

it('reads a version that an earlier release published from its text, and as it was read then where today refuses the text', async () => {
  const { prisma } = connected;
  const earlier = { name: 'Earlier', publishedAt: new Date(), isDefault: false };
  const text = ladder(3).replace('journey: Ladder', 'journey: Earlier');
  await prisma.journeyVersion.create({
    data: { ...earlier, id: 'earlier-1', version: 1, text, definition: { name: 'without what came later' } },
  });
  await prisma.journeyVersion.create({
    data: { ...earlier, id: 'earlier-2', version: 2, text: 'journey: Earlier', definition: { name: 'as it was' } },
  });
  const journeys = createJourneyCache();
  const read = (id: string) => prisma.$transaction((tx) => journeys.journeyOf({ tx, id }));
  expect(await read('earlier-1')).toEqual(loadJourney({ text, file: 'earlier' }));
  expect(await read('earlier-1')).toBe(await read('earlier-1'));
  expect(await read('earlier-2')).toEqual({ name: 'as it was' });
});
