/** What one decision is working on: the records as they change under it, and what it has come to so far. */
import type { NextStep } from '../advance.js';
import type { Instant } from '../calendar.js';
import { copyOfToken } from '../copies.js';
import { type Effect, severityOf } from '../effects/effect.js';
import type { Report } from '../facts.js';
import type { Journey } from '../journey/journey.js';
import { type Outline, outlineOf } from '../journey/outline.js';
import type { Firm } from '../ladder/tone.js';
import { changeRows } from '../ledger/change-rows.js';
import { byPlace, sorted } from '../order.js';
import type { Reason } from '../reasons.js';
import type { Change, DecisionRows, StepRow, TokenRow } from '../rows.js';
import type { Span } from '../span.js';
import type { StageAnswers } from '../stages/stage-type.js';
import { createRoom, isOfTask, type Room } from '../steps/caps.js';
import { isLetter } from '../steps/letters.js';
import { countOutgoing } from '../steps/merge.js';
import { arrivalOf } from '../steps/post.js';
import { latenessOf } from '../steps/windows.js';
import { rowsWith, type View, type ViewRows, viewOf } from '../view.js';
import { DoneSteps } from './done-steps.js';

export interface Work {
  journey: Journey;
  /** The journeys that items walk in place of the customer's own, by the ids of their versions. */
  itemJourneys: ReadonlyMap<string, Journey>;
  /** The journey whose lanes the subject walks: an item may have one of its own. */
  journeyOf: (subject: string) => Journey;
  /** That of this journey. */
  outlineOf: (subject: string) => Outline;
  rows: DecisionRows;
  now: Instant;
  zone: string;
  /** So long after the window opens is it this customer's turn, in milliseconds. */
  lateBy: number;
  /** In the order of lane and subject, in whatever order the records came. */
  tokens: TokenRow[];
  /** Those that need not be asked, with when they were to be asked anyway. */
  unasked: { token: TokenRow; wakeAt: Instant | null }[];
  /** Over or under way. */
  done: DoneSteps;
  over: StepRow[];
  effects: Effect[];
  outgoing: ReturnType<typeof countOutgoing>;
  /** Asked for by `roomOf`. */
  room: Room | undefined;
  /** Asked for by `callRoomOf`. */
  callRoom: Room | undefined;
  /** Asked for by `letterRoomOf`. */
  letterRoom: Room | undefined;
  /** Made when the first stage is asked. */
  answers: StageAnswers | undefined;
  changes: Change[];
  reports: Report[];
  reasons: Reason[];
  /** When the last of the journey's own steps went for each subject, whatever stage or lane it stood in. */
  paced: Map<string, Instant> | undefined;
  /** What severe steps have been taken of each subject, or are under way. */
  firm: Map<string, Firm[]> | undefined;
  /** When an answer to the last letter about each subject could come by post; only where the journey says how long the post takes and a letter went. */
  answerAt: Map<string, Instant> | undefined;
  /** The soonest of the steps that are waited for. */
  next: NextStep | null;
  full: boolean;
  view: () => View;
  change: (changes: Change[]) => void;
}

/** The start of a decision: nothing decided yet. The rows are not changed. */
export function startWork({ journey, itemJourneys, rows, now }: Pick<Work, 'journey' | 'itemJourneys' | 'rows' | 'now'>): Work {
  let current: ViewRows = rows;
  const zone = journey.contact.zone === 'customer' ? rows.customer.timeZone : journey.contact.zone;
  let view = viewOf({ rows, now });
  const outline = outlineOf(journey);
  const work: Work = {
    journey,
    itemJourneys,
    journeyOf(subject) {
      const own = itemJourneys.size > 0 ? view.item(subject)?.journeyId : undefined;
      return (own && itemJourneys.get(own)) || journey;
    },
    outlineOf(subject) {
      return itemJourneys.size > 0 ? outlineOf(work.journeyOf(subject)) : outline;
    },
    rows,
    now,
    zone,
    lateBy: latenessOf({ contact: journey.contact, customerId: rows.customer.id }),
    tokens: ownTokens(rows),
    unasked: [],
    done: new DoneSteps(),
    over: [],
    effects: [],
    outgoing: countOutgoing(journey.contact),
    room: undefined,
    callRoom: undefined,
    letterRoom: undefined,
    answers: undefined,
    changes: [],
    reports: [],
    reasons: [],
    paced: undefined,
    firm: undefined,
    answerAt: undefined,
    next: null,
    full: false,
    view() {
      return view;
    },
    change(changes) {
      if (changes.length === 0) return;
      work.changes.push(...changes);
      current = rowsWith(current, changeRows(current, changes));
      view = viewOf({ rows: current, now });
    },
  };
  const { post } = journey.contact;
  for (const step of rows.steps) {
    const at = post && step.how === 'taken' ? countedAt(work, post, step) : step.at;
    const went = step.how === 'taken';
    const { subject, step: name, occurrence, effectId } = step;
    work.done.add({ subject, step: name, occurrence, at, went, underWay: false, said: went && effectId !== null });
    if (!went) continue;
    if (isPaced(work, step) || isElsewhere(work, step)) pace(work, step.subject, step.at);
    if (step.severe ?? work.outlineOf(step.subject).places.get(step.step)?.severe) addFirm(work, step);
  }
  for (const { effect, at } of rows.underWay)
    for (const step of effect.steps) {
      // Claimed, it was counted above; taken elsewhere meanwhile, it comes to nothing.
      if (work.done.get(step)) continue;
      const counted = post ? countedAt(work, post, { subject: step.subject, step: step.step, at }) : at;
      work.done.add({ ...step, at: counted, went: true, underWay: true, said: true });
      const severe = severityOf(effect);
      if (isPaced(work, step) || isElsewhere(work, { ...step, severe })) pace(work, step.subject, at);
      if (severe) addFirm(work, { ...step, at });
    }
  return work;
}

function addFirm(work: Work, { subject, step, occurrence, at }: Firm): void {
  work.firm ??= new Map();
  const own = work.firm.get(subject);
  const one = { subject, step, occurrence, at };
  if (own) own.push(one);
  else work.firm.set(subject, [one]);
}

/** From when a step counts that went: a letter from its arrival. An answer to it could come by post so long after that. */
function countedAt(work: Work, post: Span, { subject, step, at }: Pick<StepRow, 'subject' | 'step' | 'at'>): Instant {
  const { journey, rows, zone } = work;
  if (!work.outlineOf(subject).letters.has(step)) return at;
  const way = { post, contact: journey.contact, zone, country: rows.customer.country };
  const arrives = arrivalOf({ at, ...way });
  const answer = arrivalOf({ at: arrives, ...way });
  work.answerAt ??= new Map();
  work.answerAt.set(subject, Math.max(work.answerAt.get(subject) ?? answer, answer));
  return arrives;
}

/** Where the journey has caps; counted when it is first asked for, as few decisions do. */
export function roomOf(work: Work): Room | undefined {
  const { journey, rows, now, zone } = work;
  const cap = journey.contact.atMost;
  if (cap) work.room ??= createRoom({ cap, contacts: rows.contacts ?? [], underWay: rows.underWay, now, zone });
  return work.room;
}

/** Room for calls; undefined where the journey has no cap of their own. */
export function callRoomOf(work: Work): Room | undefined {
  const { journey, rows, now, zone } = work;
  const cap = journey.contact.calls?.atMost;
  if (cap) work.callRoom ??= createRoom({ cap, contacts: (rows.contacts ?? []).filter(isOfTask), underWay: [], now, zone });
  return work.callRoom;
}

/** Whether the step keeps its distance to others of the journey that its subject walks. */
export const isPaced = (work: Work, { subject, step }: Pick<StepRow, 'subject' | 'step'>): boolean =>
  work.outlineOf(subject).paced.has(step);

/** Whether a ladder of another journey or version said it: that keeps its distance, too. */
const isElsewhere = (work: Work, { subject, step, severe }: Pick<StepRow, 'subject' | 'step' | 'severe'>): boolean =>
  severe !== null && !work.outlineOf(subject).places.has(step);

/** Room for letters; undefined where the journey has no cap of their own. */
export function letterRoomOf(work: Work): Room | undefined {
  const { journey, rows, now, zone } = work;
  const cap = journey.contact.letters?.atMost;
  if (cap)
    work.letterRoom ??= createRoom({
      cap,
      contacts: (rows.contacts ?? []).filter(({ letter }) => letter),
      underWay: rows.underWay.filter(({ effect }) => isLetter(effect)),
      now,
      zone,
    });
  return work.letterRoom;
}

/** Copies, to be changed. */
function ownTokens({ tokens }: DecisionRows): TokenRow[] {
  const own: TokenRow[] = [];
  for (const token of tokens) own.push(copyOfToken(token));
  return sorted(own, byPlace);
}

/** The subject's last paced step went then, or later. */
const pace = (work: Work, subject: string, at: Instant): void => setPace(work, subject, Math.max(work.paced?.get(subject) ?? at, at));

/** The subject's last paced step went then. */
export function setPace(work: Work, subject: string, at: Instant): void {
  work.paced ??= new Map();
  work.paced.set(subject, at);
}

/** The step is waited for. */
export function waitFor(work: Work, step: NextStep): void {
  if (work.next === null || step.at < work.next.at) work.next = step;
}

/** Asks the token again at that moment, or earlier if it is to be asked earlier anyway. */
export function wakeNoLaterThan(token: TokenRow, at: Instant | undefined): void {
  if (at !== undefined) token.wakeAt = token.wakeAt === null ? at : Math.min(token.wakeAt, at);
}
