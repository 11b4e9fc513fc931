/** What one decision is working on: the records as they change under it, and what it has come to so far. */
import type { Instant } from '../calendar.js';
import type { Effect, StepRef } from '../effects/effect.js';
import type { Report } from '../facts.js';
import type { Journey } from '../journey/journey.js';
import { namedSteps } from '../journey/ladder.js';
import { changeRows } from '../ledger/change-rows.js';
import type { Reason } from '../reasons.js';
import type { Change, DecisionRows, StepRow, TokenRow } from '../rows.js';
import { countOutgoing } from '../steps/merge.js';
import { type View, viewOf } from '../view.js';

export interface Work {
  journey: Journey;
  rows: DecisionRows;
  now: Instant;
  zone: string;
  /** In the order of their keys, in whatever order the records came. */
  tokens: Map<string, TokenRow>;
  /** Over or under way: when each step went (now, for one that this decision starts). */
  done: Map<string, { at: Instant; went: boolean; underWay: boolean }>;
  over: StepRow[];
  effects: Effect[];
  outgoing: ReturnType<typeof countOutgoing>;
  changes: Change[];
  reports: Report[];
  reasons: Reason[];
  /** When the last of the journey's own steps went for each subject, whatever stage or lane it stood in. */
  paced: Map<string, Instant>;
  /** The next step that is waited for, for the headline. */
  next: { step: string; at: Instant; because: string }[];
  full: boolean;
  view: () => View;
  change: (changes: Change[]) => void;
}

/** The start of a decision: nothing decided yet. The rows are not changed. */
export function startWork({ journey, rows, now }: Pick<Work, 'journey' | 'rows' | 'now'>): Work {
  let current = rows;
  let view = viewOf({ rows, now });
  const work: Work = {
    journey,
    rows,
    now,
    zone: journey.contact.zone === 'customer' ? rows.customer.timeZone : journey.contact.zone,
    tokens: new Map(rows.tokens.map((token): [string, TokenRow] => [tokenKey(token), { ...token }]).sort(([a], [b]) => (a < b ? -1 : 1))),
    done: new Map(),
    over: [],
    effects: [],
    outgoing: countOutgoing(journey.contact),
    changes: [],
    reports: [],
    reasons: [],
    paced: new Map(),
    next: [],
    full: false,
    view: () => view,
    change: (changes) => {
      if (changes.length === 0) return;
      work.changes.push(...changes);
      current = { ...current, ...changeRows(current, changes) };
      view = viewOf({ rows: current, now });
    },
  };
  for (const step of rows.steps) work.done.set(stepKey(step), { at: step.at, went: step.how === 'taken', underWay: false });
  for (const { at, ...step } of stepsUnderWay(rows))
    if (!work.done.has(stepKey(step))) work.done.set(stepKey(step), { at, went: true, underWay: true });
  const named = new Set(journey.lanes.flatMap(namedSteps));
  for (const { subject, step, at } of [...rows.steps.filter(({ how }) => how === 'taken'), ...stepsUnderWay(rows)])
    if (named.has(step)) work.paced.set(subject, Math.max(work.paced.get(subject) ?? at, at));
  return work;
}

const stepsUnderWay = (rows: DecisionRows) => rows.underWay.flatMap(({ effect, at }) => effect.steps.map((step) => ({ ...step, at })));

/** Asks the token again at that moment, or earlier if it is to be asked earlier anyway. */
export function wakeNoLaterThan(token: TokenRow, at: Instant | undefined): void {
  if (at !== undefined) token.wakeAt = token.wakeAt === null ? at : Math.min(token.wakeAt, at);
}

export const tokenKey = ({ lane, subject }: Pick<TokenRow, 'lane' | 'subject'>) => `${lane} ${subject}`;
export const stepKey = ({ subject, step, occurrence }: StepRef) => `${subject} ${step} ${occurrence}`;
