import { addDays, addMonths, dateAt } from '../domain/calendar.js';
import type { Journey } from '../domain/journey/journey.js';
import { loadJourney } from '../domain/journey/load.js';
import { midnight } from '../domain/replay/story.js';
import { type Simulation, simulate } from '../domain/simulator/simulate.js';
import { customerRow } from '../domain/testing/customer.js';
import { issued, paid } from './reports.js';

const START = '2026-01-05';
/** Where customers live, in turn: with and without daylight saving, north and south of the equator, with half hours. */
const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Sydney', 'UTC'];
/** Before these the code is not yet compiled. */
const WARM_UP = 2_000;

export interface SimulatorCost {
  /** Customer-years in a second of this process's processor time, all its threads counted: what other processes take does not count. */
  perSecond: number;
  /** What one customer-year came to on average. */
  decisions: number;
  messages: number;
  /** The most that the process ever kept resident, in MiB. */
  peakMiB: number;
}

/** What a customer-year costs: 12 invoices, each paid 5 or 15 days late, through the whole journey; each customer by himself. */
export function simulatorCost({ journeyText, milliseconds }: { journeyText: string; milliseconds: number }): SimulatorCost {
  const journey = loadJourney({ text: journeyText, file: 'bench' });
  for (let years = 0; years < WARM_UP; years += 1) liveOneYear({ journey, number: years });
  const before = process.cpuUsage();
  const end = performance.now() + milliseconds;
  let years = 0;
  let decisions = 0;
  let messages = 0;
  for (; performance.now() < end; years += 1) {
    const { book } = liveOneYear({ journey, number: years });
    decisions += book.decided();
    messages += book.effects.size;
  }
  const { user, system } = process.cpuUsage(before);
  return {
    perSecond: Math.round((years * 1_000_000) / (user + system)),
    decisions: Math.round((decisions * 10) / years) / 10,
    messages: Math.round((messages * 10) / years) / 10,
    peakMiB: Math.round(process.resourceUsage().maxRSS / 1_024),
  };
}

function liveOneYear({ journey, number }: { journey: Journey; number: number }): Simulation {
  const timeZone = ZONES[number % ZONES.length] as string;
  const customer = customerRow({ id: `cus_${number}`, legalEntityId: 'le', deliverBy: 'outside', journeyId: journey.name, timeZone });
  const run = simulate({ journey, customer, start: midnight(START), keep: false });
  run.report({ type: 'customer.created', source: 'bench', externalId: customer.id, effectiveOn: dateAt(run.now(), timeZone), data: {} });
  const account = run.book.accountFor('EUR');
  const invoice = (n: number) => ({ itemId: `i${n}`, accountId: account, number: `${n}`, amount: 100, currency: 'EUR' });
  for (let month = 0; month < 13; month += 1) {
    const issuedOn = addMonths(START, month);
    const before = month - 1;
    if (before >= 0) {
      const paidOn = addDays(addMonths(START, before), 30 + (before % 2 ? 5 : 15));
      run.runTo(midnight(paidOn));
      run.report(paid({ invoice: invoice(before), on: paidOn }));
    }
    if (month === 12) break;
    run.runTo(midnight(issuedOn));
    run.report(issued({ invoice: invoice(month), on: issuedOn, dueOn: addDays(issuedOn, 30) }));
  }
  return run;
}
