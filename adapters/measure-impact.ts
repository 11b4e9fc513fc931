/** What another version of a journey would do to the customers of today: in memory, from the database, which is only read. */
import { addDays, dateAt, type Instant, instantAt } from '../domain/calendar.js';
import type { Report } from '../domain/facts.js';
import { createComparison } from '../domain/impact/compare-futures.js';
import { foresee } from '../domain/impact/foresee.js';
import { createImpact, type Impact } from '../domain/impact/impact.js';
import type { StageRule } from '../domain/journey/diff/stage-rules.js';
import type { Journey } from '../domain/journey/journey.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { type ReadBook, readKeptBooks } from './kept-books.js';
import { type Chosen, customersToMove, type Leg } from './move-customers.js';

/** Days after today that are looked at. */
export const DAYS_AHEAD = 7;

interface MeasureInput {
  prisma: PrismaClient;
  /** The versions whose customers would be moved, each with where those go on whose stage is gone. */
  from: { id: string; definition: Journey; rules: StageRule[]; begins: Leg['begins'] }[];
  /** It need not be published. */
  to: { id: string; definition: Journey };
  chosen: Chosen;
  now: Instant;
  /** At most so many customers are named for each kind of change. */
  sample: number;
  /** Told after each batch how many were looked at. */
  onBatch?(customers: number): void;
}

/** Both versions are run for each customer until the end of the last day, `DAYS_AHEAD` from his today. A customer whose run fails is told and passed by. */
export async function measureImpact({ prisma, from, to, chosen, now, sample, onBatch = () => undefined }: MeasureInput): Promise<Impact> {
  const impact = createImpact({ sample });
  let looked = 0;
  for (const version of from) {
    const compare = createComparison({ from: version.definition, to: to.definition, rules: version.rules });
    for await (const ids of customersToMove({ prisma, from: version.id, chosen, now })) {
      for (const kept of await readKeptBooks({ prisma, ids })) measureOne({ kept, version, compare });
      looked += ids.length;
      onBatch(looked);
    }
  }
  return impact.total();

  function measureOne({
    kept,
    version: { id, definition, rules, begins },
    compare,
  }: {
    kept: ReadBook;
    version: MeasureInput['from'][number];
    compare: ReturnType<typeof createComparison>;
  }): void {
    const { customer, externalId, clockOffsetMs } = kept;
    const moment = now + clockOffsetMs;
    const zone = definition.contact.zone === 'customer' ? customer.timeZone : definition.contact.zone;
    const today = dateAt(moment, zone);
    const until = instantAt({ date: addDays(today, DAYS_AHEAD + 1), time: '00:00', zone }) - 1;
    const moved: Report = {
      type: 'journey.moved',
      source: 'duly',
      externalId: `${customer.id}/moved/impact`,
      effectiveOn: today,
      data: { from: id, to: to.id, by: 'impact', stages: rules, begins: begins ?? [] },
    };
    const common = { kept, journeyOf: (wanted: string) => (wanted === to.id ? to.definition : definition), now: moment, until, zone };
    try {
      const [before, after] = [foresee(common), foresee({ ...common, moved })];
      impact.add({ impact: compare({ kept, before, after, dayOf: (at) => dateAt(at, zone) }), externalId, today });
    } catch (error) {
      impact.fail({ customerId: customer.id, problem: error instanceof Error ? error.message : String(error) });
    }
  }
}
