import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { cardTurn } from '../../cli/card-turns.js';
import { readScenarioFiles } from '../../cli/scenario-files.js';
import { playOnTemporal } from '../../cli/scenarios-on-temporal.js';
import { compare } from '../../domain/scenario/compare.js';
import type { Played } from '../../domain/scenario/play.js';
import { playOnSimulator } from '../../domain/scenario/play-on-simulator.js';
import { type House, openHouse } from '../support/house.js';

const path = (relative: string) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));
const FOLDERS = ['journeys/cases', 'journeys/standard-b2b.scenarios'].map(path);

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, 120_000);
afterAll(() => house.close(), 60_000);

/** What happened when, each day's lines in the order of their words: at one moment the two engines may go through things in another order. */
const told = ({ lines, balances, impossible }: Played) => ({
  lines: lines.map(({ on, time, text }) => `${on} ${time} ${text}`).sort(),
  owed: balances.at(-1),
  impossible,
});

it('plays every scenario on Temporal to the timeline of the simulator, which is the expected one', async () => {
  const cases = readScenarioFiles({ files: FOLDERS, cardTurn });
  const from = Date.now();
  const onTemporal = await playOnTemporal({
    prisma: house.prisma,
    books: house.books,
    record: house.record,
    virtualTime: house.virtualTime,
    client: house.client,
    nudge: house.nudge,
    cases,
    publish: ({ text }) => house.publish(text),
    legalEntityId: 'le_test',
    runId: 'sc',
    now: from,
  });
  const seconds = (Date.now() - from) / 1000;
  process.stdout.write(`scenarios: ${JSON.stringify({ scenarios: cases.length, seconds })}\n`);
  for (const [index, { scenario, journey }] of cases.entries()) {
    const played = onTemporal[index] as Played;
    const inMemory = await playOnSimulator({ scenario, journey, cardTurn });
    expect({ scenario: scenario.name, ...told(played) }).toEqual({ scenario: scenario.name, ...told(inMemory) });
    expect({ scenario: scenario.name, ...compare({ scenario, played }) }).toMatchObject({ scenario: scenario.name, ok: true });
  }
  const mails = await house.mail.mails();
  expect(mails.length).toBe(onTemporal.flatMap(({ lines }) => lines.filter(({ kind }) => MAILED.includes(kind))).length);
  expect(house.failures).toEqual([]);
}, 600_000);

const MAILED = ['delivered', 'sent', 'asked'];
