/** Plays scenarios on the real servers: real timers, real mails and charges, each customer's time moved from one wake to the next. */
import type { Client } from '@temporalio/client';
import type { Books } from '../activities/ports/books.js';
import type { RecordReports } from '../activities/record-reports.js';
import { readBooks } from '../adapters/books-seen.js';
import type { Poke } from '../adapters/relay.js';
import { createSandboxNudge } from '../adapters/sandbox-nudge.js';
import type { VirtualTime } from '../adapters/virtual-time.js';
import type { Instant, LocalDate } from '../domain/calendar.js';
import { DulyError } from '../domain/errors.js';
import type { Engine } from '../domain/scenario/engine.js';
import { beginning, customerOf, type Played, play, zoneOf } from '../domain/scenario/play.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { workflowIdOf } from '../workflows/contract.js';
import { yearsAhead } from './like-years.js';
import type { ScenarioCase } from './scenario-files.js';

export interface ScenarioPorts {
  prisma: PrismaClient;
  books: Books;
  record: RecordReports;
  virtualTime: VirtualTime;
  client: Client;
  nudge(poke: Poke): Promise<void>;
}

interface PlayInput extends ScenarioPorts {
  cases: ScenarioCase[];
  publish(input: { text: string; file: string }): Promise<string>;
  legalEntityId: string;
  /** Makes ids of this run its own. */
  runId: string;
  /** The real time, ms UTC. */
  now: number;
  atOnce?: number;
  onPlayed?(scenario: string): void;
}

/** In the order of the cases. Throws what keeps a customer from coming to rest, with the scenario's name. */
export async function playOnTemporal({ cases, publish, atOnce = 4, onPlayed, ...ports }: PlayInput): Promise<Played[]> {
  const journeyIds = new Map<string, string>();
  const shifts = cases.map((one) => yearsOf({ ...one, now: ports.now }));
  for (const [index, { journeyFile: file, journeyText }] of cases.entries()) {
    const years = shifts[index] as number;
    // Days that a journey names, like those on which we are closed, move with the story.
    const text = journeyText.replace(/\b\d{4}-\d{2}-\d{2}\b/g, (date) => yearsOn(date, years));
    if (!journeyIds.has(`${file} ${years}`)) journeyIds.set(`${file} ${years}`, await publish({ text, file }));
  }
  const played: Played[] = [];
  const waiting = [...cases.entries()];
  const players = Array.from({ length: Math.min(atOnce, cases.length) }, async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, one] = next;
      const years = shifts[index] as number;
      const journeyId = journeyIds.get(`${one.journeyFile} ${years}`) ?? '';
      played[index] = await playOne({ ...ports, ...one, id: `cus_${ports.runId}_${index + 1}`, journeyId, years }).catch(
        (error: unknown) => {
          throw error instanceof DulyError ? named(error, one.scenario.name) : error;
        },
      );
      onPlayed?.(one.scenario.name);
    }
  });
  await Promise.all(players);
  return played;
}

const named = (cause: DulyError, scenario: string): DulyError =>
  new DulyError({ code: cause.code, message: `${scenario}: ${cause.message}`, cause });

const yearsOn = (date: LocalDate, years: number): LocalDate => `${Number(date.slice(0, 4)) + years}${date.slice(4)}`;

/** How far a story is moved, so that it lies in the future. */
function yearsOf({ scenario, journey, now }: Pick<ScenarioCase, 'scenario' | 'journey'> & { now: number }): number {
  const begins = beginning({ scenario, zone: zoneOf({ journey, scenario }) });
  const first = new Date(begins).getUTCFullYear();
  const thisYear = new Date(now).getUTCFullYear();
  const isPast = new Date(begins).setUTCFullYear(thisYear) <= now;
  const last = Number(scenario.until.slice(0, 4));
  return yearsAhead({ first, last, from: thisYear + (isPast ? 1 : 0), holidays: JSON.stringify(journey).includes('business') });
}

async function playOne({
  id,
  scenario,
  journey,
  journeyId,
  years,
  ...ports
}: ScenarioPorts &
  ScenarioCase &
  Pick<PlayInput, 'legalEntityId' | 'now'> & { id: string; journeyId: string; years: number }): Promise<Played> {
  const { legalEntityId } = ports;
  const zone = zoneOf({ journey, scenario });
  const shiftDays = (date: LocalDate, back = false) => yearsOn(date, back ? -years : years);
  const start = beginning({
    scenario: { ...scenario, story: scenario.story.map((told) => ({ ...told, when: { ...told.when, on: shiftDays(told.when.on) } })) },
    zone,
  });
  const customer = customerOf({ scenario, shifted: (date) => shiftDays(date), id, legalEntityId, journeyId });
  await ports.books.createCustomer({
    customer,
    externalId: id,
    name: 'Scenario',
    contacts: customer.reachable.map(({ purpose }) => ({
      purpose,
      name: 'Accounts payable',
      email: `${id}+${purpose}@scenarios.example`,
      postal: ['1 Scenario Street', '10115 Berlin'],
    })),
    recordedAt: start,
    clockOffsetMs: start - Date.now(),
  });
  const engine = engineOf({ ...ports, customerId: id });
  await engine.begin();
  return play({ scenario, journey, zone, engine, shiftDays });
}

/** Facts of a moment come before what is due at it: time is stopped so much before, and goes on when they are in the books. */
const BEFORE_MS = 30_000;

function engineOf({
  prisma,
  record,
  virtualTime,
  client,
  nudge,
  customerId,
  legalEntityId,
}: ScenarioPorts & { customerId: string; legalEntityId: string }): Engine & { begin(): Promise<void> } {
  const poke = createSandboxNudge({ client, prisma, nudge });
  const rest = () => virtualTime.rest({ customerId });
  const wakeAt = async (): Promise<Instant | null> =>
    (await prisma.position.findUnique({ where: { customerId }, select: { wakeAt: true } }))?.wakeAt?.getTime() ?? null;
  const setClock = (at: Instant) =>
    prisma.customer.update({ where: { id: customerId }, data: { clockOffsetMs: BigInt(Math.max(0, at - Date.now())) } });
  let stopped = false;

  return {
    customerId,
    legalEntityId,
    async begin() {
      await poke({ customerId, upTo: 1 });
      await rest();
    },
    books: () => readBooks({ prisma, customerId }),
    async liveTo({ at, onWake }) {
      for (let wake = await wakeAt(); wake !== null && wake < at; wake = await wakeAt()) {
        await virtualTime.moveTo({ customerId, to: wake });
        await rest();
        await onWake(wake);
      }
      await virtualTime.moveTo({ customerId, to: at - BEFORE_MS });
    },
    async report({ reports, at }) {
      const { upTo } = await record({ customerId, reports, at });
      await virtualTime.moveTo({ customerId, to: at });
      await poke({ customerId, upTo });
      await rest();
    },
    // A run that is gone decides nothing; whoever pokes the customer meanwhile begins one at the moment at which it goes on.
    async stop({ until }) {
      await setClock(until);
      if (!stopped) await client.workflow.getHandle(workflowIdOf(customerId)).terminate('The scenario says that the engine is down.');
      stopped = true;
    },
    async keep({ reports, at }) {
      await record({ customerId, reports, at });
    },
    async goOn({ at }) {
      stopped = false;
      await setClock(at);
      const { lastFact } = await prisma.customer.findUniqueOrThrow({ where: { id: customerId }, select: { lastFact: true } });
      await poke({ customerId, upTo: lastFact, look: true });
      await rest();
    },
  };
}
