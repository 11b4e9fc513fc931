import { expect } from '@jest/globals';
import { FAILPOINTS } from '../../../activities/ports/failpoints.js';
import { pageOf } from './page.js';
import { type TrialSize, tryFaults } from './trial.js';

/** Tries the faults, prints what was seen, and expects what the undisturbed run led to. */
export async function expectNothingLost(size: TrialSize): Promise<void> {
  const report = await tryFaults(size);
  process.stdout.write(`${pageOf(report)}\n`);
  expect(report.differences).toEqual([]);
  expect(report.twice.filter(({ allowed }) => !allowed)).toEqual([]);
  for (const point of FAILPOINTS) {
    const deaths = report.faults.find(({ fault }) => fault === point)?.times;
    expect({ point, deaths }).toEqual({ point, deaths: size.each });
  }
}
