/** What one decision is working on: the records as they change under it, and what it has come to so far. */
import type { Instant } from '../calendar.js';
import type { Effect } from '../effects/effect.js';
import type { Report } from '../facts.js';
import type { Journey } from '../journey/journey.js';
import { outlineOf } from '../journey/outline.js';
import { changeRows } from '../ledger/change-rows.js';
import type { Reason } from '../reasons.js';
import type { Change, DecisionRows, StepRow, TokenRow } from '../rows.js';
import { countOutgoing } from '../steps/merge.js';
import { type View, viewOf } from '../view.js';
import { createDoneSteps, type DoneSteps } from './done-steps.js';

export interface Work {
  journey: Journey;
  rows: DecisionRows;
  now: Instant;
  zone: string;
  /** In the order of their keys, in whatever order the records came. */
  tokens: Map<string, TokenRow>;
  /** Over or under way. */
  done: DoneSteps;
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
    tokens: tokensByKey(rows),
    done: createDoneSteps(),
    over: [],
    effects: [],
    outgoing: countOutgoing(journey.contact),
    changes: [],
    reports: [],
    reasons: [],
    paced: new Map(),
    next: [],
    full: false,
    view() {
      return view;
    },
    change(changes) {
      if (changes.length === 0) return;
      work.changes.push(...changes);
      current = { ...current, ...changeRows(current, changes) };
      view = viewOf({ rows: current, now });
    },
  };
  const { paced } = outlineOf(journey);
  for (const step of rows.steps) {
    work.done.set(step, { at: step.at, went: step.how === 'taken', underWay: false });
    if (step.how === 'taken' && paced.has(step.step)) pace(work, step.subject, step.at);
  }
  for (const { effect, at } of rows.underWay)
    for (const step of effect.steps) {
      if (!work.done.get(step)) work.done.set(step, { at, went: true, underWay: true });
      if (paced.has(step.step)) pace(work, step.subject, at);
    }
  return work;
}

function tokensByKey({ tokens }: DecisionRows): Map<string, TokenRow> {
  const keyed = tokens.map((token) => ({ key: tokenKey(token), token }));
  if (keyed.length > 1) keyed.sort((a, b) => (a.key < b.key ? -1 : 1));
  const byKey = new Map<string, TokenRow>();
  for (const { key, token } of keyed) byKey.set(key, { ...token });
  return byKey;
}

/** The subject's last paced step went then, or later. */
function pace(work: Work, subject: string, at: Instant): void {
  work.paced.set(subject, Math.max(work.paced.get(subject) ?? at, at));
}

/** Asks the token again at that moment, or earlier if it is to be asked earlier anyway. */
export function wakeNoLaterThan(token: TokenRow, at: Instant | undefined): void {
  if (at !== undefined) token.wakeAt = token.wakeAt === null ? at : Math.min(token.wakeAt, at);
}

export const tokenKey = ({ lane, subject }: Pick<TokenRow, 'lane' | 'subject'>) => `${lane} ${subject}`;
