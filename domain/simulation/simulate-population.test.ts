import { describe, expect, it } from '@jest/globals';
import { loadJourney } from '../journey/load.js';
import { type Population, populationOfProfile } from './population.js';
import { readProfile } from './profile.js';
import { simulatePopulation } from './simulate-population.js';

const profile = (more = '') => `
profile: Test
zones: { Europe/Berlin: 1, America/New_York: 1 }
disputed: 5
partly: 5
autopay: 20
${more}
segments:
  prompt: { share: 1, amount: [100, 900], daysLate: [-9, 0] }
  late: { share: 1, amount: [50.05, 400], daysLate: [1, 20, 60], never: 5 }`;
const population = (more?: string): Population => populationOfProfile(readProfile({ text: profile(more), file: 'test.yaml' }));

const journey = (name: string, ...days: number[]) => ({
  name,
  journey: loadJourney({
    text: JSON.stringify({
      journey: name,
      lanes: {
        collection: {
          for: 'item',
          stages: {
            delivery: { on: { delivered: 'autopay' } },
            autopay: { on: { failed: 'handling', 'no autopay': 'reminders' } },
            handling: { type: 'failure handling', on: { 'used up': 'reminders' } },
            reminders: {
              steps: days.map((day) => ({ name: `day-${day}`, at: { days: day, from: 'due' }, do: { send: 'overdue' } })),
              on: { 'used up': 'end' },
            },
          },
        },
      },
    }),
    file: 'journey.json',
  }),
});
const EAGER = journey('Eager', 1, 4, 8, 15);
const LAZY = journey('Lazy', 30);

const simulated = (input: Partial<Parameters<typeof simulatePopulation>[0]> = {}) =>
  simulatePopulation({
    population: population(),
    journeys: [EAGER, LAZY],
    customers: 40,
    years: 1,
    seed: 'a',
    start: '2026-01-01',
    ...input,
  });
const difference = (report: ReturnType<typeof simulated>, what: string) => report.differences.find((one) => one.what === what);

describe('a simulation', () => {
  const report = simulated();

  it('gives the same bytes for the same seed, and others for another', () => {
    expect(JSON.stringify(simulated())).toBe(JSON.stringify(report));
    expect(simulated({ seed: 'b' }).journeys[0]?.money[0]?.invoiced).not.toBe(report.journeys[0]?.money[0]?.invoiced);
  });

  it('tells the same of a journey whatever it is compared with, and finds no difference to itself', () => {
    expect(simulated({ journeys: [LAZY] }).journeys[0]).toEqual(report.journeys[1]);
    const same = simulated({ journeys: [EAGER, EAGER] });
    expect(same.journeys[0]).toEqual(same.journeys[1]);
    expect(same.differences.map(({ difference: by, from, to, sure }) => [by, from, to, sure])).toEqual(
      same.differences.map(() => [0, 0, 0, false]),
    );
  });

  it('tells the same of the first customers however many come after them', () => {
    const few = simulated({ customers: 10 });
    expect(few.segments.reduce((sum, { customers }) => sum + customers, 0)).toBe(10);
    expect(few.journeys[0]?.decisions).toBeLessThan(report.journeys[0]?.decisions ?? 0);
  });

  it('accounts for every unit of money: what was invoiced was received, credited or is open', () => {
    for (const { money } of report.journeys)
      for (const { invoiced, received, credited, receivables, months, overdue } of money) {
        expect(received + credited + receivables).toBe(invoiced);
        expect(months.reduce((sum, month) => sum + month.received, 0)).toBe(received);
        expect(months.at(-1)?.overdue).toEqual(overdue.map(({ amount }) => amount));
        expect(credited).toBeGreaterThan(0);
      }
  });

  it('invoices the same under both journeys; the one that reminds earlier is surely paid sooner, and sends more', () => {
    const [eager, lazy] = report.journeys;
    expect(eager?.money[0]?.invoiced).toBe(lazy?.money[0]?.invoiced);
    expect(difference(report, 'days open')).toMatchObject({ sure: true, currency: 'EUR' });
    expect(difference(report, 'days open')?.difference).toBeLessThan(-1);
    expect(difference(report, 'messages')?.difference).toBeGreaterThan(1);
    expect(difference(report, 'days open')?.sentence).toMatch(
      /^“Eager” is paid \d+\.\d+ days sooner on average than “Lazy”: with 95 % confidence between /,
    );
  });

  it('collects from those who let us, and has some of it declined', () => {
    const charges = simulated({ population: population('declined: 30'), customers: 60 }).journeys[0]?.charges;
    expect(charges?.collected).toBeGreaterThan(20);
    expect(charges?.tried).toBeGreaterThan((charges?.collected ?? 0) * 1.1);
  });

  it('shows no effect of reminders where nobody heeds them', () => {
    const deaf = simulated({ population: population('response: { reminder: 0, notice: 0, failure: 0, never: 0 }') });
    expect(difference(deaf, 'days open')).toMatchObject({ difference: 0, sure: false });
    expect(difference(deaf, 'messages')?.sure).toBe(true);
  });

  it('shows more effect the more heed them', () => {
    const by = (reminder: number) =>
      difference(simulated({ population: population(`response: { reminder: ${reminder} }`) }), 'days open')?.difference;
    expect(by(80)).toBeLessThan(by(20) ?? 0);
  });
});
