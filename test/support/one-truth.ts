import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { cardTurn } from '../../cli/card-turns.js';
import type { ScenarioCase } from '../../cli/scenario-files.js';
import { playOnTemporal } from '../../cli/scenarios-on-temporal.js';
import type { Played } from '../../domain/scenario/play.js';
import { playOnSimulator } from '../../domain/scenario/play-on-simulator.js';
import { generatedScenarios } from './generated-scenarios.js';
import { type House, openHouse } from './house.js';

/** What happened when. At one moment the two engines may go through things in another order, so a moment's lines are in the order of their words. */
export const told = ({ lines, balances, impossible }: Played) => ({
  lines: lines.map(({ on, time, text }) => `${on} ${time} ${text}`).sort(),
  owed: balances.at(-1),
  impossible,
});

/** Plays them on Temporal, with the house's worker, mail server and gateway. */
export const playInHouse = ({ house, cases, runId }: { house: House; cases: ScenarioCase[]; runId: string }): Promise<Played[]> =>
  playOnTemporal({
    prisma: house.prisma,
    books: house.books,
    record: house.record,
    virtualTime: house.virtualTime,
    client: house.client,
    nudge: house.nudge,
    cases,
    publish: ({ text }) => house.publish(text),
    legalEntityId: 'le_test',
    runId,
    now: Date.now(),
  });

/** The test of a file: so many generated journeys and stories give one timeline on both engines. */
export function oneTruth({ count, seed, patienceMs }: { count: number; seed: number; patienceMs: number }): void {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  }, 120_000);
  afterAll(() => house.close(), 60_000);

  it(
    `gives ${count} generated customers of seed ${seed} the same timeline in memory and on Temporal`,
    async () => {
      const cases = generatedScenarios({ count, seed });
      const from = Date.now();
      const onTemporal = await playInHouse({ house, cases, runId: 'ot' });
      const lines = onTemporal.flatMap((played) => played.lines);
      const kinds = Object.fromEntries(
        [...new Set(lines.map(({ kind }) => kind))].map((kind) => [kind, lines.filter((line) => line.kind === kind).length]),
      );
      process.stdout.write(`one-truth: ${JSON.stringify({ scenarios: count, seconds: (Date.now() - from) / 1000, ...kinds })}\n`);
      const differing: object[] = [];
      for (const [index, { scenario, journey, journeyText, file }] of cases.entries()) {
        const here = told(onTemporal[index] as Played);
        const inMemory = told(await playOnSimulator({ scenario, journey, cardTurn }));
        const only = (a: string[], b: string[]) => a.filter((line) => !b.includes(line));
        if (JSON.stringify(here) !== JSON.stringify(inMemory))
          differing.push({
            file,
            journeyText,
            onTemporal: only(here.lines, inMemory.lines),
            inMemory: only(inMemory.lines, here.lines),
            ...(JSON.stringify(here.owed) !== JSON.stringify(inMemory.owed) && { owed: [here.owed, inMemory.owed] }),
            ...(JSON.stringify(here.impossible) !== JSON.stringify(inMemory.impossible) && {
              impossible: [here.impossible, inMemory.impossible],
            }),
          });
      }
      expect(differing).toEqual([]);
      expect(house.failures).toEqual([]);
    },
    patienceMs,
  );
}
