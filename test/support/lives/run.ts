import fc from 'fast-check';
import { type Life, lifeDraw } from './draw-story.js';
import { prove } from './prove.js';
import { count, createTally, type Tally } from './tally.js';

/** How the run stood when a promise was not kept: the promise, which life it was, and the smallest one found in which it is not. */
export interface Broken {
  promise: string;
  nth: number;
  life: Life;
}

/**
 * Lives so many of a seed's lives from the first one asked on, each held against all promises. Stops at the first that is broken, and looks for a smaller
 * one like it for at most `shrinkForMs`.
 */
export function proveLives({
  first = 0,
  lives,
  seed,
  shrinkForMs = 20_000,
}: {
  /** Lives of a seed are numbered from 0; those before the first are not drawn. */
  first?: number | undefined;
  lives: number;
  seed: number;
  shrinkForMs?: number;
}): { tally: Tally; broken: Broken | undefined } {
  const tally = createTally();
  let nth = first - 1;
  let smallest: Broken | undefined;
  let until = Infinity;
  fc.check(
    fc.property(lifeDraw, (life) => {
      if (Date.now() > until) return true;
      if (smallest === undefined) nth += 1;
      const { lived, broken } = attempt(life);
      if (lived && smallest === undefined) count({ tally, life, lived });
      if (broken === undefined) return true;
      if (smallest === undefined) until = Date.now() + shrinkForMs;
      smallest = { promise: broken, nth, life };
      return false;
    }),
    { numRuns: lives, seed, path: String(first), ...(shrinkForMs === 0 && { endOnFailure: true }) },
  );
  return { tally, broken: smallest };
}

function attempt(life: Life): Partial<ReturnType<typeof prove>> & { broken: string | undefined } {
  try {
    return prove(life);
  } catch (error) {
    return { broken: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
