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

export interface Simulation {
  /** Moves time to `until`, deciding at every wake on the way, then at `until` itself whatever is due. */
  runTo(until: Instant): void;
  /** Something is reported at the present moment and decided. */
  report(...reports: Report[]): void;
  /** The engine stands still: time passes, nothing is decided. */
  sleepTo(until: Instant): void;
  now(): Instant;
  happened: Happening[];
  decisions: { at: Instant; decision: Decision; headline: Headline }[];
  book: MemoryBook;
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

export function simulate({
  journey,
  journeyOf = () => journey,
  rulesAt = () => null,
  journeyNamed = () => undefined,
  customer,
  start,
  kept,
  collect = () => ({ did: 'collected' }),
  mail = () => ({ did: 'sent' }),
  keep = true,
  hear,
}: SimulateInput): Simulation {
  const book = new MemoryBook(customer, kept);
  const happened: Happening[] = [];
  const decisions: Simulation['decisions'] = [];
  let now = start;

  const becomings = new Map<Journey, JourneyRules | null>();
  function becoming(lived: Journey): JourneyRules | null {
    let rules = becomings.get(lived);
    if (rules === undefined) {
      rules = rulesOfJourney({ journey: lived, journeyNamed });
      becomings.set(lived, rules);
    }
    return rules;
  }

  const itemJourneysOf = ({ itemJourneys }: CustomerRow): ReadonlyMap<string, Journey> | undefined =>
    itemJourneys.length === 0 ? undefined : new Map(itemJourneys.map((id) => [id, journeyOf(id)]));

  function settle(): void {
    for (let turns = 0; ; turns += 1) {
      if (turns > DECISIONS_AT_ONE_MOMENT)
        throw new Error(`The journey "${journey.name}" never comes to rest at ${new Date(now).toISOString()}.`);
      const due = book.nextWake();
      if (!book.hasNews() && (due === null || due > now)) return;
      const lived = journeyOf(book.customer().journeyId);
      const rules = rulesAt(now) ?? (lived.becomes ? becoming(lived) : null);
      const itemJourneys = itemJourneysOf(book.customer());
      const rows = book.select(now, lived, rules, itemJourneys);
      const decision = advance({ journey: lived, itemJourneys, rows, now, rules });
      book.store({ decision, now });
      if (keep) decisions.push({ at: now, decision, headline: headlineOf({ journey: lived, itemJourneys, rows, decision }) });
      for (const effect of decision.effects) perform(effect);
    }
  }

  function perform(effect: Effect): void {
    const input = book.claimInput({ effectId: effect.id, now });
    if (!input) return;
    const answer = claim(input);
    book.storeClaim({ effectId: effect.id, claim: answer, now });
    if (answer.did === 'claimed') for (const report of answer.reports) book.record({ report, recordedAt: now });
    const outcome: Outcome = answer.did === 'claimed' ? act(effect, answer) : { did: answer.did };
    if (answer.did === 'claimed') book.endEffect({ effectId: effect.id, outcome: outcome.did, now });
    if (outcome.did === 'undeliverable' && 'alone' in effect) book.leaveOutSteps({ effectId: effect.id });
    if (keep || hear) {
      const happening: Happening = { at: now, effect, outcome: outcome.did, parts: answer.did === 'claimed' ? answer.parts : [] };
      if (keep) happened.push(happening);
      hear?.(happening);
    }
    for (const report of reportsOf({ effect, outcome, now, zone: customer.timeZone })) book.record({ report, recordedAt: now });
  }

  function act(effect: Effect, { parts, again }: Extract<Claim, { did: 'claimed' }>): Outcome {
    if (effect.kind === 'webhook') return { did: 'notified' };
    if (effect.kind !== 'collect') return effect.kind === 'message' ? mail(effect, now) : { did: 'sent' };
    const earlier = book.list('attempt').filter((attempt) => attempt.chargeId === effect.chargeId && attempt.id !== effect.id);
    const answer = collect({ chargeId: effect.chargeId, methodId: effect.methodId, at: now, earlier });
    const item = book.item(parts[0]?.itemId ?? effect.itemIds[0] ?? '');
    // What an earlier attempt drew, it drew, whatever is owed by now.
    const drawn = again ? book.list('charge').find(({ id }) => id === effect.chargeId)?.amount : undefined;
    return answer.did === 'collected'
      ? {
          did: 'collected',
          reference: effect.id,
          amount: drawn ?? parts.reduce((sum, part) => sum + part.amount, 0),
          parts,
          accountId: item?.accountId ?? '',
          currency: item?.currency ?? customer.currency,
        }
      : answer;
  }

  for (const { effect } of kept?.effects ?? []) perform(effect);

  return {
    runTo(until) {
      for (let wake = book.nextWake(); wake !== null && wake <= until; wake = book.nextWake()) {
        now = Math.max(now, wake);
        settle();
      }
      now = Math.max(now, until);
    },
    report(...reports) {
      for (const report of reports) book.record({ report, recordedAt: now });
      settle();
    },
    sleepTo(until) {
      now = Math.max(now, until);
    },
    now: () => now,
    happened,
    decisions,
    book,
  };
}
