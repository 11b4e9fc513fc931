/** Walks real customers through a journey on the real servers, in virtual time, one after another day of theirs. */
import type { Books } from '../activities/ports/books.js';
import type { RecordReports } from '../activities/record-reports.js';
import type { Poke } from '../adapters/relay.js';
import type { VirtualTime } from '../adapters/virtual-time.js';
import { addDays, DAY, dateOfEpochDay, type Instant } from '../domain/calendar.js';
import type { Effect, StepRef } from '../domain/effects/effect.js';
import type { Journey } from '../domain/journey/journey.js';
import { accountId } from '../domain/ledger/account-id.js';
import { beginsIn } from '../domain/replay/begins-in.js';
import type { ColumnMapping, ImportedInvoice } from '../domain/replay/invoices.js';
import { type ReplayLine, sortLines } from '../domain/replay/replay-line.js';
import { tellEvent } from '../domain/replay/replay-on-simulator.js';
import { sentLines } from '../domain/replay/sent-lines.js';
import { customerOf, midnight, reportsOfDay, type Story, storiesOf, WATCHED_DAYS, weeksAhead } from '../domain/replay/story.js';
import type { RuledJourneys } from '../domain/simulation/live.js';
import type { PrismaClient } from '../prisma/generated/client.js';

export interface ReplayPorts {
  prisma: PrismaClient;
  books: Books;
  record: RecordReports;
  virtualTime: VirtualTime;
  poke(poke: Poke): Promise<void>;
}

interface ReplayOptions extends ReplayPorts {
  invoices: ImportedInvoice[];
  customers: number;
  journey: Journey;
  /** What gives customers other journeys, by their names; without it `journey` is everybody's. */
  ruled?: RuledJourneys | undefined;
  /** The published versions, by the names of the journeys. */
  journeyIds: ReadonlyMap<string, string>;
  legalEntityId: string;
  mapping: ColumnMapping;
  /** Makes ids of this run its own. */
  runId: string;
  /** The real time, ms UTC: dates are shifted ahead of it by whole weeks. */
  now: number;
  atOnce?: number;
  onProgress?(progress: { customer: string; days: number; of: number }): void;
}

/** Lines in order of time, in the file's own dates. */
export async function replayOnTemporal(options: ReplayOptions): Promise<ReplayLine[]> {
  const stories = storiesOf({ invoices: options.invoices, customers: options.customers });
  const waiting = [...stories];
  const lines: ReplayLine[] = [];
  const walkers = Array.from({ length: Math.min(options.atOnce ?? 4, stories.length) }, async () => {
    for (let story = waiting.shift(); story; story = waiting.shift()) lines.push(...(await walk(story, options)));
  });
  await Promise.all(walkers);
  return sortLines(lines);
}

async function walk(
  story: Story,
  { prisma, books, record, virtualTime, poke, journey, ruled, journeyIds, legalEntityId, mapping, runId, now, onProgress }: ReplayOptions,
): Promise<ReplayLine[]> {
  const { currency } = mapping;
  const customerId = `cus_${runId}_${story.customer}`;
  const firstDay = story.days[0]?.on ?? '';
  const shift = 7 * weeksAhead({ first: firstDay, today: dateOfEpochDay(Math.ceil(now / DAY)) });
  const stranger = customerOf({ id: customerId, story, currency, journeyId: '', legalEntityId, shift });
  const first = beginsIn({ journey, ruled, customer: stranger });
  const customer = { ...stranger, journeyId: journeyIds.get(first.name) ?? '' };
  await books.createCustomer({
    customer,
    externalId: customerId,
    name: story.customer,
    contacts: [{ purpose: 'all', name: story.customer, email: `${story.customer.toLowerCase()}@customers.example` }],
    recordedAt: now,
  });
  await poke({ customerId, upTo: 1 });
  await virtualTime.rest({ customerId });
  const account = accountId({ customerId, legalEntityId, currency });
  const lines: ReplayLine[] = [];
  for (const [index, day] of story.days.entries()) {
    const at = midnight(addDays(day.on, shift));
    await virtualTime.moveTo({ customerId, to: at });
    await virtualTime.rest({ customerId });
    const { upTo } = await record({ customerId, reports: reportsOfDay({ day, customerId, accountId: account, currency, shift }), at });
    await poke({ customerId, upTo });
    await virtualTime.rest({ customerId });
    for (const event of day.events) lines.push(tellEvent({ event, story, at: `${day.on}T00:00:00Z` }));
    onProgress?.({ customer: story.customer, days: index + 1, of: story.days.length });
  }
  await virtualTime.moveTo({ customerId, to: midnight(addDays(story.days.at(-1)?.on ?? firstDay, shift + WATCHED_DAYS)) });
  await virtualTime.rest({ customerId });
  const sent = await handedOver({ prisma, customerId });
  const moves = ruled ? await movesOf({ prisma, customerId, ruled, journeyIds }) : [];
  return [...lines, ...sentLines({ sent, moves, story, customerId, journey: first, shift })];
}

/** When he came into which other journey, in order. */
async function movesOf({
  prisma,
  customerId,
  ruled,
  journeyIds,
}: Pick<ReplayOptions, 'prisma' | 'journeyIds'> & { customerId: string; ruled: RuledJourneys }): Promise<
  { at: Instant; journey: Journey }[]
> {
  const names = new Map([...journeyIds].map(([name, id]) => [id, name]));
  const facts = await prisma.fact.findMany({ where: { customerId, type: 'journey.moved' }, orderBy: { number: 'asc' } });
  return facts.map(({ recordedAt, data }) => ({
    at: recordedAt.getTime(),
    journey: ruled.journeyOf(names.get((data as { to: string }).to) ?? ''),
  }));
}

/** Messages that were handed over, by the moments that decisions gave them. */
async function handedOver({
  prisma,
  customerId,
}: {
  prisma: PrismaClient;
  customerId: string;
}): Promise<{ steps: StepRef[]; at: number }[]> {
  const sent = await prisma.touchPoint.findMany({ where: { customerId, state: 'sent' }, select: { id: true } });
  const effects = await prisma.effect.findMany({ where: { id: { in: sent.map(({ id }) => id) } }, select: { effect: true } });
  return effects.map(({ effect }) => effect as unknown as Effect).map(({ steps, due }) => ({ steps, at: due }));
}
