import { randomUUID } from 'node:crypto';
import { compare } from '../domain/scenario/compare.js';
import type { Played } from '../domain/scenario/play.js';
import { playOnSimulator } from '../domain/scenario/play-on-simulator.js';
import { cardTurn } from './card-turns.js';
import type { CliConfig } from './config.js';
import { readScenarioFiles, type ScenarioCase } from './scenario-files.js';
import { resultOf, type ScenarioResult } from './scenario-text.js';

interface TestInput {
  files: string[];
  on: 'simulator' | 'temporal';
  config(): CliConfig;
  tick(line: string): void;
}

/** Checks all files first: nothing is started for one that is wrong. In the order of the files. */
export async function testScenarios({ files, on, config, tick }: TestInput): Promise<ScenarioResult[]> {
  const cases = readScenarioFiles({ files, cardTurn });
  const played = on === 'simulator' ? await inMemory(cases) : await onServers({ cases, config, tick });
  return cases.map((one, index) => resultOf({ one, verdict: compare({ scenario: one.scenario, played: played[index] as Played }) }));
}

const inMemory = (cases: ScenarioCase[]): Promise<Played[]> => Promise.all(cases.map((one) => playOnSimulator({ ...one, cardTurn })));

async function onServers({ cases, config, tick }: Omit<TestInput, 'files' | 'on'> & { cases: ScenarioCase[] }): Promise<Played[]> {
  const { withReplayServers, replayEntity } = await import('./replay-servers.js');
  const { publishJourney } = await import('../adapters/journeys.js');
  const { createVirtualTime } = await import('../adapters/virtual-time.js');
  const { playOnTemporal } = await import('./scenarios-on-temporal.js');
  return withReplayServers({
    config: config(),
    work: async ({ prisma, books, record, temporal: { client, nudge } }) => {
      const now = Date.now();
      let done = 0;
      return playOnTemporal({
        prisma,
        books,
        record,
        virtualTime: createVirtualTime({ client, prisma }),
        client,
        nudge,
        cases,
        publish: (file) => publishJourney({ prisma, ...file, now, isDefault: false }),
        legalEntityId: await replayEntity({ prisma }),
        runId: randomUUID().slice(0, 8),
        now,
        onPlayed: () => {
          done += 1;
          tick(`${done} of ${cases.length} scenarios`);
        },
      });
    },
  });
}
