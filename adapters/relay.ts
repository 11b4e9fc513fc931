/**
 * Pokes customers whose facts their workflow has not applied, and those who should have moved and have not. Safe to run many times:
 * one row a customer, not a fact, and no second poke until the first was applied or half a minute passed. A customer whom Temporal refuses for good
 * is quarantined after five tries: operators are told, and it is tried hourly; nobody else waits for him.
 */
import type { Clock } from '../activities/ports/clock.js';
import type { PrismaClient } from '../prisma/generated/client.js';

export interface Poke {
  customerId: string;
  upTo: number;
  /** He should have moved by now: his run looks at the books again, whatever it knows. */
  look?: boolean;
}

interface RelayOptions {
  prisma: PrismaClient;
  clock: Clock;
  poke(poke: Poke): Promise<void>;
  /** Whether a poke that failed so may work later. */
  mayPass(error: unknown): boolean;
  /** Told of a poke that failed; it is tried again. */
  onProblem(problem: { customerId: string; message: string }): void;
  /** Told when a customer is quarantined, and when he no longer is. */
  onQuarantine(change: { customerId: string; quarantined: boolean }): Promise<void>;
  pollMs?: number;
  /** A poke that led to nothing is repeated after so long. */
  againMs?: number;
  /** A customer whose wake passed so long ago, or whose effects began so long ago and are not over, is poked. */
  lateMs?: number;
  sweepMs?: number;
}

const POKES_AT_ONCE = 50;
export const QUARANTINED_AT = 5;
const QUARANTINE_MS = 3_600_000;

export function startRelay({
  prisma,
  clock,
  poke,
  mayPass,
  onProblem,
  onQuarantine,
  pollMs = 1_000,
  againMs = 30_000,
  lateMs = 600_000,
  sweepMs = 60_000,
}: RelayOptions) {
  let stopped = false;
  let wake: () => void = () => undefined;
  const wakesMissed = every(sweepMs);
  const effectsLeft = every(lateMs);

  async function pokeNews(): Promise<number> {
    const due = await prisma.$queryRaw<(Poke & { failures: number; pokes: number })[]>`
      WITH due AS MATERIALIZED (SELECT "customerId" FROM news WHERE "pokeAt" <= now() ORDER BY "pokeAt" LIMIT ${POKES_AT_ONCE} FOR UPDATE SKIP LOCKED)
      UPDATE news SET "pokeAt" = now() + ${againMs} * interval '1 millisecond', pokes = pokes + 1 FROM due
      WHERE news."customerId" = due."customerId" RETURNING news."customerId", news."upTo", news.failures, news.pokes`;
    await Promise.all(due.map(({ pokes, ...one }) => pokeOne({ ...one, ...(pokes > 1 ? { look: true } : {}) })));
    return due.length;
  }

  /** Those whose moment has passed without a decision. */
  const late: Page = ({ before, last }) => prisma.$queryRaw`
    SELECT p."customerId", p.applied AS "upTo", p."wakeAt" AS at, p."customerId" AS id FROM positions p JOIN customers c ON c.id = p."customerId"
    WHERE p."wakeAt" < ${before}::timestamptz + c."clockOffsetMs" * interval '1 millisecond' AND (p."wakeAt", p."customerId") > (${last.at}, ${last.id})
    ORDER BY p."wakeAt", p."customerId" LIMIT ${POKES_AT_ONCE}`;

  /** Those with effects that no run may be carrying out any more: nothing else would wake them. While everything is paused they all wait, and nobody. */
  const unfinished: Page = ({ before, last }) => prisma.$queryRaw`
    SELECT e."customerId", c."lastFact" AS "upTo", e.at, e.id FROM effects e JOIN customers c ON c.id = e."customerId"
    WHERE e.status IN ('planned', 'claimed') AND e.at < ${before}::timestamptz + c."clockOffsetMs" * interval '1 millisecond'
      AND (e.at, e.id) > (${last.at}, ${last.id}) AND NOT EXISTS (SELECT FROM pauses WHERE "endedAt" IS NULL)
    ORDER BY e.at, e.id LIMIT ${POKES_AT_ONCE}`;

  /** Page by page through all of them: those who never move keep nobody behind them waiting, and news goes on in between. */
  async function sweep(page: Page): Promise<void> {
    const before = new Date(clock.now() - lateMs);
    const poked = new Set<string>();
    for (let last = { id: '', at: new Date(0) }; !stopped; ) {
      const found = await page({ before, last });
      const others = found.filter(({ customerId }) => !poked.has(customerId) && poked.add(customerId));
      await Promise.all(others.map(({ customerId, upTo }) => pokeOne({ customerId, upTo, look: true, failures: 0 })));
      const end = found.at(-1);
      if (!end || found.length < POKES_AT_ONCE) return;
      last = end;
      await pokeNews();
    }
  }

  async function pokeOne({ failures, ...one }: Poke & { failures: number }): Promise<void> {
    const { customerId } = one;
    try {
      await poke(one);
      if (failures > 0) await prisma.$executeRaw`UPDATE news SET failures = 0, problem = NULL WHERE "customerId" = ${customerId}`;
      if (failures >= QUARANTINED_AT) await onQuarantine({ customerId, quarantined: false });
    } catch (error) {
      const { message } = error as Error;
      onProblem({ customerId, message });
      const [news] = await prisma.$queryRaw<{ failures: number }[]>`
        WITH counted AS (SELECT "customerId", failures + ${mayPass(error) ? 0 : 1}::int AS failures FROM news WHERE "customerId" = ${customerId})
        UPDATE news SET failures = counted.failures, problem = ${message},
          "pokeAt" = now() + (CASE WHEN counted.failures >= ${QUARANTINED_AT} THEN ${QUARANTINE_MS}::int ELSE ${2 * pollMs}::int END) * interval '1 millisecond'
        FROM counted WHERE news."customerId" = counted."customerId" RETURNING news.failures`;
      if (news && news.failures >= QUARANTINED_AT) await onQuarantine({ customerId, quarantined: true });
    }
  }

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        if ((await pokeNews()) === POKES_AT_ONCE) continue;
        if (wakesMissed(clock.now())) await sweep(late);
        if (effectsLeft(clock.now())) await sweep(unfinished);
      } catch (error) {
        onProblem({ customerId: '', message: `PostgreSQL does not answer: ${(error as Error).message}` });
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, pollMs);
      });
    }
  }

  const done = run();
  return {
    stop: async () => {
      stopped = true;
      wake();
      await done;
    },
  };
}

/** One page of customers to poke, in order of `at` and `id`, those after `last`. */
type Page = (input: { before: Date; last: { at: Date; id: string } }) => Promise<(Poke & { at: Date; id: string })[]>;

/** Says yes the first time it is asked, and again once so many ms have passed since. */
function every(ms: number): (now: number) => boolean {
  let last = Number.NEGATIVE_INFINITY;
  return (now) => {
    if (now - last < ms) return false;
    last = now;
    return true;
  };
}
