/** The whole trial: the same business undisturbed and under faults, and what the comparison says. */
import { FAILPOINTS } from '../../../activities/ports/failpoints.js';
import { customersOf } from './business.js';
import type { Outcome } from './outcome.js';
import { type Bench, type RunResult, runBusiness, todayInUtc } from './run.js';
import type { Death } from './supervisor.js';

export interface TrialSize {
  customers: number;
  /** Deaths at each failpoint. */
  each: number;
  /** Deaths at random moments while timers fire; none leaves the timers out. */
  atRandom: number;
  /** PostgreSQL and Temporal are away for a while, runs are terminated and reset, all of Temporal's database is deleted. */
  outages: boolean;
  seed: number;
}

export interface TrialReport {
  size: TrialSize;
  /** The business that went on meanwhile. */
  lived: { rounds: number; facts: number; messages: number; charges: number; seconds: number; undisturbedSeconds: number };
  faults: { fault: string; times: number; recoveryMs: { median: number; longest: number } }[];
  /** Messages that the SMTP server accepted more than once, and the death in between. */
  twice: (Outcome['twice'][number] & { diedAt: string; allowed: boolean })[];
  /** What differs from the undisturbed run; empty when all is as it should be. */
  differences: string[];
}

export async function tryFaults(size: TrialSize): Promise<TrialReport> {
  const random = randomOf(size.seed);
  const script = { customers: customersOf(size.customers), today: todayInUtc(), secondReminders: size.atRandom > 0 };
  const failpoints = shuffled(
    Array.from({ length: size.each }, () => [...FAILPOINTS])
      .flat()
      .map((point) => `${point}:${1 + Math.floor(random() * 4)}`),
    random,
  );
  const faulty = await runBusiness({
    script,
    faults: async (bench) => {
      await bench.dieAt(failpoints);
      if (size.outages) await inflictOutages({ bench, random });
    },
    ...(size.atRandom > 0 ? { faultsAtTimers: (bench: Bench) => bench.killAtRandom({ times: size.atRandom, random }) } : {}),
  });
  const undisturbed = await runBusiness({ script: { ...script, rounds: faulty.rounds } });
  const { outcome } = faulty;
  return {
    size,
    lived: {
      rounds: [...faulty.rounds.values()].reduce((sum, rounds) => sum + rounds, 0),
      facts: outcome.facts,
      messages: outcome.messages.length,
      charges: outcome.charges.length,
      seconds: faulty.seconds,
      undisturbedSeconds: undisturbed.seconds,
    },
    faults: recoveries(faulty),
    twice: outcome.twice.map((one) => judge(one, faulty.deaths)),
    differences: differencesOf(outcome, undisturbed.outcome),
  };
}

const AWAY_MS = 8_000;

async function inflictOutages({ bench, random }: { bench: Bench; random: () => number }): Promise<void> {
  const { postgres, temporal } = bench.servers;
  await moved(bench);
  await bench.outage({ what: 'PostgreSQL away', begin: postgres.stop, end: postgres.start, ms: AWAY_MS });
  await moved(bench);
  await bench.outage({ what: 'Temporal away', begin: temporal.stop, end: temporal.start, ms: AWAY_MS });
  await moved(bench);
  await bench.outage({ what: 'runs terminated or reset', begin: () => endRuns({ bench, random }), end: async () => undefined, ms: 0 });
  await moved(bench);
  await bench.outage({ what: "Temporal's database deleted", begin: temporal.forget, end: async () => undefined, ms: 0 });
  await moved(bench);
}

/** Until every customer has moved on from now. */
async function moved({ business }: Bench): Promise<void> {
  const since = Date.now();
  for (;;) {
    const back = new Set(business.moves.filter(({ at }) => at > since).map(({ customerId }) => customerId));
    if (back.size === business.rounds.size) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Terminates every other run and resets the others to an earlier task of theirs. */
async function endRuns({ bench: { client, business }, random }: { bench: Bench; random: () => number }): Promise<void> {
  const { namespace } = client.options;
  for (const [n, customerId] of [...business.rounds.keys()].entries()) {
    const workflowId = `customer/${customerId}`;
    const handle = client.workflow.getHandle(workflowId);
    if (n % 2 === 0) await handle.terminate('a fault');
    else {
      const { runId } = await handle.describe();
      const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
      const tasks = (events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes).map(({ eventId }) => eventId);
      const task = tasks[Math.floor(random() * tasks.length)];
      if (task)
        await client.workflowService.resetWorkflowExecution({
          namespace,
          workflowExecution: { workflowId, runId },
          reason: 'a fault',
          workflowTaskFinishEventId: task,
          requestId: `reset-${customerId}`,
        });
    }
  }
}

/** How long after each fault somebody moved on: the customer that was struck, where it is known. */
function recoveries({ deaths, outages, moves }: RunResult): TrialReport['faults'] {
  const times = new Map<string, number[]>();
  const note = (fault: string, from: number, customerId?: string) => {
    const next = moves.find((move) => move.at > from && (customerId === undefined || move.customerId === customerId));
    times.set(fault, [...(times.get(fault) ?? []), ...(next ? [next.at - from] : [])]);
  };
  for (const { point, at, about } of deaths) note(point, at, about?.match(/^cus_\d+/)?.[0]);
  for (const { what, mendedAt } of outages) note(what, mendedAt);
  return [...times].map(([fault, all]) => {
    const sorted = all.sort((a, b) => a - b);
    return {
      fault,
      times: deaths.filter(({ point }) => point === fault).length || outages.filter(({ what }) => what === fault).length,
      recoveryMs: { median: sorted[Math.floor(sorted.length / 2)] ?? 0, longest: sorted.at(-1) ?? 0 },
    };
  });
}

/**
 * A message may go out again where the worker died after it had begun to hand it over and before the record, and nowhere else: a death lies between the
 * claim with which it was accepted first and the second acceptance (what a dead worker has written to the mail server is accepted all the same), and the
 * second one is of another process's claim, which could only be made because the first was never recorded as over.
 */
function judge(one: Outcome['twice'][number], deaths: Death[]): TrialReport['twice'][number] {
  const { at, claims } = one;
  const claimAt = (moment: number) => claims.findLast((claim) => claim.at <= moment);
  const between = at.slice(1).map((second, n) => {
    const first = claimAt(at[n] ?? 0);
    const death = deaths.find((candidate) => candidate.at >= (first?.at ?? 0) && candidate.at <= second);
    return { death, excused: death !== undefined && first?.process !== claimAt(second)?.process };
  });
  return {
    ...one,
    diedAt: between.map(({ death }) => death?.point ?? 'at nothing').join(', '),
    allowed: between.every(({ excused }) => excused),
  };
}

function differencesOf(found: Outcome, expected: Outcome): string[] {
  const lists = (['messages', 'charges', 'balances', 'positions', 'steps'] as const).flatMap((list) => [
    ...found[list].filter((line) => !expected[list].includes(line)).map((line) => `${list}: too much: ${line}`),
    ...expected[list].filter((line) => !found[list].includes(line)).map((line) => `${list}: missing: ${line}`),
    ...(new Set(found[list]).size === found[list].length ? [] : [`${list}: something is there twice`]),
  ]);
  const numbers = (['facts', 'stuck'] as const).flatMap((name) =>
    found[name] === expected[name] ? [] : [`${name}: ${found[name]} instead of ${expected[name]}`],
  );
  return [...lists, ...numbers];
}

/** Numbers from 0 to 1, the same for the same seed (a linear congruential generator, as in Numerical Recipes). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function shuffled<Value>(values: Value[], random: () => number): Value[] {
  return values
    .map((value) => ({ value, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ value }) => value);
}
