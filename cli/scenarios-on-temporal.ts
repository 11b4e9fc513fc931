/** Plays scenarios on the real servers: real timers, real mails and charges, each customer's time moved from one wake to the next. */
import type { Client } from '@temporalio/client';
import type { Books } from '../activities/ports/books.js';
import type { RecordReports } from '../activities/record-reports.js';
import { readBooks } from '../adapters/books-seen.js';
import { keepRules } from '../adapters/journey-rules.js';
import type { Poke } from '../adapters/relay.js';
import { createSandboxNudge } from '../adapters/sandbox-nudge.js';
import type { VirtualTime } from '../adapters/virtual-time.js';
import { REFUSED_AT } from '../dev/mail-server.js';
import type { Instant, LocalDate } from '../domain/calendar.js';
import { DulyError } from '../domain/errors.js';
import { journeysIn } from '../domain/journey-rules/read-rules.js';
import type { Engine } from '../domain/scenario/engine.js';
import { type StoryJourneys, storyJourneys } from '../domain/scenario/journeys.js';
import { beginning, customerOf, type Played, play, zoneOf } from '../domain/scenario/play.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { workflowIdOf } from '../workflows/contract.js';
import { yearsAhead } from './like-years.js';
import type { JourneyFile, ScenarioCase } from './scenario-files.js';

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
  const ruledBy = new Map<ScenarioCase, string>();
  const journeyIds = new Map<string, string>();
  const entities = new Map<string, string>();
  const shifts = cases.map((one) => yearsOf({ ...one, now: ports.now }));
  const idOf = ({ journeyFile, years }: { journeyFile: string; years: number }): string => journeyIds.get(`${journeyFile} ${years}`) ?? '';
  for (const [index, one] of cases.entries()) {
    const years = shifts[index] as number;
    for (const { journeyFile: file, journeyText } of [one, ...Object.values(one.others ?? {})]) {
      // Days that a journey names, like those on which we are closed, move with the story.
      const text = journeyText.replace(/\b\d{4}-\d{2}-\d{2}\b/g, (date) => yearsOn(date, years));
      if (!journeyIds.has(`${file} ${years}`)) journeyIds.set(`${file} ${years}`, await publish({ text, file }));
    }
    const { rules, rulesText: text, others = {} } = one;
    if (!rules || text === undefined) continue;
    const ids = Object.fromEntries(journeysIn(rules).map((name) => [name, idOf({ ...(others[name] as JourneyFile), years })]));
    const key = `${text} ${JSON.stringify(ids)}`;
    // Rules of a legal entity are no other's: customers of other scenarios know nothing of them.
    const legalEntityId =
      entities.get(key) ?? (await entityLike({ ...ports, id: `${ports.legalEntityId}-${ports.runId}-${entities.size + 1}` }));
    if (!entities.has(key))
      await keepRules({ prisma: ports.prisma, written: { text, rules }, journeyIds: ids, legalEntityId, by: 'scenarios', now: ports.now });
    entities.set(key, legalEntityId);
    ruledBy.set(one, legalEntityId);
  }
  const played: Played[] = [];
  const waiting = [...cases.entries()];
  const players = Array.from({ length: Math.min(atOnce, cases.length) }, async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, one] = next;
      const years = shifts[index] as number;
      const journeys = storyJourneys({
        first: { id: idOf({ ...one, years }), journey: one.journey },
        others: Object.fromEntries(
          Object.entries(one.others ?? {}).map(([name, other]) => [name, { id: idOf({ ...other, years }), journey: other.journey }]),
        ),
      });
      const legalEntityId = ruledBy.get(one) ?? ports.legalEntityId;
      const id = `cus_${ports.runId}_${index + 1}`;
      played[index] = await playOne({ ...ports, ...one, legalEntityId, id, journeys, years }).catch((error: unknown) => {
        throw error instanceof DulyError ? named(error, one.scenario.name) : error;
      });
      onPlayed?.(one.scenario.name);
    }
  });
  await Promise.all(players);
  return played;
}

/** A legal entity like the one of all scenarios. */
async function entityLike({ prisma, legalEntityId, id }: Pick<PlayInput, 'prisma' | 'legalEntityId'> & { id: string }): Promise<string> {
  const like = await prisma.legalEntity.findUniqueOrThrow({ where: { id: legalEntityId } });
  await prisma.legalEntity.create({ data: { ...like, id } });
  return id;
}

const named = (cause: DulyError, scenario: string): DulyError =>
  new DulyError({ code: cause.code, message: `${scenario}: ${cause.message}`, cause });

const yearsOn = (date: LocalDate, years: number): LocalDate => `${Number(date.slice(0, 4)) + years}${date.slice(4)}`;

/** How far a story is moved, so that it lies in the future. */
function yearsOf({ scenario, journey, others = {}, now }: Pick<ScenarioCase, 'scenario' | 'journey' | 'others'> & { now: number }): number {
  const begins = beginning({ scenario, zone: zoneOf({ journey, scenario }) });
  const first = new Date(begins).getUTCFullYear();
  const thisYear = new Date(now).getUTCFullYear();
  const isPast = new Date(begins).setUTCFullYear(thisYear) <= now;
  const last = Number(scenario.until.slice(0, 4));
  return yearsAhead({ first, last, from: thisYear + (isPast ? 1 : 0), holidays: JSON.stringify([journey, others]).includes('business') });
}

async function playOne({
  id,
  scenario,
  journey,
  journeys,
  years,
  ...ports
}: ScenarioPorts &
  Pick<ScenarioCase, 'scenario' | 'journey'> &
  Pick<PlayInput, 'legalEntityId' | 'now'> & { id: string; journeys: StoryJourneys; years: number }): Promise<Played> {
  const { legalEntityId } = ports;
  const zone = zoneOf({ journey, scenario });
  const shiftDays = (date: LocalDate, back = false) => yearsOn(date, back ? -years : years);
  const start = beginning({
    scenario: { ...scenario, story: scenario.story.map((told) => ({ ...told, when: { ...told.when, on: shiftDays(told.when.on) } })) },
    zone,
  });
  const customer = customerOf({ scenario, shifted: (date) => shiftDays(date), id, legalEntityId, journeyId: journeys.first.id });
  await ports.books.createCustomer({
    customer,
    externalId: id,
    name: 'Scenario',
    contacts: customer.reachable.map(({ purpose }) => ({
      purpose,
      name: 'Accounts payable',
      email: `${id}+${purpose}@${TAKEN_AT}`,
      postal: ['1 Scenario Street', '10115 Berlin'],
    })),
    recordedAt: start,
    clockOffsetMs: start - Date.now(),
  });
  const engine = engineOf({ ...ports, customerId: id });
  await engine.begin();
  return play({ scenario, journeys, zone, engine, shiftDays });
}

/** Where the mails of scenarios go. */
const TAKEN_AT = 'scenarios.example';

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
    async refuseMails(refused) {
      const domain = refused ? REFUSED_AT : TAKEN_AT;
      await prisma.$executeRaw`
        UPDATE contacts SET email = split_part(email, '@', 1) || '@' || ${domain} WHERE "customerId" = ${customerId} AND email IS NOT NULL`;
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
