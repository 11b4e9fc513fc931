/**
 * The journey engine without servers: `advance` in a loop over one customer's books in memory, moved from wake to wake.
 * Effects are performed at the moment they are decided, by the same claim and the same facts as the real performers.
 */
import { advance, type Decision } from '../advance.js';
import type { Instant } from '../calendar.js';
import { type Claim, claim } from '../effects/claim.js';
import type { Effect, MessageEffect } from '../effects/effect.js';
import { type Outcome, reportsOf } from '../effects/outcome.js';
import type { Report } from '../facts.js';
import { type Headline, headlineOf } from '../headline.js';
import type { Journey } from '../journey/journey.js';
import { rulesOfJourney } from '../journey-rules/becoming.js';
import type { JourneyRule, JourneyRules } from '../journey-rules/journey-rules.js';
import type { AttemptRow, CustomerRow } from '../rows.js';
import type { KeptBook } from './kept-book.js';
import { MemoryBook } from './memory-book.js';

/** Something that happened to an effect, for timelines. */
export interface Happening {
  at: Instant;
  effect: Effect;
  outcome: Outcome['did'];
  /** Minor units asked for, by item. */
  parts: { itemId: string; amount: number }[];
}

interface SimulateInput {
  journey: Journey;
  /** By the version's id, for customers who are moved; without it `journey` is everybody's. */
  journeyOf?: (id: string) => Journey;
  /** The rules in force at that moment, that give him his journey; without it there are none. */
  rulesAt?: (at: Instant) => JourneyRules | null;
  /** The journey of that name, for journeys that say what becomes of their customers; without it they stay. */
  journeyNamed?: (name: string) => Pick<JourneyRule, 'journey' | 'journeyId'> | undefined;
  customer: CustomerRow;
  start: Instant;
  /** How a payment attempt ends; without it every attempt is collected. */
  collect?: (attempt: {
    chargeId: string;
    methodId: string;
    at: Instant;
    earlier: AttemptRow[];
  }) => { did: 'collected' } | { did: 'declined'; code: string } | { did: 'ours'; code: string } | { did: 'unknown' };
  /** His books so far, for one who is gone on with: what is under way is performed first. */
  kept?: KeptBook;
  /** What becomes of a message; without it each is sent. */
  mail?: (effect: MessageEffect, at: Instant) => Outcome;
  /** Keep what happened (the default); a large run keeps nothing. */
  keep?: boolean;
  /** Is told of each effect as soon as it is over. */
  hear?: (happening: Happening) => void;
}

/** A decision that always wants another one is a defect, not a long day. */
const DECISIONS_AT_ONE_MOMENT = 10_000;

/** The engine at `start`, with nothing decided yet. */
export const simulate = (input: SimulateInput): Simulation => new Simulation(input);

/** One customer's books and the engine over them, at one moment of time that only goes forward. */
export class Simulation {
  readonly happened: Happening[] = [];
  readonly decisions: { at: Instant; decision: Decision; headline: Headline }[] = [];
  readonly book: MemoryBook;
  private readonly input: SimulateInput;
  private readonly keeps: boolean;
  private readonly becomings = new Map<Journey, JourneyRules | null>();
  private moment: Instant;

  constructor(input: SimulateInput) {
    this.input = input;
    this.keeps = input.keep ?? true;
    this.book = new MemoryBook(input.customer, input.kept);
    this.moment = input.start;
    for (const { effect } of input.kept?.effects ?? []) this.perform(effect);
  }

  now(): Instant {
    return this.moment;
  }

  /** Moves time to `until`, deciding at every wake on the way, then at `until` itself whatever is due. */
  runTo(until: Instant): void {
    for (let wake = this.book.nextWake(); wake !== null && wake <= until; wake = this.book.nextWake()) {
      this.sleepTo(wake);
      this.settle();
    }
    this.sleepTo(until);
  }

  /** Something is reported at the present moment and decided. */
  report(...reports: Report[]): void {
    for (const report of reports) this.book.record({ report, recordedAt: this.moment });
    this.settle();
  }

  /** The engine stands still: time passes, nothing is decided. */
  sleepTo(until: Instant): void {
    this.moment = Math.max(this.moment, until);
  }

  private settle(): void {
    const { book, moment: now } = this;
    for (let turns = 0; ; turns += 1) {
      if (turns > DECISIONS_AT_ONE_MOMENT)
        throw new Error(`The journey "${this.input.journey.name}" never comes to rest at ${new Date(now).toISOString()}.`);
      const due = book.nextWake();
      if (!book.hasNews() && (due === null || due > now)) return;
      const journey = this.journeyOf(book.customer().journeyId);
      const rules = this.input.rulesAt?.(now) ?? (journey.becomes ? this.becoming(journey) : null);
      const itemJourneys = this.itemJourneysOf(book.customer());
      const rows = book.select(now, journey, rules, itemJourneys);
      const decision = advance({ journey, itemJourneys, rows, now, rules });
      book.store({ decision, now });
      if (this.keeps) this.decisions.push({ at: now, decision, headline: headlineOf({ journey, itemJourneys, rows, decision }) });
      for (const effect of decision.effects) this.perform(effect);
    }
  }

  private journeyOf(id: string): Journey {
    const { journey, journeyOf } = this.input;
    return journeyOf === undefined ? journey : journeyOf(id);
  }

  private itemJourneysOf({ itemJourneys }: CustomerRow): ReadonlyMap<string, Journey> | undefined {
    return itemJourneys.length === 0 ? undefined : new Map(itemJourneys.map((id) => [id, this.journeyOf(id)]));
  }

  private becoming(journey: Journey): JourneyRules | null {
    const { journeyNamed = NO_JOURNEY } = this.input;
    let rules = this.becomings.get(journey);
    if (rules === undefined) {
      rules = rulesOfJourney({ journey, journeyNamed });
      this.becomings.set(journey, rules);
    }
    return rules;
  }

  private perform(effect: Effect): void {
    const { book, moment: now } = this;
    const { hear, customer } = this.input;
    const input = book.claimInput({ effectId: effect.id, now });
    if (!input) return;
    const answer = claim(input);
    book.storeClaim({ effectId: effect.id, claim: answer, now });
    if (answer.did === 'claimed') for (const report of answer.reports) book.record({ report, recordedAt: now });
    const outcome: Outcome = answer.did === 'claimed' ? this.act(effect, answer) : { did: answer.did };
    if (answer.did === 'claimed') book.endEffect({ effectId: effect.id, outcome: outcome.did, now });
    if (outcome.did === 'undeliverable' && 'alone' in effect) book.leaveOutSteps({ effectId: effect.id });
    if (this.keeps || hear) {
      const happening: Happening = { at: now, effect, outcome: outcome.did, parts: answer.did === 'claimed' ? answer.parts : [] };
      if (this.keeps) this.happened.push(happening);
      hear?.(happening);
    }
    for (const report of reportsOf({ effect, outcome, now, zone: customer.timeZone })) book.record({ report, recordedAt: now });
  }

  private act(effect: Effect, { parts, again }: Extract<Claim, { did: 'claimed' }>): Outcome {
    const { book, moment: at } = this;
    const { mail, collect, customer } = this.input;
    if (effect.kind === 'webhook') return { did: 'notified' };
    if (effect.kind === 'message') return mail?.(effect, at) ?? { did: 'sent' };
    if (effect.kind === 'survey') return { did: 'sent' };
    const earlier = book.list('attempt').filter((attempt) => attempt.chargeId === effect.chargeId && attempt.id !== effect.id);
    const answer = collect?.({ chargeId: effect.chargeId, methodId: effect.methodId, at, earlier }) ?? { did: 'collected' };
    if (answer.did !== 'collected') return answer;
    const item = book.item(parts[0]?.itemId ?? effect.itemIds[0] ?? '');
    // What an earlier attempt drew, it drew, whatever is owed by now.
    const drawn = again ? book.list('charge').find(({ id }) => id === effect.chargeId)?.amount : undefined;
    return {
      did: 'collected',
      reference: effect.id,
      amount: drawn ?? parts.reduce((sum, part) => sum + part.amount, 0),
      parts,
      accountId: item?.accountId ?? '',
      currency: item?.currency ?? customer.currency,
    };
  }
}

const NO_JOURNEY = () => undefined;
