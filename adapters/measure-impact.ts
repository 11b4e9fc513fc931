/** What another version of a journey, or rules, would do to the customers of today: in memory, from the database, which is only read. */
import { addDays, dateAt, type Instant, instantAt } from '../domain/calendar.js';
import type { Report } from '../domain/facts.js';
import { createComparison } from '../domain/impact/compare-futures.js';
import { type ForeseeInput, foresee } from '../domain/impact/foresee.js';
import { createImpact, type Impact } from '../domain/impact/impact.js';
import type { StageRule } from '../domain/journey/diff/stage-rules.js';
import type { Journey } from '../domain/journey/journey.js';
import type { JourneyRules } from '../domain/journey-rules/journey-rules.js';
import { wayByRules } from '../domain/journey-rules/way-by-rules.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { askRules, type RuledToday, type RuledWhom } from './ask-rules.js';
import type { JourneysToday } from './journeys-today.js';
import { type ReadBook, readKeptBooks } from './kept-books.js';
import { type Chosen, customersToMove, type Leg } from './move-customers.js';

/** Days after today that are looked at. */
export const DAYS_AHEAD = 7;

interface MeasureInput {
  prisma: PrismaClient;
  /** Whatever is done, rules in force and what journeys say of their customers are followed. */
  journeys: JourneysToday;
  now: Instant;
  /** At most so many customers are named for each kind of change. */
  sample: number;
  /** Told after each batch how many were looked at. */
  onBatch?(customers: number): void;
}

interface MeasureVersionInput extends MeasureInput {
  /** The versions whose customers would be moved, each with where those go on whose stage is gone. */
  from: { id: string; definition: Journey; rules: StageRule[]; begins: Leg['begins'] }[];
  /** Not published: it would be the newest version of its name. */
  to: { id: string | null; definition: Journey };
  chosen: Chosen;
}

/** Both versions are run for each customer until the end of the last day, `DAYS_AHEAD` from his today. A customer whose run fails is told and passed by. */
export async function measureImpact({
  prisma,
  from,
  to,
  chosen,
  onBatch = () => undefined,
  ...input
}: MeasureVersionInput): Promise<Impact> {
  const { journeys, now } = input;
  const journeyId = to.id ?? 'the file';
  const then: JourneysToday = {
    ...journeys,
    journeyOf: (id) => (id === journeyId ? to.definition : journeys.journeyOf(id)),
    newest: (name) => (to.id === null && name === to.definition.name ? { journey: to.definition, journeyId } : journeys.newest(name)),
  };
  const measured = createMeasure(input);
  let looked = 0;
  for (const { id, rules, begins } of from) {
    for await (const ids of customersToMove({ prisma, from: id, chosen, now })) {
      for (const kept of await readKeptBooks({ prisma, ids })) {
        const moved = (today: string): Report => ({
          type: 'journey.moved',
          source: 'duly',
          externalId: `${kept.customer.id}/moved/impact`,
          effectiveOn: today,
          data: { from: id, to: journeyId, by: 'impact', stages: rules, begins: begins ?? [] },
        });
        measured.add({ kept, then, stages: () => rules, moved });
      }
      looked += ids.length;
      onBatch(looked);
    }
  }
  return measured.total();
}

interface MeasureRulesInput extends MeasureInput {
  rules: JourneyRules;
  whom: RuledWhom;
}

/** The same for rules that would come in force: whoever they give another journey now, from his next decision on. */
export async function measureRules({ prisma, rules, whom, onBatch, ...input }: MeasureRulesInput): Promise<Impact & { ruled: RuledToday }> {
  const { journeys, now, sample } = input;
  const given = new Map(rules.rules.map(({ journeyId, journey }) => [journeyId, journey]));
  const then: JourneysToday = {
    ...journeys,
    journeyOf: (id) => given.get(id) ?? journeys.journeyOf(id),
    rulesFor: () => rules,
  };
  const measured = createMeasure(input);
  const stages = ([from, to]: Journey[]): StageRule[] => (from && to ? wayByRules({ from, to, stages: rules.stages }).rules : []);
  const onMoving = async (ids: string[]): Promise<void> => {
    for (const kept of await readKeptBooks({ prisma, ids })) measured.add({ kept, then, stages });
  };
  const ruled = await askRules({ prisma, rules, whom, now, sample, onMoving, journeyOf: journeys.journeyOf, ...(onBatch && { onBatch }) });
  return { ...measured.total(), ruled };
}

interface MeasureOneInput {
  kept: ReadBook;
  /** The journeys and rules as they would be. */
  then: JourneysToday;
  /** Where his tokens go on, by the journeys that he lives in then, the one of today first. */
  stages(lived: Journey[]): StageRule[];
  /** He is moved to begin with; without it he is decided at once. */
  moved?(today: string): Report;
}

function createMeasure({ journeys, now, sample }: Omit<MeasureInput, 'prisma'>) {
  const impact = createImpact({ sample });
  const comparisons = new Map<string, ReturnType<typeof createComparison>>();

  /** Throws what a run throws. */
  function addOne({ kept, then, stages, moved }: MeasureOneInput): void {
    const { customer, externalId, clockOffsetMs } = kept;
    const moment = now + clockOffsetMs;
    const { contact } = journeys.journeyOf(customer.journeyId);
    const zone = contact.zone === 'customer' ? customer.timeZone : contact.zone;
    const today = dateAt(moment, zone);
    const until = instantAt({ date: addDays(today, DAYS_AHEAD + 1), time: '00:00', zone }) - 1;
    const common = { kept, now: moment, until, zone };
    const inThe = ({ journeyOf, newest, rulesFor }: JourneysToday): ForeseeInput => ({
      ...common,
      journeyOf,
      journeyNamed: newest,
      rules: rulesFor(customer.legalEntityId),
    });
    const before = foresee(inThe(journeys));
    const after = foresee({ ...inThe(then), ...(moved ? { moved: moved(today) } : { woken: true }) });
    const key = `${before.lived.join(' ')} / ${after.lived.join(' ')}`;
    const [from, to] = [before.lived.map(journeys.journeyOf), after.lived.map(then.journeyOf)];
    let compare = comparisons.get(key);
    if (!compare) {
      compare = createComparison({ from, to, rules: stages(to) });
      comparisons.set(key, compare);
    }
    const compared = compare({ kept, before, after, dayOf: (at) => dateAt(at, zone) });
    const namesOf = (lived: Journey[]): string[] => lived.slice(1).map(({ name }) => name);
    impact.add({ impact: compared, externalId, today, elsewhere: { before: namesOf(from), after: namesOf(to), noWay: after.noWay } });
  }

  return {
    add(input: MeasureOneInput): void {
      try {
        addOne(input);
      } catch (error) {
        impact.fail({ customerId: input.kept.customer.id, problem: error instanceof Error ? error.message : String(error) });
      }
    },
    total: () => impact.total(),
  };
}
