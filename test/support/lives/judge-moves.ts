import { leavesOut } from './draw-journey.js';
import { contacts, doneAtOnce, isFor, type Judge, type Known, reached, type Went } from './judge.js';
import type { Lived } from './live.js';
import { isSevere, type PlacedStep } from './moments.js';

/**
 * What a move may not do: say something milder of an invoice that stands before what is severe after something severe was said of it; leave a token where
 * its journey has no such stage; and swallow a step that both versions have and that was still to come.
 */
export const judgeMoves: Judge = (known) => {
  const decided = new Map<string, number>();
  function milder({ subject, step }: Pick<Went, 'subject' | 'step'>, at: number): string | undefined {
    const firmer = firmerThan({ known, subject, step, at });
    return firmer && `${subject} ${step} goes after ${firmer.step}, which said it more firmly`;
  }
  return (entry) => {
    if (entry.what === 'decided') {
      for (const { id } of entry.decision.effects) decided.set(id, entry.at);
      return doneAtOnce(entry)
        .map((one) => milder(one, entry.at))
        .find((complaint) => complaint !== undefined);
    }
    if (entry.what !== 'done' || entry.effect.kind !== 'message' || !reached(entry)) return undefined;
    const at = decided.get(entry.effect.id) ?? entry.at;
    return entry.steps.map((one) => milder(one, at)).find((complaint) => complaint !== undefined);
  };
};

interface FirmerInput {
  known: Pick<Known, 'stepsOf' | 'wentOf'>;
  subject: string;
  step: string;
  /** Before that. */
  at: number;
}

/** What severe step went that says more firmly what a mild one of the version in force would say. */
export function firmerThan({ known: { stepsOf, wentOf }, subject, step, at }: FirmerInput): Went | undefined {
  const steps = stepsOf(subject);
  const placed = steps.get(step);
  if (!placed || isSevere(placed.step) || !contacts(placed.step)) return undefined;
  const went = wentOf(subject);
  if (went.length === 0) return undefined;
  const lane = [...steps.values()].filter((one) => one.lane === placed.lane);
  const place = lane.indexOf(placed);
  const afterSevere = lane.slice(0, place).some((one) => isSevere(one.step));
  return went.findLast((one) => {
    const own = steps.get(one.step);
    if (one.at >= at || !(one.severe ?? (own && isSevere(own.step)))) return false;
    return own ? lane.indexOf(own) > place : !afterSevere;
  });
}

/** What was still to come for an invoice when its customer was moved, by both versions. */
export interface Pending {
  subject: string;
  lane: string;
  step: string;
}

/** Of every token that stands in a stage: the steps of that stage and those behind it that the new version has in the same lane and that are not over. */
export function pendingAt({
  lived: { log },
  upTo,
  before,
  after,
  went,
}: {
  lived: Lived;
  /** The place in the log. */
  upTo: number;
  before: Known['form'];
  after: Map<string, PlacedStep>;
  went: readonly Went[];
}): Pending[] {
  const standing = new Map<string, { lane: string; subject: string; stage: string | null }>();
  /** Taken, or left out for whatever reason. */
  const over = new Set(went.map(({ subject, step }) => `${subject} ${step}`));
  for (const entry of log.slice(0, upTo)) {
    if (entry.what !== 'decided') continue;
    for (const token of entry.decision.tokens) standing.set(`${token.lane} ${token.subject}`, token);
    for (const { subject, step } of entry.decision.steps) over.add(`${subject} ${step}`);
  }
  return [...standing.values()].flatMap(({ lane, subject, stage }) => {
    const stages = Object.entries(before.lanes[lane]?.stages ?? {});
    const place = stages.findIndex(([name]) => name === stage);
    if (stage === null || place < 0 || before.lanes[lane]?.for !== 'item') return [];
    return stages
      .slice(place)
      .flatMap(([, { steps = [] }]) => steps)
      .filter(({ name }) => after.get(name)?.lane === lane && !over.has(`${subject} ${name}`))
      .map(({ name }) => ({ subject, lane, step: name }));
  });
}

/** Steps that were left out before that place in the log. */
export const leftOutBy = ({ log }: Lived, upTo: number): Set<string> =>
  new Set(
    log
      .slice(0, upTo)
      .flatMap((entry) => (entry.what === 'decided' ? entry.decision.steps : []))
      .filter(({ how }) => how !== 'taken')
      .map(({ subject, step }) => `${subject} ${step}`),
  );

/** At the end: a token stands where its journey has a stage, and what was pending and could go has gone. */
export function judgeMovesEnd({ known, lived, pending }: { known: Known; lived: Lived; pending: readonly Pending[] }): string | undefined {
  const { ledger, life } = known;
  const { book, end } = lived;
  for (const { lane, subject, stage } of book.tokens()) {
    const own = known.formOf(subject).lanes[lane];
    if (own && stage !== null && !own.stages[stage]) return `${subject} stands in ${stage} of ${lane}, which is not there`;
  }
  const skips = leavesOut(life.form);
  for (const { subject, lane, step } of pending) {
    const placed = known.stepsOf(subject).get(step);
    if (!placed || placed.lane !== lane || skips) continue;
    const { severe, at, every } = placed.step;
    if (severe || every || (at.from === 'due' && (at.days ?? 0) < 0) || !contacts(placed.step) || !isFor(placed.step, life.customer))
      continue;
    if (known.wentOf(subject).some((one) => one.step === step)) continue;
    // A version between may have had it before the due date.
    if (known.leftOut.has(`${subject} ${step}`)) continue;
    if (ledger.askable({ itemId: subject, what: 'reminders', at: end }) <= 0) continue;
    if (firmerThan({ known, subject, step, at: end })) continue;
    const token = book.tokens().find((one) => one.lane === lane && one.subject === subject);
    if (!token || token.leftStage !== null || wasDecided(lived, subject)) continue;
    const stages = Object.keys(known.formOf(subject).lanes[lane]?.stages ?? {});
    const isBehind = token.stage === null || stages.indexOf(token.stage) > stages.indexOf(placed.stage);
    if (isBehind) return `${step} of ${subject} was still to come when the customer was moved, and never went: it is in ${token.stage}`;
  }
  return undefined;
}

const wasDecided = ({ log }: Lived, subject: string): boolean =>
  log.some(
    (entry) =>
      entry.what === 'decided' &&
      entry.decision.reasons.some(({ about, code }) => about === subject && (code === 'decided' || code === 'task-lapsed')),
  );
