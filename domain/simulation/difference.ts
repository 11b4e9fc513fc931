/** How sure the difference of two journeys is. The same customers walked both, so each is compared with himself. */

export interface PairedSample {
  /** What the customer came to under the first journey and under the second. */
  first: number;
  second: number;
  /** What both are measured by: money invoiced, or 1 for a mean of customers. */
  per: number;
}

export interface Difference {
  first: number;
  second: number;
  /** First less second. */
  difference: number;
  /** Between these the true difference lies with 95 % confidence, over customers like these. Null: too few customers to say. */
  from: number | null;
  to: number | null;
}

/**
 * Ratios of totals, Σ first ÷ Σ per and Σ second ÷ Σ per, and their difference with a 95 % t interval over customers. The deviation of each customer from
 * the common ratio is linearised: (first − second − difference × per) ÷ mean per.
 */
export function pairedDifference(samples: readonly PairedSample[]): Difference | null {
  let [first, second, per] = [0, 0, 0];
  for (const sample of samples) {
    first += sample.first;
    second += sample.second;
    per += sample.per;
  }
  if (per <= 0) return null;
  const difference = (first - second) / per;
  const result: Difference = { first: first / per, second: second / per, difference, from: null, to: null };
  const count = samples.length;
  if (count < 2) return result;
  const mean = per / count;
  let squares = 0;
  for (const sample of samples) squares += ((sample.first - sample.second - difference * sample.per) / mean) ** 2;
  const half = studentT975(count - 1) * Math.sqrt(squares / (count - 1) / count);
  return { ...result, from: difference - half, to: difference + half };
}

/** The 97.5 % quantile of Student's t, by its expansion in 1/degrees (Abramowitz and Stegun 26.7.5): to three digits from five degrees on. */
export function studentT975(degrees: number): number {
  const z = 1.959964;
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92_160,
  ];
  return terms.reduce((sum, term, power) => sum + term / degrees ** (power + 1), z);
}

/** Whether the interval leaves out nothing at all: then the difference is more than chance. */
export const isSure = ({ from, to }: Difference): boolean => from !== null && to !== null && (from > 0 || to < 0);
