/** Plays a scenario on an engine: the same steps, and the same lines, whatever the engine is. */
import { addDays, dateAt, type Instant, instantAt, type LocalDate } from '../calendar.js';
import { DulyError } from '../errors.js';
import type { Journey } from '../journey/journey.js';
import type { CustomerRow } from '../rows.js';
import { describedCustomer } from './customer-settings.js';
import type { Engine } from './engine.js';
import type { StoryJourneys } from './journeys.js';
import { createObserver, type Timeline } from './observe.js';
import { createReporter } from './reports.js';
import type { Scenario, StoryFact, Told } from './scenario.js';
import type { When } from './sentence.js';

/** A timeline, and what of the story could not happen, each with its place. */
export interface Played extends Timeline {
  impossible: { on: LocalDate; text: string; place: string }[];
}

/** The zone in which the scenario's days are counted: the journey's, which is mostly the customer's own. */
export const zoneOf = ({ journey, scenario }: { journey: Journey; scenario: Pick<Scenario, 'customer'> }): string =>
  journey.contact.zone === 'customer' ? (scenario.customer.timeZone ?? 'UTC') : journey.contact.zone;

/** When the scenario begins: a fact without a time of day happens as its day begins. */
export const beginning = ({ scenario, zone }: { scenario: Scenario; zone: string }): Instant =>
  momentOf({ when: scenario.story[0]?.when ?? { on: scenario.until }, zone });

/** The customer as he is then. */
export const customerOf = ({
  scenario,
  shifted,
  ...ids
}: Pick<CustomerRow, 'id' | 'legalEntityId' | 'journeyId'> & { scenario: Scenario; shifted(date: LocalDate): LocalDate }): CustomerRow => {
  const { knownSince, ...said } = scenario.customer;
  const since = shifted(knownSince ?? scenario.story[0]?.when.on ?? scenario.until);
  return describedCustomer({ ...ids, since, said });
};

const momentOf = ({ when: { on, time = '00:00' }, zone }: { when: When; zone: string }): Instant => instantAt({ date: on, time, zone });

interface PlayInput {
  scenario: Scenario;
  journeys: StoryJourneys;
  zone: string;
  engine: Engine;
  /** Days by which the run is later than the story. */
  shiftDays: (date: LocalDate, back?: boolean) => LocalDate;
}

/** Plays from the beginning, at which the engine stands, to the end of the last day. */
export async function play({ scenario, journeys, zone, engine, shiftDays }: PlayInput): Promise<Played> {
  const { customerId, legalEntityId } = engine;
  const shifted = (date: LocalDate) => shiftDays(date);
  const observer = createObserver({
    customerId,
    zone,
    inStory: (date) => shiftDays(date, true),
    journeyName: (id) => journeys.byId(id).name,
  });
  const reporter = createReporter({ customerId, legalEntityId, journeys, zone, shifted });
  const impossible: Played['impossible'] = [];
  const moment = ({ on, time }: When) => momentOf({ when: { on: shifted(on), ...(time && { time }) }, zone });
  const see = async (at: Instant) => observer.see({ at, books: await engine.books() });
  let downUntil: Instant | null = null;

  await see(moment(scenario.story[0]?.when ?? { on: scenario.until }));
  for (const told of scenario.story) {
    const at = moment(told.when);
    await liveTo(at);
    await happen(told, at);
  }
  await liveTo(moment({ on: addDays(scenario.until, 1) }));
  return { ...observer.timeline, impossible };

  async function liveTo(at: Instant): Promise<void> {
    if (downUntil !== null && downUntil > at) return;
    if (downUntil !== null) {
      await engine.goOn({ at: downUntil });
      await see(downUntil);
      downUntil = null;
    }
    await engine.liveTo({ at, onWake: see });
  }

  async function happen({ meaning, when, place }: Told<StoryFact>, at: Instant): Promise<void> {
    if (meaning.what === 'engine down') {
      downUntil = Math.max(downUntil ?? 0, moment(meaning.until));
      await engine.stop({ until: downUntil });
      return;
    }
    if (meaning.what === 'mails') return engine.refuseMails(meaning.refused);
    const cannot = (text: string) => void impossible.push({ on: shiftDays(dateAt(at, zone), true), text, place });
    const books = await engine.books();
    try {
      const reports = reporter({ fact: meaning, on: when.on, at, books });
      if (typeof reports === 'string') return cannot(reports);
      if (downUntil !== null) return await engine.keep({ reports, at });
      await engine.report({ reports, at });
    } catch (error) {
      if (!(error instanceof DulyError) || error.code === 'not_at_rest' || error.code === 'time_fixed') throw error;
      return cannot(error.message.replaceAll(`${customerId}-`, ''));
    }
    await see(at);
  }
}
