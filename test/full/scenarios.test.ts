import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { cardTurn } from '../../cli/card-turns.js';
import { readScenarioFiles } from '../../cli/scenario-files.js';
import { compare } from '../../domain/scenario/compare.js';
import type { Played } from '../../domain/scenario/play.js';
import { playOnSimulator } from '../../domain/scenario/play-on-simulator.js';
import { type House, openHouse } from '../support/house.js';
import { playInHouse, told } from '../support/one-truth.js';

const path = (relative: string) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));
const FOLDERS = [
  'journeys/cases',
  ...readdirSync(path('journeys'))
    .filter((name) => name.endsWith('.scenarios'))
    .map((name) => `journeys/${name}`),
].map(path);
const MAILED = ['delivered', 'sent', 'asked'];

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

it('plays every scenario on Temporal to the timeline of the simulator, which is the expected one', async () => {
  const cases = readScenarioFiles({ files: FOLDERS, cardTurn });
  const from = Date.now();
  const onTemporal = await playInHouse({ house, cases, runId: 'sc' });
  process.stdout.write(`scenarios: ${JSON.stringify({ scenarios: cases.length, seconds: (Date.now() - from) / 1000 })}\n`);
  for (const [index, one] of cases.entries()) {
    const { scenario } = one;
    const played = onTemporal[index] as Played;
    const inMemory = await playOnSimulator({ ...one, cardTurn });
    expect({ scenario: scenario.name, ...told(played) }).toEqual({ scenario: scenario.name, ...told(inMemory) });
    expect({ scenario: scenario.name, ...compare({ scenario, played }) }).toMatchObject({ scenario: scenario.name, ok: true });
  }
  // Each message of the timelines went, once to each of those whom it was for: letters by their own way, copies under the same Message-ID.
  const bouncing = cases.flatMap(({ scenario }, index) =>
    scenario.story.some(({ meaning }) => meaning.what === 'mails') ? [`cus_sc_${index + 1}`] : [],
  );
  const select = { customerId: true, messageId: true, state: true, reached: true, copied: true } as const;
  const all = await house.prisma.touchPoint.findMany({ where: { channel: 'email' }, select });
  const [touched, bounced] = [false, true].map((isOne) => all.filter(({ customerId }) => bouncing.includes(customerId) === isOne)) as [
    typeof all,
    typeof all,
  ];
  expect(bounced.some(({ state }) => state === 'failed')).toBe(true);
  const mails = (await house.mail.mails()).filter(({ messageId }) => !bounced.some((one) => one.messageId === `<${messageId}>`));
  expect(touched.filter(({ state }) => state !== 'sent')).toEqual([]);
  expect(new Set(mails.map(({ messageId }) => `<${messageId}>`))).toEqual(new Set(touched.map(({ messageId }) => messageId)));
  expect(mails.length).toBe(touched.reduce((sum, { reached, copied }) => sum + Math.max(1, reached.length) + copied.length, 0));
  const others = onTemporal.filter((_played, index) => !bouncing.includes(`cus_sc_${index + 1}`));
  const byMail = others.flatMap(({ lines }) => lines.filter(({ kind, by }) => MAILED.includes(kind) && by?.includes('email')));
  expect(touched.length).toBeGreaterThanOrEqual(byMail.length);
  expect(house.failures).toEqual([]);
}, 600_000);
