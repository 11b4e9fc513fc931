import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { connectDatabase, type Database } from '../../adapters/database.js';
import { listVersions, publishVersion } from '../../adapters/journeys.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { runDuly } from '../support/run-duly.js';

/** Each test starts processes. */
jest.setTimeout(120_000);

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

it('refuses a file with findings, tells all of them, and publishes nothing', async () => {
  const wrong = file('wrong.yaml', ladder(1).replace('send: overdue', 'sned: overdue').replace('used up: end', 'used up: ending'));
  const { code, out, err } = await duly('publish', wrong, '--default');
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/wrong\.yaml:11:\d+: .*\n.*wrong\.yaml/);
  expect((await duly('publish', join(folder, 'none.yaml'))).err).toMatch(/^There is no file .*none\.yaml: check its name\.\n$/);
  const versions = await listVersions({ prisma: connected.prisma });
  expect(versions.map(({ version, isDefault }) => `${version} ${isDefault}`)).toEqual(['2 false', '1 true']);
});

it('numbers versions without a gap and keeps one default, however many publish at once', async () => {
  const { prisma } = connected;
  const published = await Promise.all(
    [11, 12, 13, 14, 11].map((days) => publishVersion({ prisma, text: ladder(days), file: 'x.yaml', now: 1_000 + days, isDefault: true })),
  );
  expect(new Set(published.map(({ version }) => version))).toEqual(new Set([3, 4, 5, 6]));
  expect(published.filter(({ isNew }) => isNew)).toHaveLength(4);
  expect(await prisma.journeyVersion.count({ where: { isDefault: true } })).toBe(1);
});
