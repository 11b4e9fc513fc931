/**
 * A customer's life on the rules and his books in memory: facts come at their moments, the engine wakes, decides, and its effects are done at once or
 * after a while, as in the world. Nothing here knows a rule; what happened is written down in its order, for the judges.
 */
import { advance, type Decision } from '../../../domain/advance.js';
import { claim } from '../../../domain/effects/claim.js';
import type { Effect } from '../../../domain/effects/effect.js';
import { type Outcome, reportsOf as reportsOfOutcome } from '../../../domain/effects/outcome.js';
import { DulyError } from '../../../domain/errors.js';
import type { Report } from '../../../domain/facts.js';
import type { Journey } from '../../../domain/journey/journey.js';
import type { Reason } from '../../../domain/reasons.js';
import type { CustomerRow, DecisionRows } from '../../../domain/rows.js';
import { MemoryBook } from '../../../domain/simulator/memory-book.js';
import { stranger } from '../../../domain/stranger.js';
import type { Life } from './draw-story.js';
import { itemJourneysOf, versionNamed, versionsOf } from './moves.js';
import { reportsOf } from './report-of.js';

export type Entry =
  | { at: number; what: 'fact'; report: Report }
  | { at: number; what: 'decided'; decision: Decision }
  | {
      at: number;
      what: 'done';
      effect: Effect;
      did: Outcome['did'];
      /** Minor units asked for, by item. */
      parts: { itemId: string; amount: number }[];
      /** Steps that were claimed. */
      steps: { subject: string; step: string; occurrence: number }[];
      reason: Reason | undefined;
    };

export interface Told {
  at: number;
  reports: Report[];
}

export interface Lived {
  log: Entry[];
  book: MemoryBook;
  /** What was reported from outside, and when. */
  story: Told[];
  inFlightAtMost: number;
  start: number;
  end: number;
}

interface LiveInput {
  life: Life;
  /** In place of the versions that the life is lived in. */
  journey?: Journey;
  /** Those that items walk in place of it; the life's own, where it walks its own versions. */
  itemJourneys?: ReadonlyMap<string, Journey>;
  /** What is reported; without it the life's own events, told as they come. */
  story?: Told[];
  /** Moments at which the engine is woken for nothing. */
  wakes?: number[];
  /** From then to then the engine stands still: facts are kept, nothing is decided or done. */
  down?: { from: number; to: number };
  /** Every effect is done at once, and all mail arrives. */
  prompt?: boolean;
  /** Days that it lives on after the last of the story. */
  afterwards: number;
  /** Called with what each decision rests on and comes to. */
  onDecision?: (input: {
    journey: Journey;
    itemJourneys: ReadonlyMap<string, Journey> | undefined;
    rows: DecisionRows;
    now: number;
    decision: Decision;
  }) => void;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** How long effects take where they take their time, by chance of their id. */
const LATENCIES = [0, 0, 2 * MINUTE, 40 * MINUTE, 3 * 60 * MINUTE, 7 * 60 * MINUTE];
/** So long what comes between waits for something to come between. */
const RACES_FOR = 12 * DAY;
/** So long a move waits for something severe to go first. */
const SEVERE_WITHIN = 20 * DAY;
const DECISIONS_AT_ONE_MOMENT = 2_000;

export const customerOf = ({ customer, first }: Life): CustomerRow => ({
  ...stranger(),
  ...customer,
  id: 'C1',
  legalEntityId: 'L1',
  locale: 'en',
  country: 'DE',
  currency: 'EUR',
  knownSince: first,
  creditStatus: 'unknown',
  creditLimit: null,
  creditDecidedAt: null,
  journeyId: 'J1',
});

export function live({ journey, life, story, wakes = [], down, prompt = false, afterwards, onDecision, ...input }: LiveInput): Lived {
  const itemJourneys = input.itemJourneys ?? (journey ? undefined : itemJourneysOf(life));
  const book = new MemoryBook(customerOf(life));
  const log: Entry[] = [];
  const told: Told[] = [];
  const start = Date.parse(`${life.first}T05:30:00Z`);
  const slow = life.slow && !prompt;
  const steps = journeySteps(life);
  const planned: { at: number; effect: Effect }[] = [];
  const waking = [...wakes].sort((a, b) => a - b);
  const tried = new Map<string, number>();
  let now = start;
  /** When the engine wants to decide again: as the last decision said, or when what ended since has woken a token. */
  let wake: number | null = null;
  let inFlightAtMost = 0;

  const stands = (at: number) => down !== undefined && at >= down.from && at < down.to;

  function record(report: Report): void {
    const before = book.facts.length;
    book.record({ report, recordedAt: now });
    if (book.facts.length > before) log.push({ at: now, what: 'fact', report });
  }

  function decide(): void {
    const here = journey ?? versionNamed(life, book.customer().journeyId).journey;
    const rows = book.select(now, here, null, itemJourneys);
    const decision = advance({ journey: here, ...(itemJourneys && { itemJourneys }), rows, now });
    onDecision?.({ journey: here, itemJourneys, rows, now, decision });
    for (const report of decision.reports) log.push({ at: now, what: 'fact', report });
    book.store({ decision, now });
    log.push({ at: now, what: 'decided', decision });
    wake = decision.more ? now : decision.wakeAt;
    for (const effect of decision.effects) {
      const tries = tried.get(effect.id) ?? 0;
      tried.set(effect.id, tries + 1);
      planned.push({ at: now + (slow ? (pick(`${effect.id} ${tries}`, LATENCIES) ?? 0) : 0), effect });
    }
    inFlightAtMost = Math.max(inFlightAtMost, planned.length);
  }

  function wokenUntil(at: number | null): void {
    if (at !== null) wake = wake === null ? at : Math.min(wake, at);
  }

  function settle(): void {
    for (let turns = 0; ; turns += 1) {
      if (turns > DECISIONS_AT_ONE_MOMENT) throw new Error(`it never comes to rest at ${new Date(now).toISOString()}`);
      const due = planned.findIndex(({ at }) => at <= now);
      if (due >= 0) {
        perform((planned.splice(due, 1)[0] as { effect: Effect }).effect);
        continue;
      }
      if (!book.hasNews() && (wake === null || wake > now)) return;
      decide();
    }
  }

  function perform(effect: Effect): void {
    const input = book.claimInput({ effectId: effect.id, now });
    if (!input) throw new Error(`the effect ${effect.id} is nowhere kept`);
    const answer = claim(input);
    book.storeClaim({ effectId: effect.id, claim: answer, now });
    const claimed = answer.did === 'claimed';
    if (claimed) for (const report of answer.reports) record(report);
    const outcome: Outcome = claimed ? act(effect, answer.parts) : { did: answer.did };
    if (claimed) book.endEffect({ effectId: effect.id, outcome: outcome.did, now });
    if (outcome.did === 'undeliverable' && 'alone' in effect) book.leaveOutSteps({ effectId: effect.id });
    log.push({
      at: now,
      what: 'done',
      effect,
      did: outcome.did,
      parts: claimed ? answer.parts : [],
      steps: claimed ? answer.steps : [],
      reason: claimed ? undefined : answer.reason,
    });
    // What an account would be told is tried whenever somebody asks, while nobody knows whether its items were drawn.
    const isAccounts = effect.kind === 'message' && effect.accountId !== undefined;
    if (isAccounts && answer.did === 'suppressed') tried.set(effect.id, (tried.get(effect.id) ?? 1) - 1);
    for (const report of reportsOfOutcome({ effect, outcome, now, zone: book.customer().timeZone })) record(report);
    wokenUntil(book.nextWake());
  }

  function act(effect: Effect, parts: { itemId: string; amount: number }[]): Outcome {
    if (effect.kind === 'message' && slow) {
      const chance = hash(effect.id) % 20;
      if (chance === 0)
        return effect.orLetter ? { did: 'sent', instead: { code: 'no_such_user' } } : { did: 'undeliverable', code: 'no_such_user' };
      if (chance === 1) return { did: 'unknown' };
    }
    if (effect.kind === 'webhook') return hash(effect.id) % 12 === 0 ? { did: 'refused', code: '410' } : { did: 'notified' };
    if (effect.kind !== 'collect') return { did: 'sent' };
    const tries = book.list('attempt').filter((attempt) => attempt.chargeId === effect.chargeId && attempt.id !== effect.id).length;
    const answer = life.answers[(hash(effect.chargeId) + tries) % life.answers.length] ?? 'collected';
    if (answer === 'unknown') return { did: 'unknown' };
    if (answer === 'ours') return { did: 'ours', code: 'parameter_invalid' };
    if (answer !== 'collected') return { did: 'declined', code: answer };
    const amount = parts.reduce((sum, part) => sum + part.amount, 0);
    return { did: 'collected', reference: effect.id, amount, parts, accountId: book.accountFor('EUR'), currency: 'EUR' };
  }

  /** Lives on up to just before the moment, or until it is enough. */
  function liveTo(until: number, isEnough: () => boolean = () => false): void {
    while (!isEnough()) {
      const soonest = Math.min(book.hasNews() ? now : (wake ?? Infinity), waking[0] ?? Infinity, ...planned.map(({ at }) => at));
      const next = stands(Math.max(soonest, now)) ? (down?.to ?? soonest) : Math.max(soonest, now);
      if (next >= until) {
        now = until;
        return;
      }
      now = next;
      settle();
      if (waking[0] !== undefined && waking[0] <= now) {
        waking.shift();
        wakeForNothing();
      }
    }
  }

  /** A message is decided and has not gone. */
  const isUnderWay = () => planned.some(({ at, effect }) => effect.kind === 'message' && at > now + MINUTE);

  /** Asked again though nothing is due, and then each of its tokens. */
  function wakeForNothing(): void {
    decide();
    settle();
    const { timeZone } = book.customer();
    record({
      type: 'customer.changed',
      source: 'test',
      externalId: `woken-${now}-${waking.length}`,
      effectiveOn: new Date(now).toISOString().slice(0, 10),
      data: { set: { timeZone } },
    });
    settle();
  }

  function happen({ at, reports }: Told): void {
    if (at > now) liveTo(at);
    const kept: Report[] = [];
    for (const report of reports) {
      try {
        record(report);
        kept.push(report);
      } catch (error) {
        if (!(error instanceof DulyError)) throw error;
      }
    }
    told.push({ at, reports: kept });
    if (!stands(now)) settle();
  }

  const created: Report = { type: 'customer.created', source: 'api', externalId: 'C1', effectiveOn: life.first, data: {} };
  happen({ at: start, reports: [created] });
  if (story) for (const one of story) happen(one);
  else {
    let at = start;
    const moves = [...versionsOf(life).moves];
    const moveUntil = (until: number) => {
      for (let next = moves[0]; next && start + next.at * MINUTE < until; next = moves[0]) {
        const hasSevere = () => book.steps().some(({ severe }) => severe === true);
        if (next.afterSevere) liveTo(Math.max(now, start + next.at * MINUTE) + SEVERE_WITHIN, hasSevere);
        const report = next.report(book);
        if (report) happen({ at: Math.max(now + MINUTE, start + next.at * MINUTE), reports: [report] });
        moves.shift();
      }
    };
    for (const [n, event] of life.events.entries()) {
      at += event.after * MINUTE;
      moveUntil(at);
      at = Math.max(at, now);
      if (at > now) liveTo(at);
      if (event.racing) {
        liveTo(at + RACES_FOR, isUnderWay);
        at = now + MINUTE;
        liveTo(at);
      }
      happen({ at, reports: reportsOf({ event, n, book, now, steps }) });
    }
    moveUntil(Infinity);
  }
  const end = Math.max(now, down?.to ?? 0) + afterwards * DAY;
  liveTo(end);
  return { log, book, story: told.slice(1), inFlightAtMost, start, end };
}

const journeySteps = ({ form }: Life): string[] =>
  Object.values(form.lanes.collection?.stages ?? {}).flatMap(({ steps = [] }) => steps.map(({ name }) => name));

function hash(text: string): number {
  let value = 7;
  for (let at = 0; at < text.length; at += 1) value = (value * 31 + text.charCodeAt(at)) % 1_000_003;
  return value;
}
const pick = <T>(id: string, from: readonly T[]): T | undefined => from[hash(`${id}!`) % from.length];
