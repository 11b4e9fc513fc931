import fc from 'fast-check';
import { type Life, lifeDraw } from './draw-story.js';
import { prove } from './prove.js';
import { count, createTally, type Tally } from './tally.js';

/** How the run stood when a promise was not kept: the promise, and the smallest life found in which it is not. */
export interface Broken {
  promise: string;
  life: Life;
}

/** Of every so many lives one, beginning with that. */
export interface Share {
  nth: number;
  of: number;
}

/**
 * Lives so many lives, or its share of them, each held against all promises. Stops at the first that is broken, and looks for a smaller one like it
 * for at most `shrinkForMs`.
 */
export function proveLives({
  lives,
  seed,
  share = { nth: 0, of: 1 },
  shrinkForMs = 20_000,
}: {
  lives: number;
  seed: number;
  share?: Share;
  shrinkForMs?: number;
}): { tally: Tally; broken: Broken | undefined } {
  const tally = createTally();
  let drawn = -1;
  let smallest: Broken | undefined;
  let until = Infinity;
  fc.check(
    fc.property(lifeDraw, (life) => {
      if (Date.now() > until) return true;
      drawn += 1;
      if (smallest === undefined && drawn % share.of !== share.nth) return true;
      const { lived, broken } = attempt(life);
      if (lived && smallest === undefined) count({ tally, life, lived });
      if (broken === undefined) return true;
      if (smallest === undefined) until = Date.now() + shrinkForMs;
      smallest = { promise: broken, life };
      return false;
    }),
    { numRuns: lives, seed, ...(shrinkForMs === 0 && { endOnFailure: true }) },
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
