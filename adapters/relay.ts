/**
 * Pokes customers whose facts their workflow has not applied, and those whose moment has passed without a decision. Safe to run many times:
 * one row a customer, not a fact, and no second poke until the first was applied or half a minute passed.
 */
import type { Clock } from '../activities/ports/clock.js';
import type { PrismaClient } from '../prisma/generated/client.js';

export interface Poke {
  customerId: string;
  upTo: number;
}

interface RelayOptions {
  prisma: PrismaClient;
  clock: Clock;
  poke(poke: Poke): Promise<void>;
  /** Told of a poke that failed; it is tried again. */
  onProblem(problem: { customerId: string; message: string }): void;
  pollMs?: number;
  /** A customer whose wake passed so long ago is poked. */
  lateMs?: number;
  sweepMs?: number;
}

const POKES_AT_ONCE = 50;
const AGAIN_AFTER_MS = 30_000;

export function startRelay({ prisma, clock, poke, onProblem, pollMs = 1_000, lateMs = 600_000, sweepMs = 60_000 }: RelayOptions) {
  let stopped = false;
  let wake: () => void = () => undefined;
  let lastSweep = 0;

  async function pokeNews(): Promise<number> {
    const due = await prisma.$queryRaw<Poke[]>`
      WITH due AS MATERIALIZED (SELECT "customerId" FROM news WHERE "pokeAt" <= now() ORDER BY "pokeAt" LIMIT ${POKES_AT_ONCE} FOR UPDATE SKIP LOCKED)
      UPDATE news SET "pokeAt" = now() + ${AGAIN_AFTER_MS} * interval '1 millisecond' FROM due
      WHERE news."customerId" = due."customerId" RETURNING news."customerId", news."upTo"`;
    await Promise.all(due.map(pokeOne));
    return due.length;
  }

  /** Page by page through all who are late: those who never move keep nobody behind them waiting, and news goes on in between. */
  async function sweep(): Promise<void> {
    const late = new Date(clock.now() - lateMs);
    let last = { customerId: '', wakeAt: new Date(0) };
    while (!stopped) {
      const due = await prisma.$queryRaw<(Poke & { wakeAt: Date })[]>`
        SELECT p."customerId", p.applied AS "upTo", p."wakeAt" FROM positions p JOIN customers c ON c.id = p."customerId"
        WHERE p."wakeAt" < ${late}::timestamptz + c."clockOffsetMs" * interval '1 millisecond'
          AND (p."wakeAt", p."customerId") > (${last.wakeAt}, ${last.customerId})
        ORDER BY p."wakeAt", p."customerId" LIMIT ${POKES_AT_ONCE}`;
      await Promise.all(due.map(({ customerId, upTo }) => pokeOne({ customerId, upTo })));
      const end = due.at(-1);
      if (!end || due.length < POKES_AT_ONCE) return;
      last = end;
      await pokeNews();
    }
  }

  async function pokeOne(one: Poke): Promise<void> {
    try {
      await poke(one);
    } catch (error) {
      onProblem({ customerId: one.customerId, message: (error as Error).message });
      await prisma.$executeRaw`UPDATE news SET "pokeAt" = now() + ${2 * pollMs} * interval '1 millisecond' WHERE "customerId" = ${one.customerId}`.catch(
        () => undefined,
      );
    }
  }

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        if ((await pokeNews()) === POKES_AT_ONCE) continue;
        if (clock.now() - lastSweep >= sweepMs) {
          lastSweep = clock.now();
          await sweep();
        }
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
