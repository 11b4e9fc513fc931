/**
 * The whole journey as one function: the same input always gives the same decision. Effects are data; somebody else performs them.
 *
 * 1. No clock, no I/O, no randomness.
 * 2. Positions are recomputed from the records, never resumed by counting ticks: late, held or repeated questions get the calendar's answer.
 * 3. A step that is over for its subject (taken, lapsed, dropped) or under way is never proposed again, in any stage, lane or journey.
 * 4. Rules that give customers their journeys are asked first; where they give another one, nothing else is decided, and nothing of it lost.
 * 5. At most `EFFECTS_AT_ONCE` effects are under way for one customer; what finds no room stays due.
 */
import type { Instant } from './calendar.js';
import { askAboutMessages } from './decision/ask-about-messages.js';
import { decideHolds } from './decision/decide-holds.js';
import { followChargebacks } from './decision/follow-chargebacks.js';
import { followCheques } from './decision/follow-cheques.js';
import { closeLostQuestions, followMove } from './decision/follow-move.js';
import { followRules } from './decision/follow-rules.js';
import { mindOwnRecords, tasksPassOnAt } from './decision/mind-own-records.js';
import { moveToken } from './decision/move-token.js';
import { placeTokens } from './decision/place-tokens.js';
import { startWork, type Work } from './decision/work.js';
import { writeOffSmallRests } from './decision/write-off-small-rests.js';
import type { Effect } from './effects/effect.js';
import type { Report } from './facts.js';
import type { Journey } from './journey/journey.js';
import type { JourneyRules } from './journey-rules/journey-rules.js';
import { sorted } from './order.js';
import type { Reason } from './reasons.js';
import type { Change, DecisionRows, StepRow, TokenRow } from './rows.js';
import { mergeMessages } from './steps/merge.js';

export interface Decision {
  seq: number;
  /** The highest fact number taken in. */
  applied: number;
  /** The tokens asked about, as they stand now. */
  tokens: TokenRow[];
  /** Steps that are over without an effect. */
  steps: StepRow[];
  effects: Effect[];
  /** Changes of our own records, and facts that Duly itself reports: stored with the decision. */
  changes: Change[];
  reports: Report[];
  /** When the customer wants to be decided again; null: only news wakes him. */
  wakeAt: Instant | null;
  /** More waits than one decision takes: decide again at once. */
  more: boolean;
  reasons: Reason[];
  /** The soonest of the steps that are waited for; null: none is. */
  next: NextStep | null;
}

export interface NextStep {
  step: string;
  at: Instant;
  /** Why then, in a word. */
  because: string;
}

export interface AdvanceInput {
  journey: Journey;
  /** The journeys that items of the customer walk in place of it (`CustomerRow.itemJourneys`), by the ids of their versions. */
  itemJourneys?: ReadonlyMap<string, Journey> | undefined;
  /** Position and ledger of the customer: what is due or touched, and totals. Not changed. */
  rows: DecisionRows;
  /** UTC. The later of the workflow's time and the newest fact's `recordedAt`. */
  now: Instant;
  /** Those in force, that give each customer his journey; null: there are none. */
  rules?: JourneyRules | null | undefined;
}

export function advance({ journey, itemJourneys = NONE, rows, now, rules = null }: AdvanceInput): Decision {
  const work = startWork({ journey, itemJourneys, rows, now });
  if (rules !== null && followRules(work, rules)) return onlyMoved(work);
  const moved = followMove(work);
  followChargebacks(work);
  placeTokens(work);
  writeOffSmallRests(work);
  const holdsAt = decideHolds(work);
  mindOwnRecords(work);
  const { tokens } = work;
  for (const token of inOrder(work)) moveToken(work, token);
  if (moved) closeLostQuestions(work);
  askAboutMessages(work);
  const chequesAt = followCheques(work);
  const effects = mergeMessages({
    effects: work.effects,
    together: journey.contact.together,
    customerId: rows.customer.id,
    view: work.view(),
  });
  let soonest = sooner(sooner(rows.restWakeAt, holdsAt), sooner(chequesAt, tasksPassOnAt(work)));
  for (const token of tokens) soonest = sooner(soonest, token.wakeAt);
  const wakeAt = work.full ? now + 1000 : soonest;
  return {
    seq: rows.seq + 1,
    applied: rows.facts.at(-1)?.number ?? rows.applied,
    tokens: askedTokens(work),
    steps: work.over,
    effects,
    changes: work.changes,
    reports: work.reports,
    wakeAt,
    // Without room, what is left is looked at again in a second.
    more: (rows.more && !work.full) || work.reports.length > 0,
    reasons: work.reasons,
    next: work.next,
  };
}

/** The customer has another journey from now on: nothing is applied and no token asked before the next decision, at once. */
function onlyMoved({ rows, now, changes, reports, reasons }: Work): Decision {
  return {
    seq: rows.seq + 1,
    applied: rows.applied,
    tokens: [],
    steps: [],
    effects: [],
    changes,
    reports,
    wakeAt: now,
    more: true,
    reasons,
    next: null,
  };
}

/** Without those that stay as they are. */
function askedTokens({ tokens, unasked }: Work): TokenRow[] {
  if (unasked.length === 0) return tokens;
  return tokens.filter((token) => !unasked.some((one) => one.token === token && one.wakeAt === token.wakeAt));
}

/** The tokens by their lanes' places in the journey, then by subject. */
function inOrder(work: Work): TokenRow[] {
  const { tokens } = work;
  if (tokens.length <= 1) return tokens;
  return sorted([...tokens], (a, b) => placeOf(work, a) - placeOf(work, b) || (a.subject < b.subject ? -1 : 1));
}

const placeOf = (work: Work, { lane, subject }: TokenRow): number => work.outlineOf(subject).order.get(lane) ?? 0;

const NONE: ReadonlyMap<string, Journey> = new Map();

const sooner = (a: Instant | null, b: Instant | null): Instant | null => (a === null ? b : b === null || a <= b ? a : b);
