/** Many customers through one journey, or through two for comparison: the same customers, the same luck. */
import { addDays, addMonths, type LocalDate } from '../calendar.js';
import type { Journey } from '../journey/journey.js';
import { live, type RuledJourneys } from './live.js';
import { planCustomer } from './plan-customer.js';
import type { Population } from './population.js';
import { reportOf, type SimulationReport } from './report.js';
import { createTally } from './tally.js';

export interface SimulatePopulationInput {
  population: Population;
  /** One, or two to compare; `name` is how the report calls it. With rules, `journey` is the one in which everybody begins. */
  journeys: { name: string; journey: Journey; ruled?: RuledJourneys }[];
  customers: number;
  years: number;
  seed: string;
  start: LocalDate;
  onProgress?: (done: number) => void;
}

export function simulatePopulation(input: SimulatePopulationInput): SimulationReport {
  const { population, journeys, customers, years, seed, start, onProgress } = input;
  const { costs, currency, response } = population.profile;
  const end = addMonths(start, 12 * years);
  const walks = journeys.map(({ name, journey, ruled }) => ({
    name,
    journey,
    ruled,
    tally: createTally({ start, years, costs, currency }),
  }));
  const segments = new Map<string, number>();
  for (let number = 0; number < customers; number += 1) {
    const customer = planCustomer({ population, seed, number, start, years });
    segments.set(customer.segment, (segments.get(customer.segment) ?? 0) + 1);
    for (const { journey, ruled, tally } of walks) tally.add(live({ customer, journey, ruled, response, seed, start, end }));
    onProgress?.(number + 1);
  }
  const told = walks.map(({ name, tally: { tally } }) => ({ name, tally }));
  return reportOf({ population, customers, years, seed, start, end: addDays(end, -1), segments, journeys: told });
}
